"""A tablet in a waiting room: one family after another, each in its own language, and none sees another's answers."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from feedback.models import EntryPoint, Wave
from home.models import SiteLanguage
from tests.feedback.filling_in import Family
from tests.guidance.packs import a_pack
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
PAGES = "calm-together.looking-after-you"
MARK = f"kiosk=pages.{PAGES}"


@pytest.fixture
def point() -> EntryPoint:
    return EntryPoint.objects.filter(wave__survey__key="service-card").first()


def scripts(page: BeautifulSoup) -> list[str]:
    return [script["src"].rpartition("/")[2] for script in page.select("script[src]")]


def addresses(page: BeautifulSoup, selector: str) -> list[str]:
    return [str(link.get("href") or link.get("formaction")) for link in page.select(selector)]


# --- The start ------------------------------------------------------------------------------------------------------


def test_a_family_chooses_its_language_and_begins_the_survey_there(client: CheckingClient, point: EntryPoint) -> None:
    start = soup(client, f"/en/kiosk/survey/{point.code}/")

    choices = {link["lang"]: link["href"] for link in start.select(".kiosk-start__language")}
    assert choices["ar"] == f"/ar/survey/{point.code}/?kiosk=survey.{point.code}"
    assert len(choices) == 9
    intro = soup(client, choices["ar"])
    assert intro.html["lang"] == "ar"
    assert addresses(intro, "main a.button")[-1] == f"/ar/survey/{point.code}/questions/?kiosk=survey.{point.code}"


def test_a_family_chooses_its_language_and_one_of_the_pages(client: CheckingClient) -> None:
    start = soup(client, f"/en/kiosk/pages/{PAGES}/")
    choices = {link["lang"]: link["href"] for link in start.select(".kiosk-start__language")}
    assert choices["pl"] == f"/pl/kiosk/pages/{PAGES}/?{MARK}"

    pages = addresses(soup(client, choices["pl"]), "main .card__link")

    assert pages == [f"/pl/guidance/calm-together/?{MARK}", f"/pl/guidance/looking-after-you/?{MARK}"]


def test_one_page_alone_is_opened_at_once(client: CheckingClient) -> None:
    start = soup(client, "/en/kiosk/pages/calm-together/")

    assert addresses(start, '.kiosk-start__language[lang="pl"]') == [
        "/pl/guidance/calm-together/?kiosk=pages.calm-together"
    ]


@pytest.mark.parametrize("slugs", ["no-such-page", "feeling-safe-at-home", "%00", "a..b", "'", "x" * 200])
def test_a_tablet_shows_no_page_that_is_not_there_or_has_to_be_left_in_a_hurry(
    client: CheckingClient, slugs: str
) -> None:
    assert client.get(f"/en/kiosk/pages/{slugs}/").status_code in {400, 404}


def test_exit_pages_are_left_out_of_a_list(client: CheckingClient) -> None:
    page = soup(client, "/en/kiosk/pages/calm-together.feeling-safe-at-home.new-here/?kiosk=pages.calm-together")

    assert len(page.select("main .card__link")) == 2
    assert "feeling-safe-at-home" not in str(page.main)


def test_a_closed_survey_says_so(client: CheckingClient, point: EntryPoint) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Wave.objects.filter(pk=point.wave_id).update(opens_on=yesterday, closes_on=yesterday)

    assert client.get(f"/en/kiosk/survey/{point.code}/").status_code == 410
    assert client.get("/en/kiosk/survey/nosuch/").status_code == 404


# --- On the way -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["guidance/calm-together/", "help/", "questions/", "guidance/calm-together/easy-read/"]
)
def test_every_page_leads_back_and_nowhere_else(client: CheckingClient, path: str) -> None:
    response = client.get(f"/pl/{path}?{MARK}")
    page = BeautifulSoup(response.content, "html.parser")

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "kiosk.js" in scripts(page)
    assert addresses(page, ".kiosk__bar a") == [f"/en/kiosk/pages/{PAGES}/"]
    assert addresses(page, ".brand, .brand a")[0] == f"/en/kiosk/pages/{PAGES}/"
    assert all(MARK in address for address in addresses(page, ".languages__link"))
    assert not page.select(".footer__links a, a[href*='/search/']")
    assert not page.select("[data-did-this-help], .reads-right")


@pytest.mark.parametrize("mark", ["", "?kiosk=", "?kiosk=1", "?kiosk=//evil.example"])
def test_without_a_mark_nothing_is_otherwise(client: CheckingClient, mark: str) -> None:
    response = client.get(f"/pl/guidance/calm-together/{mark}")
    page = BeautifulSoup(response.content, "html.parser")

    assert "no-store" not in response.headers.get("Cache-Control", "")
    assert not page.select("[data-kiosk]")
    assert page.select("[data-did-this-help]")


def test_a_survey_keeps_nothing_on_the_tablet(client: CheckingClient, point: EntryPoint) -> None:
    for path in ("", "questions/"):
        response = client.get(f"/en/survey/{point.code}/{path}?kiosk=survey.{point.code}")
        page = BeautifulSoup(response.content, "html.parser")

        assert scripts(page) == ["kiosk.js"]
        assert response.headers["Cache-Control"] == "no-store"
        assert "this phone keeps" not in page.get_text()
    assert f"?kiosk=survey.{point.code}" in page.select_one("form#survey")["action"]
    assert all("kiosk=" in address for address in addresses(page, "button[formaction]"))


def test_a_survey_is_answered_on_a_tablet_to_the_end(client: CheckingClient, point: EntryPoint) -> None:
    family = Family(client, point.code, "pl")
    address = f"/pl/survey/{point.code}/questions/?kiosk=survey.{point.code}"
    ticket = BeautifulSoup(client.get(address).content, "html.parser").select_one('input[name="ticket"]')["value"]

    response = client.post(address, {"ticket": ticket, "at": family.at, "go": "next"})

    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one('input[name="at"]')["value"] != family.at
    assert response.headers["Cache-Control"] == "no-store"
    assert page.select("[data-kiosk]")


# --- The help screen ------------------------------------------------------------------------------------------------


@pytest.fixture
def practitioner(db: None) -> Client:
    user = User.objects.create_user("practitioner")
    user.groups.add(Group.objects.get(name="Practitioners"))
    client = Client()
    client.force_login(user)
    return client


def test_a_practitioner_learns_how_to_set_up_a_tablet(practitioner: Client, point: EntryPoint) -> None:
    page = BeautifulSoup(practitioner.get("/admin/practice/kiosk/").content, "html.parser")
    assert page.select(f'option[value="survey.{point.code}"]')

    page = BeautifulSoup(practitioner.get(f"/admin/practice/kiosk/?show=survey.{point.code}").content, "html.parser")

    assert f"/en/kiosk/survey/{point.code}/" in page.select_one("[data-address]").get_text()
    assert page.select_one("svg.qr")
    assert "Guided Access" in page.get_text()


def test_a_practitioner_picks_pages_for_a_tablet(practitioner: Client) -> None:
    address = "/admin/practice/kiosk/?show=pages&page=calm-together&page=looking-after-you&page=no-such"
    page = BeautifulSoup(practitioner.get(address).content, "html.parser")

    assert f"/en/kiosk/pages/{PAGES}/" in page.select_one("[data-address]").get_text()


@pytest.mark.parametrize(("slug", "is_offered"), [("calm-together", True), ("feeling-safe-at-home", False)])
def test_a_tablet_is_offered_no_pack_to_leave_in_a_hurry(practitioner: Client, slug: str, is_offered: bool) -> None:
    page = practitioner.get(f"/admin/practice/kiosk/?show=go.{a_pack(slug).pk}").content.decode()

    assert ("data-address" in page) is is_offered


def test_a_language_that_is_off_is_not_offered_on_a_tablet(client: CheckingClient) -> None:
    SiteLanguage.objects.filter(code="pl").update(state=SiteLanguage.State.OFF)

    start = soup(client, f"/en/kiosk/pages/{PAGES}/")

    assert "pl" not in [link["lang"] for link in start.select(".kiosk-start__language")]


@pytest.mark.parametrize("tail", ["", "side-by-side/"])
def test_a_page_to_leave_in_a_hurry_is_shown_on_no_tablet(client: CheckingClient, tail: str) -> None:
    response = client.get(f"/pl/guidance/feeling-safe-at-home/{tail}?{MARK}")

    assert response.status_code == 302
    assert response.url == f"/en/kiosk/pages/{PAGES}/"
