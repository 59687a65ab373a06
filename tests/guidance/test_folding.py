"""What a parent types meets what a page says, in any script; and what only looks alike does not."""

import pytest

from guidance.search.folding import BEGINS, SAME, SAME_STEM, SLIP, best_matches, fold, folded_words, likeness
from guidance.search.query import LONGEST_QUERY, clean_query


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("zoltaczka", "żółtaczka"),
        ("ZOLTACZKA", "Żółtaczka"),
        ("cwiczenia", "ćwiczenia"),
        ("vezys", "vėžys"),
        ("seseliai", "šešėliai"),
        ("scoala", "școală"),
        ("tara", "țară"),
        ("școală", "şcoală"),
        ("coracao", "coração"),
        ("елка", "ёлка"),
        ("мои", "мой"),
        ("їжа", "їжа"),
        ("بكاء", "البكاء"),
        ("بكاء", "بُكَاءٌ"),
        ("البكاء", "بكاء"),
        ("والبكاء", "بكاء"),
        ("امومة", "أمومه"),
        ("علی", "على"),
        ("کتاب", "كتاب"),
        ("38", "٣٨"),
        ("38", "۳۸"),
        ("dont", "don’t"),
        ("strasse", "Straße"),
        ("café", "cafe\u0301"),
    ],
)
def test_both_spellings_fold_to_the_same(typed: str, written: str) -> None:
    assert folded_words(typed) == folded_words(written) != []


def test_cyrillic_letters_that_are_letters_stay_apart_from_their_neighbours() -> None:
    assert fold("ґ") == "г"
    assert fold("є") != fold("е")


def test_an_arabic_article_goes_only_where_a_word_is_left() -> None:
    assert folded_words("الم") == ["الم"]


def test_chinese_is_kept_in_pairs_since_it_has_no_spaces() -> None:
    assert folded_words("婴儿哭泣") == ["婴儿", "儿哭", "哭泣"]
    assert folded_words("哭") == ["哭"]


def test_single_letters_and_signs_carry_nothing() -> None:
    assert folded_words("a & b — 5 !?") == []


def test_words_keep_their_order_and_their_number() -> None:
    assert folded_words("Why babies cry, and why") == ["why", "babies", "cry", "and", "why"]


@pytest.mark.parametrize("hostile", ["\u202egnitset", "te\u0000st", "te\u200bst", "\ufeffword"])
def test_invisible_characters_are_no_part_of_a_word(hostile: str) -> None:
    assert all(word.isalnum() for word in folded_words(hostile))


def test_no_word_is_longer_than_its_column() -> None:
    assert [len(word) for word in folded_words("a" * 10_000)] == [60]


@pytest.mark.parametrize(
    ("wanted", "word", "how"),
    [
        ("crying", "crying", SAME),
        ("cry", "crying", BEGINS),
        ("breastfed", "breastfeeding", SAME_STEM),
        ("breastfeed", "breastfeeding", BEGINS),
        ("cries", "cry", SAME_STEM),
        ("napping", "nap", SAME_STEM),
        ("attachement", "attachment", SLIP),
        ("slepe", "sleep", SLIP),
        ("slep", "sleep", SLIP),
        ("sleeep", "sleep", SAME_STEM),
        ("zleep", "sleep", SLIP),
        ("cat", "cot", 0.0),
        ("sleep", "peels", 0.0),
        ("lonely", "baby", 0.0),
    ],
)
def test_likeness(wanted: str, word: str, how: float) -> None:
    assert likeness(wanted, word) == how


@pytest.mark.parametrize(("one", "other"), [("sleep", "slepe"), ("cries", "cry"), ("breastfed", "breastfeeding")])
def test_a_slip_or_a_stem_counts_in_both_directions(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)


def test_two_slips_are_not_forgiven() -> None:
    assert likeness("slwwp", "sleep") == 0.0


def test_only_words_that_answer_are_returned() -> None:
    assert best_matches("cry", ["cry", "crying", "sleep"]) == {"cry": SAME, "crying": BEGINS}


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  why   babies\ncry ", "why babies cry"),
        ("cry\x00ing", "cry ing"),
        ("\u202ecry\u202c", "cry"),
        ("\ufeffcry", "cry"),
        ("", ""),
        ("\x00\x01\u200f", ""),
        ("żółtaczka", "żółtaczka"),
        ("👶 cry", "👶 cry"),
    ],
)
def test_a_query_is_cleaned_of_what_nobody_typed(typed: str, clean: str) -> None:
    assert clean_query(typed) == clean


def test_a_query_of_ten_thousand_characters_is_cut() -> None:
    assert len(clean_query("x" * 10_000)) == LONGEST_QUERY


def test_a_slip_in_a_long_word_with_another_ending_is_forgiven() -> None:
    assert likeness("brestfeeding", "breastfeed") == SLIP
