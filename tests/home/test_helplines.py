"""A helpline's card: whole in one language, honest about what is doubtful, and always in the same order."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from guidance.content.load import FIRST_LANGUAGES
from home import languages
from home.models import Helpline
from home.models.helplines import helpline_card
from home.urgent_help import HelplineShelf

TODAY = date(2026, 6, 1)
POLISH = languages.get("pl")
URGENT = ["emergency", "lifeline", "gp-out-of-hours", "abuse-helpline", "gateway", "emergency-social-work"]
each_first_language = pytest.mark.parametrize("code", FIRST_LANGUAGES)


def line(**columns: Any) -> Helpline:
    given = {
        "key": "test",
        "group": "support",
        "evidence": "found",
        "phone": "0808 808 8000",
        "name_en": "Lifeline",
        "hours_en": "Any time",
        "next_check_due": None,
    }
    return Helpline(**(given | columns))


def test_a_line_that_was_found_and_is_not_due_shows_its_hours() -> None:
    card = helpline_card(line(next_check_due=TODAY), languages.SOURCE, today=TODAY)

    assert (card.hours, card.may_have_changed, card.hours_may_have_changed) == ("Any time", False, False)


def test_a_doubtful_line_shows_no_hours_and_says_that_it_may_have_changed() -> None:
    card = helpline_card(line(evidence="doubtful"), languages.SOURCE, today=TODAY)

    assert (card.phone, card.hours, card.may_have_changed) == ("0808 808 8000", "", True)


def test_a_line_past_its_check_shows_no_hours_and_keeps_its_number() -> None:
    overdue = line(next_check_due=TODAY - timedelta(days=1))

    card = helpline_card(overdue, languages.SOURCE, today=TODAY)

    assert (card.phone, card.hours, card.hours_may_have_changed) == ("0808 808 8000", "", True)


def test_a_line_that_is_never_hidden_keeps_its_hours_past_its_check() -> None:
    always = line(next_check_due=TODAY - timedelta(days=400), is_never_hidden=True)

    card = helpline_card(always, languages.SOURCE, today=TODAY)

    assert (card.hours, card.hours_may_have_changed) == ("Any time", False)


def test_a_number_that_nobody_has_checked_yet_has_no_date_to_be_past() -> None:
    assert not line().is_overdue(today=TODAY)


def test_a_card_is_whole_in_the_readers_language() -> None:
    card = helpline_card(line(name_pl="Linia życia", hours_pl="Zawsze"), POLISH, today=TODAY)

    assert (card.name, card.hours, card.lang_tag, card.words_differ) == ("Linia życia", "Zawsze", "pl", False)


def test_a_card_that_lacks_one_text_is_english_throughout_and_marked_so() -> None:
    card = helpline_card(line(name_pl="Linia życia"), POLISH, today=TODAY)

    assert (card.name, card.hours, card.lang_tag, card.lang_dir, card.words_differ) == (
        "Lifeline", "Any time", "en-GB", "ltr", True,
    )  # fmt: skip


def test_a_card_dials_digits_and_shows_them_as_people_say_them() -> None:
    card = helpline_card(line(phone="0300 123 3 111"), languages.SOURCE, today=TODAY)

    assert (card.phone, card.tel) == ("0300 123 3 111", "03001233111")


@pytest.mark.parametrize("phone", ["call me", "0800-111", "+44 808 808 8000", "٠٨٠٨"])
def test_a_number_that_cannot_be_dialled_as_it_stands_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError):
        line(phone=phone, owner="A", order=1).clean_fields(exclude=["name", "who", "note", "cost", "hours"])


@pytest.mark.django_db
class TestShipped:
    @each_first_language
    def test_urgent_help_stands_in_its_fixed_order(self, code: str) -> None:
        cards = HelplineShelf().urgent(languages.get(code))

        assert [card.key for card in cards] == URGENT
        assert cards[0].phone == "999"

    @each_first_language
    def test_urgent_help_is_complete_in_every_language_that_is_shown(self, code: str) -> None:
        cards = HelplineShelf().urgent(languages.get(code))

        assert [card.key for card in cards if card.words_differ] == []
        assert all(card.phone for card in cards)

    @each_first_language
    def test_every_other_line_is_complete_too(self, code: str) -> None:
        lines = Helpline.objects.all()

        assert [shown.key for shown in lines if not shown.is_complete_in(code)] == []

    @pytest.mark.parametrize("language", languages.REGISTRY, ids=lambda language: language.code)
    def test_no_language_is_without_urgent_help(self, language: languages.Language) -> None:
        assert [card.phone for card in HelplineShelf().urgent(language)][:2] == ["999", "0808 808 8000"]

    @each_first_language
    def test_999_names_its_bsl_and_its_text_relay(self, code: str) -> None:
        note = HelplineShelf().urgent(languages.get(code))[0].note

        assert "BSL" in note
        assert "55" in note

    def test_doubtful_lines_show_no_hours(self) -> None:
        doubtful = Helpline.objects.filter(evidence="doubtful")

        assert doubtful
        for shown in doubtful:
            card = helpline_card(shown, languages.SOURCE)
            assert (card.hours, card.may_have_changed) == ("", True)

    def test_overdue_lines_are_found(self) -> None:
        Helpline.objects.filter(key="nspcc").update(next_check_due=TODAY - timedelta(days=1))
        Helpline.objects.filter(key="police").update(next_check_due=TODAY)

        assert [shown.key for shown in Helpline.objects.overdue(today=TODAY)] == ["nspcc"]

    def test_999_and_lifeline_never_lose_their_hours(self) -> None:
        Helpline.objects.update(next_check_due=TODAY - timedelta(days=400))

        kept = {card.key for card in HelplineShelf().urgent(languages.SOURCE) if card.hours}

        assert {"emergency", "lifeline"} <= kept

    def test_a_page_asks_the_database_once_for_all_its_cards(self, django_assert_num_queries: Any) -> None:
        request = RequestFactory().get("/")

        with django_assert_num_queries(1):
            shelf = HelplineShelf.of(request)
            shelf.urgent(POLISH)
            shelf.groups(POLISH)
            HelplineShelf.of(request).cards(["lifeline", "icon"], POLISH)

    def test_a_key_that_no_line_has_any_more_is_passed_over(self) -> None:
        cards = HelplineShelf().cards(["nobody", "lifeline"], languages.SOURCE)

        assert [card.key for card in cards] == ["lifeline"]

    def test_every_line_stands_in_one_group(self) -> None:
        grouped = [card.key for _label, cards in HelplineShelf().groups(languages.SOURCE) for card in cards]

        assert sorted(grouped) == sorted(Helpline.objects.values_list("key", flat=True))
