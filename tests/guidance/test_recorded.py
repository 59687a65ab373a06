"""A person's recording takes the place of the computer voice, says when it is behind, and is never lost in silence."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult
from mutagen.id3 import ID3

from guidance import jobs, recorded, services, tasks
from guidance.formats import mp3
from guidance.formats.contract import Why
from guidance.formats.recordings import Reason
from guidance.models import FormatFile, GuidancePage, RecordedPart
from guidance.models.recordings import WHOLE
from guidance.ready_formats import other_ways
from home.models import Helpline, SignOff
from home.states import steps_needed
from tests.guidance.recordings import audio, document, record, sections, send, upload, wav
from tests.guidance.urgent_help import complete_urgent_help

pytestmark = pytest.mark.django_db
Status = RecordedPart.Status


@pytest.fixture(autouse=True)
def _empty_storage() -> Iterator[None]:
    yield
    for name in services._stored():
        default_storage.delete(name)


@pytest.fixture
def page() -> GuidancePage:
    return GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")


@pytest.fixture
def queue() -> Iterator[Any]:
    default_task_backend.clear()
    yield default_task_backend
    default_task_backend.clear()


def tags(row: FormatFile) -> ID3:
    return ID3(BytesIO(default_storage.open(row.file).read()))


def chapters(row: FormatFile) -> list[str]:
    found = sorted(tags(row).getall("CHAP"), key=lambda chapter: chapter.start_time)
    return [chapter.sub_frames["TIT2"].text[0] for chapter in found]


def sounds() -> list[str]:
    return [name for name in services._stored() if name.startswith("recordings/")]


def change_text(page: GuidancePage, old: str, new: str) -> None:
    """Change words of the page's body and publish it."""
    page.body = page.body.stream_block.to_python(
        [_changed(dict(block), old, new) for block in page.body.raw_data]  # type: ignore[attr-defined]
    )
    page.save_revision().publish()
    page.refresh_from_db()


def _changed(value: Any, old: str, new: str) -> Any:
    match value:
        case str():
            return value.replace(old, new)
        case list():
            return [_changed(part, old, new) for part in value]
        case dict():
            return {name: _changed(part, old, new) for name, part in value.items()}
    return value


def add_section(page: GuidancePage, heading: str = "A new section") -> None:
    page.body.append(("heading", heading))
    page.save_revision().publish()
    page.refresh_from_db()


def sign(page: GuidancePage, *people: Any) -> None:
    page = GuidancePage.objects.get(pk=page.pk)
    words = page.versions.words_to_sign(page)
    for number, step in enumerate(steps_needed(words)):
        SignOff.objects.create(
            page=page,
            step=step.value,
            role="Health visitor",
            signed_by=people[number % len(people)],
            words_digest=words.digest,
            source_digest=words.source_digest,
        )


# --- When it is the page's audio ------------------------------------------------------------------------------------


def test_a_page_recorded_in_all_its_sections_is_read_by_a_person(page: GuidancePage) -> None:
    record(page)

    row = audio(page)

    assert row.status == FormatFile.Status.READY
    assert row.is_recording
    assert row.is_checked
    assert not row.is_behind
    assert chapters(row) == [section.title for section in sections(page)]
    assert row.seconds > len(sections(page))


def test_until_every_section_is_recorded_the_computer_reads(page: GuidancePage) -> None:
    record(page, sections(page)[:-1])

    assert not audio(page).is_recording


def test_a_recording_needs_nobody_to_pass_it_where_unchecked_voices_are_hidden(
    page: GuidancePage, settings: Any
) -> None:
    record(page)
    audio(page)
    settings.HIDE_UNCHECKED_FORMATS = True

    (offered,) = [card for card in other_ways(page).formats if card.kind == "audio"]

    assert offered.is_recording


def test_the_draft_is_told_of_in_the_first_words_and_no_longer_when_it_is_signed(
    page: GuidancePage, administrator: Any
) -> None:
    record(page)
    draft = audio(page)
    cues = default_storage.open(draft.extras[".vtt"]["file"]).read().decode()
    seconds = draft.seconds

    sign(page, administrator)
    signed = audio(page)

    assert "This page is a draft" in cues.split("\n\n")[1]
    assert signed.is_recording
    assert signed.seconds < seconds - 1
    assert "draft" not in default_storage.open(signed.extras[".vtt"]["file"]).read().decode()
    assert signed.seconds == pytest.approx(len(sections(page)) * 1.8 - 0.8, abs=0.1)


@pytest.fixture
def tetum(page: GuidancePage) -> GuidancePage:
    """Return a page in a language that no computer here can speak."""
    from wagtail.models import Locale

    complete_urgent_help("tet")
    locale, _made = Locale.objects.get_or_create(language_code="tet")
    copy: GuidancePage = page.copy_for_translation(locale, copy_parents=True)
    copy.words_language = "tet"
    copy.untranslated = []
    copy.title = "Tanbasá bebé tanis"
    copy.live = True
    copy.save()
    return copy


def test_a_language_without_a_computer_voice_can_be_recorded_once_the_page_is_signed(
    tetum: GuidancePage, administrator: Any, django_user_model: Any, page: GuidancePage
) -> None:
    before = audio(tetum)
    record(tetum)
    draft = audio(tetum)
    second = django_user_model.objects.create_user("second")
    sign(page, administrator)
    sign(tetum, administrator, second)
    signed = audio(tetum)

    assert (before.status, before.why) == ("impossible", Why.NO_VOICE.value)
    assert (draft.status, draft.why, draft.file) == ("impossible", Why.NO_VOICE_FOR_NOTICE.value, "")
    assert signed.status == "ready"
    assert signed.is_recording
    assert chapters(signed)[0] == "Tanbasá bebé tanis"


def test_a_recording_that_can_no_longer_say_that_it_is_a_draft_is_offered_no_longer(
    tetum: GuidancePage, administrator: Any, django_user_model: Any, page: GuidancePage
) -> None:
    second = django_user_model.objects.create_user("second")
    sign(page, administrator)
    sign(tetum, administrator, second)
    record(tetum)
    assert audio(tetum).file
    SignOff.objects.all().delete()

    row = audio(tetum)

    assert (row.status, row.file) == ("impossible", "")


def test_chapters_of_an_exit_page_are_numbers_and_the_title_is_neutral() -> None:
    page = GuidancePage.objects.get(slug="feeling-safe-at-home", locale__language_code="en")
    record(page)

    row = audio(page)

    assert chapters(row) == [str(number) for number in range(1, len(sections(page)) + 1)]
    assert tags(row)["TIT2"].text == ["Family information"]
    assert page.title not in default_storage.open(row.extras[".vtt"]["file"]).read().decode()


def test_a_page_that_becomes_an_exit_page_loses_the_titles_of_its_chapters(page: GuidancePage) -> None:
    record(page)
    audio(page)
    page.exit_page = True
    page.save_revision().publish()

    assert chapters(audio(page))[0] == "1"


# --- When the page changes ------------------------------------------------------------------------------------------


def test_a_changed_word_makes_it_behind_asks_for_its_section_only_and_makes_no_file(page: GuidancePage) -> None:
    record(page)
    before = audio(page)
    section = sections(page)[1]
    word = section.paragraphs[-1].split()[0]

    change_text(page, section.paragraphs[-1], f"{word} other words")
    row = audio(page)

    asked = [each.part.key for each in recorded.recorded_sections(page, document(page))[:-1] if each.is_to_record]
    assert asked == [section.key]
    assert row.is_behind
    assert (row.file, row.made_at, row.status) == (before.file, before.made_at, "ready")


def test_the_words_changed_back_are_no_longer_behind(page: GuidancePage) -> None:
    record(page)
    audio(page)
    words = sections(page)[1].paragraphs[-1]
    change_text(page, words, "Other words")
    assert audio(page).is_behind

    change_text(page, "Other words", words)

    row = audio(page)
    assert not row.is_behind
    assert row.words_digest == page.words_digest


def test_a_change_that_is_not_read_aloud_leaves_it_up_to_date(page: GuidancePage) -> None:
    record(page)
    before = audio(page)
    page.drawing = "safe-cot"
    page.save_revision().publish()
    page.refresh_from_db()

    row = audio(page)
    (offered,) = [card for card in other_ways(page).formats if card.kind == "audio"]

    assert row.file == before.file
    assert not offered.is_behind


def test_another_number_of_a_helpline_that_is_read_aloud_makes_it_behind(page: GuidancePage) -> None:
    (ask,) = [block for block in page.body if block.block_type == "ask_for_help"][:1]
    key = ask.value["lines"][0]
    record(page)
    assert not audio(page).is_behind

    line = Helpline.objects.get(key=key)
    line.phone = "028 9999 0000"
    line.save()

    assert audio(page).is_behind


def test_recording_the_touched_section_anew_makes_the_file_again(page: GuidancePage) -> None:
    record(page)
    before = audio(page)
    change_text(page, sections(page)[1].paragraphs[-1], "Other words")
    audio(page)

    record(page, [sections(page)[1]], wav(3))
    row = audio(page)

    assert not row.is_behind
    assert row.seconds == pytest.approx(before.seconds + 2, abs=0.1)


def test_a_page_that_gains_a_section_keeps_its_recording_behind_until_it_is_recorded(page: GuidancePage) -> None:
    record(page)
    before = audio(page)
    add_section(page)

    gained = audio(page)
    record(page, sections(page)[-1:])
    recorded_again = audio(page)

    assert gained.is_recording
    assert gained.is_behind
    assert gained.file == before.file
    assert not recorded_again.is_behind
    assert chapters(recorded_again)[-1] == "A new section"


def test_a_page_that_loses_a_section_is_made_anew_without_it(page: GuidancePage) -> None:
    add_section(page)
    record(page)
    assert chapters(audio(page))[-1] == "A new section"
    del page.body[-1]
    page.save_revision().publish()

    row = audio(page)

    assert "A new section" not in chapters(row)
    assert not row.is_behind
    assert [part.title for part in recorded.leftovers(page, document(page))] == ["A new section"]


def test_a_page_that_gained_a_section_while_it_was_off_the_site_is_still_read_by_the_person(
    page: GuidancePage,
) -> None:
    record(page)
    titles = chapters(audio(page))
    page.unpublish()
    assert not FormatFile.objects.filter(page=page).exists()

    add_section(page)
    row = audio(page)

    assert row.is_recording
    assert row.is_behind
    assert chapters(row) == titles


def test_an_alias_has_no_recording_of_its_own(page: GuidancePage) -> None:
    record(page)
    alias = page.create_alias(update_slug="another-address", parent=page.get_parent())

    assert services.request_formats(alias) == []
    assert alias.recorded_parts.count() == 0


# --- The whole page -------------------------------------------------------------------------------------------------


def record_whole(page: GuidancePage, data: bytes, starts: list[dict[str, Any]] | None = None) -> RecordedPart:
    part = send(page, recorded.whole_of(document(page)), data, starts=starts or [])
    recorded.take_in(part.pk)
    part.refresh_from_db()
    return part


def test_a_recording_of_the_whole_page_has_no_chapters_unless_times_are_given(page: GuidancePage) -> None:
    record_whole(page, wav(4))
    without = chapters(audio(page))
    keys = [section.key for section in sections(page)]
    record_whole(
        page,
        wav(5),
        [{"key": keys[0], "title": "First", "start": 0}, {"key": keys[2], "title": "Third", "start": 2.5}],
    )
    row = audio(page)

    assert without == []
    assert chapters(row) == ["First", "Third"]
    first, third = sorted(tags(row).getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert third.start_time - first.start_time == 2500
    assert third.end_time == pytest.approx(row.seconds * 1000, abs=1)


def test_a_start_beyond_the_end_refuses_it_and_changes_nothing(page: GuidancePage) -> None:
    record(page)
    before = audio(page)

    part = record_whole(page, wav(2), [{"key": "start", "title": "First", "start": 2.5}])

    assert (part.status, part.why) == (Status.REFUSED, recorded.LATE_START)
    assert audio(page).file == before.file
    assert RecordedPart.objects.ready().count() == len(sections(page))


def test_a_recording_of_the_whole_page_replaces_its_sections_and_sections_replace_it(page: GuidancePage) -> None:
    record(page, sections(page)[:2])
    record_whole(page, wav(4))
    whole = audio(page)
    left = set(RecordedPart.objects.values_list("key", flat=True))

    record(page)
    by_section = audio(page)

    assert whole.is_recording
    assert left == {WHOLE}
    assert len(chapters(by_section)) == len(sections(page))
    assert not RecordedPart.objects.filter(key=WHOLE).exists()


def test_a_recording_of_the_whole_page_is_behind_when_a_word_changes(page: GuidancePage) -> None:
    record_whole(page, wav(4))
    before = audio(page)
    change_text(page, sections(page)[1].paragraphs[-1], "Other words")

    row = audio(page)

    assert (row.is_behind, row.file) == (True, before.file)


# --- Taken in, or refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Dear parents, this is a letter.\n" * 50, Reason.NOT_AUDIO),
        (wav(2, amplitude=0), Reason.SILENT),
        (wav(0.2), Reason.TOO_SHORT),
        (wav(3)[:20_000], Reason.BROKEN),
    ],
    ids=["letter", "silent", "short", "broken"],
)
def test_what_can_not_be_used_is_refused_with_the_reason_and_changes_nothing(
    page: GuidancePage, data: bytes, why: Reason
) -> None:
    record(page)
    before = audio(page)
    section = sections(page)[0]
    sent = send(page, section, data)

    taken = recorded.take_in(sent.pk)

    sent.refresh_from_db()
    state = recorded.recorded_sections(page, document(page))[0]
    assert taken is None
    assert (sent.status, sent.why, sent.sound.name) == (Status.REFUSED, why.value, "")
    assert state.ready is not None
    assert state.attempt == sent
    assert audio(page).file == before.file
    assert len(sounds()) == len(sections(page))


def test_a_page_of_more_than_25_minutes_is_refused(page: GuidancePage) -> None:
    first, second = sections(page)[:2]
    record(page, [first])
    RecordedPart.objects.update(seconds=25 * 60)

    sent = send(page, second)
    recorded.take_in(sent.pk)

    sent.refresh_from_db()
    assert sent.why == recorded.PAGE_TOO_LONG


def test_what_replaces_a_section_deletes_the_sound_before_it_and_not_sooner(
    page: GuidancePage, django_capture_on_commit_callbacks: Any
) -> None:
    section = sections(page)[0]
    with django_capture_on_commit_callbacks(execute=True):
        record(page, [section])
    first = RecordedPart.objects.get().sound.name
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(page, section, wav(2))

    before = default_storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        recorded.take_in(sent.pk)

    assert before
    assert sounds() == [RecordedPart.objects.get().sound.name] != [first]


def test_two_parts_sent_at_once_are_both_kept(page: GuidancePage) -> None:
    sent = [send(page, part) for part in sections(page)[:2]]

    assert all(recorded.take_in(part.pk) for part in sent)
    assert RecordedPart.objects.ready().count() == 2


def test_a_second_attempt_at_the_same_part_takes_the_place_of_the_first(page: GuidancePage) -> None:
    section = sections(page)[0]
    first = send(page, section)
    second = send(page, section, wav(2))

    assert recorded.take_in(first.pk) is None
    assert recorded.take_in(second.pk) == page
    assert RecordedPart.objects.get().seconds == pytest.approx(2, abs=0.1)


def test_taking_in_twice_does_no_harm(page: GuidancePage) -> None:
    sent = send(page, sections(page)[0])

    assert recorded.take_in(sent.pk) == page
    assert recorded.take_in(sent.pk) is None
    assert RecordedPart.objects.get().status == Status.READY


def test_the_worker_makes_the_page_audio_as_soon_as_the_last_section_is_there(
    page: GuidancePage, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    *others, last = sections(page)
    record(page, others)
    row = audio(page)
    sent = send(page, last)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.take_in_recording.call(sent.pk)

    assert row.pk in [result.args[0] for result in queue.results]


def test_what_a_dead_worker_left_waiting_is_taken_up(
    page: GuidancePage, queue: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent = send(page, sections(page)[0])
    RecordedPart.objects.update(queued_at=timezone.now() - timedelta(minutes=6))

    with django_capture_on_commit_callbacks(execute=True):
        jobs.take_up_recordings()
        jobs.take_up_recordings()

    assert [result.args[0] for result in queue.results] == [sent.pk]


def test_a_file_that_ends_the_worker_each_time_is_refused_in_the_end(page: GuidancePage) -> None:
    sent = send(page, sections(page)[0])
    RecordedPart.objects.update(tries=recorded.MOST_TRIES)

    recorded.take_in(sent.pk)

    sent.refresh_from_db()
    assert (sent.status, sent.why) == (Status.REFUSED, Reason.BROKEN.value)


# --- Removed --------------------------------------------------------------------------------------------------------


def test_without_its_recording_a_page_is_read_by_the_computer_again(
    page: GuidancePage, django_capture_on_commit_callbacks: Any
) -> None:
    record(page)
    audio(page)

    with django_capture_on_commit_callbacks(execute=True):
        recorded.forget_recording(page)
    gone = FormatFile.objects.filter(page=page, kind="audio").exists()
    row = audio(page)

    assert not gone
    assert (row.is_recording, row.status) == (False, "ready")
    assert sounds() == []


def test_without_one_of_its_sections_a_page_is_read_by_the_computer_until_it_is_there(page: GuidancePage) -> None:
    record(page)
    audio(page)
    recorded.forget_part(page, sections(page)[1].key)
    without = audio(page).is_recording

    record(page, [sections(page)[1]])

    assert not without
    assert audio(page).is_recording


def test_a_voice_that_was_removed_while_its_file_was_being_made_is_not_kept(
    page: GuidancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(page)
    (pk,) = services.request_formats(page, kinds=["audio"])
    make = recorded.make

    def made(*given: Any) -> Any:
        result = make(*given)
        recorded.forget_recording(page)
        return result

    monkeypatch.setattr(recorded, "make", made)

    assert not services.make_format(pk)
    assert [name for name in services._stored() if name.startswith("formats/")] == []


def test_a_deleted_page_takes_its_sounds_with_it(django_capture_on_commit_callbacks: Any) -> None:
    page = GuidancePage.objects.get(slug="bouncing-back", locale__language_code="en")
    record(page, sections(page)[:2])

    with django_capture_on_commit_callbacks(execute=True):
        page.delete()

    assert sounds() == []


def test_a_sound_that_no_row_points_to_is_swept_away(page: GuidancePage) -> None:
    record(page, sections(page)[:1])
    stray = default_storage.save(f"recordings/{page.pk}/stray", upload())

    swept = services.drop_strays(older_than=timedelta(seconds=-1))

    assert swept == 1
    assert not default_storage.exists(stray)
    assert len(sounds()) == 1


def test_the_length_that_readers_are_told_is_that_of_the_file(page: GuidancePage) -> None:
    record(page, data=wav(2))
    row = audio(page)

    assert mp3.length(default_storage.open(row.file).read()) == pytest.approx(row.seconds, abs=0.2)


def test_looking_at_what_is_recorded_costs_one_query(page: GuidancePage, django_assert_num_queries: Any) -> None:
    record(page, sections(page)[:2])
    words = document(page)

    for look in (recorded.recording_of, recorded.recorded_sections, recorded.leftovers):
        with django_assert_num_queries(1):
            look(page, words)


def test_what_somebody_has_just_recorded_goes_before_files_that_wait(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    tasks.make_format.enqueue(1)
    tasks.take_in_recording.enqueue(1)

    first = DBTaskResult.objects.ready().first()

    assert first
    assert first.task_path == tasks.take_in_recording.module_path
