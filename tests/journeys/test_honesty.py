"""Nothing pretends that a check has happened: what is shown, to whom, and what it says of itself."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client

from guidance.models import GuidancePage
from home import generation, remembered
from home.models import BasePage, HomePage, SignOff, SiteLanguage
from home.states import PageState, Step
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


def page_of(slug: str, code: str) -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)


def sign(page: BasePage, step: Step, person: User) -> SignOff:
    words = page.versions.words_to_sign(page)
    sign_off = SignOff(
        page=page,
        step=step.value,
        signed_by=person,
        role="Health visitor",
        signed_on=date(2026, 11, 22),
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    sign_off.full_clean()
    sign_off.save()
    return sign_off


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_user(name) for name in ("anna", "bernie", "cara")]


@pytest.fixture
def as_production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False


def make_live(slug: str, codes: list[str], people: list[User]) -> None:
    sign(page_of(slug, "en"), Step.CHECKED, people[0])
    for code in codes:
        if code != "en":
            sign(page_of(slug, code), Step.TRANSLATED, people[0])
            sign(page_of(slug, code), Step.SECOND_READ, people[1])
        SiteLanguage.objects.filter(code=code).update(state="live")
    SiteLanguage.objects.filter(code="en").update(state="live")


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", "Nobody at the Trust has checked it"), ("pl", "komputera"), ("ar", "الكمبيوتر"), ("uk", "комп")],
)
def test_everything_shipped_says_that_nobody_has_checked_it(client: CheckingClient, code: str, words: str) -> None:
    for path in ("", "about/", "guidance/why-babies-cry/"):
        response = client.get(f"/{code}/{path}")
        page = BeautifulSoup(response.content, "html.parser")

        assert words in page.select_one(".notice").get_text()
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_no_date_is_invented_for_a_page_that_nobody_has_checked(client: CheckingClient) -> None:
    checked = soup(client, "/en/guidance/calm-together/").select_one(".checked__facts").get_text(" ", strip=True)

    assert checked.count("not yet checked") == 2
    assert "202" not in checked


def test_a_draft_translation_leads_to_the_english_and_to_an_interpreter(client: CheckingClient) -> None:
    notice = soup(client, "/ro/guidance/calm-together/").select_one(".notice")

    links = [link["href"] for link in notice.select("a")]

    assert links == ["/en/guidance/calm-together/", "/ro/interpreter/"]


def test_production_shows_nothing_that_nobody_signed_for(client: CheckingClient, as_production: None) -> None:
    assert client.get("/en/guidance/calm-together/").status_code == 404
    assert client.get("/pl/guidance/calm-together/").status_code == 404
    assert "<loc>" not in client.get("/sitemap.xml").content.decode()
    home = soup(client, "/en/")
    assert "made ready" in home.main.get_text()
    assert home.select('#help-now a[href="tel:999"]')


def test_production_shows_a_page_that_named_people_signed_for(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live("calm-together", ["en", "pl"], people)

    page = soup(client, "/pl/guidance/calm-together/")

    assert page.select_one(".notice") is None
    assert page.find("meta", attrs={"name": "robots"}) is None
    facts = page.select_one(".checked__facts").get_text(" ", strip=True)
    assert "Health visitor" in facts
    assert "22 listopada 2026" in facts
    assert "22 listopada 2027" in facts


@pytest.mark.parametrize("code", ["en", "pl"])
def test_changing_one_word_takes_the_page_out_of_production_until_it_is_signed_again(
    client: CheckingClient, as_production: None, people: list[User], code: str
) -> None:
    make_live("calm-together", ["en", "pl"], people)
    page = page_of("calm-together", code)
    page.promise += " Really."
    page.save_revision().publish()

    shown = client.get(f"/{code}/guidance/calm-together/")

    if code == "en":
        assert shown.status_code == 404
    else:
        # The English that is signed stands in its place.
        assert BeautifulSoup(shown.content, "html.parser").article["lang"] == "en-GB"


def test_one_person_can_not_sign_for_both_readings(people: list[User]) -> None:
    page = page_of("calm-together", "pl")
    sign(page, Step.TRANSLATED, people[0])

    with pytest.raises(Exception, match="second person"):
        sign(page, Step.SECOND_READ, people[0])


def test_a_certified_translation_counts_as_the_first_of_two_people(editor_client: Client) -> None:
    page = page_of("calm-together", "pl")
    address = f"/admin/sign/{page.pk}/"
    certified = {"step": "translated", "role": "Certified translator", "certificate": "Example Translations, no. 7"}
    editor_client.post(address, certified)

    editor_client.post(address, {"step": "second-read", "role": "Polish health visitor"})

    assert {row.step for row in SignOff.objects.filter(page=page)} == {"translated", "second-read"}
    assert {signature.is_certified for signature in page.versions.signed(page).values()} == {True, False}
    screen = editor_client.get(address).content.decode()
    assert "certified: Example Translations, no. 7" in screen
    assert 'name="certificate"' not in screen


def test_a_certificate_is_for_a_translation_alone(editor_client: Client) -> None:
    page = page_of("calm-together", "pl")

    refused = {"step": "second-read", "role": "Health visitor", "certificate": "Example Translations, no. 7"}
    response = editor_client.post(f"/admin/sign/{page.pk}/", refused)

    assert response.status_code == 422
    assert "for the step" in str(response.context["form"].errors["certificate"])
    assert not SignOff.objects.filter(page=page).exists()


def test_a_safety_page_needs_a_clinician_as_well(people: list[User]) -> None:
    sign(page_of("why-babies-cry", "en"), Step.CHECKED, people[0])
    assert page_of("why-babies-cry", "en").state is PageState.PREVIEW

    sign(page_of("why-babies-cry", "en"), Step.CLINICAL, people[1])

    assert page_of("why-babies-cry", "en").state is PageState.LIVE


def test_a_live_translation_gives_way_to_the_signed_english_while_it_is_not_signed(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live("calm-together", ["en"], people)
    SiteLanguage.objects.filter(code="pl").update(state="live")

    page = soup(client, "/pl/guidance/calm-together/")

    assert page.html["lang"] == "pl"
    assert page.article["lang"] == "en-GB"


def test_a_language_that_is_off_answers_with_its_interpreter_card(client: CheckingClient) -> None:
    for code in ("tet", "ga", "zh-hans", "sco-ulster", "ckb"):
        page = soup(client, f"/{code}/guidance/calm-together/", status=404)

        assert page.html["lang"] == "en-GB"
        assert page.select(f'a[href="/en/interpreter/{code}/"]')


def test_an_editor_signs_in_the_admin_and_the_page_says_so(editor_client: Client, client: CheckingClient) -> None:
    page = page_of("calm-together", "en")
    address = f"/admin/sign/{page.pk}/"
    assert "waiting for a person" in editor_client.get(address).content.decode()

    response = editor_client.post(address, {"step": "checked", "role": "Infant mental health lead"})

    assert response.status_code == 302
    assert "Infant mental health lead" in soup(client, "/en/guidance/calm-together/").select_one(".checked").get_text()


def test_nobody_signs_for_words_that_changed_while_they_read(editor_client: Client) -> None:
    page = page_of("calm-together", "en")
    address = f"/admin/sign/{page.pk}/"
    screen = BeautifulSoup(editor_client.get(address).content, "html.parser")
    form = {"step": "checked", "role": "Lead", "words": screen.select_one('[name="words"]')["value"]}
    page.title = "Other words"
    page.save_revision().publish()

    refused = editor_client.post(address, form)

    assert refused.status_code == 422
    assert "Somebody has changed these words meanwhile" in refused.content.decode()
    assert not SignOff.objects.filter(page=page).exists()
    screen = BeautifulSoup(refused.content, "html.parser")
    again = form | {"words": screen.select_one('[name="words"]')["value"]}
    assert editor_client.post(address, again).status_code == 302


def test_only_clinical_reviewers_may_sign_the_clinical_step(client: CheckingClient, people: list[User]) -> None:
    editor = people[0]
    editor.groups.add(Group.objects.get(name="Editors"))
    signed_in = Client()
    signed_in.force_login(editor)
    page = page_of("why-babies-cry", "en")

    response = signed_in.post(f"/admin/sign/{page.pk}/", {"step": "clinical", "role": "Doctor"})

    assert response.status_code in {302, 403, 422}
    assert not SignOff.objects.filter(step="clinical").exists()


def test_a_language_can_not_go_live_while_urgent_help_is_incomplete() -> None:
    language = SiteLanguage.objects.get(code="ga")
    language.state = SiteLanguage.State.LIVE

    with pytest.raises(Exception, match="Urgent help is not complete"):
        language.full_clean()


def test_the_home_page_of_each_language_is_a_page_of_its_own() -> None:
    codes = HomePage.objects.filter(live=True).values_list("locale__language_code", flat=True)

    assert sorted(codes) == sorted(["en", "pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru"])


def test_a_language_turned_off_is_named_nowhere(client: CheckingClient) -> None:
    SiteLanguage.objects.filter(code="lt").update(state="off")

    page = soup(client, "/en/guidance/new-here/")

    assert not page.find_all("link", hreflang="lt")
    assert not page.select('.languages a[lang="lt"]')
    assert "/lt/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("path", ["help/", "topics/", "words/", "search/", "interpreter/", "stage/pregnancy/"])
def test_pages_without_words_of_their_own_say_that_nobody_has_checked_them(client: CheckingClient, path: str) -> None:
    response = client.get(f"/pl/{path}")

    assert "komputera" in BeautifulSoup(response.content, "html.parser").select_one(".notice").get_text()
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_signing_twice_keeps_one_signature(editor_client: Client) -> None:
    page = page_of("calm-together", "en")
    for _ in range(2):
        response = editor_client.post(f"/admin/sign/{page.pk}/", {"step": "checked", "role": "Editor"})

        assert response.status_code in {302, 422}
    assert SignOff.objects.count() == 1


def test_the_admin_keeps_the_origin_of_its_own_forms(editor_client: Client, client: CheckingClient) -> None:
    # With no-referrer a browser sends "Origin: null", and Django refuses every form.
    assert editor_client.get("/admin/").headers["Referrer-Policy"] == "same-origin"
    assert client.get("/en/").headers["Referrer-Policy"] == "no-referrer"


def test_a_page_in_english_says_so_in_a_list_of_another_language(client: CheckingClient) -> None:
    cards = {card.a["href"].split("/")[-2]: card for card in soup(client, "/pl/guidance/").select("main .card")}

    assert cards["nights"]["lang"] == "en-GB"
    assert cards["nights"].select_one(".card__language").get_text() == "English"
    assert cards["sleeping-safely"].select_one(".card__language") is None


# --- What a process remembers ---------------------------------------------------------------------------------------


@pytest.fixture
def remembering(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answer as a process that has read all it remembers, and has not heard yet of what is changed from now on."""
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    # A test is one transaction, in which nothing would be remembered.
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=False))
    with generation.beginning_with(generation.switch("begun")):
        yield


@pytest.mark.parametrize("code", ["en", "pl"])
def test_words_published_since_are_not_shown_with_the_signatures_of_others(
    client: CheckingClient, as_production: None, people: list[User], remembering: None, code: str
) -> None:
    make_live("bouncing-back", ["en", "pl"], people)
    address = f"/{code}/guidance/bouncing-back/"
    assert client.get(address).status_code == 200

    page = page_of("bouncing-back", code)
    page.promise = "Other words, which nobody has signed."
    page.save_revision().publish()

    assert page.promise not in client.get(address).content.decode()


def test_english_that_was_withdrawn_since_takes_no_page_s_place(
    client: CheckingClient, as_production: None, people: list[User], remembering: None
) -> None:
    make_live("bouncing-back", ["en"], people)
    SiteLanguage.objects.filter(code="pl").update(state="live")
    assert client.get("/pl/guidance/bouncing-back/").status_code == 200

    page_of("bouncing-back", "en").unpublish()

    assert client.get("/pl/guidance/bouncing-back/").status_code == 404
