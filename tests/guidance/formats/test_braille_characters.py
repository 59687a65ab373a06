"""Signs that a table does not know come out as other signs or as words, or are named to the editor."""

import pytest

from guidance.document import Run, Text
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.brf import ascii_of
from guidance.formats.braille.substitutes import WORDS
from guidance.formats.braille.translation import Translator
from guidance.formats.contract import Unreadable


def translator(code: str) -> Translator:
    return Translator(code, tables.uncontracted(code) or "")


def written(code: str, *runs: Run | str) -> str:
    text: Text = tuple(Run(run) if isinstance(run, str) else run for run in runs)
    return ascii_of(translator(code).cells(text).dots)


def unreadable(code: str, words: str) -> list[Unreadable]:
    one = translator(code)
    one.plain_cells(words)
    return list(one.unreadable)


@pytest.mark.parametrize("price", ["€6", "6 €", "6€", "€ 6"])
def test_a_polish_price_keeps_its_currency(price: str) -> None:
    assert written("pl", f"Kosztuje {price}.") == written("pl", "Kosztuje 6 euro.")


def test_amounts_with_a_decimal_and_a_range_keep_theirs() -> None:
    assert written("pl", "€6,50–€7") == written("pl", "6,50 euro–7 euro")


@pytest.mark.parametrize(
    ("code", "given", "same"),
    [
        ("hu", "£5", "5 font"),
        ("hu", "20°C", "20 fok C"),
        ("ro", "Da & nu", "Da și nu"),
        ("ro", "100%", "100 la sută"),
        ("es", "✓ Leche", "sí Leche"),
        ("lt", "1½", "1 1/2"),
        ("lt", "café", "cafe"),
        ("bg", "A → B, C→D", "A - B, C - D"),
        ("pl", "• Mleko", "- Mleko"),
        ("hu", "„Igen” «nem» d’e", '"Igen" "nem" d\'e'),
        ("en", "„Ja“", "“Ja“"),
        ("uk", "Пані Ł", "Пані L"),
        ("pl", "ﬁlm ①", "film 1"),
        ("en", "٤ ٥", "4 5"),
    ],
)
def test_a_sign_is_written_another_way(code: str, given: str, same: str) -> None:
    assert written(code, given) == written(code, same)
    assert unreadable(code, given) == []


def test_a_sign_that_a_table_knows_is_left_to_it() -> None:
    assert written("en", "€6, 20°") == "@E#F1 #BJ^J"


@pytest.mark.parametrize(
    "given",
    [
        "cry\u00ading ba\u200bby",
        "\u2067crying\u2069 baby\u200f",
        "crying  \t\n baby ",
        "crying\u2028baby",
        "crying\x00 ba\ufeffby",
    ],
)
def test_what_shows_nothing_is_not_written(given: str) -> None:
    assert written("en", given) == "CRYING BABY"
    assert unreadable("en", given) == []


def test_marks_and_letters_are_composed_first() -> None:
    assert written("pl", "z\u0301le") == written("pl", "źle")


def test_emoji_are_left_out_and_named_with_their_place() -> None:
    given = "Well done 🎉 you did it"

    assert written("en", given) == ",WELL DONE YOU DID IT"
    assert unreadable("en", given) == [Unreadable("🎉", given)]


def test_a_character_met_twice_in_one_place_is_named_once() -> None:
    one = translator("en")

    one.plain_cells("Well done 🎉")
    one.plain_cells("Well done 🎉")

    assert list(one.unreadable) == [Unreadable("🎉", "Well done 🎉")]


@pytest.mark.parametrize("bad", ["\ue000", "\ud800", "\U0010ffff", "☃", "ש"])
def test_nothing_is_dropped_in_silence_nor_written_as_an_escape(bad: str) -> None:
    for code in tables.TABLES:
        assert written(code, f"3{bad} 4") == written(code, "3 4"), code
        assert len(unreadable(code, f"3{bad} 4")) == 1, code


def test_a_stretch_in_another_language_is_written_by_its_own_table() -> None:
    assert written("pl", "To jest ", Run("Health & Care", language="en-GB"), ".") == ".TO JEST ,HEALTH @& ,CARE'"


def test_a_stretch_in_a_language_without_braille_is_written_by_the_documents_table() -> None:
    assert written("en", "Say ", Run("Obrigadu", language="tet")) == ",SAY ,OBRIGADU"


def test_letters_of_another_script_are_read_though_nobody_marked_them() -> None:
    assert written("en", "say Привет or 中文") == "SAY PRIWET OR " + written("zh-hans", "中文")


def test_bold_reaches_braille_over_runs() -> None:
    assert written("en", "Hear ", Run("your voice", strong=True), " now") == ",HEAR ^1YOUR ^1VOICE NOW"


def test_spaces_at_the_edges_of_runs_are_single() -> None:
    assert written("en", " Hear ", Run(" your "), "🎉 ", " now ") == ",HEAR YOUR NOW"


def test_what_a_table_writes_with_eight_dots_only_in_company_is_written_another_way() -> None:
    # By themselves these brackets have six.
    given = "Q R S T U V W X Y Z [ \\ ] ^ _ `"
    with pytest.raises(liblouis.EightDotsError):
        liblouis.translate(tables.uncontracted("hu") or "", given)

    assert written("hu", given) == written("hu", given.replace("[", "(").replace("]", ")"))
    assert unreadable("hu", given) == []


@pytest.mark.parametrize("sign", "€£°✓✗📞📧$%")
def test_there_is_a_word_in_every_language_and_its_table_knows_it(sign: str) -> None:
    for code in tables.TABLES:
        assert WORDS[sign][code]
        assert unreadable(code, WORDS[sign][code]) == [], code
