"""How answers are spread: one bar from the most negative to the most positive, and beside it who didn't know. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from feedback.outcomes.charts.svg import LINE, NOT_SHOWN, SIGN, WIDTH, Anchor, Canvas, KeyRow, Words, drawn, key

BAR = 34
TOP = 4
SMALL = 14
#: Each part has a pattern of its own: lines and dots that can be told apart without a colour, on paper as well.
PATTERNS = (
    '<path d="M0 0L8 8M-2 6L2 10M6 -2L10 2" {line}/>',
    '<path d="M0 4H8" {line}/>',
    "",
    '<circle cx="4" cy="4" r="1.6" fill="currentColor"/>',
    '<rect width="8" height="8" fill="currentColor"/>',
)
LARGEST = len(PATTERNS)
_LINE = 'fill="none" stroke="currentColor" stroke-width="2"'


@dataclass(frozen=True, slots=True)
class Part:
    """So many gave this answer; its label, and the number in words such as "12 of 40 (30 %)"."""

    label: str
    count: int
    words: str

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"below nought: {self.count}")


@dataclass(frozen=True, slots=True)
class HiddenPart:
    """Too few gave this answer: a sign, and no number."""

    label: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Parts from the most negative to the most positive; ``unsure`` is who didn't know, and is no part of the bar.

    Raises:
        ValueError: there are fewer than two parts or more than five, or nobody gave any of them.
    """

    parts: tuple[Part | HiddenPart, ...]
    unsure: Part | HiddenPart | None = None

    def __post_init__(self) -> None:
        if not 2 <= len(self.parts) <= LARGEST:
            raise ValueError(f"a bar has two to {LARGEST} parts, not {len(self.parts)}")
        if not self.hides and not self.total:
            raise ValueError("nobody answered: say so in words")

    @property
    def hides(self) -> bool:
        return any(isinstance(part, HiddenPart) for part in self.parts)

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts if isinstance(part, Part))


def stacked_chart(words: Words, spread: Spread) -> str:
    """Return the chart as SVG.

    Where a part is hidden the bar is left empty: the width of what is left over would tell its number.
    """
    canvas = Canvas(words.direction)
    bar = _closed(canvas) if spread.hides else list(_bar(canvas, words.name, spread))
    rows = [*_rows(canvas, words.name, spread), *_unsure(canvas, spread)]
    explained, height = key(canvas, rows, TOP + BAR + LINE)
    return drawn(words, height, [_patterns(words.name), *bar, *explained])


def _bar(canvas: Canvas, name: str, spread: Spread) -> Iterator[str]:
    before = 0.0
    for place, part in enumerate(spread.parts):
        width = part.count / spread.total * (WIDTH - 2) if isinstance(part, Part) else 0
        if width:
            yield canvas.box("part", 1 + before, TOP, width, BAR, _fill(name, place, len(spread.parts)))
        before += width


def _closed(canvas: Canvas) -> list[str]:
    sign = canvas.text(NOT_SHOWN, WIDTH / 2, TOP + BAR / 2 + 5, Anchor.MIDDLE, "sign")
    return [canvas.box("part", 1, TOP, WIDTH - 2, BAR, "none"), sign]


def _rows(canvas: Canvas, name: str, spread: Spread) -> Iterator[KeyRow]:
    for place, part in enumerate(spread.parts):
        yield partial(_swatch, canvas, _fill(name, place, len(spread.parts))), _said(part)


def _unsure(canvas: Canvas, spread: Spread) -> Iterator[KeyRow]:
    if spread.unsure:
        yield partial(_ring, canvas), _said(spread.unsure)


def _swatch(canvas: Canvas, fill: str, y: float) -> str:
    return canvas.box("part", 1, y - SMALL / 2, SIGN - 4, SMALL, fill)


def _ring(canvas: Canvas, y: float) -> str:
    place = f'cx="{canvas.x(SIGN / 2 - 1)}" cy="{y:.1f}" r="{SMALL / 2:.1f}"'
    return f'<circle class="chart__unsure" {place} fill="none" stroke="currentColor" stroke-dasharray="3 2"/>'


def _said(part: Part | HiddenPart) -> str:
    return f"{part.label}: {part.words if isinstance(part, Part) else NOT_SHOWN}"


def _fill(name: str, place: int, parts: int) -> str:
    return f"url(#{name}-{_pattern(place, parts)})"


def _pattern(place: int, parts: int) -> int:
    """Return which pattern a part has: the ends of the scale always have the same two, whatever lies between."""
    return round(place * (LARGEST - 1) / (parts - 1))


def _patterns(name: str) -> str:
    inside = (
        f'<pattern id="{name}-{place}" width="8" height="8" patternUnits="userSpaceOnUse">{shape}</pattern>'
        for place, shape in enumerate(pattern.format(line=_LINE) for pattern in PATTERNS)
    )
    return f"<defs>{''.join(inside)}</defs>"
