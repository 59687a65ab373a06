"""Which rows of the desk somebody asked for, and in which order. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Protocol

from guidance.language_desk.cells import Cell, State, how_far_behind, oldest_review


class Order(Enum):
    """In which order pages are listed; the value stands in addresses."""

    PAGE = "page"
    BEHIND = "behind"
    REVIEW = "review"


#: Sections that are no topics: pages of guidance, and pages about the site itself.
GUIDANCE, ABOUT = "all-guidance", "about-the-site"


class Listed(Protocol):
    """What has to be known of a row."""

    @property
    def called(self) -> str: ...
    @property
    def is_guidance(self) -> bool: ...
    @property
    def topics(self) -> frozenset[str]: ...
    @property
    def cells(self) -> Sequence[Cell]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: a row is listed when one of its cells is of this state, and this person's to see to."""

    state: State | None = None
    section: str = ""
    only_mine: bool = False
    order: Order = Order.PAGE


def is_in(row: Listed, section: str) -> bool:
    """Tell whether a page belongs to a section or topic; every page where none is named."""
    if section in (GUIDANCE, ABOUT):
        return row.is_guidance is (section == GUIDANCE)
    return not section or section in row.topics


def select(rows: Iterable[Any], wanted: Wanted, is_mine: Callable[[Any, Cell], bool]) -> list[Any]:
    """Return the rows that were asked for, sorted. ``is_mine`` tells whether a cell of a row waits for this person."""

    def has_wanted_cell(row: Listed) -> bool:
        return any(
            (wanted.state is None or cell.state is wanted.state) and (not wanted.only_mine or is_mine(row, cell))
            for cell in row.cells
        )

    kept = [row for row in rows if is_in(row, wanted.section) and has_wanted_cell(row)]
    return sorted(kept, key=lambda row: (_place(row, wanted.order), row.called.casefold()))


def _place(row: Listed, order: Order) -> Any:
    if order is Order.BEHIND:
        languages, files = how_far_behind(row.cells)
        return (-languages, -files)
    if order is Order.REVIEW:
        return oldest_review(row.cells) or date.max
    return 0
