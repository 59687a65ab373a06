"""Read what the desk shows: pages of every kind, signatures, languages, files. Reads only."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from wagtail_localize.models import Translation, TranslationSource

from guidance.language_desk.cells import NO_FORMATS, Cell, DeskLanguage, Formats, Version, cell_of
from guidance.models import Door, FormatFile, GuidanceIndexPage, GuidancePage
from guidance.models.formats import WORDS_NOW
from guidance.models.pages import PRACTICE
from home.languages import REGISTRY, SOURCE, Language, find
from home.models import BasePage, HomePage, SiteLanguage, StandardPage
from home.models.english_change import changes_in, with_changes
from home.states import Signature
from home.versions import signatures_of

#: Every kind of page that people sign for.
KINDS: tuple[type[BasePage], ...] = (HomePage, StandardPage, GuidanceIndexPage, GuidancePage)
_COLUMNS = (
    *("pk", "translation_key", "title", "locale__language_code", "live", "alias_of_id"),
    *("words_language", "words_digest", "untranslated", "translated_from", "kept_changes"),
)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the tree, as it is in the database."""

    page_id: int
    title: str
    is_guidance: bool
    words: Language
    version: Version


@dataclass(frozen=True, slots=True)
class Row:
    """One page in all its languages. ``cells`` are in the order of the desk's languages."""

    english: DeskPage | None
    shown: DeskPage
    cells: Sequence[Cell]
    topics: frozenset[str]

    @property
    def called(self) -> str:
        return self.shown.title

    @property
    def is_guidance(self) -> bool:
        return self.shown.is_guidance


@dataclass(frozen=True, slots=True)
class Column:
    """A language on the desk: what it is called, its state on the site, and the row that holds this state."""

    language: Language
    state: str
    row_id: int | None

    @property
    def desk(self) -> DeskLanguage:
        is_live = self.state == SiteLanguage.State.LIVE
        return DeskLanguage(self.language.code, self.language == SOURCE, is_live)

    @property
    def is_on(self) -> bool:
        return self.state != SiteLanguage.State.OFF


def all_columns() -> list[Column]:
    """Return every language of the registry with its state, English first. One query."""
    rows = {code: (state, pk) for code, state, pk in SiteLanguage.objects.values_list("code", "state", "pk")}
    off = (SiteLanguage.State.OFF.value, None)
    return [Column(language, *rows.get(language.code, off)) for language in REGISTRY]


def topics() -> list[tuple[str, str]]:
    """Return the topics, as pairs of (code, English title). One query."""
    return list(Door.objects.filter(kind=Door.Kind.TOPIC).values_list("code", "title_en"))


def rows(columns: Sequence[Column]) -> list[Row]:
    """Return a row for each page of the site, in the order of the tree. Nine queries, however many pages."""
    pages = _pages(KINDS, None)
    doors = _topics_of()
    return [_row(versions, columns, doors) for versions in pages.values()]


def cells_of(pages: Iterable[BasePage], columns: Sequence[Column]) -> dict[UUID, list[Cell]]:
    """Return the cells of these pages, by translation key.

    Four queries where they are all of one kind, and one more for each other kind; files are not counted.
    """
    kinds = sorted({type(page) for page in pages}, key=KINDS.index)
    found = _pages(kinds, {page.translation_key for page in pages}, with_formats=False)
    return {key: _cells(versions, columns) for key, versions in found.items()}


def _row(versions: Mapping[str, DeskPage], columns: Sequence[Column], doors: Mapping[int, frozenset[str]]) -> Row:
    english = versions.get(SOURCE.code)
    shown = english or next(iter(versions.values()))
    return Row(english, shown, _cells(versions, columns), doors.get(shown.page_id, frozenset()))


def _cells(versions: Mapping[str, DeskPage], columns: Sequence[Column]) -> list[Cell]:
    known = {code: page.version for code, page in versions.items()}
    return [cell_of(column.desk, known.get(column.language.code), known.get(SOURCE.code)) for column in columns]


def _pages(
    kinds: Iterable[type[BasePage]], keys: Collection[UUID] | None, *, with_formats: bool = True
) -> dict[UUID, dict[str, DeskPage]]:
    """Return pages by translation key and language code; all of them where no keys are given."""
    among = Q() if keys is None else Q(translation_key__in=keys)
    raw = [(kind, row) for kind in kinds for row in _rows_of(kind, among)]
    signatures = signatures_of(row["pk"] for _kind, row in raw)
    seen = _source_seen({row["translation_key"] for _kind, row in raw})
    formats = _formats() if with_formats else {}
    found: dict[UUID, dict[str, DeskPage]] = defaultdict(dict)
    for kind, row in raw:
        page = _page(kind, row, signatures, seen, formats)
        found[row["translation_key"]][row["locale__language_code"]] = page
    return found


def _rows_of(kind: type[BasePage], among: Q) -> Iterable[dict[str, Any]]:
    columns = (*_COLUMNS, "safety") if kind is GuidancePage else _COLUMNS
    in_earnest = among & ~Q(slug__startswith=PRACTICE)
    pages: Iterable[dict[str, Any]] = with_changes(kind.objects.filter(in_earnest)).order_by("path").values(*columns)
    return pages


def _page(
    kind: type[BasePage],
    row: Mapping[str, Any],
    signatures: Mapping[int, list[Signature]],
    seen: Mapping[tuple[UUID, str], tuple[str, int]],
    formats: Mapping[int, Formats],
) -> DeskPage:
    code, pk = row["locale__language_code"], row["pk"]
    source_seen, source_id = seen.get((row["translation_key"], code), ("", 0))
    version = Version(
        page_id=pk,
        digest=row["words_digest"],
        is_published=row["live"],
        is_alias=row["alias_of_id"] is not None,
        own_words=row["words_language"] == code,
        is_safety=row.get("safety", False),
        gaps=len(row["untranslated"]),
        source_seen=source_seen,
        source_id=source_id,
        signatures=signatures.get(pk, ()),
        formats=formats.get(pk, NO_FORMATS),
        made_of=row["translated_from"],
        changes=changes_in(row["kept_changes"]),
    )
    return DeskPage(pk, row["title"], kind is GuidancePage, find(row["words_language"]) or SOURCE, version)


def _source_seen(keys: Collection[UUID]) -> dict[tuple[UUID, str], tuple[str, int]]:
    """Return the digest of the English that each page's strings were last taken from, and whose they are. Two queries.

    A page that an editor has taken over has no strings any more, and is not among them.
    """
    sources = TranslationSource.objects.filter(object_id__in=keys, locale__language_code=SOURCE.code)
    digests = {
        pk: str(json.loads(content).get("words_digest") or "")
        for pk, content in sources.values_list("pk", "content_json")
    }
    followed = Translation.objects.filter(source__in=list(digests), enabled=True)
    return {
        (key, code): (digests[source], source)
        for key, code, source in followed.values_list("source__object_id", "target_locale__language_code", "source_id")
    }


def _formats() -> dict[int, Formats]:
    """Return how the files of each page stand. One query, and one row a page."""
    has_file = ~Q(file="")
    as_wanted = Q(digest=F("wanted"), words_digest=WORDS_NOW)
    counted = (
        FormatFile.objects.order_by()
        .values("page_id")
        .annotate(
            ready=Count("pk", filter=has_file & as_wanted),
            behind=Count("pk", filter=has_file & ~as_wanted),
            missing=Count("pk", filter=~has_file),
        )
    )
    return {row["page_id"]: Formats(row["ready"], row["behind"], row["missing"]) for row in counted}


def _topics_of() -> dict[int, frozenset[str]]:
    """Return the codes of the topics that lead to each page. One query."""
    through = GuidancePage.doors.through.objects.filter(door__kind=Door.Kind.TOPIC)
    found: dict[int, set[str]] = defaultdict(set)
    for page_id, code in through.values_list("guidancepage_id", "door__code"):
        found[page_id].add(code)
    return {page_id: frozenset(codes) for page_id, codes in found.items()}
