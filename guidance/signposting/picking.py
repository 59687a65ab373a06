"""What a practitioner can pick from, what they have picked so far, and what the family will meet instead of it.

The choice so far stands in the address, so that Back works and nothing is kept before a pack is made. Favourites are
pages alone, and kept with the account: a pack among somebody's favourites would say who made it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils import translation

from guidance import queries
from guidance.directory.models import Service
from guidance.models import FavouritePage
from guidance.queries import DoorCard, PageCard
from guidance.ready_formats import NAMES
from guidance.search.folding import fold
from guidance.signposting.choice import MOST_PAGES, MOST_SERVICES, READ, Choice
from guidance.signposting.queries import EASY_READ, Contents
from home.languages import SOURCE, Language, find
from home.records import column
from home.shared_surveys import open_surveys

#: The formats that are asked for most, in the order they are offered; the others follow.
FIRST_FORMATS: Mapping[str, str] = {
    READ: "To read",
    "audio": "To hear",
    EASY_READ: "Easy Read",
    "large-print": "Large print",
}
_FORMATS = {*FIRST_FORMATS, *NAMES}


@dataclass(frozen=True, slots=True)
class Picking:
    """A choice on its way, and what the list is narrowed to: words of a title, a door."""

    choice: Choice
    words: str = ""
    door: str = ""

    @property
    def query(self) -> str:
        """Return it as the query of an address."""
        choice = self.choice
        pairs = [
            *(("page", str(key)) for key in choice.pages),
            *(("service", key) for key in choice.services),
            ("survey", choice.survey),
            ("language", choice.language),
            ("format", choice.format),
            ("q", self.words),
            ("door", self.door),
        ]
        return urlencode([pair for pair in pairs if pair[1]])


def read_picking(sent: QueryDict) -> Picking:
    """Return what a form or an address says; what makes no sense is passed over."""
    language, kind = sent.get("language", SOURCE.code), sent.get("format", READ)
    return Picking(
        Choice(
            pages=tuple(dict.fromkeys(_keys(sent.getlist("page"))))[: MOST_PAGES + 1],
            services=tuple(sorted(set(sent.getlist("service"))))[: MOST_SERVICES + 1],
            survey=sent.get("survey", "")[:100],
            language=language if find(language) else SOURCE.code,
            format=kind if kind in _FORMATS else READ,
        ),
        words=sent.get("q", "").strip()[:100],
        door=sent.get("door", "")[:60],
    )


def _keys(typed: Iterable[str]) -> Iterator[UUID]:
    for each in typed:
        try:
            yield UUID(each)
        except ValueError:
            continue


@dataclass(frozen=True, slots=True)
class PageToPick:
    """A page as the list shows it: in English, for the practitioner."""

    card: PageCard
    is_picked: bool
    is_favourite: bool
    is_there: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that can be picked. ``picked`` are the pages that are, in their order."""

    picked: list[PageToPick]
    pages: list[PageToPick]
    services: list[tuple[str, str, bool]]
    surveys: list[tuple[str, str, bool]]
    formats: list[tuple[str, str, bool]]
    more_formats: list[tuple[str, str, bool]]
    doors: list[tuple[str, list[DoorCard]]]


def offered(picking: Picking, user: Any) -> Offered:
    """Return what can be picked. Eight queries, and what the surveys take."""
    choice, language = picking.choice, find(picking.choice.language) or SOURCE
    english = queries.library(SOURCE)
    there = {card.translation_key for card in queries.library(language).cards() if not card.words_differ}
    favourites = set(FavouritePage.objects.filter(user=user).values_list("page", flat=True))
    doors = queries.doors_with_pages(SOURCE, english)
    cards = {card.translation_key: card for card in english.cards()}

    def to_pick(card: PageCard) -> PageToPick:
        key = card.translation_key
        return PageToPick(card, key in choice.pages, key in favourites, key in there)

    narrowed = [card for card in _narrowed(cards.values(), picking, doors) if card.translation_key not in choice.pages]
    pages = sorted(map(to_pick, narrowed), key=lambda page: not page.is_favourite)
    first, more = _formats(choice.format)
    return Offered(
        picked=[to_pick(cards[key]) for key in choice.pages if key in cards],
        pages=pages,
        services=[
            (service.key, column(service, "name", SOURCE), service.key in choice.services)
            for service in Service.objects.for_parents().only("key", "name_en")
        ],
        surveys=[
            (each.key, f"{each.title} {each.service}".strip(), each.key == choice.survey)
            for each in open_surveys(SOURCE)
        ],
        formats=first,
        more_formats=more,
        doors=[("Stages", doors.stages), ("Topics", doors.topics)],
    )


def _narrowed(cards: Iterable[PageCard], picking: Picking, doors: queries.Doors) -> Iterator[PageCard]:
    stages = {door.id for door in doors.stages}
    wanted = next((door for door in doors.all() if door.code == picking.door), None)
    words = fold(picking.words).split()
    # What was chosen to be read first stands first here, too.
    place = {key: number for number, key in enumerate(wanted.chosen if wanted else ())}
    for card in sorted(cards, key=lambda card: place.get(card.translation_key, len(place))):
        is_behind = wanted is None or wanted.id in card.doors or (wanted.id in stages and card.is_for_any_age(stages))
        is_behind = is_behind or card.translation_key in place
        told = fold(f"{card.title} {card.promise}")
        if is_behind and all(word in told for word in words):
            yield card


def _formats(chosen: str) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str, bool]]]:
    with translation.override(SOURCE.code):
        others = {kind: str(name) for kind, name in NAMES.items() if kind not in FIRST_FORMATS}
    return tuple(  # type: ignore[return-value]  # two of them
        [(kind, name, kind == chosen) for kind, name in names.items()] for names in (FIRST_FORMATS, others)
    )


# --- What the family will meet instead ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that is not as it was picked: what, and what the family will see instead."""

    what: str
    instead: str


def remarks_on(contents: Contents) -> list[Remark]:
    """Return what a practitioner should know before the pack is made."""
    language = contents.language.english_name
    found = []
    for each in contents.pages:
        if each.card.words_differ:
            found.append(
                Remark(
                    f"“{each.card.title}” is not in {language} yet.",
                    "The family sees it in English, with the way to a free interpreter.",
                )
            )
        if contents.choice.format != READ and not each.format and not each.easy_url:
            found.append(
                Remark(
                    f"“{each.card.title}” is not there in this format in {language} yet.",
                    "The family is told so, and sees the page to read.",
                )
            )
    if contents.survey and contents.survey.words != contents.language:
        found.append(Remark(f"The survey is not in {language} yet.", "The family is asked in English."))
    return found


def format_name(kind: str) -> str:
    """Return what a practitioner calls a format."""
    with translation.override(SOURCE.code):
        return FIRST_FORMATS.get(kind) or str(NAMES[kind])


def too_much(choice: Choice) -> str:
    """Return what stands against a pack of this choice, in words; ``""`` where nothing does."""
    if choice.is_empty:
        return "Pick at least one page, service or survey."
    if len(choice.pages) > MOST_PAGES:
        return f"A pack holds {MOST_PAGES} pages at most: more than that is rarely read."
    if len(choice.services) > MOST_SERVICES:
        return f"A pack holds {MOST_SERVICES} services at most."
    return ""


def language_of(choice: Choice) -> Language:
    return find(choice.language) or SOURCE
