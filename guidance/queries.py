"""What guidance there is for a reader, and how its pages hang together. Reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import get_language
from wagtail.models import Page

from guidance.companions import BESIDE, HARD, Mood, in_own_language_first, leading_on, may_be_first, together
from guidance.models import Door, DoorChoice, EasyRead, GlossaryTerm, GuidancePage, Source
from guidance.models.doors import DOOR_TEXTS
from guidance.models.glossary import TERM_TEXTS
from home.languages import SOURCE, Language
from home.models import BasePage, StandardPage
from home.models.english_change import JSONArrayAgg, with_changes
from home.records import words_of
from home.remembered import Remembered
from home.versions import Kept, Versions


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
    mood: Mood

    def is_for_any_age(self, stages: Iterable[int]) -> bool:
        """Tell whether the page names no stage at all."""
        return not self.doors.intersection(stages)


@dataclass(frozen=True, slots=True)
class DoorCard:
    """A door in the words of one language. ``chosen`` are the keys of the pages on its path, in their order."""

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
    mood: Mood
    chosen: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The short way that is shown behind a door. ``first`` is for whoever reads only one thing; there may be none."""

    first: PageCard | None
    others: list[PageCard]

    @property
    def cards(self) -> list[PageCard]:
        return [self.first, *self.others] if self.first else self.others


@dataclass(frozen=True, slots=True)
class Rest:
    """What else stands behind a door; ``hard`` is listed apart, so that nothing cheerful stands beside it."""

    pages: list[PageCard]
    any_age: list[PageCard]
    hard: list[PageCard]

    @property
    def cards(self) -> list[PageCard]:
        return [*self.pages, *self.any_age, *self.hard]


def _card(page: GuidancePage, source: GuidancePage, language: Language, doors: frozenset[int]) -> PageCard:
    words = page.words
    return PageCard(
        id=page.pk,
        translation_key=page.translation_key,
        title=page.title,
        promise=page.promise,
        url=_address(page, language),
        drawing=page.drawing or source.drawing,
        tag=words.tag,
        dir=words.dir,
        words_differ=words != language,
        is_exit_page=page.exit_page or source.exit_page,
        doors=doors,
        mood=Mood(source.mood),
    )


def _address(page: BasePage, language: Language) -> str:
    return f"/{language.code}/{page.local_path}"


def _pages_for(language: Language) -> QuerySet[GuidancePage]:
    """Return the published pages in this language and in English, without their bodies."""
    codes = {language.code, SOURCE.code}
    pages: QuerySet[GuidancePage] = GuidancePage.objects.filter(live=True, locale__language_code__in=codes)
    return with_changes(pages).select_related("locale").defer("body").order_by("path")


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


def _versions_by_key(pages: Iterable[BasePage]) -> dict[UUID, Versions]:
    by_key: dict[UUID, list[BasePage]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, []).append(page)
    kept = Kept([page.pk for group in by_key.values() for page in group])
    return {key: Versions(group, kept) for key, group in by_key.items()}


_SOURCE_COLUMNS = ("id", "key", "title", "publisher", "address", "is_second_hand")


@dataclass(frozen=True, slots=True)
class Links:
    """What a page is linked to, as its English version has it: doors by id, sources, keys of pages to go on to."""

    doors: frozenset[int] = frozenset()
    sources: tuple[Source, ...] = ()
    related: frozenset[UUID] = frozenset()


def _with_links(pages: QuerySet[GuidancePage]) -> QuerySet[GuidancePage]:
    """Return the pages with what `_links_of` reads. No query of its own."""
    source = JSONObject(**{column: f"source__{column}" for column in _SOURCE_COLUMNS})
    to_key = F("to_guidancepage__translation_key")
    linked: QuerySet[GuidancePage] = pages.annotate(
        door_ids=_gathered(GuidancePage.doors.through, F("door_id")),
        source_rows=_gathered(GuidancePage.sources.through, source),
        related_keys=_gathered(GuidancePage.related.through, to_key, side="from_guidancepage"),
    )
    return linked


def _gathered(through: type[Model], value: F | JSONObject, *, side: str = "guidancepage") -> Subquery:
    """Return what a page is linked to, in one column: a list."""
    linked = through._default_manager.filter(**{side: OuterRef("pk")}).order_by().values(side)
    return Subquery(linked.annotate(rows=JSONArrayAgg(value)).values("rows"))


def _links_of(page: Any) -> Links:
    """Return the links of a page that was asked for `_with_links`."""
    sources = (Source(**row) for row in page.source_rows or ())
    return Links(
        frozenset(page.door_ids or ()),
        tuple(sorted(sources, key=lambda source: source.key)),
        frozenset(map(UUID, page.related_keys or ())),
    )


class Library:
    """All guidance that readers of one language may see: theirs where it is, else the English, marked.

    One query; a second for signatures where previews are not shown.
    """

    def __init__(self, language: Language) -> None:
        self._cards: list[PageCard] = []
        self._links: dict[UUID, Links] = {}
        for key, versions in _versions_by_key(_with_links(_pages_for(language))).items():
            shown = versions.shown_in(language)
            if isinstance(shown, GuidancePage):
                source = versions.source or shown
                self._links[key] = links = _links_of(source)
                self._cards.append(_card(shown, source, language, links.doors))
        self._by_key = {card.translation_key: card for card in self._cards}

    def links(self, key: UUID) -> Links | None:
        """Return what a page is linked to; ``None`` where readers may not see it."""
        return self._links.get(key)

    def cards(self) -> list[PageCard]:
        return self._cards

    def behind(self, door_id: int) -> list[PageCard]:
        """Return the pages behind one door."""
        return [card for card in self._cards if door_id in card.doors]

    def for_any_age(self, stages: Iterable[int]) -> list[PageCard]:
        """Return the pages that name no stage."""
        return [card for card in self._cards if card.is_for_any_age(stages)]

    def path(self, door: DoorCard) -> Path:
        """Return what was chosen for a door, as far as readers may see it: what is in their language first.

        Whatever was chosen, and however pages were marked since: nothing cheerful stands beside loss.
        """
        chosen = [self._by_key[key] for key in door.chosen if key in self._by_key]
        cards = together(in_own_language_first(chosen), door.mood)
        first = next((card for card in cards if may_be_first(card, door.mood)), None)
        return Path(first, [card for card in cards if card is not first])

    def rest(self, door: DoorCard, stages: Collection[int]) -> Rest:
        """Return what stands behind a door besides its path; behind a stage, the pages for any age too."""
        on_path = self.path(door).cards
        any_age = self.for_any_age(stages) if door.kind == Door.Kind.STAGE else []
        others = [card for card in [*self.behind(door.id), *any_age] if card not in on_path]
        if door.mood in HARD:
            return Rest([card for card in others if card.mood in BESIDE[door.mood]], [], [])
        lighter = [card for card in others if card.mood not in HARD]
        return Rest(
            pages=[card for card in lighter if card not in any_age],
            any_age=[card for card in lighter if card in any_age],
            hard=[card for card in others if card.mood in HARD],
        )


_libraries: Remembered[tuple[str, bool], Library] = Remembered(for_generation=True)


def library(language: Language) -> Library:
    """Return all guidance for readers of this language."""
    return _libraries.get((language.code, settings.SHOW_PREVIEW), lambda: Library(language))


def plain_cards(language: Language) -> list[PageCard]:
    """Return the plain pages in this language's own words that readers may see, those on the strategy among them.

    One query; a second for signatures where previews are not shown; or none.
    """
    return _plain_cards.get((language.code, settings.SHOW_PREVIEW), lambda: _read_plain_cards(language))


_plain_cards: Remembered[tuple[str, bool], list[PageCard]] = Remembered(for_generation=True)


def _read_plain_cards(language: Language) -> list[PageCard]:
    codes = {language.code, SOURCE.code}
    pages = with_changes(StandardPage.objects.filter(live=True, locale__language_code__in=codes))
    by_key = _versions_by_key(pages.select_related("locale").defer("body").order_by("path"))
    shown = (versions.shown_in(language) for versions in by_key.values())
    return [_plain_card(page, language) for page in shown if page and page.words == language]


def _plain_card(page: BasePage, language: Language) -> PageCard:
    return PageCard(
        id=page.pk,
        translation_key=page.translation_key,
        title=page.title,
        promise=page.promise,
        url=_address(page, language),
        drawing=page.drawing,
        tag=language.tag,
        dir=language.dir,
        words_differ=False,
        is_exit_page=False,
        doors=frozenset(),
        mood=Mood.EVERYDAY,
    )


def pages_with_formats(**asked: Any) -> list[BasePage]:
    """Return the published pages that files are made of, in the order of the tree; ``asked`` are fields of any page.

    One query, and one for each kind of page there is.
    """
    pages = Page.objects.filter(**asked, live=True, alias_of=None).order_by("path").specific()
    found = pages.select_related("locale", for_specific_subqueries=True)
    return [page for page in found if isinstance(page, BasePage) and page.has_formats]


def _doors_for(language: Language) -> QuerySet[Door]:
    chosen = _gathered(DoorChoice, JSONObject(order="sort_order", key="page__translation_key"), side="door")
    doors: QuerySet[Door] = Door.objects.only(*_columns(Door, DOOR_TEXTS, language)).annotate(chosen=chosen)
    return doors


def _door_card(door: Any, language: Language) -> DoorCard:
    texts, spoken = words_of(door, DOOR_TEXTS, language)
    chosen = sorted(door.chosen or (), key=lambda row: row["order"])
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
        mood=Mood(door.mood),
        chosen=tuple(dict.fromkeys(UUID(row["key"]) for row in chosen)),
    )


def door_cards(language: Language) -> list[DoorCard]:
    """Return every door in this language's words, in order, its address in the language being spoken.

    One query, or none.
    """
    spoken = get_language() or SOURCE.code
    return list(_door_cards.get((language.code, spoken), lambda: _read_door_cards(language)))


_door_cards: Remembered[tuple[str, str], list[DoorCard]] = Remembered(for_generation=True)


def _read_door_cards(language: Language) -> list[DoorCard]:
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


def easy_read_of(page: BasePage) -> EasyRead | None:
    """Return the Easy Read of this very version, if readers who may see the page may see it. One query, or none."""
    return easy_reads_of([page]).get(page.pk) if isinstance(page, GuidancePage) else None


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


def sources_of(page: BasePage) -> list[Source]:
    """Return the sources of a page's facts: the English version's, for every language. One query."""
    source = page.versions.source or page
    return list(Source.objects.filter(pages=source.pk))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page: where it is, what it rests on, and where to go on to."""

    crumbs: list[DoorCard]
    #: All topics and readers that it is for, by id.
    needs: frozenset[int]
    sources: tuple[Source, ...]
    related: list[PageCard]

    @property
    def topic(self) -> str:
        """The code of the first topic that leads here; ``""`` where there is none."""
        return next((crumb.code for crumb in self.crumbs if crumb.kind == Door.Kind.TOPIC), "")


def around(page: GuidancePage, language: Language) -> Around:
    """Return what a page is linked to, as the English one has it, in this reader's language.

    Two queries, or none; a third for signatures where previews are not shown, or for a page that readers may not see.
    """
    pages = library(language)
    links = pages.links(page.translation_key)
    if links is None:
        source = page.versions.source or page
        found = _with_links(GuidancePage.objects.filter(pk=source.pk)).first()
        links = _links_of(found) if found else Links()
    doors = door_cards(language)
    leading = [door for door in doors if door.id in links.doors]
    mood = Mood((page.versions.source or page).mood)
    firsts = (
        next((door for door in leading if door.kind == kind), None) for kind in (Door.Kind.STAGE, Door.Kind.TOPIC)
    )
    return Around(
        [door for door in firsts if door],
        frozenset(door.id for door in leading if door.kind != Door.Kind.STAGE),
        links.sources,
        leading_on(
            [card for card in pages.cards() if card.translation_key != page.translation_key],
            picked=links.related,
            doors=links.doors,
            stages=[door.id for door in doors if door.kind == Door.Kind.STAGE],
            mood=mood,
        ),
    )


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
