"""Formats are asked for when words change, made once, kept whole or not at all, and forgotten with their page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import default_task_backend

from guidance import services, tasks
from guidance.document import Document
from guidance.formats.contract import Kit, Made, Why
from guidance.formats.producers import BY_KIND, KINDS
from guidance.formats.text import PlainText
from guidance.models import FormatCheck, FormatFile, GuidancePage
from guidance.models.formats import BACK_OFF
from home import languages
from home.models import Helpline, TimedJob

pytestmark = pytest.mark.django_db
Status = FormatFile.Status


@pytest.fixture
def page() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")


@pytest.fixture
def row(page: GuidancePage) -> FormatFile:
    """Return the page's plain text, not made yet: the quickest of all formats."""
    return page.formats.get(kind="text")


@pytest.fixture
def queue() -> Iterator[Any]:
    """Return the queue of the tests, which runs nothing and remembers all."""
    default_task_backend.clear()
    yield default_task_backend
    default_task_backend.clear()


def queued(queue: Any) -> list[int]:
    """Return the rows that tasks were queued for."""
    return [result.args[0] for result in queue.results if result.task.module_path == tasks.make_format.module_path]


def publish(page: GuidancePage, on_commit: Any) -> None:
    with on_commit(execute=True):
        page.save_revision().publish()


def making(monkeypatch: pytest.MonkeyPatch, during: Any) -> None:
    """Let something happen while a plain text is being made."""
    make = PlainText.make

    def made(producer: PlainText, document: Document, kit: Kit) -> Made:
        during()
        return make(producer, document, kit)

    monkeypatch.setattr(PlainText, "make", made)


def stored(page: GuidancePage) -> list[str]:
    folder = f"formats/{page.pk}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    yield
    for name in services._stored():
        default_storage.delete(name)


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_what_was_loaded_waits_for_every_format(page: GuidancePage) -> None:
    rows = {row.kind: row.status for row in page.formats.all()}

    assert set(rows) == KINDS
    assert set(rows.values()) <= {Status.WAITING, Status.IMPOSSIBLE}


def test_publishing_new_words_queues_one_job_per_format(
    page: GuidancePage, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page.formats.all().update(status=Status.READY)
    page.title = "Why all babies cry"

    publish(page, django_capture_on_commit_callbacks)

    assert sorted(queued(queue)) == sorted(page.formats.filter(status=Status.WAITING).values_list("pk", flat=True))
    assert len(queued(queue)) >= 6


def test_publishing_the_same_words_again_makes_nothing(
    page: GuidancePage, row: FormatFile, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    services.make_format(row.pk)
    made_at = FormatFile.objects.get(pk=row.pk).made_at

    publish(page, django_capture_on_commit_callbacks)

    assert queued(queue) == []
    assert FormatFile.objects.get(pk=row.pk).made_at == made_at


def test_an_alias_is_given_no_formats(page: GuidancePage) -> None:
    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())

    assert services.request_formats(alias) == []
    assert alias.formats.count() == 0


def test_a_page_with_another_languages_words_is_given_no_formats(page: GuidancePage) -> None:
    polish = GuidancePage.objects.get(slug=page.slug, locale__language_code="pl")
    polish.words_language = "en"

    services.request_formats(polish)

    assert polish.formats.count() == 0


def test_where_previews_are_hidden_a_page_nobody_signed_for_is_given_no_formats(
    page: GuidancePage, settings: Any
) -> None:
    settings.SHOW_PREVIEW = False

    services.request_formats(page)

    assert page.formats.count() == 0


def test_a_page_taken_off_the_site_loses_its_files(page: GuidancePage, row: FormatFile) -> None:
    services.make_format(row.pk)

    page.unpublish()

    assert page.formats.count() == 0
    assert stored(page) == []


def test_a_changed_helpline_asks_for_a_comparison_and_makes_files_anew(page: GuidancePage, row: FormatFile) -> None:
    services.make_format(row.pk)
    TimedJob.objects.create(name="compare_formats", interval=timedelta(hours=6), next_run=timezone.now() + timedelta(1))

    line = Helpline.objects.get(key="lifeline")
    line.note_en = "Now with another note."
    line.save()
    services.request_formats(page)

    assert TimedJob.objects.get(name="compare_formats").next_run <= timezone.now()
    assert FormatFile.objects.get(pk=row.pk).status == Status.WAITING


def test_a_passed_sample_makes_that_languages_braille_anew(page: GuidancePage, administrator: Any) -> None:
    page.formats.filter(kind__startswith="braille").update(status=Status.READY)
    name = BY_KIND["braille"].quality.name(page.words, {})
    FormatCheck.objects.create(
        subject="braille", language="en", name=name, passed=True, checked_by="Braille reader", signed_by=administrator
    )

    waiting = services.request_formats(page)

    assert {FormatFile.objects.get(pk=pk).kind for pk in waiting} == {"braille", "braille-pef", "ebraille"}


def test_a_configured_voice_file_is_a_voice_where_the_computer_has_none(settings: Any) -> None:
    tetum = languages.get("tet")

    before = services.why_not(BY_KIND["audio"], tetum)
    settings.VOICE_FILES = {"tet": Path("/srv/voices/tet.onnx")}
    after = services.why_not(BY_KIND["audio"], tetum)

    assert (before, after) == (Why.NO_VOICE, None)
    assert services.why_not(BY_KIND["braille"], tetum) is Why.NO_TABLE


def test_an_e_book_without_a_voice_needs_nobody_to_pass_one() -> None:
    assert services.is_checked(BY_KIND["epub"], languages.get("tet"))
    assert not services.is_checked(BY_KIND["epub"], languages.get("pl"))


def test_a_file_that_can_no_longer_be_made_says_that_it_is_behind(
    page: GuidancePage, row: FormatFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.make_format(row.pk)
    monkeypatch.setattr(PlainText, "why_not", lambda producer, language: Why.NO_FONT)

    services.request_formats(page)

    row.refresh_from_db()
    assert (row.status, row.why) == (Status.IMPOSSIBLE, "no-font")
    assert row.file
    assert row.is_behind


def test_asking_does_not_lose_a_file_that_a_worker_has_kept_meanwhile(page: GuidancePage, row: FormatFile) -> None:
    services.make_format(row.pk)

    row.ask(wanted="read before the file was kept")

    assert FormatFile.objects.get(pk=row.pk).file


# --- Making ---------------------------------------------------------------------------------------------------------


def test_a_made_file_knows_what_it_was_made_from(page: GuidancePage, row: FormatFile) -> None:
    kept = services.make_format(row.pk)

    row.refresh_from_db()
    assert kept
    assert (row.status, row.digest, row.words_digest) == (Status.READY, row.wanted, page.words_digest)
    assert default_storage.size(row.file) == row.size
    assert page.title in default_storage.open(row.file).read().decode()


def test_two_workers_never_make_the_same_file(row: FormatFile) -> None:
    first, second = FormatFile.objects.claim(row.pk), FormatFile.objects.claim(row.pk)

    assert first is not None
    assert second is None


def test_what_was_made_of_words_that_changed_meanwhile_is_dropped(
    page: GuidancePage, row: FormatFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        monkeypatch.undo()
        page.title = "Another title"
        page.save_revision().publish()

    making(monkeypatch, change)

    kept = services.make_format(row.pk)

    row.refresh_from_db()
    assert not kept
    assert row.status == Status.WAITING
    assert stored(page) == []


def test_a_new_file_takes_the_place_of_the_old_one(page: GuidancePage, row: FormatFile) -> None:
    services.make_format(row.pk)
    page.title = "Another title"
    page.save_revision().publish()

    services.make_format(row.pk)

    assert len(stored(page)) == 1
    assert "Another title" in default_storage.open(FormatFile.objects.get(pk=row.pk).file).read().decode()


def test_words_that_changed_after_they_were_asked_for_are_read_anew(page: GuidancePage, row: FormatFile) -> None:
    GuidancePage.objects.filter(pk=page.pk).update(title="Changed behind everybody's back")

    kept = services.make_format(row.pk)

    assert kept
    assert "Changed behind" in default_storage.open(FormatFile.objects.get(pk=row.pk).file).read().decode()


def test_what_a_dead_worker_left_is_taken_up_when_its_lease_is_over(row: FormatFile) -> None:
    FormatFile.objects.filter(pk=row.pk).update(
        status=Status.MAKING, lease_until=timezone.now() - timedelta(seconds=1), holder="dead"
    )

    taken_up = services.take_up_formats()

    assert row.pk in taken_up
    assert services.make_format(row.pk)


@pytest.mark.parametrize(
    "left",
    [
        {"status": Status.MAKING, "holder": "dead", "lease_until": 365},
        {"not_before": 365, "queued_at": None},
        {"queued_at": 365},
    ],
)
def test_what_was_left_by_a_clock_a_year_ahead_is_taken_up(row: FormatFile, left: dict[str, Any]) -> None:
    moments = {
        name: timezone.now() + timedelta(days=days) if isinstance(days, int) else days for name, days in left.items()
    }
    FormatFile.objects.filter(pk=row.pk).update(**moments)

    taken_up = services.take_up_formats()

    assert row.pk in taken_up
    assert services.make_format(row.pk)


def test_a_living_worker_keeps_its_file(row: FormatFile) -> None:
    FormatFile.objects.claim(row.pk)

    assert row.pk not in services.take_up_formats()


def test_a_failure_is_tried_again_later_each_time_and_then_left_to_a_person(
    row: FormatFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    making(monkeypatch, fail)
    waits = []
    for _attempt in range(len(BACK_OFF)):
        FormatFile.objects.filter(pk=row.pk).update(not_before=timezone.now())
        services.make_format(row.pk)
        row.refresh_from_db()
        assert row.status == Status.WAITING
        waits.append(round((row.not_before - timezone.now()).total_seconds() / 60))
    FormatFile.objects.filter(pk=row.pk).update(not_before=timezone.now())
    services.make_format(row.pk)

    row.refresh_from_db()
    assert waits == list(BACK_OFF)
    assert row.status == Status.FAILED
    assert "the disk is full" in row.error


def test_what_failed_is_made_again_when_somebody_says_so(row: FormatFile) -> None:
    FormatFile.objects.filter(pk=row.pk).update(status=Status.FAILED, attempts=9, error="OSError: the disk is full")
    row.refresh_from_db()

    services.make_again(row)

    assert services.make_format(row.pk)
    row.refresh_from_db()
    assert (row.error, row.attempts) == ("", 0)


def test_a_row_that_the_queue_forgot_is_queued_again(row: FormatFile) -> None:
    FormatFile.objects.filter(pk=row.pk).update(queued_at=timezone.now() - timedelta(hours=2))

    assert row.pk in services.take_up_formats()


def test_a_file_half_written_when_its_worker_was_killed_is_swept_away(page: GuidancePage, row: FormatFile) -> None:
    services.make_format(row.pk)
    stray = default_storage.save(f"formats/{page.pk}/text-halfwritten.txt", ContentFile(b"ha"))

    swept = services.drop_strays(older_than=timedelta(seconds=-1))

    assert swept == 1
    assert not default_storage.exists(stray)
    assert default_storage.exists(FormatFile.objects.get(pk=row.pk).file)
