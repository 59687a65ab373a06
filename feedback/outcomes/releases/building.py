"""Build a release: count, hide, audit, and refuse what would give somebody away. In the worker: it loads the solver."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from feedback.outcomes.arithmetic.ladder import Change, Thresholds
from feedback.outcomes.disclosure.audit import Contradiction, Leak
from feedback.outcomes.disclosure.published import World, leaks_of, row_name
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LANGUAGE, LOCALITY, NOT_GIVEN, SERVICE, TOGETHER
from feedback.outcomes.disclosure.suppress import Group, Split, Why, hide
from feedback.outcomes.models import Release, digest_of
from feedback.outcomes.periods import Quarter, Year
from feedback.outcomes.releases import counting, rules
from feedback.outcomes.releases.cells import compared, hidden_cell, shown_cell
from feedback.outcomes.releases.counting import Tally
from feedback.outcomes.releases.readiness import too_early
from feedback.outcomes.releases.returns import figures_of
from feedback.outcomes.releases.rules import Asked
from feedback.surveys.models import Response

logger = logging.getLogger(__name__)

#: Numbers of families are told in steps of this, so that they can't be held against the base of a question.
ABOUT = 10
SCHEMA = 1

Payload = dict[str, Any]
Row = dict[str, Any]


def thresholds() -> Thresholds:
    """Return the thresholds of this installation."""
    return Thresholds(**settings.OUTCOMES_THRESHOLDS)


def build_waiting() -> None:
    """Build every release that somebody has asked for. One that fails is refused, and says so."""
    for release in Release.objects.filter(state=Release.State.WAITING).order_by("pk"):
        try:
            build(release)
        except Exception:
            # A release that stayed waiting would be tried for ever, and hold up the others.
            logger.exception("A release could not be built")
            _refuse(release, ["It could not be built. The log of the worker says why."])


def build(release: Release, *, today: date | None = None) -> None:
    """Build a release; afterwards it is built, or refused with the reasons in its audit."""
    quarter = release.quarter
    questions = rules.questions_of(quarter)
    problems = [*too_early(quarter, today or timezone.localdate()), *_retired(questions.retired)]
    if problems:
        return _refuse(release, problems)
    year = _Year.of(release, questions)
    payload = _payload(release, year, questions.rules)
    try:
        leaks = leaks_of(payload, year.world, published=year.published)
    except Contradiction as error:
        words = "What is published does not fit: answers were changed or taken out after an earlier release"
        return _refuse(release, [f"{words} ({error})."])
    if leaks:
        return _refuse(release, [], leaks, _proposals(leaks, year, payload))
    release.payload, release.digest = payload, digest_of(payload)
    release.audit = {"hidden": _how_many_hidden(payload), "tables": len(payload["tables"])}
    release.state = Release.State.BUILT
    return _keep(release)


# --- What stands against it ---


def _retired(keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield (
            f"The measure {key} counts a question that was not asked any more, or that means something else now: "
            "give it a rule for the new question, or take its rule away."
        )


def _refuse(release: Release, problems: list[str], leaks: Sequence[Leak] = (), proposals: Sequence[Row] = ()) -> None:
    release.payload, release.digest = None, ""
    release.state = Release.State.REFUSED
    release.audit = {
        "problems": problems,
        "leaks": [{"what": leak.name, "how": list(leak.by), "exact": leak.is_exact} for leak in leaks],
        "proposals": list(proposals),
    }
    _keep(release)


@transaction.atomic
def _keep(release: Release) -> None:
    # Whoever took it back while it was being built would find it there again.
    if Release.objects.select_for_update().filter(pk=release.pk).exists():
        release.save()


def _proposals(leaks: Sequence[Leak], year: "_Year", payload: Payload) -> list[Row]:
    """Return what would help, what helps most first: to wait, two areas put together, tables left out."""
    proposals: list[Row] = []
    if any("since the last issue" in leak.name for leak in leaks):
        proposals.append({"words": "Keep the earlier issue: so few answers came since that they would show."})
    tables = {row_name(table, cell): table for table in payload["tables"] for cell in table["cells"]}
    found: Counter[str] = Counter()
    best: dict[str, None] = {}
    for leak in leaks:
        giving_away = _giving_away(leak, tables)
        found.update(giving_away)
        best |= dict.fromkeys(giving_away[:1])
    for measure in (code.partition("|")[0] for code in found if code.split("|")[1] == LOCALITY):
        if pair := year.smallest_areas(measure):
            words = f"Put {' and '.join(pair)} together as one area, in the whole release."
            proposals.append({"words": words, "merge": list(pair)})
            break
    if len(best) > 1:
        proposals.append({"words": f"Leave out {len(best)} tables: {'; '.join(best)}.", "drop": list(best)})
    for code, _ in found.most_common():
        proposals.append({"words": f"Leave out {code}.", "drop": [code]})
    return proposals


def _giving_away(leak: Leak, tables: Mapping[str, Row]) -> list[str]:
    """Return the tables of this release that a leak needs: first the one it is in, then years, everybody last."""
    own = tables.get(leak.name.partition(": ")[0])
    used = [tables[row] for row in dict.fromkeys(fact.partition(": ")[0] for fact in leak.by) if row in tables]
    used.sort(key=lambda table: (table["margin"] == ALL, "Q" in table["period"]))
    return list(dict.fromkeys(table_code(table) for table in ([own] if own else []) + used))


def table_code(table: Row) -> str:
    """Return how a table is named among the choices of a release."""
    return "|".join((table["measure"], table["margin"], table["period"]))


# --- The year so far ---


@dataclass(frozen=True)
class _Year:
    """All counts that the quarters of a year tell between them, and what was published of them before."""

    quarter: Quarter
    world: World
    #: Every issue of every quarter of the year, the oldest first.
    published: tuple[Payload, ...]
    #: Those of other quarters that stand.
    beside: tuple[Release, ...]
    #: The release of the quarter before, also where that was in another year.
    last: Payload | None
    merged: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, release: Release, questions: rules.Questions) -> "_Year":
        quarter = release.quarter
        published = list(
            Release.objects.filter(
                state__in=[Release.State.APPROVED, Release.State.REPLACED], year=quarter.year
            ).order_by("number", "issue")
        )
        told = {quarter, *(each.quarter for each in published)}
        quarters = [each for each in Year(quarter.year).quarters if each <= max(told)]
        counts: dict[str, Tally] = {}
        asked = list(questions.rules)
        for each in quarters:
            of_quarter = questions if each == quarter else rules.questions_of(each)
            asked += [rule for rule in of_quarter.rules if rule.counting not in {known.counting for known in asked}]
            for series, tally in counting.count_answers(each, of_quarter.rules, of_quarter.area_keys).items():
                counts.setdefault(series, Tally()).update(tally)
        groups = counting.groups()
        if max(told).number < 4:
            groups[LANGUAGE] = ()
        earlier = quarter.previous
        last = Release.objects.filter(state=Release.State.APPROVED, year=earlier.year, number=earlier.number).first()
        return cls(
            quarter=quarter,
            world=World(
                countings=tuple(dict.fromkeys(rule.counting for rule in asked)),
                groups=groups,
                quarters=tuple(str(each) for each in quarters),
                year=str(quarter.year),
                counts=counts,
                thresholds=thresholds(),
            ),
            published=tuple(each.payload or {} for each in published),
            beside=tuple(
                each for each in published if each.state == Release.State.APPROVED and each.quarter != quarter
            ),
            last=last.payload if last else None,
            merged=tuple(tuple(pair) for pair in release.choices.get("merge", ())),
        )

    def areas(self) -> tuple[str, ...]:
        """Return the areas as they are shown: those that were put together as one."""
        joined = {area: TOGETHER.join(pair) for pair in self.merged for area in pair}
        return tuple(dict.fromkeys(joined.get(area, area) for area in self.world.groups[LOCALITY]))

    def smallest_areas(self, measure: str) -> tuple[str, ...]:
        """Return the two areas from which the fewest answered for a measure; none where all are one already."""
        rule = next((each for each in self.world.countings if each.measure == measure), None)
        areas = [area for area in self.areas() if area != NOT_GIVEN]
        if rule is None or len(areas) < 3:
            return ()
        sizes = sorted((self.group(rule, str(self.quarter), LOCALITY, area).base, area) for area in areas)
        return tuple(part for _, area in sizes[:2] for part in area.split(TOGETHER))

    def group(self, rule: Any, period: str, margin: str, name: str) -> Group:
        """Return how many of a shown group gave an answer that counts, and how many another."""
        is_year = period == self.world.year and margin != LANGUAGE
        quarters = self.world.quarters if is_year else (period,)
        margin, names = (SERVICE, self.world.groups[SERVICE]) if margin == ALL else (margin, name.split(TOGETHER))
        counts = self.world.counts.get(rule.series, {})

        def count(codes: frozenset[str]) -> int:
            return sum(
                counts.get((quarter, margin, each, code), 0) for quarter in quarters for each in names for code in codes
            )

        return Group(count(rule.yes), count(rule.no))


def find_cell(
    payloads: Iterable[Mapping[str, Any]], measure: str, series: str | None, margin: str, period: str, name: str
) -> Row | None:
    """Return one published row; without a series, whatever the question meant."""
    for payload in payloads:
        for table in payload["tables"]:
            is_of = series in (None, table["series"])
            if is_of and (table["measure"], table["margin"], table["period"]) == (measure, margin, period):
                return next((cell for cell in table["cells"] if cell["group"] == name), None)
    return None


# --- The figures ---


def _payload(release: Release, year: _Year, asked: Sequence[Asked]) -> Payload:
    dropped = set(release.choices.get("drop", ()))
    tables = []
    for rule in _newest(asked, year):
        quarterly = _quarterly(rule, year)
        yearly = _yearly(rule, year, quarterly) if release.number == 4 else []
        tables += [each for each in (*quarterly, *yearly) if table_code(each) not in dropped]
    return {
        "schema": SCHEMA,
        "quarter": str(release.quarter),
        "issue": release.issue,
        # Which issues of the year's other quarters it was audited with, and may be read beside.
        "beside": {str(each.quarter): each.issue for each in year.beside},
        "symbol": HIDDEN,
        "thresholds": dict(settings.OUTCOMES_THRESHOLDS),
        "questions": [_worked_out(rule) for rule in asked],
        "tables": tables,
        "figures": figures_of(release.quarter, year.world.thresholds),
        "heard": _heard(release.quarter),
    }


def _newest(asked: Sequence[Asked], year: _Year) -> list[Asked]:
    """Return one rule a measure: where its question changed its meaning, the new one. The two are never added up."""
    chosen: dict[str, Asked] = {}
    for rule in asked:
        if year.group(rule.counting, str(year.quarter), ALL, ALL).base:
            known = chosen.get(rule.measure.key)
            chosen[rule.measure.key] = rule if known is None or rule.version > known.version else known
    return list(chosen.values())


def _worked_out(rule: Asked) -> Row:
    """Return what "how was this worked out?" shows: the question and its answers, in every language they were asked."""
    labels = {option.code: dict(option.texts["label"]) for option in rule.question.options}
    return {
        "measure": rule.measure.key,
        "series": rule.counting.series,
        "survey": rule.row.survey.key,
        "question": dict(rule.question.texts["label"]),
        "numerator": [labels[code] for code in rule.row.numerator if code in labels],
        "denominator": [labels[code] for code in labels if code in rule.base_codes],
        "is_families": rule.is_multiple,
    }


def _quarterly(rule: Asked, year: _Year) -> list[Row]:
    period = str(year.quarter)
    shown = {ALL: (ALL,), SERVICE: year.world.groups[SERVICE], LOCALITY: year.areas()}
    if rule.measure.service is not None:
        # It is about one service: neither the whole nor areas say anything beside it.
        shown = {SERVICE: (rule.measure.service.key,)}
    groups = {
        _place(margin, name): year.group(rule.counting, period, margin, name)
        for margin, names in shown.items()
        for name in names
    }
    splits = [
        Split(_place(ALL, ALL), tuple(_place(margin, name) for name in shown[margin]))
        for margin in (SERVICE, LOCALITY)
        if ALL in shown
    ]
    hidden = hide(groups, splits, year.world.thresholds_of(rule.counting))
    return [_table(rule, year, margin, period, names, groups, hidden) for margin, names in shown.items()]


def _yearly(rule: Asked, year: _Year, quarterly: Sequence[Row]) -> list[Row]:
    """Return the tables of a whole year: everybody, each service, each group of languages."""
    if rule.measure.service is not None:
        return []
    period, series = year.world.year, rule.counting.series
    shown = {ALL: (ALL,), SERVICE: year.world.groups[SERVICE], LANGUAGE: year.world.groups[LANGUAGE]}
    groups = {
        _place(margin, name): year.group(rule.counting, period, margin, name)
        for margin, names in shown.items()
        for name in names
    }
    settled: dict[str, bool] = {}
    splits = [
        Split(_place(ALL, ALL), tuple(_place(margin, name) for name in shown[margin])) for margin in (SERVICE, LANGUAGE)
    ]
    for margin in (ALL, SERVICE):
        for name in shown[margin]:
            parts = []
            for quarter in year.world.quarters:
                part = f"{_place(margin, name)} {quarter}"
                groups[part] = year.group(rule.counting, quarter, margin, name)
                place = (rule.measure.key, series, margin, quarter, name)
                told = [each.payload or {} for each in year.beside]
                cell = find_cell([*told, {"tables": quarterly}], *place)
                # What no release has shown is not known, which is as good as hidden.
                settled[part] = cell is None or cell["numerator"] == HIDDEN
                parts.append(part)
            splits.append(Split(_place(margin, name), tuple(parts)))
    hidden = hide(groups, splits, year.world.thresholds_of(rule.counting), settled=settled)
    return [_table(rule, year, margin, period, names, groups, hidden) for margin, names in shown.items()]


def _place(margin: str, name: str) -> str:
    return f"{margin} {name}"


def _table(
    rule: Asked,
    year: _Year,
    margin: str,
    period: str,
    names: Sequence[str],
    groups: Mapping[str, Group],
    hidden: Mapping[str, Why],
) -> Row:
    series, measure = rule.counting.series, rule.measure.key
    cells = []
    for name in names:
        place = _place(margin, name)
        if place in hidden:
            cells.append(hidden_cell(name))
            continue
        cell = shown_cell(name, groups[place], year.world.thresholds)
        before = [year.last] if year.last and period == str(year.quarter) else []
        earlier = find_cell(before, measure, series, margin, str(year.quarter.previous), name)
        change = compared(cell, earlier, series, year.world.thresholds)
        if earlier is None and find_cell(before, measure, None, margin, str(year.quarter.previous), name):
            # The question means something else now.
            change = Change.NOT_COMPARED.value
        cells.append(cell | {"change": change})
    return {"measure": measure, "series": series, "margin": margin, "period": period, "cells": cells}


def _heard(quarter: Quarter) -> list[Row]:
    """Return about how many families answered each survey, and how many answers were counted apart."""
    counts = counting.count_responses(quarter)
    surveys = sorted({key for key, _ in counts})
    return [
        {
            "survey": key,
            "about": _about(counts.get((key, Response.State.COUNTED), 0)),
            "apart": _about(counts.get((key, Response.State.QUARANTINED), 0)),
        }
        for key in surveys
    ]


def _about(number: int) -> int | str:
    """Return a number of families in steps of ten; nobody is nobody, and fewer than ten are hidden."""
    if 0 < number < ABOUT:
        return HIDDEN
    return ABOUT * ((number + ABOUT // 2) // ABOUT)


def _how_many_hidden(payload: Payload) -> int:
    return sum(cell["numerator"] == HIDDEN for table in payload["tables"] for cell in table["cells"])
