"""One published figure, told where families read what became of their answers."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from feedback.outcomes.cards import words
from feedback.outcomes.cards.figures import Said, margin_of, named
from feedback.outcomes.disclosure.signs import ALL
from feedback.outcomes.models import Measure
from feedback.outcomes.models.framework import MEASURE_TEXTS
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.reading import Archive, archive
from guidance.directory.models import Service
from home.languages import Language

#: So many quarters back editors choose a figure from.
CHOSEN_FROM = 4


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A figure as one line: what it counts, the share, how many of how many, when, and the card it stands on."""

    name: Said
    value: str
    detail: str
    period: str
    url: str


def code_of(measure: str, group: str, quarter: Quarter) -> str:
    """Return what a figure is known by."""
    return f"{measure}/{group}/{quarter}"


def figure_choices(published: Archive) -> list[tuple[str, str]]:
    """Return the figures that may stand behind a reply, by code, the newest first; never one that is hidden."""
    measures = {measure.key: measure for measure in Measure.objects.order_by("order", "key")}
    groups = [(ALL, "All services"), *((service.key, str(service)) for service in Service.objects.all())]
    return [
        (code_of(key, group, quarter), f"{quarter} · {name} · {measure}: {words.value_words(shown.cell, measure.form)}")
        for quarter in published.quarters()[:CHOSEN_FROM]
        for group, name in groups
        for key, measure in measures.items()
        if (shown := published.figure(key, margin_of(group), group, str(quarter)))
        and not words.is_hidden(shown.cell)
        and shown.cell.get("denominator") != 0
    ]


def figures_told(codes: Collection[str], language: Language) -> dict[str, ToldFigure]:
    """Return figures by code; those that are no longer published, or hidden in a later issue, are left out.

    No query without codes, else two.
    """
    if not codes:
        return {}
    published = archive()
    measures = {measure.key: measure for measure in Measure.objects.all()}
    told = ((code, _told(code, published, measures, language)) for code in codes)
    return {code: figure for code, figure in told if figure}


def _told(code: str, published: Archive, measures: dict[str, Measure], language: Language) -> ToldFigure | None:
    key, _, rest = code.partition("/")
    group, _, period = rest.partition("/")
    shown = published.figure(key, margin_of(group), group, period)
    if key not in measures or shown is None or words.is_hidden(shown.cell):
        return None
    texts, spoken = named(measures[key], MEASURE_TEXTS, language)
    return ToldFigure(
        name=Said(texts["name"], spoken),
        value=words.value_words(shown.cell, measures[key].form),
        detail=words.detail_words(shown.cell),
        period=words.period_words(shown.quarter),
        url=reverse("report_card", args=[group, period.lower()]),
    )
