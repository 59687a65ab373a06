"""What all charts are drawn with: a canvas that can be mirrored, words that fit it, and shapes beside colours. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from html import escape

#: Of the canvas, in its own units. On a phone 320 px wide a chart has 256 to 288 px: a letter is 12.8 px high or more.
WIDTH = 300
FONT = 15
#: A guess at the mean width of a letter: wide enough for Polish and Arabic, in units.
LETTER = 0.62 * FONT
LINE = 20
#: Room for a sign before what it means.
SIGN = 26
#: What stands for each number that is not shown, whatever the reason: another sign would narrow down what it hides.
NOT_SHOWN = "–"
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Direction(Enum):
    """Which way the reader's language runs; time and scales run the same way."""

    LTR = "ltr"
    RTL = "rtl"


class Anchor(Enum):
    """Which end of words stands at their place: the start is the right end in Arabic."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a chart as a whole, in the reader's language: read out instead of the picture.

    ``name`` begins every id in the SVG, so that several charts fit on one page: small letters, digits and hyphens.

    Raises:
        ValueError: ``name`` has other letters.
    """

    name: str
    title: str
    summary: str
    direction: Direction = Direction.LTR

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"no name for a chart: {self.name!r}")


@dataclass(frozen=True, slots=True)
class Canvas:
    """Places on the canvas, counted from where reading begins."""

    direction: Direction

    def x(self, from_start: float) -> str:
        return number(WIDTH - from_start if self.direction is Direction.RTL else from_start)

    def line(self, kind: str, start: tuple[float, float], end: tuple[float, float], extra: str = "") -> str:
        (x1, y1), (x2, y2) = start, end
        ends = f'x1="{self.x(x1)}" y1="{number(y1)}" x2="{self.x(x2)}" y2="{number(y2)}"'
        return f'<line class="chart__{kind}" {ends} stroke="currentColor"{extra}/>'

    def box(self, kind: str, x: float, y: float, width: float, height: float, fill: str) -> str:
        left = WIDTH - x - width if self.direction is Direction.RTL else x
        size = f'x="{number(left)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        return f'<rect class="chart__{kind}" {size} fill="{fill}" stroke="currentColor"/>'

    def points(self, places: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(x)},{number(y)}" for x, y in places)

    def text(self, words: str, x: float, y: float, anchor: Anchor = Anchor.START, kind: str = "text") -> str:
        place = f'x="{self.x(x)}" y="{number(y)}" text-anchor="{anchor.value}"'
        return f'<text class="chart__{kind}" {place} fill="currentColor">{escape(words)}</text>'

    def centred(self, words: str, x: float, y: float, kind: str = "text") -> str:
        """Return words about a place, or as near to it as the canvas has room."""
        return self.text(words, within(words, x), y, Anchor.MIDDLE, kind)


#: A sign, drawn at a height, and what it means.
KeyRow = tuple[Callable[[float], str], str]


def key(canvas: Canvas, rows: Iterable[KeyRow], y: float) -> tuple[list[str], float]:
    """Return what each sign means, from a height down, and the height below it."""
    parts = []
    for sign, words in rows:
        parts.append(sign(y))
        for line in wrapped(words, WIDTH - SIGN - 6):
            parts.append(canvas.text(line, SIGN + 6, y + FONT / 3))
            y += LINE
    return parts, y - LINE / 2


def drawn(words: Words, height: float, inside: Iterable[str]) -> str:
    """Return a whole SVG, with its title and summary for those who don't see it."""
    title, summary = f"{words.name}-title", f"{words.name}-summary"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {number(height)}"'
        f' direction="{words.direction.value}" font-size="{FONT}" role="img" focusable="false"'
        f' aria-labelledby="{title} {summary}">'
    )
    said = f'<title id="{title}">{escape(words.title)}</title><desc id="{summary}">{escape(words.summary)}</desc>'
    return "".join([head, said, *inside, "</svg>"])


def number(value: float) -> str:
    """Return a place on the canvas with one decimal at most: finer than any screen, and the same on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def width_of(words: str) -> float:
    """Return about how wide words are, in units."""
    return len(words) * LETTER


def within(words: str, x: float) -> float:
    """Return where the middle of words is to stand, so that all of them are on the canvas."""
    half = min(width_of(words), WIDTH) / 2
    return min(max(x, half), WIDTH - half)


def wrapped(words: str, room: float) -> list[str]:
    """Return words in lines that fit: SVG wraps nothing by itself. A longer word has a line of its own."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
