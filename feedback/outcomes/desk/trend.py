"""What a series of figures does over the quarters, in words: by control charts, where there are enough points."""

from collections.abc import Sequence

from feedback.outcomes.arithmetic.control import ENOUGH_POINTS, ControlChart, share_chart, xmr_chart
from feedback.outcomes.arithmetic.flags import IN_A_ROW, Flag
from feedback.outcomes.arithmetic.pooling import Counted
from feedback.outcomes.arithmetic.runs import RunChart, run_chart
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.releases.reading import Cell, Shown

#: Below so many quarters a run chart can hardly ever stand out, and nothing is said.
FEWEST = 10
STEADY = "only what chance does"
_COUNTED = {7: "seven"}


def newest_stretch(history: Sequence[Shown]) -> list[Shown]:
    """Return the newest figures that follow each other, mean the same, and are shown."""
    stretch: list[Shown] = []
    for each in reversed(history):
        follows = not stretch or (each.quarter.next == stretch[0].quarter and each.series == stretch[0].series)
        if not follows or value_of(each.cell) is None:
            break
        stretch.insert(0, each)
    return stretch


def value_of(cell: Cell) -> float | None:
    """Return the number of a row, in percent where it is a share; none where it is hidden, or of nobody."""
    if "number" in cell:
        return None if cell["number"] == HIDDEN else float(cell["number"])
    if cell["numerator"] == HIDDEN or not cell["denominator"]:
        return None
    return 100 * float(cell["numerator"]) / float(cell["denominator"])


def trend(history: Sequence[Shown]) -> str:
    """Return what the newest quarters say; "" where there are too few to say anything."""
    stretch = newest_stretch(history)
    if len(stretch) < FEWEST:
        return ""
    if len(stretch) < ENOUGH_POINTS:
        return _of_runs(run_chart([value_of(each.cell) or 0.0 for each in stretch]))
    return _of_flags(_chart(stretch))


def _chart(stretch: Sequence[Shown]) -> ControlChart:
    if "number" in stretch[-1].cell:
        return xmr_chart([value_of(each.cell) or 0.0 for each in stretch])
    return share_chart([Counted(each.cell["numerator"], each.cell["denominator"], each.series) for each in stretch])


def _of_runs(chart: RunChart) -> str:
    if chart.longest > chart.longest_by_chance:
        return f"{chart.longest} quarters in a row on one side of the middle: more than chance"
    if chart.crossings < chart.fewest_by_chance:
        return "it seldom crosses the middle: more than chance"
    return STEADY


def _of_flags(chart: ControlChart) -> str:
    """Return why the newest point stands out."""
    newest, up = chart.flags[-1], chart.values[-1] > chart.centre
    side = "above" if up else "below"
    row = _COUNTED.get(IN_A_ROW, str(IN_A_ROW))
    rising = chart.values[-1] > chart.values[-2]
    words = {
        Flag.OUTSIDE: f"{side} what chance does",
        Flag.ONE_SIDE: f"{row} quarters or more on one side, {side} the middle",
        Flag.TREND: f"{row} quarters or more, each {'higher' if rising else 'lower'} than the one before",
        Flag.NEAR_LIMIT: f"two of three quarters far {side} the middle",
    }
    said = "; ".join(words[flag] for flag in Flag if flag in newest)
    return f"{said}: more than chance" if said else STEADY
