"""The lists of other languages: machine drafts that only warn, each rule finding its own example."""

from collections.abc import Iterator

import pytest

from guidance.wording import Draft, Rule, Severity, check, rules_of, wording_of
from guidance.wording.rules import codes_with_rules
from home import languages
from tests.guidance.translated import TRANSLATED_PAGES
from tests.guidance.wording.drafts import codes, findings, paragraph
from tests.guidance.wording.pages import FOLDER, translated_draft

CODES = ("pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru", "ga")
#: Damage, bad parent, good parents always, must, spoilt, manipulating, naughty, your fault.
FAMILY = {f"avoid.{number}" for number in (1, 11, 12, 13, 22, 23, 24, 87)}
RULES = [(code, rule) for code in CODES for rule in rules_of(code)]
TRANSLATED = [(code, slug) for code in CODES if (FOLDER / code).is_dir() for slug in TRANSLATED_PAGES]
FORMS = {
    "pl": ("avoid.22", "Nie rozpieszczaj, nie rozpieścisz, rozpuszczone dziecko."),
    "lt": ("avoid.22", "Lepinate vaiką."),
    "pt": ("avoid.22", "Colo a mais estraga o bebé."),
    "ro": ("avoid.22", "Un copil răsfățat plânge mult."),
    "bg": ("avoid.22", "Така ще го глезите."),
    "ar": ("avoid.22", "لا تدللوا الطفل."),
    "uk": ("avoid.22", "Розпещена дитина плаче."),
    "ru": ("avoid.22", "Не балуйте малыша."),
    "ga": ("avoid.22", "Mhill tú an leanbh."),
}
GOOD = {
    "pl": "To nie jest Twoja wina. Nie musisz być idealna. Nigdy nie potrząsaj dzieckiem. Musisz zadzwonić pod 999.",
    "lt": "Tai ne jūsų kaltė. Apkabinkite vaiką. Niekada nekratykite kūdikio. Privalote skambinti 999.",
    "pt": "A culpa não é sua. Não tem de ser perfeita. Nunca abane um bebé. Tem de ligar 999.",
    "ro": "Nu este vina dumneavoastră. Nu trebuie să fiți perfectă. Nu scuturați bebelușul. Trebuie să sunați la 999.",
    "bg": "Вината не е ваша. Прегърнете бебето. Никога не разтърсвайте бебе. Трябва да позвъните на 999.",
    "ar": "هذا ليس ذنبكم. احضنوا طفلكم. لا تهزوا الطفل أبداً. يجب أن تتصلوا بالرقم 999.",
    "uk": "Це не ваша вина. Обійміть малюка. Ніколи не трясіть дитину. Ви повинні зателефонувати 999.",
    "ru": "Это не ваша вина. Обнимите малыша. Никогда не трясите ребёнка. Вы должны позвонить 999.",
    "ga": "Níl aon locht ort. Coinnigh do leanbh gar duit. Ná croith leanbh riamh. Caithfidh tú glaoch ar 999.",
}


def found_in(text: str, code: str) -> Iterator[str]:
    return (found for found in codes(paragraph(text), language=code) if found.startswith("avoid"))


def test_every_language_has_its_list() -> None:
    assert set(codes_with_rules()) == {"en", *CODES}


@pytest.mark.parametrize("code", CODES)
def test_the_phrases_that_shame_most_are_in_every_list(code: str) -> None:
    assert {rule.code for rule in rules_of(code)} >= FAMILY


@pytest.mark.parametrize("code", CODES)
def test_a_rules_number_is_that_of_the_english_rule(code: str) -> None:
    numbers = [rule.code for rule in rules_of(code)]

    assert set(numbers) <= {rule.code for rule in rules_of("en")}
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("code", CODES)
def test_a_list_that_nobody_has_checked_only_warns(code: str) -> None:
    assert not wording_of(code).is_checked
    assert {rule.severity for rule in rules_of(code)} == {Severity.WARN}


@pytest.mark.parametrize(("code", "rule"), RULES, ids=lambda value: value if isinstance(value, str) else value.code)
def test_each_rule_finds_its_own_example(code: str, rule: Rule) -> None:
    assert list(found_in(rule.example, code)) == [rule.code]
    assert rule.instead
    assert rule.reason.endswith(".")


@pytest.mark.parametrize("code", CODES)
def test_other_forms_are_found_too(code: str) -> None:
    expected, text = FORMS[code]

    assert expected in set(found_in(text, code))


@pytest.mark.parametrize("code", CODES)
def test_hope_and_safety_are_let_go(code: str) -> None:
    assert list(found_in(GOOD[code], code)) == []


@pytest.mark.parametrize("code", CODES)
def test_links_that_say_nothing_are_found(code: str) -> None:
    vague = sorted(wording_of(code).vague_links)

    assert len(vague) >= 5
    assert codes(paragraph(vague[0].capitalize(), href="https://example.org/a"), language=code) == ["link.vague"]


@pytest.mark.parametrize(("code", "slug"), TRANSLATED)
def test_the_sites_own_translations_are_let_go(code: str, slug: str) -> None:
    found = check(translated_draft(slug, code), rules=rules_of(code))

    assert [(one.code, one.words, one.sentence) for one in found if one.code.startswith(("avoid", "rule"))] == []


def test_a_language_without_a_list_gets_the_measures() -> None:
    words = paragraph("Ha'u " * 40 + ".")

    assert wording_of("tet").rules == ()
    assert [one.code for one in findings(words, language="tet", rules=())] == ["sentence.long"]
    assert isinstance(Draft(languages.get("tet"), ()), Draft)
