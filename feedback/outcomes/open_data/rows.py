"""The rows of a release: what its payload shows, and nothing else of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from feedback.outcomes.disclosure.signs import ALL, HIDDEN, SERVICE
from feedback.outcomes.models import Release
from feedback.outcomes.open_data.columns import OF_A_RELEASE, Row, Value
from feedback.outcomes.open_data.names import Names
from feedback.outcomes.releases.returns import ALL_SERVICES

#: What a published row calls its figures, by the name of the column.
_FIGURES = {
    "numerator": "numerator",
    "denominator": "denominator",
    "percent": "percent",
    "low": "low",
    "high": "high",
    "number": "number",
    "lower_quartile": "lower",
    "upper_quartile": "upper",
}


def rows_of(release: Release, names: Names) -> Iterator[Row]:
    """Yield one row a published figure, in the order of the payload."""
    payload = release.payload or {}
    for table in payload.get("tables", ()):
        for cell in table["cells"]:
            yield _row(release, names, table, cell)
    for figure in payload.get("figures", ()):
        margin = ALL if figure["group"] == ALL_SERVICES else SERVICE
        about = {"measure": figure["measure"], "series": "", "margin": margin, "period": str(release.quarter)}
        yield _row(release, names, about, figure)


def _row(release: Release, names: Names, about: Mapping[str, Any], cell: Mapping[str, Any]) -> Row:
    row: dict[str, Value] = {
        "quarter": str(release.quarter),
        "period": about["period"],
        "issue": release.issue,
        "measure_key": about["measure"],
        "measure_name": names.measure(about["measure"]),
        "series": about["series"],
        "margin": about["margin"],
        "group_key": cell["group"],
        "group_name": names.group(about["margin"], cell["group"]),
        **_figures(cell),
        "showing": cell.get("showing", ""),
        "change": cell.get("change", ""),
    }
    return {column.name: row[column.name] for column in OF_A_RELEASE}


def _figures(cell: Mapping[str, Any]) -> dict[str, Value]:
    """Return the figures of a row; where one is hidden, none that it has is shown: two would tell the third."""
    there = {name: cell[source] for name, source in _FIGURES.items() if source in cell}
    if HIDDEN in there.values():
        there = dict.fromkeys(there, HIDDEN)
    return dict.fromkeys(_FIGURES) | there
