"""What guidance there is for a reader, and how its pages hang together. Reads only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from guidance.models import Door, EasyRead, GlossaryTerm, GuidancePage, Source
from guidance.models.doors import DOOR_TEXTS
from guidance.models.glossary import TERM_TEXTS
from home.languages import SOURCE, Language
from home.models.english_change import JSONArrayAgg, with_changes
from home.records import words_of
from home.versions import Kept, Versions

#: Gives, for page ids, the ids of the doors each stands behind.
DoorsOf = Callable[[list[int]], dict[int, frozenset[int]]]


@dataclass(frozen=True, slots=True)
class PageCard:
    """A page as a list shows it, in the words that will be found behind it."""

    id: int
    translation_key: UUID
    title: str
    promise: str
    url: str
    drawing: str
    tag: str
    dir: str
    words_differ: bool
    is_exit_page: bool
    doors: frozenset[int]

    def is_for_any_age(self, stages: Iterable[int]) -> bool:
        """Tell whether the page names no stage at all."""
        return not self.doors.intersection(stages)


@dataclass(frozen=True, slots=True)
class DoorCard:
    """A door in the words of one language."""

    id: int
    kind: str
    code: str
    title: str
    intro: str
    url: str
    drawing: str
    tag: str
    dir: str
    words_differ: bool


def _card(page: GuidancePage, source: GuidancePage, language: Language, doors: frozenset[int]) -> PageCard:
    words = page.words
    return PageCard(
        id=page.pk,
        translation_key=page.translation_key,
        title=page.title,
        promise=page.promise,
        url=f"/{language.code}/{'/'.join(page.url_path.strip('/').split('/')[1:])}/",
        drawing=page.drawing or source.drawing,
        tag=words.tag,
        dir=words.dir,
        words_differ=words != language,
        is_exit_page=page.exit_page or source.exit_page,
        doors=doors,
    )


def _pages_for(language: Language) -> QuerySet[GuidancePage]:
    """Return the published pages in this language and in English, without their bodies."""
    codes = {language.code, SOURCE.code}
    pages: QuerySet[GuidancePage] = GuidancePage.objects.filter(live=True, locale__language_code__in=codes)
    return with_changes(pages).select_related("locale").defer("body").order_by("path")


def _cards(pages: Iterable[GuidancePage], language: Language, doors_of: DoorsOf | None = None) -> list[PageCard]:
    """Return a card for each page, in the version that readers of this language may see."""
    by_key: dict[UUID, list[GuidancePage]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, []).append(page)
    every_id = [page.pk for versions in by_key.values() for page in versions]
    kept = Kept(every_id)
    doors = doors_of(every_id) if doors_of else {}
    cards = []
    for versions in (Versions(group, kept) for group in by_key.values()):
        shown = versions.shown_in(language)
        if shown is not None:
            source = versions.source or shown
            cards.append(_card(shown, source, language, doors.get(source.pk, frozenset())))
    return cards


def pages_by_key(keys: Iterable[UUID], language: Language) -> dict[UUID, tuple[GuidancePage, PageCard]]:
    """Return these pages, without their bodies, as readers of this language are shown them, each with its card.

    One query; a second for signatures where previews are not shown. What readers may not see is not among them.
    """
    found = {}
    for key, versions in _versions_by_key(_pages_for(language).filter(translation_key__in=list(keys))).items():
        shown = versions.shown_in(language)
        if isinstance(shown, GuidancePage):
            shown.versions = versions
            found[key] = shown, _card(shown, versions.source or shown, language, frozenset())
    return found


def versions_by_key(keys: Iterable[UUID]) -> dict[UUID, Versions]:
    """Return the published versions of these pages, without their bodies; nothing for one that is gone.

    One query; a second for signatures where they are needed.
    """
    pages = with_changes(GuidancePage.objects.filter(live=True, translation_key__in=list(keys)))
    return _versions_by_key(pages.select_related("locale").defer("body"))


def _versions_by_key(pages: Iterable[GuidancePage]) -> dict[UUID, Versions]:
    by_key: dict[UUID, list[GuidancePage]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, []).append(page)
    kept = Kept([page.pk for group in by_key.values() for page in group])
    return {key: Versions(group, kept) for key, group in by_key.items()}


class Library:
    """All guidance that readers of one language may see: theirs where it is, else the English, marked.

    Two queries; a third for signatures where previews are not shown.
    """

    def __init__(self, language: Language) -> None:
        self._cards = _cards(_pages_for(language), language, _doors_of)

    def cards(self) -> list[PageCard]:
        return self._cards

    def behind(self, door_id: int) -> list[PageCard]:
        """Return the pages behind one door."""
        return [card for card in self._cards if door_id in card.doors]

    def for_any_age(self, stages: Iterable[int]) -> list[PageCard]:
        """Return the pages that name no stage."""
        return [card for card in self._cards if card.is_for_any_age(stages)]


def library(language: Language) -> Library:
    """Return all guidance for readers of this language."""
    return Library(language)


def _doors_of(page_ids: list[int]) -> dict[int, frozenset[int]]:
    rows = GuidancePage.doors.through.objects.filter(guidancepage_id__in=page_ids)
    found: dict[int, set[int]] = {}
    for page_id, door_id in rows.values_list("guidancepage_id", "door_id"):
        found.setdefault(page_id, set()).add(door_id)
    return {page_id: frozenset(doors) for page_id, doors in found.items()}


def _doors_for(language: Language) -> QuerySet[Door]:
    return Door.objects.only(*_columns(Door, DOOR_TEXTS, language))


def _door_card(door: Door, language: Language) -> DoorCard:
    texts, spoken = words_of(door, DOOR_TEXTS, language)
    return DoorCard(
        id=door.pk,
        kind=door.kind,
        code=door.code,
        **texts,
        url=door.url,
        drawing=door.drawing,
        tag=spoken.tag,
        dir=spoken.dir,
        words_differ=spoken != language,
    )


def door_cards(language: Language) -> list[DoorCard]:
    """Return every door in this language's words, in order. One query."""
    return [_door_card(door, language) for door in _doors_for(language)]


def _columns(model: type[Model], texts: tuple[str, ...], language: Language) -> list[str]:
    """Return the columns one language's words need: twenty languages would weigh each row down."""
    wanted = {f"{field}_{code.replace('-', '_')}" for field in texts for code in (language.code, SOURCE.code)}
    plain = [
        field.name
        for field in model._meta.concrete_fields
        if not any(field.name == text or field.name.startswith(f"{text}_") for text in texts)
    ]
    return plain + sorted(wanted)


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors that lead to at least one page, by kind."""

    stages: list[DoorCard]
    topics: list[DoorCard]
    audiences: list[DoorCard]

    def all(self) -> list[DoorCard]:
        return [*self.stages, *self.topics, *self.audiences]


def doors_with_pages(language: Language, pages: Library | None = None) -> Doors:
    """Return the doors that lead somewhere. A page for any age stands behind every stage."""
    pages = pages or library(language)
    cards = door_cards(language)
    stage_ids = {card.id for card in cards if card.kind == Door.Kind.STAGE}
    every_stage = bool(pages.for_any_age(stage_ids))
    leading = [card for card in cards if pages.behind(card.id) or (card.kind == Door.Kind.STAGE and every_stage)]
    return Doors(
        stages=[card for card in leading if card.kind == Door.Kind.STAGE],
        topics=[card for card in leading if card.kind == Door.Kind.TOPIC],
        audiences=[card for card in leading if card.kind == Door.Kind.AUDIENCE],
    )


def easy_reads(slug: str) -> dict[str, EasyRead]:
    """Return the Easy Reads of this page that readers may see, by the code of their language.

    One query; two more for the page's versions, and one for the English rows where previews are not shown.
    """
    found = EasyRead.objects.filter(page__slug=slug, page__live=True).select_related("page__locale")
    by_code: dict[str, EasyRead] = {}
    for easy in found:
        # The versions of one page are the same, whichever asks.
        easy.page.versions = next(iter(by_code.values())).page.versions if by_code else easy.page.versions
        by_code[easy.page.locale.language_code] = easy
    return {code: easy for code, easy in by_code.items() if easy.page.versions.is_shown(easy.page) and easy.is_shown}


def easy_read_of(page: GuidancePage) -> EasyRead | None:
    """Return the Easy Read of this very version, if readers who may see the page may see it. One query."""
    return easy_reads_of([page]).get(page.pk)


def easy_reads_of(pages: Iterable[GuidancePage]) -> dict[int, EasyRead]:
    """Return the Easy Reads of these very versions that readers may see, by page id. One query."""
    wanted = {page.pk: page for page in pages}
    sources = {page.pk: page.versions.source for page in wanted.values()}
    asked = {*wanted, *(source.pk for source in sources.values() if source)}
    found = {easy.page_id: easy for easy in EasyRead.objects.filter(page__in=asked)}
    shown = {}
    for pk, page in wanted.items():
        easy, source = found.get(pk), sources[pk]
        if easy is None:
            continue
        easy.page = page
        # The English one, whose state its own stands on.
        easy.english = found.get(source.pk) if source and source.pk != pk else None
        if easy.english and isinstance(source, GuidancePage):
            easy.english.page = source
            easy.english.page.versions = page.versions
        if easy.is_shown:
            shown[pk] = easy
    return shown


def version_of(translation_key: UUID, language: Language) -> GuidancePage | None:
    """Return the version that a reader of this language is shown; ``None`` where there is none. Four queries."""
    page = GuidancePage.objects.filter(translation_key=translation_key, live=True).first()
    return page.versions.shown_in(language) if page else None


def helplines_of(page: GuidancePage) -> list[str]:
    """Return the keys of the lines that a page tells its readers to ring."""
    return [key for block in page.body if block.block_type == "ask_for_help" for key in block.value["lines"] or []]


def sources_of(page: GuidancePage) -> list[Source]:
    """Return the sources of a page's facts: the English version's, for every language. One query."""
    source = page.versions.source or page
    return list(Source.objects.filter(pages=source.pk))


def related_to(page: GuidancePage, language: Language) -> list[PageCard]:
    """Return the pages an editor chose to go on to, in this reader's language.

    One query; a second for signatures where previews are not shown.
    """
    source = page.versions.source or page
    chosen = GuidancePage.related.through.objects.filter(from_guidancepage=source.pk)
    keys = chosen.values("to_guidancepage__translation_key")
    return _cards(_pages_for(language).filter(translation_key__in=keys), language)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page: where it is, and what it rests on."""

    crumbs: list[DoorCard]
    sources: list[Source]

    @property
    def topic(self) -> str:
        """The code of the first topic that leads here; ``""`` where there is none."""
        return next((crumb.code for crumb in self.crumbs if crumb.kind == Door.Kind.TOPIC), "")


_SOURCE_COLUMNS = ("id", "key", "title", "publisher", "address", "is_second_hand")


def around(page: GuidancePage, language: Language) -> Around:
    """Return the first stage and the first topic that lead to a page, and its sources, as the English one has them.

    One query.
    """
    source = page.versions.source or page
    columns = _columns(Door, DOOR_TEXTS, language)
    found = GuidancePage.objects.filter(pk=source.pk).values_list(
        _gathered(GuidancePage.doors.through, "door", columns),
        _gathered(GuidancePage.sources.through, "source", _SOURCE_COLUMNS),
    )
    doors, sources = found[0] if found else (None, None)
    leading = sorted((Door(**row) for row in doors or ()), key=lambda door: (door.kind, door.order))
    firsts = (
        next((door for door in leading if door.kind == kind), None) for kind in (Door.Kind.STAGE, Door.Kind.TOPIC)
    )
    return Around(
        [_door_card(door, language) for door in firsts if door],
        sorted((Source(**row) for row in sources or ()), key=lambda each: each.key),
    )


def _gathered(through: type[Model], name: str, columns: Iterable[str]) -> Subquery:
    """Return the records that a page is linked to, in one column: a list of the columns of each."""
    linked = through._default_manager.filter(guidancepage=OuterRef("pk")).order_by().values("guidancepage")
    row = JSONObject(**{column: f"{name}__{column}" for column in columns})
    return Subquery(linked.annotate(rows=JSONArrayAgg(row)).values("rows"))


def glossary(language: Language) -> list[dict[str, Any]]:
    """Return the parents' terms in alphabetical order of this language's words. One query."""
    terms = GlossaryTerm.objects.filter(is_for_parents=True).only(*_columns(GlossaryTerm, TERM_TEXTS, language))
    entries = []
    for term in terms:
        texts, spoken = words_of(term, TERM_TEXTS, language)
        entries.append(
            {"key": term.key, **texts, "words_differ": spoken != language, "tag": spoken.tag, "dir": spoken.dir}
        )
    return sorted(entries, key=lambda entry: (entry["words_differ"], entry["term"].casefold()))
