"""A person's recording of a page: sent by whoever read it, taken in by the worker, and what becomes of it.

A recording is complete when each section of the page can be heard, whatever its words were; then it takes the place of
the computer voice. Once it does, it stays: a page that gains a section keeps the recording it had, marked as behind,
until the new section is recorded, or somebody removes the recording.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from guidance.document import Document
from guidance.formats.contract import CannotMake, Kit, Made, Why
from guidance.formats.recordings import (
    LONGEST,
    Mark,
    NotARecording,
    Part,
    Reason,
    Section,
    Sound,
    assemble,
    assemble_whole,
    decode,
    digest_of,
    sections_of,
    spoken_notice,
    why_no_notice,
)
from guidance.models import FormatFile, RecordedPart
from guidance.models.recordings import WHOLE
from home.models import BasePage

#: Permissions, given to groups by a migration: to record, and to take a recording away again.
MAY_RECORD = "guidance.add_recordedpart"
MAY_REMOVE = "guidance.delete_recordedpart"
#: The format that a recording takes the place of.
KIND = "audio"
#: Raise it when the same sounds would be made into another file now: every recording is made again.
VERSION = 1
#: Why a part is refused, besides the reasons of `Reason`.
LATE_START = "late-start"
PAGE_TOO_LONG = "page-too-long"
#: A file that ends the worker each time it is opened must not do so for ever.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Recording:
    """The parts that a page's audio is made of, in order.

    ``wanted`` is the digest of these sounds and the words on the page now, ``digest`` that of the same sounds and the
    words that were recorded: they differ while a section has changed since.
    """

    parts: tuple[RecordedPart, ...]
    wanted: str
    digest: str

    @property
    def is_whole(self) -> bool:
        """Tell whether the page was recorded in one go."""
        return self.parts[0].key == WHOLE


@dataclass(frozen=True, slots=True)
class RecordedSection:
    """One part of the page as it stands: what can be heard of it, and what was sent since."""

    part: Part
    ready: RecordedPart | None
    attempt: RecordedPart | None

    @property
    def is_changed(self) -> bool:
        """Tell whether its words have changed since it was recorded."""
        return self.ready is not None and self.ready.words_digest != self.part.digest

    @property
    def is_to_record(self) -> bool:
        return self.ready is None or self.is_changed


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the recording of a page is: its sections, those that can be heard, those that have changed since."""

    sections: int
    recorded: int
    changed: int

    @property
    def is_to_record(self) -> bool:
        return self.recorded < self.sections or self.changed > 0


# --- What there is --------------------------------------------------------------------------------------------------


def recording_of(page: BasePage, document: Document) -> Recording | None:
    """Return what the page's audio is to be made of; ``None`` where the computer voice reads it. One query."""
    ready = {part.key: part for part in RecordedPart.objects.ready().filter(page=page)}
    sections = sections_of(document)
    parts = _chosen(ready, sections)
    if not parts:
        return None
    now = [whole_of(document)] if parts[0].key == WHOLE else sections
    recorded = ((part.key, part.words_digest, str(part.sound)) for part in parts)
    wanted = ((part.key, part.digest, str(ready[part.key].sound) if part.key in ready else "") for part in now)
    return Recording(parts, wanted=_digest(document, wanted), digest=_digest(document, recorded))


def _chosen(ready: Mapping[str, RecordedPart], sections: Sequence[Part]) -> tuple[RecordedPart, ...]:
    """Return all sections; else the whole; else the parts of the recording that readers were offered last."""
    if all(section.key in ready for section in sections):
        return tuple(ready[section.key] for section in sections)
    if WHOLE in ready:
        return (ready[WHOLE],)
    used = [(part.position, part) for part in ready.values() if part.position is not None]
    return tuple(part for _position, part in sorted(used, key=lambda pair: pair[0]))


def _digest(document: Document, parts: Iterable[tuple[str, str, str]]) -> str:
    # A page that becomes one to leave in a hurry loses the titles of its chapters.
    about = (VERSION, document.notice, document.neutral_title)
    return hashlib.sha256(repr((about, list(parts))).encode()).hexdigest()


def whole_of(document: Document) -> Part:
    """Return the page as one part."""
    sections = sections_of(document)
    paragraphs = tuple(paragraph for section in sections for paragraph in section.paragraphs)
    texts = tuple(text for section in sections for text in section.texts)
    return Part(WHOLE, document.title, paragraphs, texts, digest_of(paragraphs))


def recorded_sections(page: BasePage, document: Document) -> list[RecordedSection]:
    """Return each section of the page, and last the page as a whole. One query."""
    ready: dict[str, RecordedPart] = {}
    attempts: dict[str, RecordedPart] = {}
    for row in RecordedPart.objects.filter(page=page).select_related("recorded_by"):
        (ready if row.status == RecordedPart.Status.READY else attempts)[row.key] = row
    parts = [*sections_of(document), whole_of(document)]
    return [RecordedSection(part, ready.get(part.key), attempts.get(part.key)) for part in parts]


def leftovers(page: BasePage, document: Document) -> list[RecordedPart]:
    """Return what was recorded of sections that the page no longer has. One query."""
    keys = [WHOLE, *(section.key for section in sections_of(document))]
    return list(RecordedPart.objects.ready().filter(page=page).exclude(key__in=keys))


def progress(sections: Sequence[RecordedSection]) -> Progress:
    """Return how far a page is, from its `recorded_sections`. A recording of the whole page counts for each section."""
    *single, whole = sections
    if whole.ready and any(section.ready is None for section in single):
        return Progress(len(single), len(single), len(single) if whole.is_changed else 0)
    recorded = sum(section.ready is not None for section in single)
    return Progress(len(single), recorded, sum(section.is_changed for section in single))


# --- Sent and taken in ----------------------------------------------------------------------------------------------


def keep_sent(
    page: BasePage, part: Part, sound: Any, *, by: Any, starts: Sequence[dict[str, Any]] = ()
) -> RecordedPart:
    """Keep what somebody has recorded, for the worker to take in; return it. What could be heard before stays so.

    ``sound`` is an uploaded file. ``starts`` says of the whole page where sections begin: `key`, `title`, `start` in
    seconds.
    """
    try:
        return _replace_attempt(page, part, sound, by, starts)
    except IntegrityError:  # somebody else has sent the same part at the same moment: the last one counts
        return _replace_attempt(page, part, sound, by, starts)


def _replace_attempt(page: BasePage, part: Part, sound: Any, by: Any, starts: Sequence[dict[str, Any]]) -> RecordedPart:
    with transaction.atomic():
        for attempt in RecordedPart.objects.attempts().filter(page=page, key=part.key):
            attempt.delete()
        return RecordedPart.objects.create(
            page=page,
            key=part.key,
            title=part.title[:255],
            words="\n".join(part.paragraphs),
            words_digest=part.digest,
            sound=sound,
            starts=list(starts),
            recorded_by=by,
        )


def take_in(pk: int) -> BasePage | None:
    """Decode what was sent, and let it be heard or refuse it; return its page if it can be heard. Safe to repeat.

    Only the worker calls this.

    Raises:
        OSError: the file can't be read now; the part waits on.
    """
    part = RecordedPart.objects.filter(pk=pk, status=RecordedPart.Status.WAITING).select_related("page").first()
    if part is None:
        return None
    RecordedPart.objects.filter(pk=pk).update(tries=F("tries") + 1)
    if part.tries >= MOST_TRIES:
        _refuse(part, Reason.BROKEN.value)
        return None
    try:
        seconds = _sound(part).seconds
    except NotARecording as error:
        _refuse(part, error.reason.value)
        return None
    if why := _too_much(part, seconds):
        _refuse(part, why)
        return None
    return part.page.specific if _accept(part, seconds) else None


def _too_much(part: RecordedPart, seconds: float) -> str:
    """Return why the part can't be used, though it is sound."""
    if any(start["start"] >= seconds for start in part.starts):
        return LATE_START
    if part.key == WHOLE:
        return ""
    others = RecordedPart.objects.ready().filter(page=part.page_id).exclude(key__in=[WHOLE, part.key])
    together = others.aggregate(seconds=Sum("seconds"))["seconds"] or 0
    return PAGE_TOO_LONG if together + seconds > LONGEST else ""


def _accept(part: RecordedPart, seconds: float) -> bool:
    """Let the part take the place of the one before it, a whole page that of its sections; return whether it did."""
    with transaction.atomic():
        waiting = RecordedPart.objects.select_for_update().filter(pk=part.pk, status=RecordedPart.Status.WAITING)
        if not waiting:
            return False
        ready = RecordedPart.objects.ready().filter(page=part.page_id)
        before = list(ready if part.key == WHOLE else ready.filter(key=part.key))
        position = next((row.position for row in before if row.key == part.key), None)
        for row in before:
            row.delete()
        return bool(waiting.update(status=RecordedPart.Status.READY, seconds=seconds, position=position, why=""))


def _refuse(part: RecordedPart, why: str) -> None:
    """Note why it can't be used, and keep its sound no longer."""
    waiting = RecordedPart.objects.filter(pk=part.pk, status=RecordedPart.Status.WAITING)
    if waiting.update(status=RecordedPart.Status.REFUSED, why=why, sound=""):
        default_storage.delete(str(part.sound))


def forget_part(page: BasePage, key: str) -> None:
    """Drop what was recorded of one part. If readers could hear it, they hear the computer voice until it is there."""
    rows = list(RecordedPart.objects.filter(page=page, key=key))
    if any(row.position is not None for row in rows):
        RecordedPart.objects.filter(page=page).update(position=None)
        _withdraw(page)
    for row in rows:
        row.delete()


def forget_recording(page: BasePage) -> None:
    """Drop all that was recorded of a page."""
    _withdraw(page)
    for row in RecordedPart.objects.filter(page=page):
        row.delete()


def _withdraw(page: BasePage) -> None:
    # The row goes, too: a worker that is at the file now must not keep it.
    for row in FormatFile.objects.filter(page=page, kind=KIND):
        row.delete()


# --- Made into a file -----------------------------------------------------------------------------------------------


def why_not(document: Document, kit: Kit) -> Why | None:
    """Return why the recording can't be offered: nobody can say in this language that the page is a draft."""
    return why_no_notice(document.language, kit) if document.notice else None


def make(recording: Recording, document: Document, kit: Kit) -> Made:
    """Return the file. Only the worker calls this.

    Raises:
        CannotMake: the page is a draft, and nobody can say so.
        OSError: a sound is gone from storage.
    """
    if why := why_not(document, kit):
        raise CannotMake(why)
    lead = spoken_notice(document, kit)
    about: dict[str, Any] = {"title": document.outside_title, "language": document.language, "lead": lead}
    if recording.is_whole:
        (part,) = recording.parts
        titles = _titles([str(start["title"]) for start in part.starts], document)
        marks = [Mark(title, float(start["start"])) for title, start in zip(titles, part.starts, strict=True)]
        return assemble_whole(_sound(part), marks, **about)
    titles = _titles([part.title for part in recording.parts], document)
    # One by one: the sound of a whole page is never held at once.
    sections = (Section(title, _sound(part)) for title, part in zip(titles, recording.parts, strict=True))
    return assemble(sections, **about)


def _titles(titles: Sequence[str], document: Document) -> list[str]:
    """Return what chapters are called: numbers, where nobody may see what the page is about."""
    return [str(number) if document.neutral_title else title for number, title in enumerate(titles, start=1)]


def note_used(recording: Recording) -> None:
    """Note which parts readers are offered now, and where each stands. Sections take the place of a whole recording."""
    parts = RecordedPart.objects.filter(page=recording.parts[0].page_id)
    with transaction.atomic():
        parts.update(position=None)
        for position, part in enumerate(recording.parts):
            parts.filter(pk=part.pk).update(position=position)
        if not recording.is_whole:
            for row in parts.ready().filter(key=WHOLE):
                row.delete()


def _sound(part: RecordedPart) -> Sound:
    with _on_disk(str(part.sound)) as path:
        return decode(path)


@contextmanager
def _on_disk(name: str) -> Iterator[Path]:
    """Give a stored file as one on this machine's disk, wherever it is kept."""
    with default_storage.open(name) as file:
        if isinstance(file.file, BufferedReader):
            yield Path(file.file.name)
            return
        with NamedTemporaryFile() as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)
