"""A language is live when nothing is lacking, and the screen says what is."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guidance.models import GuidancePage
from home import gate, languages
from home.gate import lacking
from home.models import BasePage, Helpline, SignOff, SiteLanguage
from home.states import steps_needed

pytestmark = pytest.mark.django_db

POLISH = languages.get("pl")


def sign_core_pages(code: str) -> None:
    people = [User.objects.get_or_create(username=name)[0] for name in ("anna", "bernie", "carol")]
    for english in gate._core():
        for page in english.versions.pages:
            if page.locale.language_code in ("en", code):
                sign(page, people)


def sign(page: BasePage, people: list[User]) -> None:
    words = page.versions.words_to_sign(page)
    for step, person in zip(steps_needed(words), people, strict=False):
        SignOff.objects.create(
            page=page,
            step=step.value,
            signed_by=person,
            role="Somebody",
            signed_on=date(2026, 11, 30),
            words_digest=words.digest,
            source_digest=words.source_digest,
        )


def save(client: Client, code: str, state: str) -> str:
    row, _created = SiteLanguage.objects.get_or_create(code=code)
    response = client.post(f"/admin/snippets/home/sitelanguage/edit/{row.pk}/", {"code": code, "state": state})
    return "" if response.status_code == 302 else response.content.decode()


def test_all_that_is_lacking_is_named() -> None:
    found = [lack.what for lack in lacking(languages.get("lv"))]

    assert found == [
        "Words of the interface that are not translated",
        "Lines of urgent help that are not complete",
        "Core pages that are not translated and signed",
    ]


def test_core_pages_are_the_home_page_and_those_an_editor_has_marked() -> None:
    core = gate._core()
    marked = GuidancePage.objects.filter(core=True, locale__language_code="en")

    assert [page for page in core if page.depth == 2]
    assert {page.pk for page in core if page.depth > 2} == {page.pk for page in marked} != set()


def test_a_safety_page_that_is_in_english_only_keeps_no_language_from_its_readers() -> None:
    assert GuidancePage.objects.filter(safety=True, core=False, locale__language_code="en", live=True).exists()
    sign_core_pages("pl")

    assert lacking(POLISH) == []


def test_a_page_that_an_editor_marks_is_needed_at_once() -> None:
    sign_core_pages("pl")
    english = GuidancePage.objects.filter(core=False, locale__language_code="en", slug="two-homes")

    english.update(core=True)

    assert [str(lack) for lack in lacking(POLISH)] == [
        "Core pages that are not translated and signed: 1 (Two homes, one baby)"
    ]


def test_a_language_goes_live_when_its_core_pages_are_signed(editor_client: Client) -> None:
    refused = save(editor_client, "pl", "live")
    assert "Core pages that are not translated and signed" in refused
    assert "Words of the interface that are not translated" not in refused
    sign_core_pages("pl")

    assert lacking(POLISH) == []
    assert save(editor_client, "pl", "live") == ""
    assert SiteLanguage.objects.get(code="pl").state == "live"


@pytest.mark.parametrize("state", ["off", "preview"])
def test_nothing_keeps_a_language_from_preview_or_off_and_the_screen_says_what_is_lacking(
    editor_client: Client, state: str
) -> None:
    assert save(editor_client, "lv", state) == ""

    row = SiteLanguage.objects.get(code="lv")
    screen = editor_client.get(f"/admin/snippets/home/sitelanguage/edit/{row.pk}/").content.decode()
    assert "Before this language can be live:" in screen
    assert "Core pages that are not translated and signed" in screen


def test_english_words_under_a_signed_page_are_no_translation() -> None:
    sign_core_pages("pl")
    page = next(page for page in gate._core()[0].versions.pages if page.locale.language_code == "pl")
    type(page).objects.filter(pk=page.pk).update(words_language="en")

    assert [lack.count for lack in lacking(POLISH)] == [1]


def test_a_language_that_is_live_already_may_be_saved_again(editor_client: Client) -> None:
    SiteLanguage.objects.filter(code="pl").update(state="live")

    assert save(editor_client, "pl", "live") == ""


def test_a_gap_in_urgent_help_is_one_of_them() -> None:
    sign_core_pages("pl")
    line = Helpline.objects.urgent().first()
    line.name_pl = ""
    line.save()

    assert [lack.what for lack in lacking(POLISH)] == ["Lines of urgent help that are not complete"]
