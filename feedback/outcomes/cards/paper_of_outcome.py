"""What the card of an outcome says on paper."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from feedback.outcomes.cards.figures import Said
from feedback.outcomes.cards.indicators import ShownIndicator, ShownValue, Source
from feedback.outcomes.cards.paper import Line, Part, Piece, Sheet, plain, printed, said, told_first
from feedback.outcomes.cards.population import OutcomeCard
from home.context import Notice
from home.languages import SOURCE, Language

#: So many figures of a series are on a shorter sheet: its newest.
A_SHORT_SERIES = 5


def outcome_on_paper(card: OutcomeCard, notice: Notice | None, language: Language) -> bytes:
    """Return the card as a PDF of one page. About 100 ms."""
    outcome = card.outcome
    drafts = [_("Figures marked * are drafts: nobody has compared them with their publisher yet.")]
    sheet = Sheet(
        title=Said(outcome.statement, outcome.words),
        subtitle=_("For all babies and families"),
        notices=(*told_first(notice), *(drafts if outcome.has_drafts else ())),
        boxes=card.boxes,
        picture=card.pictured.picture if card.pictured else None,
        beside=(
            Part(_("The story behind the figures"), said(Said(outcome.story, outcome.words))),
            Part(_("Who can help"), said(Said(outcome.partners, outcome.words))),
            Part(_("What works"), said(Said(outcome.what_works, outcome.words))),
            Part(_("To read these figures rightly"), tuple(plain(note) for note in _notes(card))),
        ),
        below=(tuple(_whole(card)), tuple(_short(card))),
    )
    return printed(sheet, language)


def _notes(card: OutcomeCard) -> Iterator[str]:
    yield _(
        "These figures are about all families, not about you. Many things shape them. No one service, and no one "
        "family, makes them go up or down."
    )
    if card.outcome.has_forecast:
        yield _("The dashed line shows what is expected if nothing changes. The aim is to do better than that.")


# --- What stands under the chart ------------------------------------------------------------------------------------


def _whole(card: OutcomeCard) -> Iterator[Part]:
    told = [(indicator, indicator.values) for indicator in _with_figures(card)]
    yield from _figures(told)
    missing: list[Line] = [
        (_named(each), _defined(each), Piece(f"{each.source_name}.", SOURCE)) for each in card.missing
    ]
    if not card.boxes:
        missing.insert(0, plain(_("There is no figure here yet. The gap is shown, not filled.")))
    yield Part(_("Figures that are still missing"), tuple(missing))


def _short(card: OutcomeCard) -> Iterator[Part]:
    """Yield the same with the newest figures of everybody alone, for an outcome of which much is told."""
    told = [(indicator, list(_newest(indicator.values))) for indicator in _with_figures(card)]
    figures, sources = _figures(told)
    more = _("Older figures, and those of some groups of people, stand on the web page of this card.")
    yield Part(figures.title, (*figures.lines, plain(more)))
    yield sources
    yield Part(_("Figures that are still missing"), tuple((_named(each),) for each in card.missing))


def _with_figures(card: OutcomeCard) -> tuple[ShownIndicator, ...]:
    return (card.pictured, *card.others) if card.pictured else card.others


def _newest(values: Sequence[ShownValue]) -> Iterator[ShownValue]:
    everybody = [each for each in values if not each.group]
    for _area, series in groupby(everybody, lambda each: each.area):
        yield from list(series)[-A_SHORT_SERIES:]


def _figures(told: Sequence[tuple[ShownIndicator, Sequence[ShownValue]]]) -> tuple[Part, Part]:
    """Return the figures of each indicator by area and group, and where each was published, by a number."""
    sources = list(dict.fromkeys(each.source for _indicator, values in told for each in values))
    lines = tuple(
        (_named(indicator), _defined(indicator), *_series(values, sources)) for indicator, values in told if values
    )
    numbered = tuple(
        (Piece(f"[{number}]", is_whole=True), *_source(source)) for number, source in enumerate(sources, start=1)
    )
    return Part(_("The figures one by one"), lines), Part(_("Sources"), numbered)


def _named(indicator: ShownIndicator) -> Piece:
    return Piece(f"{indicator.name}.", indicator.words, is_strong=True)


def _defined(indicator: ShownIndicator) -> Piece:
    return Piece(indicator.definition, indicator.words)


def _source(source: Source) -> Line:
    named = Piece(f"{source.text}.", SOURCE, source.url)
    return (named, Piece(source.note, SOURCE)) if source.note else (named,)


def _series(values: Sequence[ShownValue], sources: Sequence[Source]) -> Iterator[Piece]:
    for (area, group), series in groupby(values, lambda each: (each.area, each.group)):
        yield Piece(f"{area} ·" if group else f"{area}:", is_whole=True)
        if group:
            yield Piece(f"{group.text}:", group.words)
        *others, last = (_figure(each, sources.index(each.source) + 1) for each in series)
        yield from (Piece(f"{each};", is_whole=True) for each in others)
        yield Piece(f"{last}.", is_whole=True)


def _figure(value: ShownValue, source: int) -> str:
    expected = f" ({_('expected if nothing changes')})" if value.is_forecast else ""
    return f"{value.period} {value.value}{expected} [{source}]"
