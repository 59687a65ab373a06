"""Codes: the same for the same choice, never a bad word, read however they are typed."""

from itertools import islice
from random import Random
from uuid import UUID

import pytest

from guidance.signposting import codes
from guidance.signposting.choice import Choice
from guidance.signposting.limits import MINUTE, UNKNOWN_A_MINUTE, Unknown

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    "typed",
    [
        "K4M7-0RT1",
        "k4m7-0rt1",
        "k4m7 0rt1",
        "  k4m70rt1 ",
        "K4M7–0RT1",
        "K4M7‑0RT1",
        "K4M7-ORTI",
        "k4m7-ortl",
        "k4m7_0rt1",
        "k4m7.0rt1",
        "K٤M٧-٠RT١",
        "K۴M۷-۰RT۱",
        "Ｋ４Ｍ７０ＲＴ１",
        "\u200fK4M7-0RT1\u200e",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.read(typed) == "K4M70RT1"


def test_letters_that_are_never_made_are_read_as_what_they_look_like() -> None:
    assert codes.read("OQDILZSG") == "00011256"
    assert codes.read("BUA00000") == "8V400000"


@pytest.mark.parametrize("typed", ["", "K4M7", "K4M7-0RT12", "K4M7-0RÉ1", "K4M7-0R/1", "٠" * 200, "-" * 8, "😀" * 8])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) == ""


def test_what_is_shown_is_read_again() -> None:
    for code in islice(codes.codes_of("anything", key=b"key"), 50):
        assert codes.read(codes.shown(code)) == code


def test_codes_are_made_of_letters_and_digits_that_nobody_mistakes() -> None:
    assert not set(codes.ALPHABET) & set("AEIOULQDZSBG")
    assert {len(code) for code in islice(codes.codes_of("anything", key=b"key"), 50)} == {8}


def test_the_same_choice_has_the_same_codes_and_another_key_others() -> None:
    assert list(islice(codes.codes_of("a", key=b"k"), 5)) == list(islice(codes.codes_of("a", key=b"k"), 5))
    assert next(codes.codes_of("a", key=b"k")) != next(codes.codes_of("a", key=b"other"))
    assert next(codes.codes_of("a", key=b"k")) != next(codes.codes_of("b", key=b"k"))


@pytest.mark.parametrize(
    "bad", ["FVCK0000", "00FVCKXX", "5H170000", "CVNTCVNT", "4R53WXYV", "KVRW4000", "CHVJ0000", "N16N16XX", "66600000"]
)
def test_a_bad_word_is_seen_with_digits_for_letters_too(bad: str) -> None:
    assert codes.spells_badly(bad)


def test_no_code_ever_spells_a_bad_word() -> None:
    # Seen without looking at the pattern: each code is spelt out in letters in every way that somebody may read it.
    spelt = {
        "0": "odq",
        "1": "il",
        "2": "zs",
        "3": "e",
        "4": "a",
        "5": "s",
        "6": "gb",
        "7": "tz",
        "8": "b",
        "9": "gq",
        "V": "vu",
    }
    words = {"fuck", "shit", "cunt", "slut", "nazi", "kurw", "pizd", "huj", "suka", "puta", "sex", "die", "cum"}
    made = [next(codes.codes_of(str(number), key=b"key")) for number in range(3000)]

    def read_as(code: str, word: str) -> bool:
        fits = lambda sign, letter: letter in spelt.get(sign, sign.lower())  # noqa: E731
        return any(
            all(fits(code[start + place], letter) for place, letter in enumerate(word))
            for start in range(len(code) - len(word) + 1)
        )

    assert [(code, word) for code in made for word in words if read_as(code, word)] == []
    # And such codes would come: the rule is not idle.
    drawn = Random(7)
    anything = ["".join(drawn.choices(codes.ALPHABET, k=8)) for _number in range(3000)]
    assert any(read_as(code, word) for code in anything for word in words)


def test_only_the_order_of_pages_says_anything() -> None:
    one = Choice(pages=(ONE, TWO), services=("b", "a"), language="pl")

    assert one.canonical == Choice(pages=(ONE, TWO), services=("a", "b", "a"), language="pl").canonical
    assert one.canonical != Choice(pages=(TWO, ONE), services=("a", "b"), language="pl").canonical
    assert Choice.read(one.canonical).canonical == one.canonical


def test_a_page_moves_up_by_one() -> None:
    choice = Choice(pages=(ONE, TWO, THREE))

    assert choice.moved_up(THREE).pages == (ONE, THREE, TWO)
    assert choice.moved_up(ONE) == choice
    assert choice.moved_up(UUID(int=9)) == choice


def test_too_many_unknown_codes_within_a_minute_have_to_wait() -> None:
    unknown = Unknown()

    assert not any(unknown.is_over(now=100.0) for _number in range(UNKNOWN_A_MINUTE))
    assert unknown.is_over(now=101.0)
    assert not unknown.is_over(now=101.5 + MINUTE)
