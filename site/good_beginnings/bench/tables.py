"""A table that anyone can read, in plain text. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

KB = 1024


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and numbers, each already written as people read it, with what they mean below."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the table's lines: the first column is for words, the others for numbers."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]
        yield self.title
        yield ""
        yield _line(self.columns, widths)
        yield _line(("-" * width for width in widths), widths)
        for row in self.rows:
            yield _line(row, widths)
        for note in self.notes:
            yield f"  {note}"
        yield ""


def _line(cells: Iterable[str], widths: list[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()


def kilobytes(size: int) -> str:
    """Return a size as people read it: `9.2 KB`, of 1,024 bytes each."""
    return f"{size / KB:,.1f} KB"


def seconds(duration: float) -> str:
    return f"{duration:.1f} s"


def milliseconds(duration: float) -> str:
    """Return a duration given in seconds as milliseconds."""
    return f"{duration * 1000:.0f}"
