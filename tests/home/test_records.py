"""Records that hold every language in one row are read whole, in one language, and never by the bare column."""

import pytest
from django.utils import translation

from home import languages
from home.models import Helpline
from home.records import column, words_of

POLISH, CHINESE = languages.get("pl"), languages.get("zh-hans")
FIELDS = ("name", "who")


def line(**texts: str) -> Helpline:
    return Helpline(key="test", phone="0800 111 111", **texts)


def test_a_column_is_read_in_the_language_asked_for_whatever_language_is_being_spoken() -> None:
    record = line(name_en="Lifeline", name_pl="Linia życia")

    with translation.override("pl"):
        assert column(record, "name", languages.SOURCE) == "Lifeline"
    with translation.override("en"):
        assert column(record, "name", POLISH) == "Linia życia"


def test_a_language_without_words_has_none() -> None:
    assert column(line(name_en="Lifeline"), "name", CHINESE) == ""


def test_a_record_that_is_whole_in_a_language_is_given_in_it() -> None:
    record = line(name_en="Lifeline", who_en="Anyone", name_pl="Linia życia", who_pl="Każdy")

    assert words_of(record, FIELDS, POLISH) == ({"name": "Linia życia", "who": "Każdy"}, POLISH)


def test_a_record_that_lacks_one_text_is_english_throughout() -> None:
    record = line(name_en="Lifeline", who_en="Anyone", name_pl="Linia życia")

    assert words_of(record, FIELDS, POLISH) == ({"name": "Lifeline", "who": "Anyone"}, languages.SOURCE)


def test_a_text_that_english_lacks_too_is_not_missed() -> None:
    record = line(name_en="Lifeline", name_pl="Linia życia")

    assert words_of(record, FIELDS, POLISH) == ({"name": "Linia życia", "who": ""}, POLISH)


@pytest.mark.parametrize("language", languages.REGISTRY, ids=lambda language: language.code)
def test_every_language_of_the_registry_has_its_columns(language: languages.Language) -> None:
    assert column(line(), "name", language) == ""


def test_what_english_does_not_say_any_more_no_translation_says() -> None:
    record = line(name_en="Lifeline", name_pl="Linia życia", who_pl="Każdy")

    assert words_of(record, FIELDS, POLISH) == ({"name": "Linia życia", "who": ""}, POLISH)
