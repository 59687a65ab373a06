"""Ask of everything that is published what could be worked out of what is hidden.

Feasible bounds by linear programming: for each hidden count the least and the most that fit every published number.
Fischetti and Salazar-González (2000), "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", J. Am. Stat. Assoc. 95, 916-928. Solved by HiGHS.

It knows nothing of how the counts came to be hidden, so that it finds what hiding overlooked.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import highspy
import numpy as np

from feedback.outcomes.disclosure.suppress import NARROWEST

#: A variable's name and how often it is counted.
Terms = Mapping[str, int | float]
#: What the solver may be off by.
_SLACK = 1e-6
#: That nothing fits is found before anything is asked: what then has no optimum has no end.
_UNBOUNDED = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class Contradiction(ValueError):
    """No counts at all fit what is published: a figure is wrong, or answers were changed after they were published."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a reader knows: a sum of counts lies between ``low`` and ``high``."""

    name: str
    terms: Terms
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Guarded:
    """A sum of counts that nobody is to work out.

    ``far`` is for a difference: that it is nought, or certainly as much as this either way, harms nobody.
    A sum of all that is hidden in a row is always known where its whole is shown: ``fewest`` says how many it must
    then be, or could be, at least.
    """

    name: str
    terms: Terms
    far: int = 0
    fewest: int = 0


@dataclass(frozen=True, slots=True)
class Leak:
    """A guarded count that can be worked out, or nearly: it is ``low`` to ``high``. ``by`` names the facts it takes."""

    name: str
    low: float
    high: float
    by: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass
class _Part:
    """Facts that hang together, as the solver wants them: counts are at least nought."""

    variables: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @cached_property
    def solver(self) -> "_Solver":
        return _Solver(self)


def audit(facts: Iterable[Fact], guarded: Iterable[Guarded], *, narrowest: float = NARROWEST) -> list[Leak]:
    """Return what can be worked out: each guarded sum with fewer than ``narrowest`` steps between its bounds.

    Of sums that may be known it is those which are certain to be too few. Bounds are rounded inwards to whole
    numbers, for people come whole. Two linear programmes for each guarded sum.

    Raises:
        Contradiction: nothing fits all the facts.
    """
    parts = _parts(list(facts))
    for part in {id(part): part for part in parts.values()}.values():
        part.solver.least({})
    leaks = []
    for each in guarded:
        bounds = [_bounds(part, each.terms) for part in _touched(parts, each.terms)]
        low, high = sum(bound[0] for bound in bounds), sum(bound[1] for bound in bounds)
        low, high = math.ceil(low - _SLACK), _floor(high)
        if each.fewest:
            is_told = 0 < high < each.fewest
        else:
            is_harmless = each.far and (low == high == 0 or low >= each.far or high <= -each.far)
            is_told = high - low < narrowest and not is_harmless
        if is_told:
            by = {name for bound in bounds for name in bound[2]}
            leaks.append(Leak(each.name, low, high, tuple(sorted(by))))
    return leaks


def _floor(number: float) -> float:
    return number if math.isinf(number) else math.floor(number + _SLACK)


def _parts(facts: Sequence[Fact]) -> dict[str, _Part]:
    """Return, for each variable, the facts that hang together with it."""
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for fact in facts:
        names = list(fact.terms)
        for name in names:
            leader[lead(name)] = lead(names[0])
    parts: dict[str, _Part] = {}
    for name in leader:
        parts.setdefault(lead(name), _Part()).variables.append(name)
    for fact in facts:
        if fact.terms:
            parts[lead(next(iter(fact.terms)))].facts.append(fact)
    return {name: parts[lead(name)] for name in leader}


def _touched(parts: Mapping[str, _Part], terms: Terms) -> list[_Part]:
    found: dict[int, _Part] = {}
    for name in terms:
        part = parts.get(name) or _Part([name])
        found[id(part)] = part
    return list(found.values())


def _bounds(part: _Part, terms: Terms) -> tuple[float, float, frozenset[str]]:
    """Return the least and the most that the terms of this part can be, and the facts that hold them there."""
    low, by_low = part.solver.least(terms)
    high, by_high = part.solver.least({name: -times for name, times in terms.items()})
    return low, -high, by_low | by_high


class _Solver:
    """One part, set up once: each question to it begins where the answer to the one before was found."""

    def __init__(self, part: _Part) -> None:
        self._facts = part.facts
        self._place = {name: number for number, name in enumerate(part.variables)}
        # Its stubs leave this one out.
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("log_to_console", False)
        self._highs.passModel(_programme(part, self._place))

    def least(self, terms: Terms) -> tuple[float, frozenset[str]]:
        """Return the least that those of the terms which are of this part can add up to, and the facts it takes.

        Raises:
            Contradiction: nothing fits all the facts.
        """
        goal = np.zeros(len(self._place))
        for name, times in terms.items():
            if name in self._place:
                goal[self._place[name]] += times
        self._highs.changeColsCost(len(goal), np.arange(len(goal), dtype=np.int32), goal)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status in _UNBOUNDED:
            return -math.inf, frozenset()
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction("; ".join(fact.name for fact in self._facts[:5]))
        # How much the least would give way if each fact did: facts without a price are not needed.
        prices = self._highs.getSolution().row_dual
        used = {fact.name for fact, price in zip(self._facts, prices, strict=True) if abs(price) > _SLACK}
        return self._highs.getInfo().objective_function_value, frozenset(used)


def _programme(part: _Part, place: Mapping[str, int]) -> highspy.HighsLp:
    """Return a part as the solver reads it: a column for each count, a row for each fact."""
    linear = highspy.HighsLp()
    linear.num_col_, linear.num_row_ = len(place), len(part.facts)
    linear.col_cost_ = np.zeros(len(place))
    linear.col_lower_, linear.col_upper_ = np.zeros(len(place)), np.full(len(place), math.inf)
    linear.row_lower_ = np.array([fact.low for fact in part.facts], dtype=float)
    linear.row_upper_ = np.array([fact.high for fact in part.facts], dtype=float)
    linear.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    linear.a_matrix_.start_ = np.cumsum([0, *(len(fact.terms) for fact in part.facts)], dtype=np.int32)
    linear.a_matrix_.index_ = np.array([place[name] for fact in part.facts for name in fact.terms], dtype=np.int32)
    linear.a_matrix_.value_ = np.array([times for fact in part.facts for times in fact.terms.values()], dtype=float)
    return linear
