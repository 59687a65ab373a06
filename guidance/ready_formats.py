"""The files of a page that readers are offered now. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidance import queries
from guidance.formats.producers import BY_KIND, EASY_READ_KINDS
from guidance.models import FormatFile, SignVideo
from home.models import BasePage
from home.stored import is_there

#: What a file of each kind is called after the page's name and language, and what readers are told it is.
SUFFIXES: Mapping[str, str] = {
    "audio": "mp3",
    "pdf": "pdf",
    "large-print": "large-print.pdf",
    "epub": "epub",
    "text": "txt",
    "braille": "brf",
    "braille-contracted": "contracted.brf",
    "braille-pef": "pef",
    "ebraille": "ebrl",
    "easy-read-pdf": "easy-read.pdf",
    "easy-read-audio": "easy-read.mp3",
}
NAMES: Mapping[str, Promise] = {
    "audio": _("Listen"),
    "pdf": _("To print (PDF)"),
    "large-print": _("Large print (PDF)"),
    "epub": _("E-book, read aloud (EPUB)"),
    "text": _("Plain text"),
    "braille": _("Braille (BRF)"),
    "braille-contracted": _("Contracted braille (BRF)"),
    "braille-pef": _("Braille (PEF)"),
    "ebraille": _("Braille e-book (eBraille)"),
    "easy-read-pdf": _("Easy Read (PDF)"),
    "easy-read-audio": _("Easy Read, read aloud"),
}
_KINDS = {suffix: kind for kind, suffix in SUFFIXES.items()}
_VTT = "text/vtt; charset=utf-8"
_FILM_TYPES = {"mp4": "video/mp4", "vtt": _VTT}
#: What the name of any file ends with, after its last dot.
EXTENSIONS = frozenset({suffix.rpartition(".")[2] for suffix in SUFFIXES.values()} | set(_FILM_TYPES))
#: What a file of an exit page is called: it stays on the phone, and others may see the list of files.
NEUTRAL_STEM = "family-information"


@dataclass(frozen=True, slots=True)
class FormatCard:
    """A file as the page offers it. ``size`` is in bytes, ``minutes`` rounded up and 0 for what is not heard."""

    kind: str
    name: str
    url: str
    file_name: str
    size: int
    minutes: int
    is_behind: bool
    is_checked: bool
    is_recording: bool
    captions_url: str = ""


def file_name(page: BasePage, suffix: str) -> str:
    """Return what a file of this page is called: `why-babies-cry.pl.large-print.pdf`."""
    stem = NEUTRAL_STEM if page.is_exit_page else page.slug
    return f"{stem}.{page.locale.language_code}.{suffix}"


def address_of(page: BasePage, suffix: str) -> str:
    """Return where the page's file of this suffix is found, always at the same place."""
    return f"/{page.locale.language_code}/{page.local_path}{file_name(page, suffix)}"


@dataclass(frozen=True, slots=True)
class Ways:
    """The other ways to read a page that exist now; ``easy_url`` is ``""`` where it has no Easy Read."""

    formats: tuple[FormatCard, ...]
    films: tuple["FilmCard", ...]
    easy_url: str


#: What a card is made of: a row holds twice as much.
_SHOWN = (
    "page",
    "kind",
    "wanted",
    "digest",
    "words_digest",
    "file",
    "size",
    "seconds",
    "extras",
    "is_checked",
    "is_recording",
    "made_at",
)


def other_ways(page: BasePage) -> Ways:
    """Return what exists now of these words, in a fixed order. One query; two where there are films, or no files yet.

    Where previews are hidden, one more for a page with an Easy Read. A file that was made before the last change is
    among them, and says so.
    """
    films = SignVideo.objects.filter(page__translation_key=page.translation_key)
    files = FormatFile.objects.filter(page=page).only(*_SHOWN)
    rows = {row.kind: row for row in files.annotate(has_films=Exists(films))}
    has_films = not rows or any(row.has_films for row in rows.values())  # type: ignore[attr-defined]  # annotated
    # An Easy Read's files are asked for as soon as readers may see it. Their rows may outlive its signatures.
    has_easy_read = any(kind in rows for kind in EASY_READ_KINDS) and _shows_easy_read(page)
    if not has_easy_read:
        rows = {kind: row for kind, row in rows.items() if kind not in EASY_READ_KINDS}
    return Ways(
        formats=tuple(_card(page, rows[kind]) for kind in SUFFIXES if kind in rows and _is_offered(page, rows[kind])),
        films=tuple(sign_videos(page)) if has_films else (),
        easy_url=f"/{page.locale.language_code}/guidance/{page.slug}/easy-read/" if has_easy_read else "",
    )


def cards_of_kind(pages: Iterable[BasePage], kind: str) -> dict[int, FormatCard]:
    """Return the file of one kind that readers are offered of each page, by page id. One query.

    Where previews are hidden, one more a page for what is made of an Easy Read.
    """
    by_id = {page.pk: page for page in pages}
    rows = FormatFile.objects.filter(page__in=by_id, kind=kind) if kind in SUFFIXES else ()
    shown = ((by_id[row.page_id], row) for row in rows)
    return {
        page.pk: _card(page, row)
        for page, row in shown
        if _is_offered(page, row) and (kind not in EASY_READ_KINDS or _shows_easy_read(page))
    }


def _shows_easy_read(page: BasePage) -> bool:
    """Tell whether readers of this page may see its Easy Read, if it has one. One query where previews are hidden."""
    return settings.SHOW_PREVIEW or queries.easy_read_of(page) is not None


def _is_offered(page: BasePage, row: FormatFile) -> bool:
    if not row.file or _may_be_unsafe(page, row.made_at, row.words_digest):
        return False
    return row.is_checked or not settings.HIDE_UNCHECKED_FORMATS


def _may_be_unsafe(page: BasePage, made_at: datetime | None, words: str) -> bool:
    """Tell whether something was made of other words, before the page's old words were called unsafe."""
    unsafe_since = page.versions.unsafe_since
    if unsafe_since is None or words == page.words_digest:
        return False
    return made_at is None or made_at <= unsafe_since


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in storage, with what a browser is told of it. ``version`` changes with its words."""

    name: str
    media_type: str
    version: str


def find_file(page: BasePage, name: str) -> StoredFile | None:
    """Return the file that a name means on this page; ``None`` where there is no such file now. One query."""
    stem = file_name(page, "")
    suffix = name.removeprefix(stem)
    if not name.startswith(stem):
        return None
    if suffix in _KINDS:
        row = _offered(page, _KINDS[suffix])
        return StoredFile(row.file, BY_KIND[row.kind].producer.media_type, row.digest[:32]) if row else None
    if suffix == "vtt":
        row = _offered(page, "audio")
        heard = row.extras.get(".vtt") if row else None
        return StoredFile(heard["file"], _VTT, f"{row.digest[:32]}-vtt") if row and heard else None
    return _find_film(page, suffix)


def _find_film(page: BasePage, suffix: str) -> StoredFile | None:
    """Return the film or captions that a suffix means: `bsl.mp4`, `isl.vtt`."""
    sign_language, _dot, extension = suffix.partition(".")
    if extension not in _FILM_TYPES:
        return None
    video = _films(page).filter(sign_language=sign_language).first()
    if video is None or _is_unsafe_film(page, video):
        return None
    file = video.film if extension == "mp4" else video.captions
    return StoredFile(file.name, _FILM_TYPES[extension], f"{video.pk}-{PurePath(file.name).stem}")


@dataclass(frozen=True, slots=True)
class FilmCard:
    """A page in sign language, as the page offers it. ``size`` is in bytes."""

    name: str
    url: str
    captions_url: str
    size: int
    transcript: str
    is_behind: bool


def sign_videos(page: BasePage) -> list[FilmCard]:
    """Return the page's films, whatever language its words are in. One query."""
    return [
        FilmCard(
            name=str(video.get_sign_language_display()),
            url=address_of(page, f"{video.sign_language}.mp4"),
            captions_url=address_of(page, f"{video.sign_language}.vtt"),
            size=video.film.size,
            transcript=video.transcript,
            is_behind=video.is_behind,
        )
        for video in _films(page)
        if not _is_unsafe_film(page, video) and is_there(video.film.name)
    ]


def _is_unsafe_film(page: BasePage, video: SignVideo) -> bool:
    """Tell whether a film shows words that were called unsafe since it was put here."""
    unsafe_since = page.versions.unsafe_since
    return video.is_behind and unsafe_since is not None and video.filmed_on <= timezone.localdate(unsafe_since)


def _films(page: BasePage) -> QuerySet[SignVideo]:
    """Return the films of the English page, which all languages share."""
    return SignVideo.objects.filter(page__translation_key=page.translation_key).select_related("page")


def _offered(page: BasePage, kind: str) -> FormatFile | None:
    row = FormatFile.objects.filter(page=page, kind=kind).first()
    if row is None or (kind in EASY_READ_KINDS and not _shows_easy_read(page)):
        return None
    return row if _is_offered(page, row) else None


def _lacks_notice(page: BasePage, row: FormatFile) -> bool:
    """Tell whether a file is from before the English changed."""
    since = page.versions.gap(page).since
    return since is not None and (row.made_at is None or row.made_at <= since)


def _card(page: BasePage, row: FormatFile) -> FormatCard:
    suffix = SUFFIXES[row.kind]
    return FormatCard(
        kind=row.kind,
        name=str(NAMES[row.kind]),
        url=address_of(page, suffix),
        file_name=file_name(page, suffix),
        size=row.size,
        minutes=-(-round(row.seconds) // 60),
        # Until it is made again with the notice, nothing in the file says that the English has changed.
        is_behind=row.is_behind or row.words_digest != page.words_digest or _lacks_notice(page, row),
        is_checked=row.is_checked,
        is_recording=row.is_recording,
        captions_url=address_of(page, "vtt") if ".vtt" in row.extras else "",
    )
