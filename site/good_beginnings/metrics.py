"""`/metrics`: the numbers of how the site runs, in the text format of Prometheus, for who has the token.

All are read when they are asked for, so that it does not matter which process answers, and nothing has to be added up.
"""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from feedback.surveys.final_week import answers_of_final_week
from home import measures
from home.health import OFF, OK, readiness

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the numbers. Ten queries at most, and a look at each kept page.

    Raises:
        Http404: no token is set, or this is not it.
    """
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404("Nothing is measured here")
    words = readiness()
    told = [*_of_readiness(words), *_of_disk()]
    if words["migrations"] == OK:
        # It may go away meanwhile: `well` says so at the next look.
        with suppress(Error):
            told += list(_of_database())
    return HttpResponse("".join(told), content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _metric(name: str, means: str, *values: tuple[str, float]) -> str:
    """Return one metric; each value comes with its label, or with none."""
    full = f"good_beginnings_{name}"
    lines = [f"{full}{label and '{'}{label}{label and '}'} {value}" for label, value in values]
    return "\n".join([f"# HELP {full} {means}", f"# TYPE {full} gauge", *lines, ""])


def _of_readiness(words: dict[str, str]) -> Iterator[str]:
    told = [(f'part="{part}"', int(word == OK)) for part, word in words.items() if word != OFF]
    yield _metric("well", "1 where this part is well, as /readyz says.", *told)


def _of_disk() -> Iterator[str]:
    if (age := measures.backup_age(now=timezone.now())) is not None:
        yield _metric("backup_age_seconds", "Age of the last good backup.", ("", int(age.total_seconds())))
    if (free := measures.free_bytes()) is not None:
        yield _metric("disk_free_bytes", "Free where the site writes.", ("", free))
    yield _metric("kept_pages_bytes", "What kept pages take of the disk.", ("", measures.kept_bytes()))


def _of_database() -> Iterator[str]:
    now = timezone.now()
    work = measures.work(now=now)
    yield _metric("tasks_waiting", "Tasks that wait for a worker.", ("", work.waiting))
    yield _metric("tasks_oldest_seconds", "Age of the oldest of them.", ("", int(work.oldest.total_seconds())))
    yield _metric("tasks_failed", "Tasks that failed in the last two weeks.", ("", work.failed))
    yield _metric("timed_jobs_late", "Timed jobs that are late.", ("", len(measures.late_jobs(now=now))))
    yield _metric("timed_jobs_failing", "Timed jobs whose last run failed.", ("", len(measures.failing_jobs())))
    states = [(f'state="{state}"', count) for state, count in measures.pages().items()]
    yield _metric("pages", "Pages in each state.", *states)
    answers = answers_of_final_week(today=timezone.localdate())
    if answers is not None:
        yield _metric("answers_of_final_week", "Answers of the last week that is final, if not few.", ("", answers))
