"""What guidance does to its records: the formats of a page are asked for, made, kept and forgotten here.

Nothing is made in a web process: `request_formats` only notes what should exist. The worker claims a row, reads the
page anew, makes the file, and keeps it only if the page still says the same.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from guidance import recorded
from guidance.document import Document, digest
from guidance.formats.contract import CannotMake, Kit, Made, Why
from guidance.formats.pictures import resolved
from guidance.formats.producers import BY_KIND, EASY_READ_KINDS, KINDS, OFFERS, VOICE, Offer
from guidance.linearise import document_of, easy_read_of
from guidance.models import FormatCheck, FormatFile, RecordedPart
from guidance.models.formats import BACK_OFF
from guidance.models.recordings import FOLDER as RECORDINGS
from guidance.recorded import Recording
from home.drawings import drawing_svg
from home.languages import Language
from home.models import BasePage
from home.stored import listing, read

logger = logging.getLogger(__name__)

FOLDER = "formats"


def _drawing(name: str) -> str:
    return resolved(drawing_svg(name))


def kit_for(offer: Offer, language: Language) -> Kit:
    """Return what a producer is given for one language. One query where a voice or a table has to be checked."""
    return Kit(
        drawing=_drawing,
        picture=read,
        is_checked=is_checked(offer, language),
        cells_per_line=settings.BRAILLE_CELLS_PER_LINE,
        lines_per_page=settings.BRAILLE_LINES_PER_PAGE,
        voice_files=settings.VOICE_FILES,
    )


def is_checked(offer: Offer, language: Language) -> bool:
    """Tell whether a named person has passed the voice or table that this format stands on; true where it has none.

    The latest word counts, and only for the voice or table of that very name. One query.
    """
    name = offer.quality.name(language, settings.VOICE_FILES) if offer.quality else ""
    if not offer.quality or not name:  # an e-book without a voice is silent
        return True
    latest = FormatCheck.objects.filter(subject=offer.quality.subject, language=language.code).first()
    return latest is not None and latest.passed and latest.name == name


def wanted_digest(offer: Offer, document: Document, words: str, kit: Kit) -> str:
    """Return what a file of this kind should be made from now: ``words`` (a digest), the maker, voice and sheet."""
    made_by = (offer.kind, offer.producer.version)
    parts = (made_by, words, kit.is_checked, kit.cells_per_line, kit.lines_per_page)
    voice = str(kit.voice_files.get(document.language.code, ""))
    return hashlib.sha256(repr((*parts, voice)).encode()).hexdigest()


def deserves_formats(page: BasePage) -> bool:
    """Tell whether readers may have files of this page: of its kind, its own words, published, and shown to them.

    An alias holds another language's words: a Polish voice must never read them.
    """
    return bool(page.has_formats and page.live and not page.alias_of_id and page.versions.is_shown(page))


def request_formats(page: BasePage, *, kinds: Collection[str] = KINDS) -> list[int]:
    """Note what formats this page should have now; return the rows whose words have changed, for the worker to make.

    Words that are the same make nothing. About fifteen queries.
    """
    if not deserves_formats(page):
        forget_formats(page)
        return []
    documents = {reads: _document(page, reads) for reads in ("page", "easy-read")}
    digests = {reads: digest(document) for reads, document in documents.items() if document}
    rows = {row.kind: row for row in FormatFile.objects.filter(page=page)}
    waiting = []
    for offer in OFFERS:
        row = rows.get(offer.kind)
        document = documents[offer.reads]
        if document is None:
            forget_format(row)
        elif offer.kind in kinds:
            # Two processes may ask at once: the second finds the first one's row.
            row = row or FormatFile.objects.get_or_create(page=page, kind=offer.kind)[0]
            recording = _recording(page, offer, document)
            if recording:
                is_news = _want_recording(row, recording, document, words_digest=page.words_digest)
            else:
                is_news = _want(row, offer, document, digests[offer.reads])
            if is_news and row.status == FormatFile.Status.WAITING:
                waiting.append(row.pk)
    return waiting


def _recording(page: BasePage, offer: Offer, document: Document) -> Recording | None:
    """Return a person's recording, if this is the format that it takes the place of."""
    return recorded.recording_of(page, document) if offer.kind == recorded.KIND else None


def _document(page: BasePage, reads: str) -> Document | None:
    """Return the words of the page that a format is made of; ``None`` where there are none that readers may see."""
    return document_of(page) if reads == "page" else easy_read_of(page)


def _want(row: FormatFile, offer: Offer, document: Document, words: str) -> bool:
    """Note on the row what it should hold now; return whether that is news."""
    why = why_not(offer, document.language)
    if why is not None:
        return _want_nothing(row, why)
    wanted = wanted_digest(offer, document, words, kit_for(offer, document.language))
    if row.wanted == wanted and row.status != FormatFile.Status.IMPOSSIBLE:
        return False
    row.ask(wanted=wanted)
    return True


def _want_nothing(row: FormatFile, why: Why) -> bool:
    """Note why the file can't be made; return whether that is news."""
    if row.status == FormatFile.Status.IMPOSSIBLE and row.why == why.value:
        return False
    row.ask(wanted="", status=FormatFile.Status.IMPOSSIBLE, why=why.value)
    return True


def _want_recording(row: FormatFile, recording: Recording, document: Document, *, words_digest: str) -> bool:
    """Note on the row that a person reads it; return whether a file has to be made.

    The same sounds are not made into a file again, whatever has become of the words: the file then only says that it
    is behind.
    """
    why = recorded.why_not(document, kit_for(BY_KIND[row.kind], document.language))
    if why is not None:
        if row.file:
            # It says nothing of a draft, and nothing will come that does.
            row.withdraw()
        return _want_nothing(row, why)
    if row.wanted == recording.wanted and row.status not in (FormatFile.Status.IMPOSSIBLE, FormatFile.Status.READY):
        return False
    if row.is_recording and row.file and row.digest == recording.digest:
        is_up_to_date = recording.wanted == recording.digest
        row.stand(wanted=recording.wanted, words_digest=words_digest if is_up_to_date else row.words_digest)
        return False
    row.ask(wanted=recording.wanted)
    return True


def why_not(offer: Offer, language: Language) -> Why | None:
    """Return why this format can't be made in a language; a configured voice file is a voice."""
    if offer.quality is VOICE and language.code in settings.VOICE_FILES:
        return None
    return offer.producer.why_not(language)


def make_again(row: FormatFile) -> None:
    """Let a file be made anew, whatever has become of it."""
    row.ask(wanted=row.wanted)


def make_format(pk: int) -> bool:
    """Make one file if it is waiting and nobody else has it; return whether a file was kept."""
    row = FormatFile.objects.claim(pk)
    if row is None:
        return False
    page, offer = row.page.specific, BY_KIND.get(row.kind)
    if offer is None or not deserves_formats(page):
        row.delete()
        return False
    document = _document(page, offer.reads)
    if document is None:
        forget_format(row)
        return False
    plan = _plan(page, offer, document)
    if plan.wanted != row.wanted:
        # The words have changed since it was asked for: ask anew, then make what is asked for now.
        return pk in request_formats(page, kinds=[row.kind]) and make_format(pk)
    try:
        made = plan.make()
    except CannotMake as error:
        _give_up(row, why=error.why.value)
    except Exception as error:
        # One broken format must not keep the others from being made; an editor is told, and it is tried again.
        logger.exception("The format %s of page %s failed", row.kind, row.page_id)
        _try_later(row, f"{type(error).__name__}: {error}")
    else:
        return _keep(row, made, plan, extension=offer.producer.extension, words_digest=page.words_digest)
    return False


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a file is made now, and what it is made from: see `FormatFile` for the digests."""

    wanted: str
    digest: str
    make: Callable[[], Made]
    is_checked: bool
    recording: Recording | None = None


def _plan(page: BasePage, offer: Offer, document: Document) -> _Plan:
    kit = kit_for(offer, document.language)
    recording = _recording(page, offer, document)
    if recording:
        make = partial(recorded.make, recording, document, kit)
        # A person needs nobody to pass their voice.
        return _Plan(recording.wanted, recording.digest, make, is_checked=True, recording=recording)
    wanted = wanted_digest(offer, document, digest(document), kit)
    return _Plan(wanted, wanted, partial(offer.producer.make, document, kit), kit.is_checked)


def _ours(row: FormatFile) -> Any:
    """Return the row as a queryset, as long as it is still this worker's: nobody has asked for other words since."""
    return FormatFile.objects.filter(pk=row.pk, holder=row.holder, wanted=row.wanted, status=FormatFile.Status.MAKING)


def _give_up(row: FormatFile, *, why: str) -> None:
    _ours(row).update(status=FormatFile.Status.IMPOSSIBLE, why=why, wanted="", holder="", lease_until=None)


def _try_later(row: FormatFile, error: str) -> None:
    """Note why it failed, and when to try again; after the last try it waits for somebody to say so."""
    last = row.attempts >= len(BACK_OFF)
    status = FormatFile.Status.FAILED if last else FormatFile.Status.WAITING
    wait = timedelta() if last else timedelta(minutes=BACK_OFF[row.attempts])
    _ours(row).update(
        status=status,
        error=error,
        attempts=row.attempts + 1,
        not_before=timezone.now() + wait,
        queued_at=None,
        holder="",
        lease_until=None,
    )


def _keep(row: FormatFile, made: Made, plan: _Plan, *, extension: str, words_digest: str) -> bool:
    """Store the file under a name of its own, and let the row point to it in one statement, if it is still wanted."""
    stem = f"{FOLDER}/{row.page_id}/{row.kind}-{row.wanted[:12]}-{row.holder}"
    file = default_storage.save(f"{stem}.{extension}", ContentFile(made.data))
    extras = {
        suffix: {"file": default_storage.save(f"{stem}{suffix}", ContentFile(data)), "size": len(data)}
        for suffix, data in made.extras.items()
    }
    kept = _ours(row).update(
        status=FormatFile.Status.READY,
        file=file,
        extras=extras,
        size=len(made.data),
        seconds=made.seconds,
        digest=plan.digest,
        words_digest=words_digest,
        is_checked=plan.is_checked,
        is_recording=plan.recording is not None,
        unreadable=[[found.character, found.place] for found in made.unreadable],
        why="",
        error="",
        attempts=0,
        holder="",
        lease_until=None,
        made_at=timezone.now(),
    )
    new = [file, *(str(extra["file"]) for extra in extras.values())]
    unwanted = row.files if kept else new
    for name in unwanted:
        default_storage.delete(name)
    if kept and plan.recording:
        recorded.note_used(plan.recording)
    return bool(kept)


def forget_formats(page: BasePage) -> None:
    """Drop the page's files and their rows."""
    for row in FormatFile.objects.filter(page=page):
        row.delete()


def forget_easy_read(page_id: int) -> None:
    """Drop the files made of a page's Easy Read, and their rows."""
    for row in FormatFile.objects.filter(page=page_id, kind__in=EASY_READ_KINDS):
        row.delete()


def forget_format(row: FormatFile | None) -> None:
    """Drop a row and its files, if there is one."""
    if row is not None:
        row.delete()


def take_up_formats() -> list[int]:
    """Let go what a dead worker left; return that, what is to be tried again, and what the queue has lost."""
    now = timezone.now()
    FormatFile.objects.abandoned(now=now).update(
        status=FormatFile.Status.WAITING, holder="", lease_until=None, queued_at=None
    )
    return list(FormatFile.objects.unqueued(now=now).values_list("pk", flat=True))


def drop_strays(*, older_than: timedelta = timedelta(hours=1)) -> int:
    """Delete files that no row points to: what was being written when a process was killed; return how many."""
    known = {name for row in FormatFile.objects.ready() for name in row.files}
    known |= set(RecordedPart.objects.values_list("sound", flat=True))
    deadline = timezone.now() - older_than
    strays = [name for name in _stored() if name not in known and default_storage.get_modified_time(name) < deadline]
    for name in strays:
        default_storage.delete(name)
    return len(strays)


def _stored() -> Iterator[str]:
    """Yield the names of all format files and recordings in storage."""
    for folder in (FOLDER, RECORDINGS):
        for page_id in listing(folder)[0]:
            for name in listing(f"{folder}/{page_id}")[1]:
                yield f"{folder}/{page_id}/{name}"
