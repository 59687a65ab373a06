"""Outcomes for all babies and families, by indicators from official publishers only; and the card of each outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from feedback.outcomes.cards.figures import Box, Said, named
from feedback.outcomes.cards.indicators import ShownIndicator, indicator_shown
from feedback.outcomes.models import Indicator, IndicatorValue, Outcome
from feedback.outcomes.models.framework import OUTCOME_TEXTS, Direction
from home.languages import Language


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """One outcome with what is told of it."""

    key: str
    words: Language
    statement: str
    story: str
    partners: str
    what_works: str
    indicators: tuple[ShownIndicator, ...]

    @property
    def has_drafts(self) -> bool:
        return any(each.has_drafts for each in self.indicators)

    @property
    def has_forecast(self) -> bool:
        return any(each.has_forecast for each in self.indicators)


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """The card of one outcome: the newest figures in boxes, one chart, the other figures, and what nobody knows yet."""

    outcome: ShownOutcome
    boxes: tuple[Box, ...]
    pictured: ShownIndicator | None
    others: tuple[ShownIndicator, ...]
    missing: tuple[ShownIndicator, ...]


def outcomes_named(language: Language) -> list[tuple[str, Said]]:
    """Return the key and the statement of every outcome. One query."""
    found = []
    for outcome in Outcome.objects.order_by("order", "key"):
        texts, spoken = named(outcome, OUTCOME_TEXTS, language)
        found.append((outcome.key, Said(texts["statement"], spoken)))
    return found


def outcomes_shown(language: Language) -> list[ShownOutcome]:
    """Return every outcome with its indicators and their figures. Three queries."""
    return _shown(Outcome.objects.order_by("order", "key"), language)


def outcome_card(key: str, language: Language) -> OutcomeCard | None:
    """Return the card of an outcome; none where there is no such outcome. Three queries."""
    found = _shown(Outcome.objects.filter(key=key), language)
    return _card(found[0]) if found else None


def _shown(outcomes: Iterable[Outcome], language: Language) -> list[ShownOutcome]:
    """Return outcomes with their figures.

    Figures that nobody has compared with their publisher are shown where drafts are, marked, and nowhere else.
    """
    found = list(outcomes)
    values = IndicatorValue.objects.filter(indicator__outcome__in=found).order_by(
        "area", "group", "first_day", "is_forecast"
    )
    if not settings.SHOW_PREVIEW:
        values = values.filter(confirmed_on__isnull=False)
    by_indicator: dict[int, list[IndicatorValue]] = {}
    for value in values:
        by_indicator.setdefault(value.indicator_id, []).append(value)
    by_outcome: dict[int, list[ShownIndicator]] = {}
    for indicator in Indicator.objects.filter(outcome__in=found).order_by("order", "key"):
        shown = indicator_shown(indicator, by_indicator.get(indicator.pk, []), language)
        by_outcome.setdefault(indicator.outcome_id, []).append(shown)
    return [_outcome(outcome, by_outcome.get(outcome.pk, []), language) for outcome in found]


def _outcome(outcome: Outcome, indicators: Sequence[ShownIndicator], language: Language) -> ShownOutcome:
    texts, spoken = named(outcome, OUTCOME_TEXTS, language)
    return ShownOutcome(outcome.key, spoken, indicators=tuple(indicators), **texts)


def _card(outcome: ShownOutcome) -> OutcomeCard:
    pictured = next((each for each in outcome.indicators if each.picture), None)
    return OutcomeCard(
        outcome=outcome,
        boxes=_boxes(outcome.indicators),
        pictured=pictured,
        others=tuple(each for each in outcome.indicators if each.values and each is not pictured),
        missing=tuple(each for each in outcome.indicators if not each.values),
    )


def _boxes(indicators: Sequence[ShownIndicator]) -> tuple[Box, ...]:
    """Return the newest figures, those beside each other that are good to see rise, or fall, or neither."""
    titles = {
        Direction.HIGHER.value: _("Higher is better"),
        Direction.LOWER.value: _("Lower is better"),
        Direction.CONTEXT.value: _("For the background"),
    }
    boxes = []
    for direction, title in titles.items():
        figures = tuple(each.newest for each in indicators if each.newest and each.direction_key == direction)
        if figures:
            boxes.append(Box(direction, title, "", figures))
    return tuple(boxes)
