"""One published row: a share with its interval and its words, or the sign for what is hidden."""

from collections.abc import Mapping
from typing import Any

from feedback.outcomes.arithmetic.intervals import wilson
from feedback.outcomes.arithmetic.ladder import Thresholds, change, percent, showing
from feedback.outcomes.arithmetic.pooling import Counted
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.disclosure.suppress import Group

_NUMBERS = ("numerator", "denominator", "percent", "low", "high")
HIDDEN_NUMBERS: Mapping[str, str] = dict.fromkeys(_NUMBERS, HIDDEN)


def shown_cell(name: str, group: Group, thresholds: Thresholds) -> dict[str, Any]:
    """Return a row with its counts, whole percent and Wilson's interval in whole percent; nobody has no percent."""
    cell: dict[str, Any] = {"group": name, "numerator": group.yes, "denominator": group.base}
    if group.base == 0:
        return cell | {"percent": None, "low": None, "high": None, "showing": showing(0, thresholds).value}
    interval = wilson(group.yes, group.base)
    return cell | {
        "percent": percent(group.yes, group.base),
        "low": round(100 * interval.low),
        "high": round(100 * interval.high),
        "showing": showing(group.base, thresholds).value,
    }


def hidden_cell(name: str) -> dict[str, Any]:
    """Return the row of a group that is hidden, whatever the reason: all such rows look the same."""
    return {"group": name, **HIDDEN_NUMBERS, "showing": "too-few"}


def compared(cell: Mapping[str, Any], before: Mapping[str, Any] | None, series: str, thresholds: Thresholds) -> str:
    """Return which way a share went since the last release, by its published counts; "" where there is none."""
    if before is None:
        return ""
    old, new = (_counted(each, series) for each in (before, cell))
    return change(old, new, thresholds).value if old and new else "not-compared"


def _counted(cell: Mapping[str, Any], series: str) -> Counted | None:
    is_shown = cell["numerator"] != HIDDEN and cell["denominator"]
    return Counted(cell["numerator"], cell["denominator"], series) if is_shown else None
