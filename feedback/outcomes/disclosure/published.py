"""Read releases as a stranger would, and put every number in them to the audit.

A count is made of atoms: how many of one group gave one kind of answer to one question in one quarter. Answers that
every measure treats alike are one kind. Services and areas are two ways of parting the same people, and so are
languages over a year; a reader knows that the parts add up.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from feedback.outcomes.arithmetic.ladder import DEFAULTS, Thresholds
from feedback.outcomes.disclosure.audit import Fact, Guarded, Leak, audit
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LANGUAGE, LOCALITY, SERVICE, TOGETHER
from feedback.outcomes.disclosure.suppress import Group, Why, primary

#: Counts of the unpublished kind, by (quarter, margin, group, code).
Counts = Mapping[tuple[str, str, str, str], int]
#: One published row: its group, and `numerator`, `denominator`, `percent`, each a number or `HIDDEN`.
Cell = Mapping[str, Any]
#: One published table: `measure`, `margin`, `period`, `cells`.
Table = Mapping[str, Any]


class PartlyHidden(ValueError):
    """A row hides one of its numbers and shows another that would tell it."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Which codes of a question count for a measure, and which are in its base beside those.

    ``smallest_base`` is the measure's own, where that is more than everybody's.
    """

    measure: str
    series: str
    yes: frozenset[str]
    no: frozenset[str]
    smallest_base: int = 0

    def split(self, counts: Mapping[str, int]) -> Group:
        """Return the group that counts by code make."""
        return Group(sum(counts.get(code, 0) for code in self.yes), sum(counts.get(code, 0) for code in self.no))


@dataclass(frozen=True, slots=True)
class World:
    """What the audit is told beside the releases: the questions, the groups, and the true counts.

    ``groups`` are the names of all groups by margin, those who gave none among them; ``quarters`` are the year's that
    were published or are about to be, in their order. ``counts`` are by (quarter, margin, group, code) for each
    series; those by language are under the year.
    """

    countings: Sequence[Counting]
    groups: Mapping[str, Sequence[str]]
    quarters: Sequence[str]
    year: str
    counts: Mapping[str, Counts]
    thresholds: Thresholds = DEFAULTS

    def kinds(self, series: str) -> list[frozenset[str]]:
        """Return the codes of a question, those together that no measure tells apart."""
        countings = [each for each in self.countings if each.series == series]
        codes = {code for *_, code in self.counts.get(series, {})} | {
            code for each in countings for code in each.yes | each.no
        }
        kinds: dict[tuple[Any, ...], set[str]] = {}
        for code in sorted(codes):
            role = tuple((code in each.yes, code in each.no) for each in countings)
            kinds.setdefault(role, set()).add(code)
        return [frozenset(kind) for kind in kinds.values()]

    def thresholds_of(self, counting: Counting) -> Thresholds:
        base = max(self.thresholds.base, counting.smallest_base)
        return replace(self.thresholds, base=base, comparison=max(base, self.thresholds.comparison))

    def actual(self, series: str, quarter: str, margin: str, group: str, codes: Iterable[str]) -> int:
        counts = self.counts.get(series, {})
        return sum(counts.get((quarter, margin, group, code), 0) for code in codes)


def leaks_of(payload: Mapping[str, Any], world: World, *, published: Sequence[Mapping[str, Any]] = ()) -> list[Leak]:
    """Return what could be worked out from a release together with all that were ever published of its year.

    ``published`` are those of the other quarters, earlier and later, and of every quarter all issues, the oldest
    first. Each was built from the answers that there were then; its ``beside`` says which issues of the other
    quarters stood.

    Raises:
        PartlyHidden: a row shows a number beside a hidden one.
        Contradiction: the releases do not fit each other.
    """
    now = _Reader.of(payload, world)
    read = [(_Reader.of(each, world), each) for each in (*published, payload)]
    facts = [*_links([reader for reader, _ in read], world)]
    guarded = [*now.small()]
    for reader, each in read:
        facts += reader.facts(each)
        guarded += reader.hidden(each)
    for (then, earlier), (later, newer) in combinations(read, 2):
        if then.quarter != later.quarter:
            continue
        if _only_grew(later, newer, earlier):
            facts += _grown(later, then)
        guarded += _differences(later, then, newer, earlier)
    return audit(facts, guarded)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the rows of a release into facts about atoms. ``issues`` are those that stood when it was built."""

    world: World
    quarter: str
    issues: Mapping[str, int]

    @classmethod
    def of(cls, payload: Mapping[str, Any], world: World) -> "_Reader":
        quarter = str(payload["quarter"])
        return cls(world, quarter, {**payload.get("beside", {}), quarter: payload.get("issue", 1)})

    def issue(self, period: str) -> int:
        """Return of which issue the answers of a period are; those of a year by language are the release's own."""
        return self.issues.get(self.quarter if period == self.world.year else period, 1)

    def _atom(self, series: str, quarter: str, margin: str, group: str, kind: frozenset[str]) -> str:
        return "|".join((series, f"{quarter}#{self.issue(quarter)}", margin, group, ",".join(sorted(kind))))

    def _atoms(self, series: str, period: str, margin: str, group: str, codes: frozenset[str]) -> list[str]:
        """Return the atoms that make a published count: of every quarter of a year, of all who were put together."""
        quarters = self.world.quarters if period == self.world.year and margin != LANGUAGE else (period,)
        margin, groups = (SERVICE, self.world.groups[SERVICE]) if margin == ALL else (margin, group.split(TOGETHER))
        kinds = [kind for kind in self.world.kinds(series) if kind <= codes]
        return [self._atom(series, *each) for each in product(quarters, (margin,), groups, kinds)]

    def parted(self, series: str, period: str, margin: str, kind: frozenset[str]) -> dict[str, int]:
        """Return everybody, less the groups of a margin: terms that add up to nought."""
        terms = dict.fromkeys(self._atoms(series, period, ALL, ALL, kind), 1)
        return terms | {self._atom(series, period, margin, group, kind): -1 for group in self.world.groups[margin]}

    def terms(self, counting: Counting, period: str, margin: str, group: str, codes: frozenset[str]) -> dict[str, int]:
        return dict.fromkeys(self._atoms(counting.series, period, margin, group, codes), 1)

    def facts(self, payload: Mapping[str, Any]) -> Iterator[Fact]:
        """Yield every number that a release shows, and what a reader may guess of those that it hides."""
        for counting, table, cell in self._rows(payload):
            name = row_name(table, cell)
            yes = self.terms(counting, table["period"], table["margin"], cell["group"], counting.yes)
            base = yes | self.terms(counting, table["period"], table["margin"], cell["group"], counting.no)
            if cell["numerator"] != HIDDEN:
                yield Fact(f"{name}: numerator", yes, cell["numerator"], cell["numerator"])
            if cell["denominator"] != HIDDEN:
                yield Fact(f"{name}: denominator", base, cell["denominator"], cell["denominator"])
            if cell.get("percent") not in (HIDDEN, None):
                yield from _percent(f"{name}: percent", yes, base, cell["percent"])
            if cell["numerator"] == HIDDEN:
                yield from self._guesses(counting, table, cell)

    def _guesses(self, counting: Counting, table: Table, cell: Cell) -> Iterator[Fact]:
        """Yield what somebody believes who has guessed why a row is hidden: the worst case."""
        place = (table["period"], table["margin"], cell["group"])
        group = self.true(counting, *place)
        thresholds = self.world.thresholds_of(counting)
        why = primary(group, thresholds)
        yes, no = self.terms(counting, *place, counting.yes), self.terms(counting, *place, counting.no)
        name = f"{row_name(table, cell)}: hidden because it is small"
        if why is Why.SMALL_BASE:
            yield Fact(name, yes | no, 1, thresholds.base - 1)
        if why is Why.SMALL_CELL:
            for terms, count in ((yes, group.yes), (no, group.no)):
                if 0 < count < thresholds.cell:
                    yield Fact(name, terms, 1, thresholds.cell - 1)

    def true(self, counting: Counting, period: str, margin: str, group: str) -> Group:
        """Return how many it really were."""
        world = self.world
        quarters = world.quarters if period == world.year and margin != LANGUAGE else (period,)
        margin, groups = (SERVICE, world.groups[SERVICE]) if margin == ALL else (margin, group.split(TOGETHER))

        def count(codes: frozenset[str]) -> int:
            places = product(quarters, groups)
            return sum(world.actual(counting.series, quarter, margin, each, codes) for quarter, each in places)

        return Group(count(counting.yes), count(counting.no))

    def hidden(self, payload: Mapping[str, Any]) -> Iterator[Guarded]:
        """Yield what a release hides: how many said yes, how many did not, and a base too small to be told."""
        for counting, table, cell in self._rows(payload):
            if cell["numerator"] != HIDDEN:
                continue
            place = (table["period"], table["margin"], cell["group"])
            yes, no = self.terms(counting, *place, counting.yes), self.terms(counting, *place, counting.no)
            yield Guarded(f"{row_name(table, cell)}: numerator", yes)
            yield Guarded(f"{row_name(table, cell)}: the others", no)
            if self.true(counting, *place).base < self.world.thresholds_of(counting).base:
                yield Guarded(f"{row_name(table, cell)}: denominator", yes | no)
        yield from self._together(payload)

    def _together(self, payload: Mapping[str, Any]) -> Iterator[Guarded]:
        """Yield what each table hides, added up: where that is few, all of it is nearly known."""
        hidden: dict[tuple[str, ...], list[tuple[Counting, Table, Cell]]] = {}
        for counting, table, cell in self._rows(payload):
            if cell["numerator"] == HIDDEN:
                key = (table["measure"], table["series"], table["margin"], table["period"])
                hidden.setdefault(key, []).append((counting, table, cell))
        for rows in hidden.values():
            counting, table, cell = rows[0]
            for what, codes in (("numerator", counting.yes), ("the others", counting.no)):
                terms: dict[str, int] = {}
                for _, _, each in rows:
                    terms |= self.terms(counting, table["period"], table["margin"], each["group"], codes)
                name = f"{row_name(table, cell)}: {what}, together with what else is hidden there"
                yield Guarded(name, terms, fewest=self.world.thresholds.hidden)

    def small(self) -> Iterator[Guarded]:
        """Yield small counts that no row names, but that rows might give away between them."""
        world = self.world
        for series in sorted({counting.series for counting in world.countings}):
            for kind in world.kinds(series):
                for period, margin, group in self._finest():
                    actual = world.actual(series, period, margin, group, kind)
                    if 0 < actual < world.thresholds.cell:
                        name = f"{', '.join(sorted(kind))}, {margin} {group}, {period}"
                        yield Guarded(name, {self._atom(series, period, margin, group, kind): 1})

    def _finest(self) -> Iterator[tuple[str, str, str]]:
        for margin, periods in ((SERVICE, self.world.quarters), (LOCALITY, self.world.quarters)):
            yield from product(periods, (margin,), self.world.groups[margin])
        yield from product((self.world.year,), (LANGUAGE,), self.world.groups.get(LANGUAGE, ()))

    def _rows(self, payload: Mapping[str, Any]) -> Iterator[tuple[Counting, Table, Cell]]:
        countings = {(counting.measure, counting.series): counting for counting in self.world.countings}
        for table in payload["tables"]:
            for cell in table["cells"]:
                _check(table, cell)
                yield countings[table["measure"], table["series"]], table, cell


def _links(readers: Sequence[_Reader], world: World) -> Iterator[Fact]:
    """Yield that services and areas part the same people, and languages those of the year, in every issue."""
    known: set[tuple[str, int]] = set()
    for reader in readers:
        quarters = [each for each in world.quarters if (each, reader.issue(each)) not in known]
        known |= {(each, reader.issue(each)) for each in quarters}
        tells_languages = bool(world.groups.get(LANGUAGE)) and reader.quarter == world.quarters[-1]
        for series in sorted({counting.series for counting in world.countings}):
            for kind in world.kinds(series):
                for quarter in quarters:
                    terms = reader.parted(series, quarter, LOCALITY, kind)
                    yield Fact(f"services and areas add up to the same, {quarter}", terms, 0, 0)
                if tells_languages:
                    terms = reader.parted(series, world.year, LANGUAGE, kind)
                    yield Fact(f"quarters and languages add up to the same, {world.year}", terms, 0, 0)


def row_name(table: Table, cell: Cell) -> str:
    """Return what the facts about a row begin with, up to a colon."""
    return f"{table['measure']}, {table['margin']} {cell['group']}, {table['period']}"


def _check(table: Table, cell: Cell) -> None:
    """Refuse an interval beside hidden counts: its width tells how many answered."""
    if cell["numerator"] == HIDDEN and any(cell.get(name) not in (HIDDEN, None) for name in ("low", "high")):
        raise PartlyHidden(row_name(table, cell))


def _percent(name: str, yes: Mapping[str, int], base: Mapping[str, int], percent: int) -> Iterator[Fact]:
    """Yield what a whole percent tells: the share lies within half a point of it; at 0 and 100 exactly, else inside."""
    low, high = (0 if percent == 1 else percent - 0.5), (100 if percent == 99 else percent + 0.5)
    if percent in (0, 100):
        low = high = percent
    share = {atom: 100.0 * yes.get(atom, 0) for atom in base}
    yield Fact(name, {atom: share[atom] - low * base[atom] for atom in base}, 0, math.inf)
    yield Fact(name, {atom: share[atom] - high * base[atom] for atom in base}, -math.inf, 0)


def _only_grew(reader: _Reader, payload: Mapping[str, Any], earlier: Mapping[str, Any]) -> bool:
    """Tell whether no shown count became smaller: else answers were taken out, and nothing follows from growing."""
    before = _by_place(reader, earlier)
    for place, cell in _by_place(reader, payload).items():
        old = before.get(place)
        if old is None or HIDDEN in (cell["numerator"], old["numerator"], cell["denominator"], old["denominator"]):
            continue
        others, old_others = (each["denominator"] - each["numerator"] for each in (cell, old))
        if cell["numerator"] < old["numerator"] or others < old_others:
            return False
    return True


def _by_place(reader: _Reader, payload: Mapping[str, Any]) -> dict[tuple[str, ...], Cell]:
    return {
        (table["measure"], table["margin"], table["period"], cell["group"]): cell
        for _, table, cell in reader._rows(payload)
    }


def _grown(now: _Reader, then: _Reader) -> Iterator[Fact]:
    """Yield that between two issues of a quarter answers only came."""
    for series in sorted({counting.series for counting in now.world.countings}):
        for kind in now.world.kinds(series):
            for period, margin, group in now._finest():
                if period in (then.quarter, now.world.year):
                    place = (series, period, margin, group, kind)
                    yield Fact("answers only came", {now._atom(*place): 1, then._atom(*place): -1}, 0, math.inf)


def _differences(
    now: _Reader, then: _Reader, payload: Mapping[str, Any], earlier: Mapping[str, Any]
) -> Iterator[Guarded]:
    """Yield how far the rows of two issues differ: one answer more is one family's answer."""
    places = _by_place(now, payload)
    for counting, table, cell in then._rows(earlier):
        place = (table["period"], table["margin"], cell["group"])
        new = places.get((table["measure"], table["margin"], table["period"], cell["group"]))
        if new is None or _same_or_far(new, cell, now.world.thresholds):
            continue
        for what, codes in (("numerator", counting.yes), ("the others", counting.no)):
            terms: dict[str, int] = dict(now.terms(counting, *place, codes))
            for atom in then.terms(counting, *place, codes):
                terms[atom] = terms.get(atom, 0) - 1
            changed = {atom: times for atom, times in terms.items() if times}
            if changed:
                name = f"{row_name(table, cell)}: {what}, since the last issue"
                yield Guarded(name, changed, far=now.world.thresholds.difference)


def _same_or_far(new: Cell, old: Cell, thresholds: Thresholds) -> bool:
    """Tell whether two shown rows are the same, or differ by so many answers that no family stands alone."""
    if HIDDEN in (new["numerator"], old["numerator"]):
        return False
    yes = abs(new["numerator"] - old["numerator"])
    no = abs(new["denominator"] - new["numerator"] - old["denominator"] + old["numerator"])
    return all(count == 0 or count >= thresholds.difference for count in (yes, no))
