"""Whether all is well, in sentences: what `home.health` has a word for, and what the numbers of `home.measures` say.

What to do stands beside each, in the words of docs/runbook.md: a test holds the two together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from home import backups, measures
from home.audit import guard
from home.health import readiness
from home.languages import SOURCE

#: A task that has waited so long: the worker is at something else, or gone.
WAITED_LONG = timedelta(hours=1)
#: So many times what is too little on the disk: somebody should think of it.
SOON_LOW = 3
GB = 1024 * measures.MB


class Tone(Enum):
    """How well one thing is: the word, and Wagtail's icon for it. Colour says no more than they do."""

    WELL = "Well", "circle-check"
    LOOK = "Look at it", "warning"
    ACT = "Act now", "cross"

    def __init__(self, word: str, icon: str) -> None:
        self.word = word
        self.icon = icon


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a sentence, and what to do where it is not well. Some are for administrators alone."""

    tone: Tone
    sentence: str
    remedy: str = ""
    for_administrators: bool = False

    @property
    def is_well(self) -> bool:
        return self.tone is Tone.WELL


DATABASE = "See that VAR_DIR holds the right site.sqlite3, or that DATABASE_URL is right and its server runs."
MIGRATIONS = "An update is half done. Start the site anew (./run), which migrates, or ./run migrate."
WORKER = (
    "Is a worker running? ./run starts one; so does ./run worker by itself. What is late, and what went wrong last, "
    "stands in the admin under Site, Timed jobs."
)
FAILING = "Site, Timed jobs says what went wrong. It is tried again every five minutes at the latest."
WAITING = "Is a worker running? It may be at a long file. ./run worker in another window is a second one."
FAILED = "./run make_formats --missing makes files that are not there. The log of the worker says why a task failed."
DISK = "Make room: var/media weighs most, then old backups. Old files of pages are deleted by themselves."
BACKUP = "Is the worker running? Site, Timed jobs, back up says what went wrong. ./run backup makes one now."
NO_BACKUPS = "Set BACKUP_DIR to a folder on another disk, and start the site anew."
LOG = "./run migrate puts its guard up again. Find out who took it down: what was changed meanwhile can't be seen."
REMEDIES = (DATABASE, MIGRATIONS, WORKER, FAILING, WAITING, FAILED, LOG, DISK, BACKUP, NO_BACKUPS)


def lines(*, now: datetime) -> list[Line]:
    """Return a sentence for each thing. Eleven queries at most; none of them fails where there is no database."""
    words = readiness()
    found = [_database(words), *_disk(words), _backup(words, now=now)]
    if words["migrations"] == "ok":
        try:
            found[1:1] = [*_worker(words, now=now), *_work(now=now), _log()]
        except Error:
            # It went away between two questions.
            found[0] = _database(words | {"database": "gone"})
    return found


def _database(words: Mapping[str, str]) -> Line:
    if words["database"] != "ok":
        return Line(Tone.ACT, "The database does not answer.", DATABASE)
    if words["migrations"] != "ok":
        return Line(Tone.ACT, "The database is that of an older version of the site.", MIGRATIONS)
    return Line(Tone.WELL, "The database answers, and is of this version of the site.")


def _worker(words: Mapping[str, str], *, now: datetime) -> Iterator[Line]:
    if words["worker"] == "ok":
        yield Line(Tone.WELL, "The background worker does its timed jobs on time.")
    else:
        yield Line(Tone.ACT, f"Timed jobs are late: {', '.join(measures.late_jobs(now=now))}.", WORKER)
    if failing := measures.failing_jobs():
        yield Line(Tone.LOOK, f"Timed jobs that failed when they last ran: {', '.join(failing)}.", FAILING)


def _work(*, now: datetime) -> Iterator[Line]:
    work = measures.work(now=now)
    if not work.waiting:
        yield Line(Tone.WELL, "No task waits for the worker.")
    else:
        waited = work.oldest > WAITED_LONG
        sentence = f"{_count(work.waiting, 'task')} for the worker, the oldest for {_age(work.oldest)}."
        yield Line(Tone.LOOK if waited else Tone.WELL, f"Waiting: {sentence}", WAITING if waited else "")
    if work.failed:
        yield Line(Tone.LOOK, f"Failed in the last two weeks: {_count(work.failed, 'task')}.", FAILED)


def _log() -> Line:
    if guard.stands(connection):
        return Line(Tone.WELL, "The log of who did what can only be added to.")
    return Line(Tone.ACT, "The log of who did what can be changed.", LOG)


def _disk(words: Mapping[str, str]) -> Iterator[Line]:
    free = measures.free_bytes()
    if free is None or words["disk"] == "gone":
        yield Line(Tone.ACT, "The disk that the site writes to is not there.", DISK)
        return
    sentence = f"{free / GB:,.1f} GB are free on the disk that the site writes to."
    if words["disk"] != "ok":
        yield Line(Tone.ACT, sentence, DISK)
    elif free < SOON_LOW * settings.DISK_LOW_MB * measures.MB:
        yield Line(Tone.LOOK, sentence, DISK)
    else:
        yield Line(Tone.WELL, sentence)


def _backup(words: Mapping[str, str], *, now: datetime) -> Line:
    if words["backup"] == "off":
        sentence = "No backup is made by itself: BACKUP_DIR is not set."
        return Line(Tone.LOOK, sentence, NO_BACKUPS, for_administrators=True)
    age = measures.backup_age(now=now)
    if age is None:
        return Line(Tone.ACT, "There is no backup yet.", BACKUP)
    sentence = f"The last good backup is {_count(int(age.total_seconds() // 3600), 'hour')} old."
    return Line(Tone.WELL, sentence) if age <= backups.OLD_AFTER else Line(Tone.ACT, sentence, BACKUP)


def kept_pages() -> Line:
    """Return a sentence on the pages that are kept whole. Looks at each of their files."""
    if not settings.PAGE_CACHE:
        return Line(Tone.WELL, "Pages are not kept whole: PAGE_CACHE is off.")
    megabytes = measures.kept_bytes() / measures.MB
    return Line(Tone.WELL, f"Kept pages take {megabytes:,.1f} MB of the {settings.PAGE_CACHE_MB:,} MB that they may.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    return _count(minutes // 60, "hour") if minutes >= 60 else _count(minutes, "minute")


def summary(found: list[Line]) -> Line:
    """Return one line on all of them."""
    worst = max((line.tone for line in found), key=list(Tone).index)
    if worst is Tone.WELL:
        return Line(worst, "All is well.")
    amount = sum(not line.is_well for line in found)
    return Line(worst, "One thing is not well." if amount == 1 else f"{amount} things are not well.")


@require_safe
def is_all_well(request: HttpRequest) -> HttpResponse:
    """Say of each thing whether it is well, and what to do where it is not."""
    found = [*lines(now=timezone.now()), kept_pages()]
    context = {"lines": found, "summary": summary(found), "source": SOURCE}
    return TemplateResponse(request, "home/admin/is_all_well.html", context)
