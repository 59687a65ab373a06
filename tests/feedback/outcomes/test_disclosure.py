"""What is hidden stays hidden: from subtracting, from nested groups, from an earlier release."""

import random
from typing import Any

import pytest

from feedback.outcomes.arithmetic.ladder import Thresholds
from feedback.outcomes.disclosure.audit import Contradiction, Fact, Guarded, audit
from feedback.outcomes.disclosure.published import Counting, PartlyHidden, World, leaks_of
from feedback.outcomes.disclosure.signs import HIDDEN
from feedback.outcomes.disclosure.suppress import Group, Split, Why, hide, primary

SERIES = "series-of-overall"


# --- Hiding ---


@pytest.mark.parametrize(
    ("group", "why"),
    [
        (Group(0, 0), None),
        (Group(4, 5), Why.SMALL_BASE),
        (Group(1, 0), Why.SMALL_BASE),
        (Group(4, 40), Why.SMALL_CELL),
        (Group(40, 1), Why.SMALL_CELL),
        (Group(5, 5), None),
        (Group(19, 0), Why.UNANIMOUS),
        (Group(0, 19), Why.UNANIMOUS),
        (Group(20, 0), None),
        (Group(0, 20), None),
    ],
)
def test_small_groups_small_counts_and_small_groups_of_one_mind_are_hidden(group: Any, why: Any) -> None:
    assert primary(group) is why


def test_thresholds_are_settings() -> None:
    assert primary(Group(9, 9), Thresholds(cell=10, base=10)) is Why.SMALL_CELL


def test_with_one_small_group_another_is_hidden_too() -> None:
    groups = {"all": Group(60, 60), "a": Group(20, 20), "b": Group(3, 6), "c": Group(37, 34)}

    hidden = hide(groups, [Split("all", ("a", "b", "c"))])

    assert hidden == {"b": Why.SMALL_BASE, "a": Why.BESIDE}


def test_two_small_groups_that_are_too_small_together_take_a_third() -> None:
    groups = {"all": Group(62, 60), "a": Group(2, 20), "b": Group(2, 20), "c": Group(58, 20)}

    hidden = hide(groups, [Split("all", ("a", "b", "c"))])

    assert set(hidden) == {"a", "b", "c"}


def test_two_parted_ways_are_both_protected() -> None:
    groups = {
        "all": Group(100, 100),
        "service a": Group(50, 55),
        "service b": Group(50, 45),
        "area x": Group(3, 40),
        "area y": Group(97, 60),
    }
    splits = [Split("all", ("service a", "service b")), Split("all", ("area x", "area y"))]

    assert set(hide(groups, splits)) == {"area x", "area y"}


def test_what_was_published_before_can_not_be_hidden_again() -> None:
    groups = {"year": Group(63, 63), "q1": Group(30, 30), "q2": Group(3, 3), "q3": Group(30, 30)}

    hidden = hide(groups, [Split("year", ("q1", "q2", "q3"))], settled={"q1": False, "q2": True, "q3": False})

    assert set(hidden) == {"year", "q2"}


def test_parts_that_are_not_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 10"):
        hide({"all": Group(20, 20), "a": Group(5, 5)}, [Split("all", ("a",))])


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_group_of_a_random_table_can_be_worked_out(seed: Any) -> None:
    pick = random.Random(seed)
    parts = {
        f"g{number}": Group(pick.randrange(0, 30), pick.randrange(0, 30)) for number in range(pick.randrange(2, 9))
    }
    whole = Group(sum(each.yes for each in parts.values()), sum(each.no for each in parts.values()))
    groups = {"all": whole, **parts}

    hidden = hide(groups, [Split("all", tuple(parts))])

    leaks = audit(_as_facts(groups, hidden), _as_guarded(groups, hidden))
    # Where the whole is small, all are: then nothing at all is shown.
    assert not leaks or set(hidden) >= {name for name in groups if groups[name].base}, f"seed {seed}: {leaks}"


def _as_facts(groups: Any, hidden: Any) -> Any:
    """What a stranger reads, written apart from the code that is tested."""
    facts = []
    for quantity in ("yes", "no"):
        terms = {f"{name}.{quantity}": 1 for name in groups if name != "all"} | {f"all.{quantity}": -1}
        facts.append(Fact("adds up", terms, 0, 0))
        for name, group in groups.items():
            count = getattr(group, quantity)
            if name not in hidden:
                facts.append(Fact(f"{name} {quantity} shown", {f"{name}.{quantity}": 1}, count, count))
            elif group.base >= 10 and 0 < count < 5:
                facts.append(Fact(f"{name} {quantity} small", {f"{name}.{quantity}": 1}, 1, 4))
    return facts


def _as_guarded(groups: Any, hidden: Any) -> Any:
    return [Guarded(f"{name}.{q}", {f"{name}.{q}": 1}) for name in hidden for q in ("yes", "no")]


# --- The audit on its own ---


def test_a_single_hidden_cell_with_its_total_is_worked_out() -> None:
    facts = [Fact("total", {"a": 1, "b": 1}, 10, 10), Fact("a is shown", {"a": 1}, 7, 7)]

    (leak,) = audit(facts, [Guarded("b", {"b": 1})])

    assert (leak.low, leak.high, leak.is_exact) == (3, 3, True)
    assert leak.by == ("a is shown", "total")


def test_two_hidden_cells_that_add_up_to_little_are_nearly_worked_out() -> None:
    facts = [
        Fact("total", {"a": 1, "b": 1}, 4, 4),
        Fact("a is small", {"a": 1}, 1, 4),
        Fact("b is small", {"b": 1}, 1, 4),
    ]

    assert [(leak.low, leak.high) for leak in audit(facts, [Guarded("a", {"a": 1})])] == [(1, 3)]


def test_two_hidden_cells_that_could_be_anything_are_not() -> None:
    facts = [Fact("total", {"a": 1, "b": 1}, 40, 40)]

    assert audit(facts, [Guarded("a", {"a": 1}), Guarded("b", {"b": 1})]) == []


def test_a_percentage_with_its_base_gives_the_count_away() -> None:
    facts = [
        Fact("base", {"yes": 1, "no": 1}, 12, 12),
        Fact("percent from", {"yes": 100 - 24.5, "no": -24.5}, 0, float("inf")),
        Fact("percent to", {"yes": 100 - 25.5, "no": -25.5}, float("-inf"), 0),
    ]

    (leak,) = audit(facts, [Guarded("yes", {"yes": 1})])

    assert (leak.low, leak.high) == (3, 3)


def test_nested_groups_that_differ_by_a_few_give_those_few_away() -> None:
    facts = [Fact("all", {"a": 1, "rest": 1}, 52, 52), Fact("a", {"a": 1}, 50, 50)]

    assert [leak.low for leak in audit(facts, [Guarded("the rest", {"rest": 1})])] == [2]


def test_what_does_not_fit_is_said() -> None:
    with pytest.raises(Contradiction, match="total"):
        audit([Fact("total", {"a": 1}, 3, 3), Fact("part", {"a": 1, "b": 1}, 2, 2)], [Guarded("a", {"a": 1})])


def test_a_count_that_nothing_is_known_of_could_be_anything() -> None:
    assert audit([], [Guarded("a", {"a": 1})]) == []


def test_the_difference_of_two_parts_that_do_not_hang_together_is_bounded_by_both() -> None:
    facts = [Fact("a", {"a": 1}, 9, 9), Fact("b", {"b": 1}, 7, 7)]

    (leak,) = audit(facts, [Guarded("a less b", {"a": 1, "b": -1})])

    assert (leak.low, leak.high) == (2, 2)


@pytest.mark.parametrize(("by", "told"), [(0, False), (1, True), (4, True), (-4, True), (5, False), (-5, False)])
def test_a_difference_that_is_far_or_nought_harms_nobody(by: int, told: bool) -> None:
    """A hidden year is known to have grown as its only quarter did: that many came at once names none of them."""
    facts = [Fact("what came", {"new": 1, "old": -1}, by, by)]

    leaks = audit(facts, [Guarded("since the last issue", {"new": 1, "old": -1}, far=5)])

    assert bool(leaks) is told


# --- Releases ---


def _world(
    services: Any,
    *,
    areas: Any = None,
    quarter: Any = "2026-Q1",
    codes: Any = ("yes", "no"),
    extra: Any = (),
    year: Any = None,
) -> Any:
    """A world in which one question was asked in one quarter; counts by service, and by area where they matter."""
    counts: dict[tuple[str, str, str, str], int] = {}
    for margin, by_group in (("service", services), ("locality", areas or {"not-given": _added(services)})):
        for group, numbers in by_group.items():
            counts |= {(quarter, margin, group, code): n for code, n in zip(codes, numbers, strict=True)}
    counting = Counting("good", SERIES, frozenset({"yes"}), frozenset(codes) - {"yes", "dont-know"})
    return World(
        countings=(counting, *extra),
        groups={"service": tuple(services), "locality": tuple(areas or {"not-given": ()})},
        quarters=(quarter,),
        year="2026",
        counts={SERIES: counts},
    )


def _added(services: Any) -> Any:
    return tuple(sum(numbers) for numbers in zip(*services.values(), strict=True))


def _cell(group: Any, yes: Any, no: Any) -> Any:
    return {"group": group, "numerator": yes, "denominator": yes + no, "percent": None}


def _hidden(group: Any) -> Any:
    return {"group": group, "numerator": HIDDEN, "denominator": HIDDEN, "percent": HIDDEN}


def _payload(*tables: Any, quarter: Any = "2026-Q1", **other: Any) -> Any:
    return {
        "quarter": quarter,
        **other,
        "tables": [
            {"measure": "good", "series": SERIES, "period": quarter, "margin": margin, "cells": cells}
            for margin, cells in tables
        ],
    }


def test_a_release_with_one_hidden_service_and_a_total_is_refused() -> None:
    world = _world({"a": (30, 30), "b": (3, 20)})
    payload = _payload(("all", [_cell("all", 33, 50)]), ("service", [_cell("a", 30, 30), _hidden("b")]))

    leaks = leaks_of(payload, world)

    assert any(leak.name == "good, service b, 2026-Q1: numerator" and leak.low == leak.high == 3 for leak in leaks)


def test_a_release_whose_hidden_services_are_few_together_is_refused() -> None:
    """Of nine and nine families, four said yes: each may have none to four of them, but it is four."""
    world = _world({"a": (30, 30), "b": (2, 7), "c": (2, 7)})
    rows = [_cell("a", 30, 30), _hidden("b"), _hidden("c")]
    payload = _payload(("all", [_cell("all", 34, 44)]), ("service", rows))

    leaks = leaks_of(payload, world)

    assert [(leak.low, leak.high) for leak in leaks if "together" in leak.name] == [(4, 4)]


def test_hiding_goes_on_until_what_is_hidden_is_not_few_together() -> None:
    groups = {"a": Group(30, 30), "b": Group(2, 7), "c": Group(2, 7), "d": Group(40, 40)}
    groups["all"] = Group(sum(each.yes for each in groups.values()), sum(each.no for each in groups.values()))

    hidden = hide(groups, [Split("all", ("a", "b", "c", "d"))])

    assert set(hidden) == {"a", "b", "c"}
    # Five together are enough.
    groups |= {"b": Group(3, 7), "all": Group(75, 84)}
    assert set(hide(groups, [Split("all", ("a", "b", "c", "d"))])) == {"b", "c"}


def test_a_release_with_two_hidden_services_of_some_size_passes() -> None:
    world = _world({"a": (30, 30), "b": (3, 20), "c": (25, 15)})
    payload = _payload(("all", [_cell("all", 58, 65)]), ("service", [_cell("a", 30, 30), _hidden("b"), _hidden("c")]))

    assert leaks_of(payload, world) == []


def test_a_whole_that_is_a_few_larger_than_what_is_shown_is_refused() -> None:
    world = _world({"a": (30, 30), "not-given": (1, 1)})
    payload = _payload(("all", [_cell("all", 31, 31)]), ("service", [_cell("a", 30, 30)]))

    assert {leak.name for leak in leaks_of(payload, world)} >= {"yes, service not-given, 2026-Q1"}


def test_two_measures_of_one_question_do_not_give_away_who_did_not_know() -> None:
    services = {"a": (30, 20, 2)}
    everybody = Counting("good-of-all", SERIES, frozenset({"yes"}), frozenset({"no", "dont-know"}))
    world = _world(services, codes=("yes", "no", "dont-know"), extra=(everybody,))
    payload = _payload(("service", [_cell("a", 30, 20)]))
    payload["tables"].append(payload["tables"][0] | {"measure": "good-of-all", "cells": [_cell("a", 30, 22)]})

    assert [(leak.low, leak.high) for leak in leaks_of(payload, world) if "dont-know" in leak.name][:1] == [(2, 2)]


def test_an_area_that_services_give_away_is_found() -> None:
    world = _world({"a": (30, 30), "b": (10, 10)}, areas={"x": (38, 20), "y": (2, 20)})
    payload = _payload(
        ("service", [_cell("a", 30, 30), _cell("b", 10, 10)]), ("locality", [_cell("x", 38, 20), _hidden("y")])
    )

    assert any("locality y" in leak.name for leak in leaks_of(payload, world))


def test_a_percentage_without_counts_is_read_too() -> None:
    world = _world({"a": (3, 9)})
    cell = {"group": "a", "numerator": HIDDEN, "denominator": 12, "percent": 25}

    leaks = leaks_of(_payload(("service", [cell])), world)

    assert any(leak.low == leak.high == 3 for leak in leaks)


def test_an_interval_beside_a_hidden_count_is_refused_outright() -> None:
    world = _world({"a": (3, 9)})
    payload = _payload(("service", [_hidden("a") | {"low": 9, "high": 53}]))

    with pytest.raises(PartlyHidden, match="service a"):
        leaks_of(payload, world)


def test_a_new_issue_one_answer_later_is_refused() -> None:
    world = _world({"a": (31, 30)})
    earlier = _payload(("service", [_cell("a", 30, 30)]))

    leaks = leaks_of(_payload(("service", [_cell("a", 31, 30)]), issue=2), world, published=[earlier])

    assert [(leak.low, leak.high) for leak in leaks if "since the last issue" in leak.name and leak.low] == [(1, 1)]


def test_a_new_issue_that_is_the_same_or_many_answers_later_passes() -> None:
    earlier = _payload(("service", [_cell("a", 30, 30)]))

    for yes, no in ((30, 30), (40, 40)):
        payload = _payload(("service", [_cell("a", yes, no)]), issue=2)
        assert leaks_of(payload, _world({"a": (yes, no)}), published=[earlier]) == []


def test_a_year_that_gives_away_a_hidden_quarter_is_refused() -> None:
    counts = {
        (quarter, margin, group, code): n
        for margin, group in (("service", "a"), ("locality", "not-given"))
        for quarter, numbers in (("2026-Q1", (30, 30)), ("2026-Q2", (3, 20)))
        for code, n in zip(("yes", "no"), numbers, strict=True)
    }
    counting = Counting("good", SERIES, frozenset({"yes"}), frozenset({"no"}))
    world = World(
        (counting,), {"service": ("a",), "locality": ("not-given",)}, ("2026-Q1", "2026-Q2"), "2026", {SERIES: counts}
    )
    first = _payload(("service", [_cell("a", 30, 30)]))
    second = _payload(("service", [_hidden("a")]), quarter="2026-Q2")
    second["tables"].append(second["tables"][0] | {"period": "2026", "cells": [_cell("a", 33, 50)]})

    leaks = leaks_of(second, world, published=[first])
    # In whichever order the two come.
    later = leaks_of(first, world, published=[second])

    for found in (leaks, later):
        assert any(leak.name.startswith("good, service a, 2026-Q2") and leak.low == 3 for leak in found)


def test_a_year_counted_from_an_earlier_issue_is_not_held_against_the_newer() -> None:
    """Sixty came to the first quarter; ten more of each kind came before its second issue."""
    counts = {
        (quarter, margin, group, code): n
        for margin, group in (("service", "a"), ("locality", "not-given"))
        for quarter, numbers in (("2026-Q1", (40, 40)), ("2026-Q2", (20, 20)))
        for code, n in zip(("yes", "no"), numbers, strict=True)
    }
    counting = Counting("good", SERIES, frozenset({"yes"}), frozenset({"no"}))
    groups = {"service": ("a",), "locality": ("not-given",)}
    world = World((counting,), groups, ("2026-Q1", "2026-Q2"), "2026", {SERIES: counts})
    first = _payload(("service", [_cell("a", 30, 30)]), issue=1)
    second = _payload(("service", [_cell("a", 20, 20)]), quarter="2026-Q2", beside={"2026-Q1": 1})
    second["tables"].append(second["tables"][0] | {"period": "2026", "cells": [_cell("a", 50, 50)]})
    newer = _payload(("service", [_cell("a", 40, 40)]), issue=2, beside={"2026-Q2": 1})
    again = _payload(("service", [_cell("a", 20, 20)]), quarter="2026-Q2", issue=2, beside={"2026-Q1": 2})
    again["tables"].append(again["tables"][0] | {"period": "2026", "cells": [_cell("a", 60, 60)]})

    assert leaks_of(newer, world, published=[first, second]) == []
    assert leaks_of(again, world, published=[first, newer, second]) == []
    with pytest.raises(Contradiction):
        leaks_of(again | {"beside": {"2026-Q1": 1}}, world, published=[first, newer, second])


def test_a_year_that_grew_by_one_family_is_refused() -> None:
    """The quarter's row is hidden in both issues; the year's row tells that one family came."""
    counts = {
        (quarter, margin, group, code): n
        for margin, group in (("service", "a"), ("locality", "not-given"))
        for quarter, numbers in (("2026-Q1", (31, 30)), ("2026-Q2", (30, 30)))
        for code, n in zip(("yes", "no"), numbers, strict=True)
    }
    counting = Counting("good", SERIES, frozenset({"yes"}), frozenset({"no"}))
    groups = {"service": ("a",), "locality": ("not-given",)}
    world = World((counting,), groups, ("2026-Q1", "2026-Q2"), "2026", {SERIES: counts})
    quarter = _payload(("service", [_cell("a", 30, 30)]), quarter="2026-Q2", beside={"2026-Q1": 1})
    first, again = (
        quarter
        | {"issue": issue, "tables": [*quarter["tables"], quarter["tables"][0] | {"period": "2026", "cells": [cell]}]}
        for issue, cell in ((1, _cell("a", 60, 60)), (2, _cell("a", 61, 60)))
    )

    leaks = leaks_of(again | {"beside": {"2026-Q1": 2}}, world, published=[first])

    assert [(leak.low, leak.high) for leak in leaks if "since the last issue" in leak.name and leak.low] == [(1, 1)]
