"""The list of phrases to avoid: complete, and neither deaf nor jumpy."""

import pytest

from guidance.wording import Rule, find_avoided, rules_of

RULES = rules_of("en")

LET_GO = (
    "Never shake a baby.",
    "Never fall asleep with a baby on a sofa.",
    "Lay your baby on their back, every sleep.",
    "You must ring 999 if your baby is hard to wake.",
    "If your baby was admitted to hospital, the staff can help.",
    "A smiling health visitor reaches out a hand.",
    "Rest, and keep the room clean.",
    "You do not have to be perfect.",
    "It is never too late to start.",
    "We are worried, and we want to help.",
    "You may feel bad today.",
    "Are you afraid that they will take your child away?",
    "Your midwife is a good listener.",
    "Formula feeding is fine.",
    "A real cup of tea helps.",
)
CAUGHT = (
    (1, "Shouting can be damaging."),
    (13, "You shouldn’t lie down with a cold baby."),
    (13, "You really  must\ntry this."),
    (22, "You can't be spoiling a newborn."),
    (24, "She isn't naughtier than the others."),
    (36, "He suffered from low mood."),
    (38, "A man commits suicide."),
    (61, "Your ACE score is four."),
    (79, "Research shows us the way."),
    (85, "REACH OUT to your GP."),
)


def numbers(text: str) -> list[int]:
    return [int(found.rule.code.removeprefix("avoid.")) for found in find_avoided(text)]


def test_the_list_has_all_its_rules_in_order() -> None:
    assert [rule.code for rule in RULES] == [f"avoid.{number}" for number in range(1, 91)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_finds_its_own_example_and_says_what_else_to_say(rule: Rule) -> None:
    assert rule.code in [found.rule.code for found in find_avoided(rule.example)]
    assert rule.instead
    assert rule.reason.endswith(".")


@pytest.mark.parametrize(("number", "sentence"), CAUGHT)
def test_other_forms_of_a_phrase_are_found_too(number: int, sentence: str) -> None:
    assert number in numbers(sentence)


@pytest.mark.parametrize("sentence", LET_GO)
def test_plain_and_safety_sentences_are_let_go(sentence: str) -> None:
    assert find_avoided(sentence) == []


def test_an_exception_covers_its_own_sentence_only() -> None:
    assert numbers("You must ring 999. You must be calm.") == [13]


def test_what_is_found_can_be_acted_on() -> None:
    (found,) = find_avoided("Tea first. Then enjoy every minute of it.")

    assert str(found) == (
        "“enjoy every minute” (try: some days are hard; small good moments count), in: Then enjoy every minute of it."
    )
