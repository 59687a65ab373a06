"""What is new in a release beside one before it. Only what both show is compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback.outcomes.arithmetic.intervals import CONFIDENCE
from feedback.outcomes.desk.wording import Names
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.models import Release

_COMPARED = ("up", "down", "no-clear-change")

#: A place in a release: measure, margin, group.
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What to look at twice; places are in words."""

    before: str
    is_same_quarter: bool
    new_measures: tuple[str, ...]
    lost_measures: tuple[str, ...]
    #: How many figures were held against those of the quarter before.
    compared: int
    went_up: tuple[str, ...]
    went_down: tuple[str, ...]
    now_hidden: tuple[str, ...]
    now_shown: tuple[str, ...]
    #: Of two issues of one quarter: figures that are not what they were.
    corrected: tuple[str, ...]

    @property
    def by_chance(self) -> int:
        """Return how many would seem to have changed if nothing had: about one in twenty."""
        return round(self.compared * (1 - CONFIDENCE))

    @property
    def is_none(self) -> bool:
        lists = (self.new_measures, self.lost_measures, self.went_up, self.went_down, self.now_hidden, self.now_shown)
        return not any(lists) and not self.corrected


def differences(before: Release, now: Release, called: Names) -> Difference:
    """Return what is new in a release."""
    old, new = dict(_rows(before)), dict(_rows(now))
    is_same_quarter = before.quarter == now.quarter
    both = [place for place in new if place in old]

    def words(places: list[Place]) -> tuple[str, ...]:
        return tuple(f"{called.measure(measure)}, {called.group(margin, group)}" for measure, margin, group in places)

    def measures(rows: Mapping[Place, Any], others: Mapping[Place, Any]) -> tuple[str, ...]:
        known = {measure for measure, _, _ in others}
        keys = dict.fromkeys(measure for measure, _, _ in rows)
        return tuple(called.measure(key) for key in keys if key not in known)

    return Difference(
        before=str(before),
        is_same_quarter=is_same_quarter,
        new_measures=measures(new, old),
        lost_measures=measures(old, new),
        compared=0 if is_same_quarter else sum(row.get("change") in _COMPARED for row in new.values()),
        went_up=() if is_same_quarter else words([place for place in new if new[place].get("change") == "up"]),
        went_down=() if is_same_quarter else words([place for place in new if new[place].get("change") == "down"]),
        now_hidden=words([place for place in both if _is_hidden(new[place]) and not _is_hidden(old[place])]),
        now_shown=words([place for place in both if _is_hidden(old[place]) and not _is_hidden(new[place])]),
        corrected=words([place for place in both if _is_corrected(old[place], new[place])]) if is_same_quarter else (),
    )


def _rows(release: Release) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Yield the rows of the quarter itself; those of a year say the same again."""
    payload = release.payload or {"tables": [], "figures": []}
    for table in payload["tables"]:
        if table["period"] == str(release.quarter):
            for cell in table["cells"]:
                yield (table["measure"], table["margin"], cell["group"]), cell
    for row in payload["figures"]:
        yield (row["measure"], "service", row["group"]), row


def _numbers(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("numerator", "denominator", "number", "lower", "upper"))


def _is_hidden(row: Mapping[str, Any]) -> bool:
    return HIDDEN in _numbers(row)


def _is_corrected(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return not _is_hidden(old) and not _is_hidden(new) and _numbers(old) != _numbers(new)
