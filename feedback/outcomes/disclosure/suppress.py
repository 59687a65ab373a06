"""Hide small groups, and so many others that subtracting gives none of them away.

Cell suppression for linked tables: Hundepool et al. (2012), Statistical Disclosure Control, chapter 4. What is hidden
for its own sake is primary, what is hidden for another's is secondary; a reader sees no difference between them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from feedback.outcomes.arithmetic.ladder import DEFAULTS, Thresholds
from feedback.outcomes.arithmetic.whole import whole

#: Whole numbers that a hidden count could be: with fewer than this many steps between them it is nearly known.
NARROWEST = 3


class Why(Enum):
    """Why a group is hidden. For the audit only: no reader is told."""

    SMALL_BASE = "small-base"
    SMALL_CELL = "small-cell"
    UNANIMOUS = "unanimous"
    #: For another group's sake.
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a group gave an answer that counts, and how many another. Raises ValueError below nought."""

    yes: int
    no: int

    def __post_init__(self) -> None:
        whole(self.yes, "yes")
        whole(self.no, "no")

    @property
    def base(self) -> int:
        return self.yes + self.no


@dataclass(frozen=True, slots=True)
class Split:
    """A group and all the groups it falls into, by their names: everybody is in exactly one."""

    whole: str
    parts: tuple[str, ...]


def primary(group: Group, thresholds: Thresholds = DEFAULTS) -> Why | None:
    """Return why a group is hidden for its own sake. A group of nobody is not: "no answers yet" tells of nobody."""
    if group.base == 0:
        return None
    if group.base < thresholds.base:
        return Why.SMALL_BASE
    if any(0 < count < thresholds.cell for count in (group.yes, group.no)):
        return Why.SMALL_CELL
    if 0 in (group.yes, group.no) and group.base < thresholds.unanimous:
        return Why.UNANIMOUS
    return None


def hide(
    groups: Mapping[str, Group],
    splits: Sequence[Split],
    thresholds: Thresholds = DEFAULTS,
    *,
    settled: Mapping[str, bool] | None = None,
) -> dict[str, Why]:
    """Return which groups are hidden. The same groups and splits always give the same answer.

    ``settled`` says of groups that were published before whether they were hidden then: that can't be changed.

    Raises:
        KeyError: a split names a group that is not there.
        ValueError: the parts of a split are not the whole.
    """
    for split in splits:
        _check(split, groups)
    before = settled or {}
    hidden = {
        name: primary(group, thresholds) or Why.BESIDE
        for name, group in groups.items()
        if before.get(name, primary(group, thresholds) is not None)
    }
    while more := _next(groups, splits, hidden, before, thresholds):
        hidden[more] = Why.BESIDE
    return hidden


def _check(split: Split, groups: Mapping[str, Group]) -> None:
    parts = [groups[name] for name in split.parts]
    added = Group(sum(part.yes for part in parts), sum(part.no for part in parts))
    if added != groups[split.whole]:
        raise ValueError(f"the parts of {split.whole} add up to {added.base} answers, not {groups[split.whole].base}")


def _next(
    groups: Mapping[str, Group],
    splits: Iterable[Split],
    hidden: Mapping[str, Why],
    settled: Mapping[str, bool],
    thresholds: Thresholds,
) -> str | None:
    """Return the smallest group that must be hidden, too, to protect one that is."""
    for split in splits:
        if _gives_away(split, groups, hidden, thresholds):
            free = [name for name in (*split.parts, split.whole) if name not in hidden and name not in settled]
            shown = [name for name in free if groups[name].base]
            if shown:
                # The whole is everybody's: it goes last.
                return min(shown, key=lambda name: (name == split.whole, groups[name].base, name))
    return None


def _gives_away(split: Split, groups: Mapping[str, Group], hidden: Mapping[str, Why], thresholds: Thresholds) -> bool:
    """Tell whether subtracting what is shown from the whole nearly tells a hidden count, or that all are few."""
    if _are_few_together(split, groups, hidden, thresholds):
        return True
    names = (split.whole, *split.parts)
    unknown = [name for name in names if name in hidden]
    return any(
        _width(name, quantity, split, groups, hidden, thresholds) < NARROWEST
        for name in unknown
        for quantity in ("yes", "no")
    )


def _are_few_together(
    split: Split, groups: Mapping[str, Group], hidden: Mapping[str, Why], thresholds: Thresholds
) -> bool:
    """Tell whether what is hidden of a shown whole adds up to so few that all of them are nearly known."""
    parts = [groups[name] for name in split.parts if name in hidden and split.whole not in hidden]
    return any(0 < sum(counts) < thresholds.hidden for counts in ([p.yes for p in parts], [p.no for p in parts]))


def _width(
    name: str,
    quantity: str,
    split: Split,
    groups: Mapping[str, Group],
    hidden: Mapping[str, Why],
    thresholds: Thresholds,
) -> float:
    """Return how many steps lie between the least and the most that a hidden count could be, from this split alone."""

    def known(other: str) -> tuple[float, float]:
        if other in hidden:
            return _believed(groups[other], quantity, hidden[other], thresholds)
        count = getattr(groups[other], quantity)
        return count, count

    low, high = known(name)
    if name == split.whole:
        others = [known(other) for other in split.parts]
        return min(high, sum(most for _, most in others)) - max(low, sum(least for least, _ in others))
    others = [known(other) for other in split.parts if other != name]
    least, most = known(split.whole)
    return min(high, most - sum(each for each, _ in others)) - max(low, least - sum(each for _, each in others))


def _believed(group: Group, quantity: str, why: Why, thresholds: Thresholds) -> tuple[float, float]:
    """Return the least and the most that a reader may believe, who has guessed why the group is hidden."""
    if why is Why.SMALL_BASE:
        return 0, thresholds.base - 1
    if why is Why.SMALL_CELL and 0 < getattr(group, quantity) < thresholds.cell:
        return 1, thresholds.cell - 1
    return 0, math.inf
