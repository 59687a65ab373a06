"""The wrapper round liblouis, and the tables: real ones, on this machine's version."""

import ctypes
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.brf import ascii_of
from home.languages import REGISTRY

EVERY_TABLE = [
    table
    for braille in tables.TABLES.values()
    for table in (*braille.uncontracted, braille.contracted)
    if table and liblouis.accepts(table)
]
SENTENCES = {language.code: language.card_sentence for language in REGISTRY if language.code in tables.TABLES}
SENTENCES["en"] = "My language is English, and 25 people read it."


def written(table: str, text: str) -> str:
    return ascii_of(liblouis.translate(table, text).dots)


def plainly_asked(table: str, text: str) -> str:
    """Return what liblouis says in the barest way to ask it."""
    library = ctypes.CDLL(liblouis._loaded()._name)
    encoding = "utf-32-le" if library.lou_charSize() == 4 else "utf-16-le"
    out = ctypes.create_string_buffer(4000)
    given, room = ctypes.c_int(len(text)), ctypes.c_int(900)
    mode = 4 | 64
    assert library.lou_translateString(
        table.encode(), text.encode(encoding), ctypes.byref(given), out, ctypes.byref(room), None, None, mode
    )
    return out.raw[: room.value * library.lou_charSize()].decode(encoding).replace(" ", "\u2800")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_written_as_liblouis_writes_it(code: str) -> None:
    for table in filter(None, (tables.uncontracted(code), tables.contracted(code))):
        assert liblouis.translate(table, SENTENCES[code]).dots == plainly_asked(table, SENTENCES[code])


def test_unified_english_is_written_not_the_code_before_it() -> None:
    contracted = tables.contracted("en") or ""

    # The old British code joins "to your": `6YR`.
    assert written(contracted, "talk to your child") == "TALK TO YR *"
    assert written(tables.uncontracted("en") or "", "Talk, 25") == ",TALK1 #BE"


def test_bold_is_marked_where_the_table_has_a_sign_for_it() -> None:
    strong = [False] * 5 + [True] * 4 + [False] * 6

    assert ascii_of(liblouis.translate("en-ueb-g1.ctb", "hear your voice", strong).dots) == "HEAR ^1YOUR VOICE"
    assert ascii_of(liblouis.translate("Pl-Pl-g1.utb", "hear your voice", strong).dots) == "HEAR YOUR VOICE"


def test_a_line_may_end_where_print_had_a_space_that_braille_leaves_out() -> None:
    cells = liblouis.translate("ru-litbrl.ctb", "да, нет, Москва, 5")

    assert ascii_of(cells.dots) == "DA1NET1MOSKWA1#E"
    assert cells.breaks == (3, 7, 14)


def test_single_letters_are_words_too() -> None:
    assert liblouis.translate("en-ueb-g1.ctb", "a b c").breaks == (2, 4)


def test_no_line_ends_at_a_no_break_space() -> None:
    cells = liblouis.translate("en-ueb-g1.ctb", "ring 0808\u00a0808 now")

    assert ascii_of(cells.dots) == 'RING #JHJH"HJH NOW'
    assert cells.breaks == (5, 15)


def test_chinese_may_be_broken_between_characters_but_not_after_a_bracket() -> None:
    # 语言 is one word to the table.
    assert liblouis.translate("zhcn-cbs.ctb", "我的语言").breaks == (1, 3)
    assert liblouis.translate("zhcn-cbs.ctb", "“我").breaks == ()


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_every_table_says_what_it_does_not_know(table: str) -> None:
    unknown = [character for character in "\ue000\ufffd😀☎★" if liblouis.knows(table, character)]
    known = [character for character in "aZ059.,:;?!-()' " if not liblouis.knows(table, character)]

    assert unknown == []
    assert known == []


@pytest.mark.parametrize("table", EVERY_TABLE)
def test_what_a_table_knows_is_written_with_six_dots(table: str) -> None:
    printable = [chr(number) for number in range(0x20, 0x250) if chr(number).isprintable()]
    known = [character for character in printable if liblouis.knows(table, character)]

    cells = [liblouis.translate(table, f"a {character}a, {character}") for character in known]

    assert len(cells) > 60


@pytest.mark.parametrize(
    ("table", "unknown"),
    [
        ("Pl-Pl-g1.utb", "€•✓®™"),
        # These write an unknown character as a cell of their own, and never as an escape.
        ("bg.utb", "€→✓"),
        ("hu-hu-g1.ctb", "£→✓½°×÷©®™"),
        ("lt-6dot.utb", "✓½™‘"),
        ("es-g2.ctb", "•→✓#_™"),
    ],
)
def test_the_probe_sees_through_each_way_of_passing_over_a_character(table: str, unknown: str) -> None:
    assert [character for character in unknown if liblouis.knows(table, character)] == []


def test_eight_dot_cells_are_refused() -> None:
    assert liblouis.accepts("lt.ctb")

    with pytest.raises(liblouis.EightDotsError) as refused:
        liblouis.translate("lt.ctb", "A a")

    assert refused.value.characters == {"A"}


def test_a_table_that_is_not_there_is_named() -> None:
    assert not liblouis.accepts("nobody.utb")

    with pytest.raises(liblouis.LouisError, match=r"nobody\.utb"):
        liblouis.translate("nobody.utb", "a")


def test_long_texts_come_out_whole() -> None:
    cells = liblouis.translate("en-ueb-g1.ctb", "your child " * 10_000)

    assert len(cells) == len("your child ") * 10_000


def test_many_threads_may_ask_at_once() -> None:
    asked = [(table, text) for table in ("en-ueb-g2.ctb", "Pl-Pl-g1.utb", "uk.utb") for text in SENTENCES.values()] * 8
    alone = [written(table, text) for table, text in asked[: len(asked) // 8]]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda pair: written(*pair), asked))

    assert together == alone * 8


def test_every_language_has_the_tables_that_are_promised() -> None:
    with_braille = {language.code for language in REGISTRY if tables.uncontracted(language.code)}
    with_contracted = {language.code for language in REGISTRY if tables.contracted(language.code)}

    assert with_braille == {language.code for language in REGISTRY} - {"tet", "so", "sco-ulster", "fa", "ckb"}
    assert with_contracted == {"en", "pt", "ar", "ru", "ga", "hu", "zh-hans", "es"}


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "en"), ("EN", "en"), ("pt-BR", "pt"), ("zh-Hans", "zh-hans"), ("tet", "tet"), ("xx", None)],
)
def test_a_language_is_found_by_its_tag(tag: str, code: str | None) -> None:
    assert tables.code_of(tag) == code


#: The published alphabet (World Braille Usage, third edition), and signs that it gives.
ROMANIAN = {
    "ă": "16", "â": "126", "î": "146", "ș": "156", "ț": "246", "ş": "156", "ţ": "246",
    "a": "1", "b": "12", "c": "14", "d": "145", "e": "15", "f": "124", "g": "1245", "h": "125", "i": "24", "j": "245",
    "k": "13", "l": "123", "m": "134", "n": "1345", "o": "135", "p": "1234", "q": "12345", "r": "1235", "s": "234",
    "t": "2345", "u": "136", "v": "1236", "w": "2456", "x": "1346", "y": "13456", "z": "1356",
    ".": "256", ",": "2", ";": "23", ":": "25", "?": "26", "!": "235", "-": "36",
}  # fmt: skip
OWN_ROMANIAN = tables.TABLES["ro"].uncontracted[-1]


def cell(dots: str) -> str:
    return chr(0x2800 + sum(1 << (int(dot) - 1) for dot in dots))


@pytest.mark.parametrize("letter", ROMANIAN)
def test_our_romanian_table_writes_the_published_alphabet(letter: str) -> None:
    capital = letter.upper()

    assert liblouis.translate(OWN_ROMANIAN, letter).dots == cell(ROMANIAN[letter])
    if capital != letter:
        assert liblouis.translate(OWN_ROMANIAN, capital).dots == cell("46") + cell(ROMANIAN[letter])


def test_our_romanian_table_writes_numbers_and_sentences() -> None:
    assert written(OWN_ROMANIAN, "Limba mea este româna, 25.") == ".LIMBA MEA ESTE ROM<NA1 #BE4"


def test_romanian_is_liblouiss_own_where_it_has_one() -> None:
    expected = "ro-g0.utb" if liblouis.accepts("ro-g0.utb") else OWN_ROMANIAN

    assert tables.uncontracted("ro") == expected


WITHOUT_LOUIS = """
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.producers import BrailleFile, EBraille
from home.languages import get
print(liblouis.is_there(), liblouis.accepts("bg.utb"), BrailleFile().why_not(get("en")), EBraille().why_not(get("so")))
try:
    liblouis.translate("bg.utb", "a")
except liblouis.LouisError as error:
    print(error)
"""


def test_without_liblouis_everything_says_so_and_nothing_breaks() -> None:
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_LOUIS],
        env=os.environ | {"LIBLOUIS_PATH": "/nowhere/liblouis.so"},
        capture_output=True,
        text=True,
        check=True,
    )

    why = "Why.NO_BRAILLE_LIBRARY"
    assert result.stdout.splitlines() == [f"False False {why} {why}", "liblouis is not installed"]
