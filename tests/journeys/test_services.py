"""A family looks for a service, and finds only what is for families, and nothing that nobody has checked."""

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from good_beginnings.bench.weight import gzipped
from guidance.directory.models import Service, ServicePhone, ServicePlace
from guidance.models import Door
from tests.guidance.directory.services import a_service
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

QUERIES_AT_MOST = 10
WEIGHT_AT_MOST = 25 * 1024
PANEL = "Infant Mental Health Panel"


def look(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def names(client: Client, query: str = "") -> list[str]:
    return [name.get_text(strip=True) for name in look(client, f"/en/services/{query}").select(".service__name")]


def only(*services: Service) -> None:
    Service.objects.exclude(pk__in=[service.pk for service in services]).update(status="inactive")


# --- What is shown --------------------------------------------------------------------------------------------------


def test_services_stand_under_the_words_of_their_level_and_never_its_number(client: CheckingClient) -> None:
    page = look(client, "/en/services/")

    assert [heading.get_text(strip=True) for heading in page.select("main h2")] == [
        "For everyone",
        "A bit of extra help",
        "More help from a team",
        "Specialist help – someone needs to refer you",
    ]
    assert "level" not in page.main.get_text().lower()


def test_a_number_that_somebody_checked_is_tapped_to_ring(client: CheckingClient) -> None:
    only(a_service(phone="028 3756 7100"))

    call = look(client, "/en/services/").select_one(".service__call")

    assert call["href"] == "tel:02837567100"
    assert call.bdi["dir"] == "ltr"
    assert call.get_text() == "028 3756 7100"


@pytest.mark.parametrize(
    "columns",
    [
        {"last_checked": None, "next_check_due": None},
        {"next_check_due": date(2020, 1, 1), "last_checked": date(2019, 12, 1)},
        {"evidence": "to-confirm"},
        {"evidence": "not-verified"},
    ],
)
@pytest.mark.parametrize("address", ["/en/services/", "/en/services/a-group/", "/en/services/?all=1"])
def test_what_nobody_has_checked_is_to_be_confirmed(
    client: CheckingClient, columns: dict[str, Any], address: str
) -> None:
    service = a_service(
        phone="028 3756 7100",
        email="group@example.org",
        opening_en="Mondays at ten",
        webchat="https://chat.example.org/",
    )
    ServicePlace.objects.create(service=service, address="1 Main Street", locality="armagh", has_parking=True)
    sure = look(client, address).main.get_text()
    Service.objects.filter(pk=service.pk).update(**columns)
    only(service)

    page = look(client, address)

    said = page.main.get_text()
    for fact in ("028 3756 7100", "group@example.org", "Mondays at ten", "1 Main Street", "Checked on"):
        assert fact not in said
    assert "to be confirmed" in said
    assert not page.main.select("[href^='tel:'], [href^='mailto:'], [href^='https://chat']")
    assert "028 3756 7100" in sure


def test_a_service_says_all_that_is_known(client: CheckingClient) -> None:
    service = a_service(
        phone="028 3756 7100",
        description_en="Every week.",
        who_for_en="Mums and dads.",
        who_not_for_en="Not for school children.",
        how_to_start_en="Ring.\nCome.",
        through_en="Your GP",
        opening_en="Mondays at ten",
        contact_note_en="Say when it is safe to ring.",
        cost="free",
        self_referral="no",
        needs_consent=True,
        is_for_dads=True,
        languages=["pl", "bfi"],
        has_interpreter=True,
        localities=["armagh", "newry-mourne"],
        is_everywhere=False,
        alert_en="We have moved.",
    )
    ServicePhone.objects.create(service=service, number="0780 000 0000", kind="text", sort_order=1)
    ServicePlace.objects.create(
        service=service, name="The Hall", address="1 Main Street", postcode="BT61 1AA", locality="armagh",
        is_step_free=False, has_parking=True, is_near_a_bus=True, has_changing=True, has_quiet_space=True,
    )  # fmt: skip

    page = look(client, "/en/services/a-group/")

    said = " ".join(page.main.get_text(" ", strip=True).split())
    for fact in (
        "We have moved.", "Every week.", "Mums and dads.", "Not for school children.", "Ring.", "Come.", "Your GP",
        "Mondays at ten", "Say when it is safe to ring.", "Free", "Nothing happens until you say yes.",
        "Dads and partners are welcome.", "Polski", "British Sign Language (BSL)", "You can have an interpreter",
        "Armagh", "Newry and Mourne", "The Hall, 1 Main Street, BT61 1AA", "There are steps", "Parking",
        "Near a bus stop", "A place to change your baby", "A quiet space", "Checked on",
    ):  # fmt: skip
        assert fact in said, fact
    assert page.select_one("[lang=pl]")
    assert [call["href"] for call in page.main.select(".service__call")] == ["tel:02837567100", "sms:07800000000"]


def test_news_is_gone_after_its_last_day(client: CheckingClient) -> None:
    a_service(alert_en="Closed today", alert_until=date.today())
    assert "Closed today" in look(client, "/en/services/a-group/").main.get_text()

    Service.objects.filter(key="a-group").update(alert_until=date.today() - timedelta(days=1))

    assert "Closed today" not in look(client, "/en/services/a-group/").main.get_text()


def test_a_service_that_is_not_translated_is_whole_in_english_and_marked(client: CheckingClient) -> None:
    a_service(name_pl="Grupa", summary_pl="", who_for_en="Mums and dads.", who_for_pl="Mamy i tatusiowie.")

    page = look(client, "/pl/services/a-group/")

    assert page.h1.get_text() == "A group"
    assert page.h1["lang"] == "en-GB"
    assert "Mamy" not in page.main.get_text()


# --- Looking --------------------------------------------------------------------------------------------------------


def test_a_family_finds_by_need_stage_place_and_language(client: CheckingClient) -> None:
    fits = {"doors": ("feeding", "0-3m"), "localities": ["armagh"], "is_everywhere": False, "languages": ["pl"]}
    only(
        a_service("fits", name_en="Fits", **fits),
        a_service("other-need", name_en="Other need", **fits | {"doors": ("play", "0-3m")}),
        a_service("other-stage", name_en="Other stage", **fits | {"doors": ("feeding", "2-3y")}),
        a_service("other-place", name_en="Other place", **fits | {"localities": ["dungannon"]}),
        a_service("other-language", name_en="Other language", **fits | {"languages": ["lt"]}),
    )

    assert names(client, "?need=feeding&stage=0-3m&place=armagh&language=pl") == ["Fits"]
    assert names(client, "?need=&stage=&place=&language=") == [
        "Fits", "Other language", "Other need", "Other place", "Other stage",
    ]  # fmt: skip


def test_an_interpreter_speaks_every_language_and_an_unchecked_language_none(client: CheckingClient) -> None:
    only(
        a_service("interpreted", name_en="Interpreted", has_interpreter=True),
        a_service("unchecked", name_en="Unchecked", languages=["pl"], last_checked=None, next_check_due=None),
    )

    assert names(client, "?language=pl") == ["Interpreted"]
    assert names(client, "?language=bfi") == ["Interpreted"]


def test_where_no_area_is_recorded_families_may_ask(client: CheckingClient) -> None:
    only(a_service(is_everywhere=False))

    assert names(client, "?place=armagh") == ["A group"]
    assert "Which areas is to be confirmed" in look(client, "/en/services/a-group/").main.get_text()


def test_the_form_remembers_what_was_chosen_and_needs_no_script(client: CheckingClient) -> None:
    page = look(client, "/en/services/?need=feeding&place=armagh")

    assert page.select_one("form.service-search")["method"] == "get"
    assert [option["value"] for option in page.select("option[selected]")] == ["feeding", "armagh"]
    assert not page.select("main script")


def test_where_nothing_fits_a_family_is_told_what_to_do_next(client: CheckingClient) -> None:
    only()

    page = look(client, "/en/services/?need=feeding")

    assert "We know of no service that fits all of this yet" in page.main.get_text()
    assert page.select_one("main a[href='#help-now']")
    assert page.select_one("#help-now")


@pytest.mark.parametrize(
    "query",
    [
        "?need=<b>",
        "?stage=%00",
        "?place=belfast",
        "?language=klingon",
        "?page=-1",
        "?page=999999999999",
        "?page=x",
        "?need=" + "a" * 900,
    ],
)
def test_what_no_form_could_send_is_anything(client: CheckingClient, query: str) -> None:
    response = client.get(f"/en/services/{query}")

    assert response.status_code in {200, 400}


# --- Never for parents ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [{"is_for_professionals": True}, {"status": "inactive"}, {"status": "defunct"}])
def test_what_is_not_for_parents_is_nowhere_that_parents_can_go(client: CheckingClient, hidden: dict[str, Any]) -> None:
    secret = {"doors": ("feeding", "0-3m"), "name_en": "A secret name", "phone": "028 3756 7100"}
    a_service("a-secret", **secret)
    addresses = (
        "/en/services/", "/en/services/?all=1", "/en/services/?need=feeding", "/pl/services/", "/en/topic/feeding/",
        "/en/topics/", "/en/help/", "/en/search/?q=secret", "/en/stage/birth-to-3-months/", "/en/report-cards/",
        "/sitemap.xml",
    )  # fmt: skip
    Service.objects.filter(key="a-secret").update(**hidden)

    for address in addresses:
        said = client.get(address).content.decode()
        assert "secret" not in said.lower().replace("?q=secret", "").replace('value="secret"', "").replace(
            "<bdi>secret</bdi>", ""
        ), address
    assert client.get("/en/services/a-secret/").status_code == 404


def test_the_panel_of_the_strategy_is_for_professionals(client: CheckingClient) -> None:
    assert Service.objects.get(key="infant-mental-health-panel").is_for_professionals
    for address in ("/en/services/?all=1", "/en/topic/getting-close/", "/sitemap.xml"):
        assert PANEL not in client.get(address).content.decode()


# --- On other pages -------------------------------------------------------------------------------------------------


def test_a_topic_shows_the_services_that_fit_and_leads_to_all(client: CheckingClient) -> None:
    page = look(client, "/en/topic/crying-and-calming/")

    section = page.find(id="services-that-fit").parent
    assert section.select_one(".card__link").get_text(strip=True) == "Health visiting"
    assert len(section.select(".card")) <= 3


def test_a_page_of_guidance_shows_few_services_and_leads_to_the_others(client: CheckingClient) -> None:
    for number in range(4):
        a_service(f"calm-{number}", doors=("calm",))

    page = look(client, "/en/guidance/why-babies-cry/")

    section = page.find(id="services-that-fit").parent
    assert len(section.select(".card")) == 3
    assert section.find("a", string="More services")["href"].startswith("/en/services/?need=")


def test_a_service_that_names_a_stage_too_stands_on_the_pages_of_its_topic(client: CheckingClient) -> None:
    only(a_service(doors=("calm", "1-2y")))
    assert look(client, "/en/guidance/why-babies-cry/").find(id="services-that-fit")

    only(a_service("only-a-stage", doors=("0-3m",)))
    assert not look(client, "/en/guidance/why-babies-cry/").find(id="services-that-fit")


def test_families_find_the_directory_and_robots_too(client: CheckingClient) -> None:
    assert look(client, "/en/topics/").select_one("main a[href='/en/services/']")
    assert look(client, "/en/").select_one("footer a[href='/en/services/']")
    map_of_site = client.get("/sitemap.xml").content.decode()
    assert "/en/services/</loc>" in map_of_site
    assert "/pl/services/sure-start/</loc>" in map_of_site


# --- Weight ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def five_hundred(db: None) -> None:
    doors = list(Door.objects.filter(code__in=["feeding", "0-3m"]))
    today = date.today()
    made = Service.objects.bulk_create(
        Service(
            key=f"s-{number}", name_en=f"A group in place {number}", summary_en=f"Tea and play on day {number}.",
            name_pl=f"Grupa w miejscu {number}", summary_pl=f"Herbata i zabawa w dniu {number}.",
            who_for_en="Families with a baby.", who_for_pl="Rodziny z dzieckiem.", level=1 + number % 4,
            evidence="found", last_checked=today, checked_by="Lead", next_check_due=today + timedelta(days=90),
            localities=["armagh", "dungannon"], languages=["pl"], cost="free", self_referral="yes",
        )
        for number in range(500)
    )  # fmt: skip
    Service.doors.through.objects.bulk_create(
        Service.doors.through(service=service, door=door) for service in made for door in doors
    )
    ServicePhone.objects.bulk_create(
        ServicePhone(service=each, number=f"028 3756 {each.pk % 9000:04}") for each in made
    )


@pytest.mark.usefixtures("five_hundred")
@pytest.mark.parametrize(
    "address", ["/en/services/", "/pl/services/?need=feeding&stage=0-3m&place=armagh&language=pl&page=2"]
)
def test_five_hundred_services_cost_no_more_than_a_few(client: CheckingClient, address: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address)

    assert len(captured) <= QUERIES_AT_MOST, [query["sql"][:120] for query in captured.captured_queries]
    assert page.content.decode().count('class="service"') == 50
    assert gzipped(page.content) <= WEIGHT_AT_MOST


@pytest.mark.usefixtures("five_hundred")
def test_all_services_can_be_printed_at_once(client: CheckingClient) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/en/services/?all=1").content.decode()

    assert len(captured) <= QUERIES_AT_MOST
    assert page.count('class="service"') >= 500


def test_the_page_of_a_service_that_needs_safe_contact_can_be_left_in_a_hurry(client: CheckingClient) -> None:
    a_service(contact_note_en="Ask when it is safe to ring.")

    response = client.get("/en/services/a-group/")

    page = BeautifulSoup(response.content, "html.parser")
    assert response.headers["Cache-Control"] == "no-store"
    assert page.select_one("[data-exit]")
    assert page.title.get_text() == "Family information"
    assert page.find("meta", attrs={"name": "description"}) is None
