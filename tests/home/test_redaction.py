"""What says who somebody is gets proposed, wherever and however it stands. A person decides on each."""

import random
import re
import time
import unicodedata

import pytest

from home.redaction import MARK, Kind, is_health_number, propose, redact

#: In the range of Northern Ireland's numbers, with the right last digit, and nobody's that we know of.
HEALTH_NUMBER = "3200000015"


def kinds(text: str, **known: list[str]) -> list[tuple[str, Kind]]:
    return [(text[each.start : each.end], each.kind) for each in propose(text, **known)]


def without(text: str, **known: list[str]) -> str:
    return redact(text, [(each.start, each.end) for each in propose(text, **known)])


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("mary.oneill@example.com", Kind.EMAIL),
        ("mary @ example . com", Kind.EMAIL),
        ("mary(at)example.com", Kind.EMAIL),
        ("mary at example dot com", Kind.EMAIL),
        ("мария@пример.рф", Kind.EMAIL),
        ("ｍａｒｙ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind.EMAIL),
        ("https://example.com/mary?x=1", Kind.WEB),
        ("www.example.ie", Kind.WEB),
        ("example.co.uk", Kind.WEB),
        ("@mary_b", Kind.HANDLE),
        ("insta: mary_b", Kind.HANDLE),
        ("07700 900123", Kind.PHONE),
        ("0 7 7 0 0 9 0 0 1 2 3", Kind.PHONE),
        ("07700.900.123", Kind.PHONE),
        ("07700\u00a0900\u00a0123", Kind.PHONE),
        ("０７７００９００１２３", Kind.PHONE),
        ("٠٧٧٠٠ ٩٠٠١٢٣", Kind.PHONE),
        ("۰۷۷۰۰۹۰۰۱۲۳", Kind.PHONE),
        ("०७७००९००१२३", Kind.PHONE),
        ("+44 (0)7700 900123", Kind.PHONE),
        ("00353 85 012 3456", Kind.PHONE),
        ("(028) 9649 6012", Kind.PHONE),
        ("9649 6012", Kind.PHONE),
        ("0\u200f7700\u200e900\u200b123", Kind.PHONE),
        ("BT66 8AB", Kind.POSTCODE),
        ("bt668ab", Kind.POSTCODE),
        ("BT 6", Kind.POSTCODE),
        ("ВТ62 3АВ", Kind.POSTCODE),
        ("ＢＴ６２ ３ＡＢ", Kind.POSTCODE),
        ("SW1A 1AA", Kind.POSTCODE),
        ("12/03/2019", Kind.DATE),
        ("12.3.19", Kind.DATE),
        ("2019-03-12", Kind.DATE),
        ("12 March 2019", Kind.DATE),
        ("March 12th, 2019", Kind.DATE),
        ("12 marca 2019", Kind.DATE),
        ("kovo 12", Kind.DATE),
        ("12 de março de 2019", Kind.DATE),
        ("12 martie 2019", Kind.DATE),
        ("12 март 2019", Kind.DATE),
        ("12 березня 2019", Kind.DATE),
        ("12 марта 2019", Kind.DATE),
        ("١٢ مارس ٢٠١٩", Kind.DATE),
        ("320 000 0015", Kind.HEALTH_NUMBER),
        ("320-000-0015", Kind.HEALTH_NUMBER),
        ("٣٢٠ ٠٠٠ ٠٠١٥", Kind.HEALTH_NUMBER),
        ("943 476 5919", Kind.HEALTH_NUMBER),
        ("12 34 56 78 90 12 34", Kind.NUMBER),
        ("12 Main Street", Kind.PLACE),
        ("Lurgan", Kind.PLACE),
    ],
)
def test_what_has_a_form_is_proposed_whole(found: str, kind: Kind) -> None:
    assert kinds(f"we said {found}, and then") == [(found, kind)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hello, my name is mary o'neill.", ["mary", "o'neill"]),
        ("we saw Mr Smith", ["Smith"]),
        ("we saw dr. jones", ["jones"]),
        ("the midwife called siobhan was kind", ["siobhan"]),
        ("we told Aoife-Rose about it", ["Aoife-Rose"]),
        ("Mary Kelly came to us", ["Mary", "Kelly"]),
        ("nazywam się anna", ["anna"]),
        ("pomogła nam pani Nowak", ["Nowak"]),
        ("mano vardas Jonas", ["Jonas"]),
        ("chamo-me joana", ["joana"]),
        ("mă numesc ioana", ["ioana"]),
        ("казвам се иван", ["иван"]),
        ("мене звати оля", ["оля"]),
        ("меня зовут ольга", ["ольга"]),
        ("помог д-р Иванов вчера", ["Иванов"]),
        ("اسمي فاطمة.", ["فاطمة"]),
        ("ساعدتنا الدكتورة ليلى", ["ليلى"]),
        ("وابني يوسف، ثم", ["يوسف"]),
    ],
)
def test_names_are_proposed_in_every_language(text: str, names: list[str]) -> None:
    assert kinds(text) == [(name, Kind.NAME) for name in names]


def test_a_capital_alone_is_proposed_as_unsure_and_a_title_makes_it_sure() -> None:
    unsure, sure = propose("then Mary came and Dr Mullan too")

    assert (unsure.is_sure, sure.is_sure) == (False, True)


def test_a_name_that_was_found_is_found_again_at_the_beginning_of_a_sentence_and_small() -> None:
    assert (
        without("My name is Mary. Mary was tired. mary slept.") == f"My name is {MARK}. {MARK} was tired. {MARK} slept."
    )


def test_names_that_the_site_knows_are_proposed_wherever_they_stand() -> None:
    assert kinds("Joan was kind", people=["Joan Kerr"]) == [("Joan", Kind.NAME)]
    assert kinds("We live in Bleary", places=["Bleary"]) == [("Bleary", Kind.PLACE)]


@pytest.mark.parametrize(
    "text",
    [
        "I waited three weeks. Nobody rang. The room was cold!",
        "I miss my mum, and my GP said no",
        "My name is not on the list",
        "We had 3 visits, 2 calls and 15 minutes",
        "On Monday the NHS website was down",
        "Ring 999",
        "",
        "   \n",
    ],
)
def test_ordinary_words_are_let_go(text: str) -> None:
    assert propose(text) == ()


def test_the_last_digit_only_names_a_number_it_never_lets_one_go() -> None:
    right, wrong = propose(f"{HEALTH_NUMBER} and 3200000016")

    assert is_health_number(HEALTH_NUMBER)
    assert (right.kind, right.is_sure) == (Kind.HEALTH_NUMBER, True)
    assert (wrong.kind, wrong.is_sure) == (Kind.HEALTH_NUMBER, False)


@pytest.mark.parametrize("number", ["3200000016", "2999999999", "320000001", "32000000150"])
def test_only_a_number_in_range_with_the_right_last_digit_is_a_health_number(number: str) -> None:
    assert not is_health_number(number)


def test_spans_may_overlap_and_point_outside() -> None:
    assert redact("abcdef", [(1, 3), (2, 4), (5, 99), (-4, 0), (3, 2)]) == f"a{MARK}e{MARK}"


# --- Whatever anybody writes ----------------------------------------------------------------------------------------
PIECES = (
    "my name is ", "Mary ", "mary", "اسمي ", "محمد", "меня зовут ", "Dr ", "07700 900123", "٠٧٧٠٠", "320 000 0015",
    "BT66 8AB", "12/03/2019", "12 marca", " @ ", "a@b.ie", "www.a.ie", ". ", ", ", "\n", " ", "\u00a0", "\u200f",
    "\u200d", "\ufeff", "e\u0301", "\u0301", "ﷺ", "½", "①", "Ａ", "．", "ǅ", "İ", "ß", "👩\u200d👧", "\ud800", "\x00",
    "-", "(", ")", "+", "6", "٣", "𝟕", "一",
)  # fmt: skip


def texts() -> list[str]:
    chance = random.Random(20270318)
    mixed = ["".join(chance.choices(PIECES, k=chance.randrange(30))) for _ in range(1500)]
    anything = ["".join(chr(chance.randrange(0x110000)) for _ in range(40)) for _ in range(200)]
    return mixed + anything


def test_any_text_can_be_looked_through() -> None:
    for words in texts():
        found = propose(words)
        reached = 0
        for each in found:
            assert reached <= each.start < each.end <= len(words), words
            reached = each.end


def test_what_is_left_holds_nothing_that_was_found() -> None:
    for words in texts():
        left = without(words)
        for each in propose(words):
            gone = re.escape(words[each.start : each.end])
            # As a word of its own: what was written close to something that went was part of another word.
            assert not re.search(rf"(?<![\w\u0301\]]){gone}(?![\w\[])", left), (words, left)


def test_what_is_left_has_nothing_with_a_form_in_it() -> None:
    for words in texts():
        again = propose(without(words))
        assert [each for each in again if each.kind in (Kind.EMAIL, Kind.PHONE, Kind.HEALTH_NUMBER)] == [], words


def test_a_phone_number_is_found_in_every_scripts_digits_and_behind_every_space() -> None:
    zeros = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) == 0]
    spaces = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Zs", "Cf")]

    for zero in zeros:
        number = "".join(chr(ord(zero) + int(digit)) for digit in "07700900123")
        assert without(f"ring {number} soon") == f"ring {MARK} soon", hex(ord(zero))
    for space in spaces:
        assert without(f"ring 07700{space}900{space}123 soon") == f"ring {MARK} soon", hex(ord(space))


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "a.b", "Mary ", "@", " ", "12 a a ", "a@", "my name is ", "\u200f", "1.", "BT"]
)
def test_five_thousand_letters_of_anything_take_no_time(piece: str) -> None:
    begun = time.perf_counter()

    propose((piece * 5000)[:5000])

    assert time.perf_counter() - begun < 5
