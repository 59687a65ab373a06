"""Cells onto lines and pages. Pure: what a passage is decides where its lines begin.

The rules are those that British and American braille share: a title in the middle, headings at cells 5 and 7,
paragraphs at cell 3, what runs over in a list at cell 3, a line of cells above and below a box.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from guidance.formats.braille.cells import BLANK, Cells
from guidance.formats.braille.reading import HEADINGS, Kind

#: The narrowest and shortest page on which anything can be said beside its number.
FEWEST_CELLS = 12
FEWEST_LINES = 3

_ABOVE_BOX, _BELOW_BOX = "\u2836", "\u281b"
#: Blank cells left free on either side of a title in the middle.
_SIDES = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A passage in braille."""

    kind: Kind
    cells: Cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of a page: cells in a line, and lines including the one with the title and the number.

    Raises:
        ValueError: nothing can be written on a page so small.
    """

    cells: int
    lines: int

    def __post_init__(self) -> None:
        if self.cells < FEWEST_CELLS or self.lines < FEWEST_LINES:
            raise ValueError(f"A braille page needs at least {FEWEST_CELLS} cells a line and {FEWEST_LINES} lines.")


@dataclass(frozen=True, slots=True)
class Running:
    """What stands on the first line of every page: a title, and the page's number in braille."""

    title: Cells
    number: Callable[[int], str]


Page = tuple[str, ...]


def pages(passages: Iterable[Written], running: Running, sheet: Sheet) -> list[Page]:
    """Return the pages as lines of cells, without blanks at their ends."""
    bodies = _paged(list(_lines(passages, sheet.cells)), sheet.lines - 1)
    return [
        (_first_line(running.title, running.number(number), sheet.cells), *body)
        for number, body in enumerate(bodies, start=1)
    ]


# --- Lines ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line; one that ``holds`` may not be the last of a page."""

    cells: str
    holds: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """How many blank cells stand before a passage's first line and before the others, and where a line is left out."""

    first: int = 0
    others: int = 0
    blank_before: bool = False
    blank_after: bool = False


_SHAPES = {
    Kind.TITLE: _Shape(blank_before=True, blank_after=True),
    Kind.HEADING: _Shape(4, 4, blank_before=True),
    Kind.SUBHEADING: _Shape(6, 6, blank_before=True),
    Kind.PARAGRAPH: _Shape(2, 0),
    Kind.ITEM: _Shape(0, 2),
    Kind.NAME: _Shape(0, 2),
    Kind.DETAIL: _Shape(2, 4),
    Kind.QUOTATION: _Shape(4, 2),
    Kind.BOX_BEGINS: _Shape(blank_before=True),
    Kind.BOX_ENDS: _Shape(blank_after=True),
}
_HOLDING = HEADINGS | {Kind.NAME, Kind.BOX_BEGINS}
_BLANK_LINE = _Line("", holds=True)


def _lines(passages: Iterable[Written], width: int) -> Iterator[_Line]:
    waiting: _Line | None = None
    is_box_new = False
    for passage in passages:
        for line in _set_apart(passage, width, first_in_box=is_box_new):
            if waiting:
                # A box's last line comes with the line below it.
                yield replace(waiting, holds=True) if passage.kind is Kind.BOX_ENDS and waiting.cells else waiting
            waiting = line
        is_box_new = passage.kind is Kind.BOX_BEGINS
    if waiting:
        yield waiting


def _set_apart(passage: Written, width: int, *, first_in_box: bool) -> Iterator[_Line]:
    shape = _SHAPES[passage.kind]
    lines = [_Line(cells, passage.kind in _HOLDING) for cells in _cells_of_lines(passage, shape, width)]
    if not lines:
        return
    if shape.blank_before and not first_in_box:
        yield _BLANK_LINE
    yield from lines
    if shape.blank_after:
        yield _BLANK_LINE


def _cells_of_lines(passage: Written, shape: _Shape, width: int) -> Iterator[str]:
    match passage.kind:
        case Kind.BOX_BEGINS:
            yield _ABOVE_BOX * width
        case Kind.BOX_ENDS:
            yield _BELOW_BOX * width
        case Kind.TITLE:
            for line in wrapped(passage.cells, 0, 0, width - 2 * _SIDES):
                yield BLANK * ((width - len(line)) // 2) + line
        case _:
            yield from wrapped(passage.cells, shape.first, shape.others, width)


def wrapped(cells: Cells, first: int, others: int, width: int) -> Iterator[str]:
    """Yield the lines of a passage, each at most ``width`` cells with the blanks before it.

    What is longer than a line without a place to break is broken where the line ends.
    """
    dots, start, indent = cells.dots, 0, first
    while start < len(dots):
        end = _end_of_line(cells, start, width - indent)
        line = dots[start:end].rstrip(BLANK)
        if line:
            yield BLANK * indent + line
            indent = others
        start = end
        while start < len(dots) and dots[start] == BLANK:
            start += 1


def _end_of_line(cells: Cells, start: int, room: int) -> int:
    if len(cells.dots) - start <= room:
        return len(cells.dots)
    # One cell more: the blank that a break follows is not written.
    index = bisect_right(cells.breaks, start + room + 1) - 1
    while index >= 0 and cells.breaks[index] > start:
        end = cells.breaks[index]
        if len(cells.dots[start:end].rstrip(BLANK)) <= room:
            return end
        index -= 1
    return start + room


# --- Pages ----------------------------------------------------------------------------------------------------------


def _paged(lines: Sequence[_Line], room: int) -> Iterator[tuple[str, ...]]:
    page: list[str] = []
    for group in _groups(lines):
        if page and len(page) + len(group) > room:
            yield _trimmed(page)
            page = []
        for line in group:
            if len(page) == room:
                yield _trimmed(page)
                page = []
            # No page begins with a blank line, and there are never two.
            if line.cells or (page and page[-1]):
                page.append(line.cells)
    if any(page):
        yield _trimmed(page)


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines that must stay together: those that hold, with the one that follows."""
    group: list[_Line] = []
    for line in lines:
        group.append(line)
        if not line.holds:
            yield group
            group = []
    if group:
        yield group


def _trimmed(page: list[str]) -> tuple[str, ...]:
    while page and not page[-1]:
        page.pop()
    return tuple(page)


def _first_line(title: Cells, number: str, width: int) -> str:
    """Return the title in the middle of what the number leaves free, cut after a word where it is too long."""
    room = width - len(number) - 2
    line = next(chain(wrapped(title, 0, 0, room), [""])) if room > 0 else ""
    before = (room - len(line)) // 2 if line else 0
    return (BLANK * before + line).ljust(width - len(number), BLANK) + number
