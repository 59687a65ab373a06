"""Ask of everything that is published what could be worked out of what is hidden.

Feasible bounds by linear programming: for each hidden count the least and the most that fit every published number.
Fischetti and Salazar-González (2000), "Models and algorithms for optimizing cell suppression in tabular data with
linear constraints", J. Am. Stat. Assoc. 95, 916-928. Solved by HiGHS, through SciPy.

It knows nothing of how the counts came to be hidden, so that it finds what hiding overlooked.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from feedback.outcomes.disclosure.suppress import NARROWEST

#: A variable's name and how often it is counted.
Terms = Mapping[str, int | float]
#: What the solver may be off by.
_SLACK = 1e-6


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
    """A sum of counts that nobody is to work out. Of a difference it harms nobody that it is nought."""

    name: str
    terms: Terms
    is_difference: bool = False


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


@dataclass(slots=True)
class _Part:
    """Facts that hang together, as the solver wants them: counts are at least nought."""

    variables: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def audit(facts: Iterable[Fact], guarded: Iterable[Guarded], *, narrowest: float = NARROWEST) -> list[Leak]:
    """Return what can be worked out: each guarded sum with fewer than ``narrowest`` steps between its bounds.

    Bounds are rounded inwards to whole numbers, for people come whole. Two linear programmes for each guarded sum.

    Raises:
        Contradiction: nothing fits all the facts.
    """
    parts = _parts(list(facts))
    for part in {id(part): part for part in parts.values()}.values():
        _least(part, {name: number for number, name in enumerate(part.variables)}, np.zeros(len(part.variables)))
    leaks = []
    for each in guarded:
        bounds = [_bounds(part, each.terms) for part in _touched(parts, each.terms)]
        low, high = sum(bound[0] for bound in bounds), sum(bound[1] for bound in bounds)
        low, high = math.ceil(low - _SLACK), _floor(high)
        is_harmless = each.is_difference and low == high == 0
        if high - low < narrowest and not is_harmless:
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
    place = {name: number for number, name in enumerate(part.variables)}
    goal = np.zeros(len(place))
    for name, times in terms.items():
        if name in place:
            goal[place[name]] += times
    low, by_low = _least(part, place, goal)
    high, by_high = _least(part, place, -goal)
    return low, -high, by_low | by_high


def _least(part: _Part, place: Mapping[str, int], goal: np.ndarray) -> tuple[float, frozenset[str]]:
    exact = [fact for fact in part.facts if fact.low == fact.high]
    loose = [(fact, sign) for fact in part.facts if fact.low != fact.high for sign in (1, -1)]
    loose = [(fact, sign) for fact, sign in loose if not math.isinf(fact.high if sign > 0 else fact.low)]
    solved = linprog(
        goal,
        A_eq=_matrix([fact.terms for fact in exact], place),
        b_eq=[fact.low for fact in exact] or None,
        A_ub=_matrix([{name: sign * times for name, times in fact.terms.items()} for fact, sign in loose], place),
        b_ub=[sign * (fact.high if sign > 0 else fact.low) for fact, sign in loose] or None,
        bounds=(0, None),
        method="highs",
    )
    if solved.status == 3:
        return -math.inf, frozenset()
    if solved.status != 0:
        raise Contradiction("; ".join(fact.name for fact in part.facts[:5]))
    used = {fact.name for fact, price in zip(exact, _prices(solved, "eqlin"), strict=False) if abs(price) > _SLACK}
    used |= {
        fact.name for (fact, _), price in zip(loose, _prices(solved, "ineqlin"), strict=False) if abs(price) > _SLACK
    }
    return float(solved.fun), frozenset(used)


def _prices(solved: object, kind: str) -> Sequence[float]:
    """Return how much the bound would give way if each fact did: facts without a price are not needed."""
    return list(getattr(solved, kind).marginals)


def _matrix(rows: Sequence[Terms], place: Mapping[str, int]) -> csr_matrix | None:
    if not rows:
        return None
    entries = [(number, place[name], times) for number, terms in enumerate(rows) for name, times in terms.items()]
    across, down, times = zip(*entries, strict=True)
    return csr_matrix((times, (across, down)), shape=(len(rows), len(place)))
