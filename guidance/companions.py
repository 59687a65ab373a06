"""Which pages may stand beside each other in a short list, and which come next. The rules are data, in this one place.

Nothing cheerful stands beside loss: whoever has lost a baby, is ill or is afraid at home is not shown a page that is
glad of one. Short lists are the path behind a door, and what a page leads on to.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import TextChoices


class Mood(TextChoices):
    """What a page, or a door, is to somebody for whom things are not well."""

    EVERYDAY = "", "Everyday"
    CHEERFUL = "cheerful", "Cheerful: it plays with a baby, or is glad of one"
    TENDER = "tender", "Tender: on feeling low, illness, fear, violence"
    LOSS = "loss", "Loss: a pregnancy lost, a baby who died"


#: What may stand beside what. It is the same seen from either side.
BESIDE: dict[Mood, frozenset[Mood]] = {
    Mood.CHEERFUL: frozenset({Mood.CHEERFUL, Mood.EVERYDAY}),
    Mood.EVERYDAY: frozenset({Mood.CHEERFUL, Mood.EVERYDAY, Mood.TENDER}),
    Mood.TENDER: frozenset({Mood.EVERYDAY, Mood.TENDER, Mood.LOSS}),
    Mood.LOSS: frozenset({Mood.TENDER, Mood.LOSS}),
}
#: What may be the first thing behind a door. Nobody is met by the hardest page who did not ask for it.
FIRST: dict[Mood, frozenset[Mood]] = {
    Mood.CHEERFUL: frozenset({Mood.CHEERFUL, Mood.EVERYDAY}),
    Mood.EVERYDAY: frozenset({Mood.CHEERFUL, Mood.EVERYDAY}),
    Mood.TENDER: frozenset({Mood.EVERYDAY, Mood.TENDER}),
    Mood.LOSS: frozenset({Mood.TENDER, Mood.LOSS}),
}
#: What is listed apart, behind a door that is not of this kind itself.
HARD = frozenset({Mood.TENDER, Mood.LOSS})

#: How many pages a door's path has; how many a page leads on to where an editor chose them, and where nobody did.
PATH_AT_LEAST, PATH_AT_MOST = 3, 5
RELATED_AT_MOST = 4
RELATED_BY_NEED = 3


class Listed(Protocol):
    """A page as a list knows it."""

    @property
    def translation_key(self) -> UUID: ...
    @property
    def mood(self) -> Mood: ...
    @property
    def doors(self) -> frozenset[int]: ...
    @property
    def words_differ(self) -> bool: ...
    @property
    def is_exit_page(self) -> bool: ...


Card = TypeVar("Card", bound=Listed)


def may_stand_beside(mood: Mood, others: Iterable[Mood]) -> bool:
    return all(other in BESIDE[mood] for other in others)


def may_be_first(page: Any, behind: Mood) -> bool:
    """Tell whether a page may be the one thing to read. No copy is kept of an exit page, so it can't be that."""
    return page.mood in FIRST[behind] and not page.is_exit_page


def together(cards: Iterable[Card], mood: Mood) -> list[Card]:
    """Return the cards that may stand beside ``mood``, and beside each other: of two that may not, the earlier."""
    kept: list[Card] = []
    for card in cards:
        if may_stand_beside(card.mood, [mood, *(other.mood for other in kept)]):
            kept.append(card)
    return kept


def in_own_language_first(cards: Iterable[Card]) -> list[Card]:
    return sorted(cards, key=lambda card: card.words_differ)


def leading_on(
    cards: Sequence[Card], *, picked: frozenset[UUID], doors: frozenset[int], stages: Sequence[int], mood: Mood
) -> list[Card]:
    """Return where to go on from a page, nearest first: what editors picked; where nothing is left of that, by need.

    ``cards`` are all other pages; ``doors`` those that the page stands behind; ``stages`` all stages in their order.
    A page that somebody may have to leave in a hurry is named only where an editor picked it.
    """

    def nearness(card: Card) -> int:
        return _nearness(card, doors=doors, stages=stages)

    def nearest(of: Iterable[Card]) -> list[Card]:
        return together(in_own_language_first(sorted(of, key=nearness, reverse=True)), mood)

    chosen = nearest(card for card in cards if card.translation_key in picked)[:RELATED_AT_MOST]
    needs = doors.difference(stages)
    by_need = (card for card in cards if needs & card.doors and not card.is_exit_page)
    return chosen or nearest(by_need)[:RELATED_BY_NEED]


def _nearness(card: Listed, *, doors: frozenset[int], stages: Sequence[int]) -> int:
    """Return how much of a page's need a card shares: its topics and readers above all, then its age or the next."""
    own = [stage for stage in stages if stage in doors]
    after = stages[stages.index(own[-1]) + 1 :][:1] if own else ()
    is_of_the_age = not card.doors.intersection(stages) or bool(card.doors.intersection([*own, *after]))
    return 2 * len(doors.difference(stages) & card.doors) + is_of_the_age
