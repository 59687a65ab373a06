"""A history as a line: points, what chance could do, gaps left open, breaks, and what is expected to follow. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedback.outcomes.charts.history import Hidden, History, Moment, Shown
from feedback.outcomes.charts.svg import (
    FONT,
    LETTER,
    LINE,
    NOT_SHOWN,
    SIGN,
    WIDTH,
    Anchor,
    Canvas,
    KeyRow,
    Words,
    drawn,
    key,
    number,
    width_of,
    within,
)

TOP = 28
BOTTOM = 168
#: At the end of reading, so that half a label has room.
END = 14
DOT = 4.5
DASHED = ' stroke-dasharray="5 4"'
DOTTED = ' stroke-dasharray="1 5" stroke-linecap="round"'


def line_chart(words: Words, history: History) -> str:
    """Return the chart as SVG."""
    return _Drawing(words, history).svg()


@dataclass(frozen=True, slots=True)
class _At:
    """A value that is shown, and its place among all moments."""

    place: int
    shown: Shown


class _Drawing:
    def __init__(self, words: Words, history: History) -> None:
        self.words, self.history = words, history
        self.canvas = Canvas(words.direction)
        self.moments: tuple[Moment, ...] = (*history.moments, *history.forecast)
        self.start = max(width_of(step) for _value, step in history.scale) + 10
        self.step = (WIDTH - END - self.start) / len(self.moments)
        self.shown = [_At(place, each) for place, each in enumerate(history.moments) if isinstance(each, Shown)]
        first = len(history.moments)
        self.expected = [
            _At(first + later, each) for later, each in enumerate(history.forecast) if isinstance(each, Shown)
        ]

    def svg(self) -> str:
        parts = [*self._scale(), *self._breaks(), *self._bands(), *self._lines(), *self._dots(), *self._signs()]
        explained, height = key(self.canvas, self._explained(), BOTTOM + 2.4 * LINE)
        return drawn(self.words, height, [*parts, *self._times(), *self._labels(), *explained])

    def x(self, place: float) -> float:
        return self.start + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        lowest, highest = self.history.scale[0][0], self.history.scale[-1][0]
        return BOTTOM - (value - lowest) / (highest - lowest) * (BOTTOM - TOP)

    def at(self, each: _At) -> tuple[float, float]:
        return self.x(each.place), self.y(each.shown.value)

    def _scale(self) -> Iterator[str]:
        for value, words in self.history.scale:
            y = self.y(value)
            yield self.canvas.line("grid", (self.start, y), (WIDTH - END, y))
            yield self.canvas.text(words, self.start - 6, y + FONT / 3, Anchor.END)

    def _joined(self) -> Iterator[list[_At]]:
        """Return the values that one line may join: neighbours in time that mean the same."""
        stretch: list[_At] = []
        for each in self.shown:
            if stretch and (each.place - stretch[-1].place > 1 or each.shown.series != stretch[-1].shown.series):
                yield stretch
                stretch = []
            stretch.append(each)
        if stretch:
            yield stretch

    def _bands(self) -> Iterator[str]:
        for stretch in self._joined():
            sides = [(self.x(each.place), *each_side) for each in stretch if (each_side := self._sides(each))]
            if len(sides) == len(stretch) > 1:
                around = [(x, low) for x, low, _high in sides] + [(x, high) for x, _low, high in reversed(sides)]
                places = self.canvas.points(around)
                yield f'<polygon class="chart__band" points="{places}" fill="currentColor" fill-opacity="0.15"/>'
            else:
                yield from (self.canvas.line("whisker", (x, low), (x, high)) for x, low, high in sides)

    def _sides(self, each: _At) -> tuple[float, float] | None:
        if each.shown.low is None or each.shown.high is None:
            return None
        return self.y(each.shown.low), self.y(each.shown.high)

    def _lines(self) -> Iterator[str]:
        for stretch in self._joined():
            if len(stretch) > 1:
                yield self._polyline("line", stretch, "")
        # What is expected follows what is known: it begins at the last value, where that is the last moment.
        known = [each for each in self.shown[-1:] if each.place == len(self.history.moments) - 1]
        if len(known + self.expected) > 1 and self.expected:
            yield self._polyline("forecast", known + self.expected, DASHED)

    def _polyline(self, kind: str, stretch: Sequence[_At], extra: str) -> str:
        places = self.canvas.points(self.at(each) for each in stretch)
        return f'<polyline class="chart__{kind}" points="{places}" fill="none" stroke="currentColor"{extra}/>'

    def _dots(self) -> Iterator[str]:
        for each in self.shown:
            yield self._dot(*self.at(each))
        for each in self.expected:
            yield self._diamond(*self.at(each))

    def _dot(self, x: float, y: float) -> str:
        return f'<circle class="chart__dot" cx="{self.canvas.x(x)}" cy="{number(y)}" r="{DOT}" fill="currentColor"/>'

    def _diamond(self, x: float, y: float) -> str:
        corners = self.canvas.points([(x - 6, y), (x, y - 6), (x + 6, y), (x, y + 6)])
        return f'<polygon class="chart__expected" points="{corners}" fill="none" stroke="currentColor"/>'

    def _signs(self) -> Iterator[str]:
        for place, moment in enumerate(self.moments):
            if isinstance(moment, Hidden):
                yield self.canvas.text(NOT_SHOWN, self.x(place), BOTTOM - 6, Anchor.MIDDLE, "sign")

    def _breaks(self) -> Iterator[str]:
        for before, after in pairwise(self.shown):
            if before.shown.series != after.shown.series:
                x = self.x(after.place - 0.5)
                yield self.canvas.line("break", (x, TOP - 14), (x, BOTTOM), DOTTED)

    def _times(self) -> Iterator[str]:
        """Return the labels below: the last and the first, then from the last back those that overlap no other."""
        taken: list[tuple[float, float]] = []
        first, *between = enumerate(self.moments)
        for place, moment in [*between[-1:], first, *reversed(between[:-1])]:
            x, half = within(moment.label, self.x(place)), width_of(moment.label) / 2
            if all(x + half + LETTER <= start or x - half - LETTER >= end for start, end in taken):
                yield self.canvas.centred(moment.label, x, BOTTOM + LINE)
                taken.append((x - half, x + half))

    def _labels(self) -> Iterator[str]:
        """Return the first and the last value in words, and the last that is expected: the others are in the table."""
        ends = self.shown[-1:]
        if ends and self.x(ends[0].place) - self.x(self.shown[0].place) > 2 * width_of(ends[0].shown.words):
            ends.insert(0, self.shown[0])
        for each in ends:
            x, y = self.at(each)
            # Beside the words of the scale, and not over them.
            x = max(x, self.start + width_of(each.shown.words) / 2)
            yield self.canvas.centred(each.shown.words, x, y - 11, "value")
        # Below, where it can't run into the last known value; but above the signs and the times.
        for each in self.expected[-1:]:
            x, y = self.at(each)
            yield self.canvas.centred(each.shown.words, x, y + 22 if y + 26 < BOTTOM else y - 11, "value")

    def _explained(self) -> Iterator[KeyRow]:
        """Return the signs that this chart has, and what each means."""
        means, middle = self.history.key, SIGN / 2
        if any(self._sides(each) for each in self.shown):
            yield lambda y: self.canvas.box("band", 0, y - 6, SIGN, 12, "currentColor"), means.interval
        if self.expected:
            yield self._expected_sign, means.forecast
        if any(True for _break in self._breaks()):
            yield lambda y: self.canvas.line("break", (middle, y - 9), (middle, y + 9), DOTTED), means.broken
        if any(isinstance(moment, Hidden) for moment in self.moments):
            yield lambda y: self.canvas.text(NOT_SHOWN, middle, y + 5, Anchor.MIDDLE, "sign"), means.hidden

    def _expected_sign(self, y: float) -> str:
        return self.canvas.line("forecast", (0, y), (SIGN, y), DASHED) + self._diamond(SIGN / 2, y)
