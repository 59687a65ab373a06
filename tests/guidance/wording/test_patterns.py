"""Patterns of editors: refused with a reason, and never able to hang the desk."""

import time

import pytest

from guidance.wording import BadPattern, Rule, Severity, rules_of, validate_pattern
from guidance.wording.patterns import MOST_CHARACTERS, compiled, compiled_for_small_letters
from guidance.wording.rules import codes_with_rules
from tests.guidance.wording.drafts import findings, paragraph

REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("(naughty", "not written as patterns are"),
    ("naughty)|(bold", "not written as patterns are"),
    ("*naughty", "not written as patterns are"),
    (r"\p{Nonsense}", "not written as patterns are"),
    ("a*", "no words at all"),
    ("(?:naughty)?", "no words at all"),
    ("(?=cry)", "no words at all"),
    ("x" * (MOST_CHARACTERS + 1), f"{MOST_CHARACTERS} is the most"),
    (r"(\w+\s?)+$", "takes too long"),
    (r"(?:naughty|na+ughty ?)+bold", "takes too long"),
    (r"(?:[a-z]+ *)+ends?$", "takes too long"),
    (r"\w+", "every sentence"),
    (".+", "every sentence"),
    ("(?R)a", "calls itself"),
    ("a{1000000}", "more than 1000 times"),
    ("(?:(?:a{99}){99}){99}", "more than 1000 times"),
    ("naughty\nbold", "more than one line"),
]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_a_bad_pattern_is_refused_with_its_reason_and_at_once(pattern: str, reason: str) -> None:
    begun = time.process_time()

    with pytest.raises(BadPattern, match=reason):
        validate_pattern(pattern)

    assert time.process_time() - begun < 1.5


@pytest.mark.parametrize("code", codes_with_rules())
def test_every_shipped_pattern_would_be_taken_from_an_editor(code: str) -> None:
    for rule in rules_of(code):
        for pattern in (*rule.patterns, *rule.exceptions, *rule.safety):
            validate_pattern(pattern)


@pytest.mark.parametrize("code", codes_with_rules())
def test_searching_in_small_letters_finds_the_same(code: str) -> None:
    text = "\n".join(rule.example for each in codes_with_rules() for rule in rules_of(each)).upper()

    for pattern in (pattern for rule in rules_of(code) for pattern in rule.patterns):
        quick = compiled_for_small_letters(pattern)
        if quick:
            spans = [match.span() for match in quick.finditer(text.lower())]
            assert spans == [match.span() for match in compiled(pattern).finditer(text)], pattern


def test_a_pattern_of_capitals_is_not_searched_in_small_letters() -> None:
    assert compiled_for_small_letters("(?-i:ACEs?)") is None
    assert compiled_for_small_letters(r"aces\B\W*") is not None


def test_a_letter_that_is_two_when_small_does_not_move_what_is_found() -> None:
    found = findings(paragraph("İİİİ İİİİ. He is cross."), rules=(GOOD,))

    assert [one.sentence for one in found if one.code == "own.4"] == ["He is cross."]


def test_a_plain_phrase_is_a_pattern() -> None:
    validate_pattern("mother’s little helper")

    assert compiled("mother’s little helper").search("a mother's little helper")


EXPLOSIVE = Rule("own.2", "explosive", "less", "It explodes.", (r"(\w+\s?)+$",))
BROKEN = Rule("own.3", "broken", "less", "It is broken.", ("(",))
GOOD = Rule("own.4", "cross", "upset", "It is kinder.", ("cross",))


def test_a_rule_that_runs_out_of_time_is_reported_and_the_rest_goes_on() -> None:
    words = paragraph("He is cross " + "and tired " * 2000 + ".")
    begun = time.process_time()

    found = findings(words, rules=(EXPLOSIVE, GOOD))

    assert time.process_time() - begun < 1
    assert "own.4" in {one.code for one in found}
    (trouble,) = (one for one in found if one.kind == "rule")
    assert (trouble.code, trouble.key, trouble.severity) == ("rule.slow", "own.2", Severity.WARN)


def test_a_rule_that_is_broken_is_reported_and_the_rest_goes_on() -> None:
    found = findings(paragraph("He is cross."), rules=(BROKEN, GOOD))

    assert {"own.4", "rule.broken"} <= {one.code for one in found}


def test_many_slow_rules_together_do_not_hang_the_desk() -> None:
    slow = tuple(Rule(f"own.{number}", "slow", "x", "Y.", (r"(\w+\s?)+$",)) for number in range(200))
    words = paragraph("He is cross " + "and tired " * 2000 + ".")
    begun = time.monotonic()

    found = findings(words, rules=(*slow, GOOD))

    assert time.monotonic() - begun < 5
    assert {"rule.slow", "rule.not-tried"} <= {one.code for one in found}


def test_a_slow_exception_is_reported_too() -> None:
    rule = Rule("own.5", "cross", "upset", "It is kinder.", ("cross",), exceptions=(r"(\w+\s?)+$",))

    found = findings(paragraph("He is cross " + "and tired " * 2000 + "."), rules=(rule,))

    assert "rule.slow" in {one.code for one in found}
