"""The registry: every language correct in name, direction and plural rule, whether it is on or off."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation

from home import languages
from home.languages import REGISTRY, SOURCE, Language

each = pytest.mark.parametrize("language", REGISTRY, ids=lambda language: language.code)
#: What the issue asks for; the order is not the test's business.
WANTED = {
    "en", "pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru", "ga", "tet", "so", "sco-ulster",
    "lv", "sk", "hu", "zh-hans", "es", "fa", "ckb",
}  # fmt: skip
RIGHT_TO_LEFT = {"ar", "fa", "ckb"}


def is_within(n: int, first: int, last: int) -> bool:
    return first <= n <= last


def east_slavic(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    return 1 if is_within(n % 10, 2, 4) and not is_within(n % 100, 12, 14) else 2


def polish(n: int) -> int:
    if n == 1:
        return 0
    return 1 if is_within(n % 10, 2, 4) and not is_within(n % 100, 12, 14) else 2


def lithuanian(n: int) -> int:
    if is_within(n % 100, 11, 19) or n % 10 == 0:
        return 2
    return 0 if n % 10 == 1 else 1


def latvian(n: int) -> int:
    if n % 10 == 0 or is_within(n % 100, 11, 19):
        return 0
    return 1 if n % 10 == 1 else 2


def romanian(n: int) -> int:
    if n == 1:
        return 0
    return 1 if n == 0 or is_within(n % 100, 1, 19) else 2


def arabic(n: int) -> int:
    if n <= 2:
        return n
    if is_within(n % 100, 3, 10):
        return 3
    return 4 if is_within(n % 100, 11, 99) else 5


def irish(n: int) -> int:
    if n in {1, 2}:
        return n - 1
    if is_within(n, 3, 6):
        return 2
    return 3 if is_within(n, 7, 10) else 4


def slovak(n: int) -> int:
    if n == 1:
        return 0
    return 1 if is_within(n, 2, 4) else 2


def one_or_more(n: int) -> int:
    return 0 if n == 1 else 1


def none_or_one(n: int) -> int:
    return 0 if n <= 1 else 1


def always(n: int) -> int:
    return 0


#: CLDR 47, cardinal rules, whole numbers; written out again here so that a slip in one is seen in the other.
CLDR: dict[str, tuple[int, Callable[[int], int]]] = {
    "en": (2, one_or_more),
    "pl": (3, polish),
    "lt": (3, lithuanian),
    "pt": (2, one_or_more),  # pt-PT: nought is plural, as it is not in Brazil
    "ro": (3, romanian),
    "bg": (2, one_or_more),
    "ar": (6, arabic),
    "uk": (3, east_slavic),
    "ru": (3, east_slavic),
    "ga": (5, irish),
    "tet": (1, always),
    "so": (2, one_or_more),
    "lv": (3, latvian),
    "sk": (3, slovak),
    "hu": (2, one_or_more),
    "zh-hans": (1, always),
    "es": (2, one_or_more),
    "fa": (2, none_or_one),
    "ckb": (2, one_or_more),
}
#: A few numbers each, read off the CLDR chart by hand.
SAMPLES = {
    "pl": {1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 14: 2, 21: 2, 22: 1, 112: 2, 0: 2},
    "lt": {1: 0, 21: 0, 11: 2, 2: 1, 9: 1, 10: 2, 19: 2, 111: 2, 0: 2},
    "ro": {1: 0, 0: 1, 19: 1, 20: 2, 101: 1, 119: 1, 120: 2},
    "ar": {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 102: 5, 103: 3},
    "uk": {1: 0, 21: 0, 11: 2, 3: 1, 13: 2, 5: 2, 0: 2},
    "ru": {1: 0, 101: 0, 111: 2, 24: 1, 14: 2, 100: 2},
    "ga": {1: 0, 2: 1, 3: 2, 6: 2, 7: 3, 10: 3, 11: 4, 0: 4},
    "lv": {0: 0, 10: 0, 11: 0, 19: 0, 1: 1, 21: 1, 2: 2, 111: 0},
    "sk": {1: 0, 2: 1, 4: 1, 5: 2, 22: 2, 0: 2},
    "fa": {0: 0, 1: 0, 2: 1},
    "tet": {0: 0, 1: 0, 2: 0},
}


def plural_rule(language: Language) -> tuple[int, Callable[[int], int]]:
    """Return the number of forms and the rule, as gettext itself reads them."""
    match = re.fullmatch(r"nplurals=(\d); plural=(.+);", language.plural_forms)
    assert match, language.plural_forms
    return int(match[1]), gettext.c2py(match[2])  # type: ignore[attr-defined]


def test_every_language_that_families_here_need_is_there_once() -> None:
    assert {language.code for language in REGISTRY} == WANTED
    assert len(REGISTRY) == len(WANTED)
    assert SOURCE.code == "en"


@pytest.mark.parametrize("code", CLDR)
def test_plurals_are_cldrs(code: str) -> None:
    forms, rule = plural_rule(languages.get(code))
    wanted_forms, wanted = CLDR[code]

    assert forms == wanted_forms
    assert [rule(n) for n in range(201)] == [wanted(n) for n in range(201)]


@pytest.mark.parametrize(("code", "sample"), SAMPLES.items(), ids=SAMPLES)
def test_plurals_of_numbers_read_off_the_chart(code: str, sample: dict[int, int]) -> None:
    _forms, rule = plural_rule(languages.get(code))

    assert {n: rule(n) for n in sample} == sample


@each
def test_no_plural_rule_asks_for_a_form_that_is_not_there(language: Language) -> None:
    forms, rule = plural_rule(language)

    assert {rule(n) for n in range(1001)} <= set(range(forms))


@each
def test_each_language_has_its_names_and_asks_for_an_interpreter(language: Language) -> None:
    assert language.english_name
    assert language.own_name
    assert language.spoken_name
    # Who speaks English needs no interpreter.
    assert (len(language.card_sentence) > 12) == (language != SOURCE)


@each
def test_a_card_says_it_in_its_own_language(language: Language) -> None:
    others = [other.card_sentence for other in REGISTRY if other != language]

    assert language.card_sentence not in others
    if language != SOURCE:
        assert not language.card_sentence.startswith("My language")


@pytest.mark.parametrize(
    ("code", "spoken", "own"),
    [("tet", "Tetum", "Tetun"), ("zh-hans", "Chinese", "简体中文"), ("pl", "Polish", "Polski")],
)
def test_a_receptionist_hears_the_name_that_an_interpreter_is_booked_by(code: str, spoken: str, own: str) -> None:
    language = languages.get(code)

    assert (language.spoken_name, language.own_name) == (spoken, own)


@each
def test_direction_follows_the_script(language: Language) -> None:
    assert language.dir == ("rtl" if language.code in RIGHT_TO_LEFT else "ltr")
    arabic_letters = len(re.findall("[؀-ۿ]", language.own_name + language.card_sentence))
    assert (arabic_letters > 10) == language.is_rtl


@each
def test_django_knows_each_language_as_the_registry_has_it(language: Language) -> None:
    info = translation.get_language_info(language.code)

    assert info["bidi"] == language.is_rtl
    assert language.code in dict(settings.LANGUAGES)
    assert language.code in settings.MODELTRANSLATION_LANGUAGES
    with translation.override(language.code):
        assert translation.get_language() == language.code
        assert translation.get_language_bidi() == language.is_rtl


def test_english_is_british_and_portuguese_european_in_what_a_browser_reads() -> None:
    assert (SOURCE.code, SOURCE.tag) == ("en", "en-GB")
    assert languages.get("pt").tag == "pt-PT"
    assert languages.get("zh-hans").tag == "zh-Hans"


def test_romanian_and_tetum_names_have_their_own_letters() -> None:
    assert "ţ" not in languages.get("ro").card_sentence
    assert "ț" in languages.get("ro").card_sentence


@pytest.mark.parametrize(("code", "folder"), [("pl", "pl"), ("zh-hans", "zh_Hans"), ("sco-ulster", "sco_Ulster")])
def test_a_catalogues_folder_is_spelled_as_django_looks_for_it(code: str, folder: str) -> None:
    assert languages.get(code).catalogue == folder == translation.to_locale(code)


def catalogues() -> list[Path]:
    return [file for folder in settings.LOCALE_PATHS for file in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))]


@pytest.mark.parametrize("file", catalogues(), ids=lambda file: file.parts[-3])
def test_a_catalogue_has_the_plural_rule_of_the_registry(file: Path) -> None:
    (language,) = [language for language in REGISTRY if language.catalogue == file.parts[-3]]

    metadata = polib.pofile(str(file)).metadata

    assert metadata["Plural-Forms"].replace(" ", "") == language.plural_forms.replace(" ", "")
    assert metadata["Language"].replace("_", "-") in {language.code, language.tag}


def test_an_unknown_code_is_named() -> None:
    assert languages.find("xx") is None
    with pytest.raises(LookupError, match="'xx' is not in the language registry"):
        languages.get("xx")
