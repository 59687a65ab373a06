"""What a release holds, as a table: measures down, services or areas across."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from feedback.outcomes.arithmetic.ladder import Thresholds
from feedback.outcomes.desk.trend import trend
from feedback.outcomes.desk.wording import MARGINS, Names, Said, name_of, plain, say
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LANGUAGE, LOCALITY, SERVICE
from feedback.outcomes.models import Measure, MeasureRule, Release
from feedback.outcomes.releases.cells import compared
from feedback.outcomes.releases.reading import Archive, Shown
from feedback.outcomes.releases.returns import ALL_SERVICES

#: All that is shown of a measure: its other texts stand in a column for every language.
_FIELDS = (
    *("key", "order", "name_en", "definition_en", "box", "form", "direction", "source", "figure", "target"),
    *("outcome__key", "outcome__order", "outcome__statement_en", "service__key", "service__name_en"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its name and target, a figure for each column, and what its history says."""

    measure: Measure
    name: str
    box: str
    target: str
    cells: Sequence[Said | None]
    trend: str


@dataclass(frozen=True, slots=True)
class Part:
    """The measures of one outcome."""

    outcome: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Grid:
    title: str
    period: str
    columns: Sequence[str]
    parts: Sequence[Part]
    has_trend: bool


def all_measures() -> list[Measure]:
    """Return the measures in the order they are shown; ``has_rule`` says whether answers are counted. One query."""
    ruled = MeasureRule.objects.filter(measure=OuterRef("pk"))
    measures = Measure.objects.select_related("outcome", "service").only(*_FIELDS).annotate(has_rule=Exists(ruled))
    return list(measures.order_by("outcome__order", "outcome__key", "order", "key"))


def grid(
    archive: Archive, release: Release, margin: str, *, period: str, measures: Iterable[Measure], names: Names
) -> Grid:
    """Return the table of a release for one margin, with everybody first. No query."""
    columns = [(ALL, ALL_SERVICES), *((margin, group) for group in groups_of(release, margin, period))]
    maker = _Maker(archive, release, period)
    parts: dict[str, list[Row]] = {}
    for measure in measures:
        cells = [maker.said(measure, *column) for column in columns]
        if any(cells):
            row = _row(measure, cells, trend(maker.history(measure)) if period == str(release.quarter) else "")
            parts.setdefault(name_of(measure.outcome, "statement"), []).append(row)
    return Grid(
        title=MARGINS[margin],
        period=period,
        columns=[names.group(*column) for column in columns],
        parts=[Part(outcome, rows) for outcome, rows in parts.items()],
        has_trend=any(row.trend for rows in parts.values() for row in rows),
    )


def _row(measure: Measure, cells: Sequence[Said | None], words: str) -> Row:
    target = "" if measure.target is None else plain(float(measure.target))
    if target and measure.form == Measure.Form.PERCENT:
        target += " %"
    return Row(measure, name_of(measure) or measure.key, str(Measure.Box(measure.box).label), target, cells, words)


def grids_of(release: Release, archive: Archive, measures: Sequence[Measure], names: Names) -> list[Grid]:
    """Return every table of a release. No query."""
    quarter, year = str(release.quarter), str(release.year)
    wanted = [(SERVICE, quarter), (LOCALITY, quarter)]
    if any(table["period"] == year for table in _payload(release)["tables"]):
        wanted += [(SERVICE, year), (LANGUAGE, year)]
    return [grid(archive, release, margin, period=period, measures=measures, names=names) for margin, period in wanted]


def groups_of(release: Release, margin: str, period: str) -> list[str]:
    """Return the groups of which a release shows anything, even that it is hidden, in its own order."""
    payload = _payload(release)
    found: dict[str, bool] = {}
    for table in payload["tables"]:
        if (table["margin"], table["period"]) == (margin, period):
            for cell in table["cells"]:
                found[cell["group"]] = found.get(cell["group"], False) or cell["denominator"] != 0
    if margin == SERVICE and period == payload["quarter"]:
        found |= {row["group"]: True for row in payload["figures"] if row["group"] != ALL_SERVICES}
    return [group for group, is_told in found.items() if is_told]


def _payload(release: Release) -> Mapping[str, Any]:
    return release.payload or {"tables": [], "figures": [], "quarter": str(release.quarter)}


@dataclass(frozen=True, slots=True)
class _Maker:
    archive: Archive
    release: Release
    period: str

    def said(self, measure: Measure, margin: str, group: str) -> Said | None:
        """Return a figure in words, or nothing where the release has none."""
        shown = self.archive.figure(measure.key, margin, group, self.period)
        if shown is None:
            return None
        return say(shown.cell, measure.form, self._change(measure, margin, group, shown), measure.direction)

    def _change(self, measure: Measure, margin: str, group: str, shown: Shown) -> str:
        """Return which way it went: as the release says; what is no answer of families is compared here."""
        if "change" in shown.cell or self.period != str(self.release.quarter):
            return str(shown.cell.get("change", ""))
        before = self.archive.figure(measure.key, margin, group, str(shown.quarter.previous))
        if before is None:
            return ""
        if "number" in shown.cell:
            return _moved(before.cell.get("number", HIDDEN), shown.cell["number"])
        thresholds = Thresholds(**(self.release.payload or {})["thresholds"])
        return compared(shown.cell, before.cell if "numerator" in before.cell else None, "", thresholds)

    def history(self, measure: Measure) -> list[Shown]:
        """Return what the trend is about: everybody, or the one service that the measure is about."""
        everybody = self.archive.history(measure.key, ALL, ALL_SERVICES)
        if everybody or measure.service is None:
            return everybody
        return self.archive.history(measure.key, SERVICE, measure.service.key)


def _moved(before: Any, now: Any) -> str:
    if HIDDEN in (before, now):
        return "not-compared"
    # Numbers of people and days are what they are: nothing is guessed from a sample. The trend tells chance apart.
    return "more" if now > before else "less" if now < before else "same"
