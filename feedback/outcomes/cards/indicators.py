"""What is shown of one indicator: its newest figure, its chart, and every figure with where it was published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from feedback.outcomes.arithmetic.intervals import byar_rate, wilson
from feedback.outcomes.cards import words
from feedback.outcomes.cards.figures import Figure, Said, WorkedOut, named
from feedback.outcomes.cards.indicator_pictures import expected_words, indicator_picture, number_of
from feedback.outcomes.cards.pictures import Picture
from feedback.outcomes.models import Indicator, IndicatorValue
from feedback.outcomes.models.framework import INDICATOR_TEXTS
from home.languages import SOURCE, Language

#: A rate is told for so many people.
PER = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures were published, and what to know when reading them. In English: that is its name."""

    text: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One figure of an indicator as a row says it; ``number`` is that of its source among the indicator's."""

    area: str
    group: Said | None
    period: str
    value: str
    interval: str
    source: Source
    number: int
    is_forecast: bool
    is_draft: bool


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """One indicator: what it counts, who publishes it, its chart where there are figures enough, its figures."""

    key: str
    name: str
    definition: str
    words: Language
    direction_key: str
    direction: str
    source_name: str
    picture: Picture | None
    values: tuple[ShownValue, ...]
    sources: tuple[Source, ...]
    #: The newest figure of everybody; none where there are only figures of groups, or none at all.
    newest: Figure | None

    @property
    def has_drafts(self) -> bool:
        return any(value.is_draft for value in self.values)

    @property
    def has_forecast(self) -> bool:
        return any(value.is_forecast for value in self.values)


def indicator_shown(indicator: Indicator, values: Sequence[IndicatorValue], language: Language) -> ShownIndicator:
    """Return an indicator with these figures, which are in the order of area, group and time. No query."""
    texts, spoken = named(indicator, INDICATOR_TEXTS, language)
    sources = list(dict.fromkeys(_source(each, indicator) for each in values))
    return ShownIndicator(
        key=indicator.key,
        name=texts["name"],
        definition=texts["definition"],
        words=spoken,
        direction_key=indicator.direction,
        direction=str(words.DIRECTIONS[indicator.direction]),
        source_name=indicator.source_name,
        picture=indicator_picture(indicator, texts["name"], spoken, values, language),
        values=tuple(_value(each, indicator, sources, language) for each in values),
        sources=tuple(sources),
        newest=_newest(indicator, texts, spoken, values),
    )


def _source(value: IndicatorValue, indicator: Indicator) -> Source:
    return Source(value.source, value.source_url or indicator.source_url, value.note)


def _group(key: str, language: Language) -> Said | None:
    """Return a group of people in words; one that nobody has translated yet in English, after its key."""
    if not key:
        return None
    return Said(str(words.GROUPS[key]), language) if key in words.GROUPS else Said(key.replace("-", " "), SOURCE)


def _value(value: IndicatorValue, indicator: Indicator, sources: Sequence[Source], language: Language) -> ShownValue:
    source = _source(value, indicator)
    return ShownValue(
        area=value.get_area_display(),
        group=_group(value.group, language),
        period=value.period_label,
        value=number_of(value, indicator),
        interval=_interval(value, indicator),
        source=source,
        number=sources.index(source) + 1,
        is_forecast=value.is_forecast,
        is_draft=not value.is_confirmed,
    )


def _newest(
    indicator: Indicator, texts: dict[str, str], spoken: Language, values: Sequence[IndicatorValue]
) -> Figure | None:
    """Return the newest figure of everybody, in the Southern area where both areas have one, and the one before."""
    known = [each for each in values if not each.group and not each.is_forecast]
    if not known:
        return None
    newest = max(known, key=lambda each: (each.first_day, each.area == IndicatorValue.Area.SOUTHERN))
    earlier = [each for each in known if each.area == newest.area and each.first_day < newest.first_day]
    expected = next(
        (
            each
            for each in values
            if each.is_forecast and (each.area, each.group) == (newest.area, "") and each.first_day > newest.first_day
        ),
        None,
    )
    return Figure(
        key=indicator.key,
        measure=indicator.key,
        name=texts["name"],
        words=spoken,
        value=number_of(newest, indicator),
        detail=f"{newest.get_area_display()} · {newest.period_label}",
        interval=_interval(newest, indicator),
        # No arrow: whether it went up by more than chance, only its publisher can say.
        arrow="",
        change="",
        before=_before(earlier[-1], indicator) if earlier and not newest.starts_anew else "",
        target="",
        is_hidden=False,
        worked_out=WorkedOut(
            definition=texts["definition"],
            words=spoken,
            formula=_formula(newest, indicator),
            source=_("Worked out by those who publish it. Their names stand below, with every figure."),
        ),
        expected=expected_words(expected, indicator) if expected else "",
    )


def _before(value: IndicatorValue, indicator: Indicator) -> str:
    return _("Before: %(value)s (%(period)s)") % {
        "value": number_of(value, indicator),
        "period": value.period_label,
    }


def _interval(value: IndicatorValue, indicator: Indicator) -> str:
    """Return what chance alone could do: as it was published, or else worked out from the counts where there are any.

    Wilson's interval for a share and Byar's for a rate; a bare number of contacts is none of events that come by
    chance, and what is expected has none.
    """
    is_percent = indicator.unit == Indicator.Unit.PERCENT
    say = words.percent_words if is_percent else words.number_words
    if value.low is not None and value.high is not None:
        return words.between_words(say(value.low), say(value.high))
    if value.is_forecast or value.numerator is None or value.denominator is None:
        return ""
    if is_percent:
        share = wilson(value.numerator, value.denominator)
        return words.between_words(say(round(100 * share.low, 1)), say(round(100 * share.high, 1)))
    if indicator.unit == Indicator.Unit.RATE:
        rate = byar_rate(value.numerator, value.denominator, PER)
        return words.between_words(say(round(rate.low, 1)), say(round(rate.high, 1)))
    return ""


def _formula(value: IndicatorValue, indicator: Indicator) -> str:
    if value.numerator is None or value.denominator is None or indicator.unit == Indicator.Unit.NUMBER:
        return ""
    numerator, denominator = words.number_words(value.numerator), words.number_words(value.denominator)
    by = f" × {words.number_words(PER)}" if indicator.unit == Indicator.Unit.RATE else ""
    is_percent = indicator.unit == Indicator.Unit.PERCENT
    result = words.percent_words(value.value) if is_percent else words.number_words(value.value)
    return f"{numerator} ÷ {denominator}{by} = {result}"
