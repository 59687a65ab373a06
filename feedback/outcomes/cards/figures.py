"""The figures of one card: which measures stand in which box, and how each was worked out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from feedback.outcomes.cards import words
from feedback.outcomes.disclosure.signs import ALL, SERVICE
from feedback.outcomes.models import Measure
from feedback.outcomes.models.framework import MEASURE_TEXTS
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.reading import Archive, Shown
from home.languages import SOURCE, Language
from home.records import words_of

#: So many measures stand in one box.
A_BOX = 3


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the language they are in."""

    text: str
    words: Language


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """How a figure came about: for answers the question, what counts and of what; else where it was counted."""

    definition: str
    words: Language
    question: Said | None = None
    counted: tuple[Said, ...] = ()
    base: tuple[Said, ...] = ()
    formula: str = ""
    is_families: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is shown on a card."""

    key: str
    measure: str
    name: str
    words: Language
    value: str
    detail: str
    interval: str
    arrow: str
    change: str
    before: str
    target: str
    is_hidden: bool
    worked_out: WorkedOut
    #: What would come if nothing changed; for figures of all families only.
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One of the four boxes."""

    key: str
    title: str
    subtitle: str
    figures: tuple[Figure, ...]


def named(row: Any, fields: tuple[str, ...], language: Language) -> tuple[dict[str, str], Language]:
    """Return a record's texts, and the language they are in.

    Nobody has signed for translations of the framework yet: they are shown where drafts are, and nowhere else.
    """
    return words_of(row, fields, language if settings.SHOW_PREVIEW else SOURCE)


def boxes(archive: Archive, group: str, quarter: Quarter, language: Language) -> list[Box]:
    """Return the four boxes of a card, at most three figures each. One query."""
    shown = list(_shown(archive, group, quarter))

    def of(box: str, *, only: str = "") -> Iterator[Figure]:
        found = [each for each in shown if each[0].box == box and (not only or "numerator" in each[1].cell)]
        for measure, figure, before in found[:A_BOX]:
            yield _figure(measure, figure, before, archive, quarter, language, is_count=only == "count")

    titles = Measure.Box
    return [
        Box("how-much", str(titles.HOW_MUCH.label), "", tuple(of(titles.HOW_MUCH))),
        Box("how-well", str(titles.HOW_WELL.label), "", tuple(of(titles.HOW_WELL))),
        Box(
            "better-off-number",
            str(titles.BETTER_OFF.label),
            _("How many families"),
            tuple(of(titles.BETTER_OFF, only="count")),
        ),
        Box(
            "better-off-share",
            str(titles.BETTER_OFF.label),
            _("What share of families"),
            tuple(of(titles.BETTER_OFF)),
        ),
    ]


def margin_of(group: str) -> str:
    return ALL if group == ALL else SERVICE


def _shown(archive: Archive, group: str, quarter: Quarter) -> Iterator[tuple[Measure, Shown, Shown | None]]:
    margin = margin_of(group)
    for measure in Measure.objects.select_related("service").order_by("order", "key"):
        figure = archive.figure(measure.key, margin, group, str(quarter))
        if figure and figure.cell.get("denominator", 1) != 0:
            before = archive.figure(measure.key, margin, group, str(quarter.previous))
            yield measure, figure, before if before and before.series == figure.series else None


def _figure(
    measure: Measure,
    shown: Shown,
    before: Shown | None,
    archive: Archive,
    quarter: Quarter,
    language: Language,
    *,
    is_count: bool,
) -> Figure:
    texts, spoken = named(measure, MEASURE_TEXTS, language)
    arrow, change = ("", "") if is_count else words.change_words(shown.cell)
    return Figure(
        measure=measure.key,
        key=f"{measure.key}-{'count' if is_count else 'value'}",
        name=texts["name"],
        words=spoken,
        value=_value(shown, measure, is_count=is_count),
        detail=_detail(shown, is_count=is_count),
        interval="" if is_count else words.interval_words(shown.cell),
        arrow=arrow,
        change=change,
        before=_before(before, measure, is_count=is_count),
        target=_target(measure, is_count=is_count),
        is_hidden=words.is_hidden(shown.cell),
        worked_out=_worked_out(measure, shown, archive, quarter, texts["definition"], spoken, language),
    )


def _value(shown: Shown, measure: Measure, *, is_count: bool) -> str:
    if is_count and not words.is_hidden(shown.cell):
        return str(number_format(shown.cell["numerator"], force_grouping=True))
    return words.value_words(shown.cell, measure.form)


def _detail(shown: Shown, *, is_count: bool) -> str:
    if is_count and not words.is_hidden(shown.cell):
        return _("of %(number)s who answered") % {
            "number": number_format(shown.cell["denominator"], force_grouping=True)
        }
    return words.detail_words(shown.cell)


def _before(before: Shown | None, measure: Measure, *, is_count: bool) -> str:
    if before is None or words.is_hidden(before.cell) or before.cell.get("denominator") == 0:
        return ""
    return _("Quarter before: %(value)s") % {"value": _value(before, measure, is_count=is_count)}


def _target(measure: Measure, *, is_count: bool) -> str:
    if measure.target is None or is_count:
        return ""
    is_percent = measure.form == Measure.Form.PERCENT
    said = words.percent_words(measure.target) if is_percent else words.number_words(measure.target)
    return _("Target: %(value)s") % {"value": said}


def _worked_out(
    measure: Measure,
    shown: Shown,
    archive: Archive,
    quarter: Quarter,
    definition: str,
    spoken: Language,
    language: Language,
) -> WorkedOut:
    asked = archive.worked_out(measure.key, quarter)
    if asked is None:
        source = {
            Measure.Source.TRAINING.value: _("Taken from training records of this quarter."),
            Measure.Source.RETURN.value: _("Counted by the service and sent in for this quarter."),
        }.get(measure.source, "")
        if measure.figure == Measure.Figure.RECEIVED:
            # Referrals come by chance, one by one. Who was trained, or is on a list, did not.
            source = f"{source} {words.counted_interval_words(shown.cell)}".strip()
        return WorkedOut(definition, spoken, formula=_formula(shown.cell), source=source)
    return WorkedOut(
        definition,
        spoken,
        question=_in(asked["question"], language),
        counted=_all_in(asked["numerator"], language),
        base=_all_in(asked["denominator"], language),
        formula=_formula(shown.cell),
        is_families=asked["is_families"],
    )


def _formula(cell: Mapping[str, Any]) -> str:
    if words.is_hidden(cell) or not cell.get("denominator") or "numerator" not in cell:
        return ""
    return f"{cell['numerator']} ÷ {cell['denominator']} = {words.percent_words(cell['percent'])}"


def _in(texts: Mapping[str, str], language: Language) -> Said:
    return Said(texts[language.code], language) if texts.get(language.code) else Said(texts[SOURCE.code], SOURCE)


def _all_in(texts: Iterable[Mapping[str, str]], language: Language) -> tuple[Said, ...]:
    return tuple(_in(each, language) for each in texts)
