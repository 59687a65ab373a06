"""Practitioners pick a pack: on one screen, without a script, and without a word about the family."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.models import Survey
from guidance.models import Door, FavouritePage, GuidancePage, Pack, PackCard, PackOpens, Service, Source
from guidance.signposting.choice import MOST_PAGES
from guidance.signposting.queries import old_cards
from guidance.upkeep.queries import carriers_of
from home.languages import get
from home.models import EnglishChange, Helpline
from home.shared_surveys import open_surveys
from tests.guidance.packs import EXIT, a_pack, key_of, page_in, put_file
from tests.guidance.test_packs import changed

pytestmark = pytest.mark.django_db
PACKS = "/admin/practice/packs/"
SLUGS = ("why-babies-cry", "calm-together", "looking-after-you")


@pytest.fixture
def person(db: None) -> User:
    user = User.objects.create_user("practitioner")
    user.groups.add(Group.objects.get(name="Practitioners"))
    return user


@pytest.fixture
def practitioner(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def picked(*slugs: str, language: str = "pl", format: str = "read", **more: Any) -> dict[str, Any]:
    return {"page": [str(key_of(slug)) for slug in slugs], "language": language, "format": format, **more}


def soup(response: Any, status: int = 200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def picks_of(page: BeautifulSoup) -> list[str]:
    return [label.get_text(strip=True) for label in page.select("#picked label")]


# --- Picking --------------------------------------------------------------------------------------------------------


def test_nobody_picks_without_signing_in(client: Client) -> None:
    for address in (PACKS, f"{PACKS}before/", f"{PACKS}opened/", f"{PACKS}old-cards/", f"{PACKS}made/K4M70RT1/"):
        assert client.get(address).status_code == 302


def test_the_screen_asks_for_a_choice_and_nothing_of_a_family(practitioner: Client) -> None:
    form = soup(practitioner.get(PACKS)).select_one("form.picking")

    names = {field["name"] for field in form.select("input, select, textarea")}
    assert names == {"csrfmiddlewaretoken", "page", "service", "survey", "language", "format", "q", "door"}
    assert not form.select("textarea")


def test_the_first_screen_leads_here(practitioner: Client) -> None:
    assert soup(practitioner.get("/admin/practice/")).select_one(f'a[href="{PACKS}"]')


def test_a_choice_is_made_into_a_pack(practitioner: Client) -> None:
    response = practitioner.post(PACKS, picked(*SLUGS, service="home-start-tiny-steps", go="make"))

    pack = Pack.objects.get()
    assert response.url == f"{PACKS}made/{pack.pk}/"
    assert [str(key_of(slug)) in pack.choice for slug in SLUGS] == [True] * 3


def test_narrowing_the_list_keeps_what_is_picked(practitioner: Client) -> None:
    response = practitioner.post(PACKS, picked("why-babies-cry", q="calm", go="show"), follow=True)
    page = soup(response)

    assert picks_of(page) == [page_in("en").title]
    listed = [label.get_text() for label in page.select("#pages .picking__row label")]
    assert any(page_in("en", "calm-together").title in label for label in listed)
    assert not any(page_in("en", "new-here").title in label for label in listed)
    assert page.select_one("#language-pl").has_attr("checked")


def test_the_list_is_narrowed_to_a_topic(practitioner: Client) -> None:
    behind = GuidancePage.objects.filter(locale__language_code="en", doors__slug="crying-and-calming")
    code = Door.objects.get(slug="crying-and-calming").code
    page = soup(practitioner.get(f"{PACKS}?door={code}"))

    listed = [field["value"] for field in page.select("#pages .picking__row input")]
    assert sorted(listed) == sorted(str(each.translation_key) for each in behind)
    assert 0 < len(listed) < len(soup(practitioner.get(PACKS)).select("#pages .picking__row"))


def test_a_page_moves_up(practitioner: Client) -> None:
    moved = practitioner.post(PACKS, picked(*SLUGS, go=f"up:{key_of(SLUGS[2])}"), follow=True)

    assert picks_of(soup(moved)) == [page_in("en", slug).title for slug in (SLUGS[0], SLUGS[2], SLUGS[1])]


def test_a_favourite_stands_first_for_its_own_person_alone(practitioner: Client, person: User) -> None:
    last = soup(practitioner.get(PACKS)).select("#pages .picking__row input")[-1]["value"]
    practitioner.post(PACKS, {"go": f"star:{last}"})

    assert soup(practitioner.get(PACKS)).select_one("#pages .picking__row input")["value"] == last
    assert [str(row.page) for row in FavouritePage.objects.filter(user=person)] == [last]
    other = Client()
    other.force_login(User.objects.create_superuser("other"))
    assert soup(other.get(PACKS)).select_one("#pages .picking__row input")["value"] != last
    practitioner.post(PACKS, {"go": f"star:{last}"})
    assert not FavouritePage.objects.exists()


def test_services_for_professionals_are_not_offered_and_not_told_of(practitioner: Client) -> None:
    hidden = Service.objects.get(key="home-start-tiny-steps")
    pack = a_pack("why-babies-cry", services=(hidden.key,))
    Service.objects.filter(pk=hidden.pk).update(is_for_professionals=True)

    assert not soup(practitioner.get(PACKS)).select(f"#service-{hidden.key}")
    assert hidden.name_pl not in practitioner.get(f"/pl/go/{pack.pk[:4]}-{pack.pk[4:]}/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"language": "pl"}, {"page": "no-key"}])
def test_nothing_makes_no_pack(practitioner: Client, sent: dict[str, str]) -> None:
    page = soup(practitioner.post(PACKS, sent | {"go": "make"}, follow=True))

    assert "at least one" in page.select_one("[role=status]").get_text()
    assert not Pack.objects.exists()


def test_too_much_makes_no_pack(practitioner: Client) -> None:
    keys = [str(UUID(int=number)) for number in range(MOST_PAGES + 1)]

    page = soup(practitioner.post(PACKS, {"page": keys, "go": "make"}, follow=True))

    assert str(MOST_PAGES) in page.select_one("[role=status]").get_text()
    assert not Pack.objects.exists()


@pytest.mark.parametrize(
    "query", ["page=x&language=xx&format=smell&door=none&q=" + "x" * 3000, "go=up:x", "language=%00"]
)
def test_an_address_that_makes_no_sense_shows_the_screen(practitioner: Client, query: str) -> None:
    assert practitioner.get(f"{PACKS}?{query}").status_code in (200, 400)


def test_a_button_for_no_page_leads_nowhere(practitioner: Client) -> None:
    assert practitioner.post(PACKS, {"go": "up:x"}).status_code == 404


def test_the_screen_asks_the_database_no_more_for_more_pages(practitioner: Client) -> None:
    practitioner.get(PACKS)
    with CaptureQueriesContext(connection) as captured:
        practitioner.get(f"{PACKS}?language=pl")

    assert len(captured.captured_queries) <= 30, len(captured.captured_queries)


# --- Told before ----------------------------------------------------------------------------------------------------


def before(practitioner: Client, **sent: Any) -> str:
    """Ask for a pack that something is to be said of; return the address of the screen that says it."""
    response = practitioner.post(PACKS, sent | {"go": "make"})
    assert response.url.startswith(f"{PACKS}before/?")
    assert not Pack.objects.exists()
    return str(response.url)


def test_what_is_not_there_in_the_language_is_told_before(practitioner: Client) -> None:
    GuidancePage.objects.filter(slug="calm-together", locale__language_code="pl").update(live=False)
    address = before(practitioner, **picked("why-babies-cry", "calm-together"))

    told = soup(practitioner.get(address)).main.get_text()

    assert page_in("en", "calm-together").title in told
    assert "not in Polish yet" in told
    assert "in English" in told
    assert practitioner.post(address).url == f"{PACKS}made/{Pack.objects.get().pk}/"


def test_what_is_not_there_to_hear_is_told_before(practitioner: Client) -> None:
    put_file(page_in("pl"), "audio")
    address = before(practitioner, **picked("why-babies-cry", "calm-together", format="audio"))

    told = soup(practitioner.get(address)).select_one("main ul").get_text()

    assert page_in("pl", "calm-together").title in told
    assert page_in("pl").title not in told


def test_what_is_all_there_is_made_at_once(practitioner: Client) -> None:
    put_file(page_in("pl"), "audio")

    assert "/made/" in practitioner.post(PACKS, picked("why-babies-cry", format="audio", go="make")).url


# --- Safe contact ---------------------------------------------------------------------------------------------------


def test_whether_contact_is_safe_has_to_be_answered(practitioner: Client) -> None:
    address = before(practitioner, **picked(EXIT))

    page = soup(practitioner.post(address), 422)

    assert page.select_one("[role=alert]")
    assert not page.select("input[name=safe][checked]")
    assert not Pack.objects.exists()


def test_where_contact_is_not_safe_nothing_is_made(practitioner: Client) -> None:
    address = before(practitioner, **picked(EXIT))

    page = soup(practitioner.post(address, {"safe": "no"}))

    assert page.h1.get_text() == "Nothing was made"
    assert not Pack.objects.exists()


@pytest.mark.parametrize("tail", ["", "card.pdf", "?safe=made-up", "card.pdf?safe=made-up"])
def test_no_bookmark_leads_past_the_question_whether_contact_is_safe(practitioner: Client, tail: str) -> None:
    pack, other = a_pack(EXIT), a_pack(EXIT, "calm-together")
    made = practitioner.get(f"{PACKS}made/{pack.pk}/{tail}")

    assert made.status_code == 302
    assert soup(practitioner.get(made.url)).select("input[name=safe]")
    answered = practitioner.post(made.url, {"safe": "yes"}).url
    assert soup(practitioner.get(answered)).select_one("#pack-message")
    assert practitioner.get(answered.replace(pack.pk, other.pk, 1)).status_code == 302


def test_where_it_is_safe_the_message_says_nothing_of_it(practitioner: Client) -> None:
    address = before(practitioner, **picked(EXIT, "why-babies-cry"))

    page = soup(practitioner.post(address, {"safe": "yes"}, follow=True))

    message = page.textarea.get_text()
    assert message.strip().startswith("Informacje dla rodzin: http")
    assert page_in("pl", EXIT).title not in str(page)
    assert page_in("pl").title not in str(page)


@pytest.mark.parametrize("what", ["service", "survey"])
def test_a_service_or_survey_to_be_careful_with_is_asked_about_too(practitioner: Client, what: str) -> None:
    if what == "service":
        Service.objects.filter(key="sure-start").update(contact_note_en="Ask for a safe time to ring.")
        sent = {"service": "sure-start"}
    else:
        Survey.objects.update(is_sensitive=True)
        sent = {"survey": open_surveys(get("en"))[0].key}

    address = before(practitioner, **picked("why-babies-cry", language="en", **sent))

    assert soup(practitioner.get(address)).select("input[name=safe]")


# --- Made -----------------------------------------------------------------------------------------------------------


def test_what_is_handed_over(practitioner: Client) -> None:
    pack = a_pack(*SLUGS, language="ar")
    page = soup(practitioner.get(f"{PACKS}made/{pack.pk}/"))

    assert page.select_one(".pack-qr svg")
    assert f"/go/{pack.pk[:4]}-{pack.pk[4:]}" in page.select_one(".pack-address").get_text()
    message = page.textarea
    assert (message["lang"], message["dir"]) == ("ar", "rtl")
    assert "لأسرتكم" in message.get_text()
    papers = [link["href"] for link in page.select('main a[href$=".pdf"]')]
    assert len(papers) == 3
    for address in papers:
        paper = practitioner.get(address)
        assert paper.headers["Content-Type"] == "application/pdf"
        assert "no-store" in paper.headers["Cache-Control"]
        assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("address", ["made/K4M70RT1/", "made/nothing/", "made/K4M70RT1/card.pdf"])
def test_an_unknown_pack_is_not_found(practitioner: Client, address: str) -> None:
    assert practitioner.get(f"{PACKS}{address}").status_code == 404


def test_paper_of_another_size_is_not_found(practitioner: Client) -> None:
    assert practitioner.get(f"{PACKS}made/{a_pack(*SLUGS).pk}/wallpaper.pdf").status_code == 404


def test_the_choice_rides_in_the_address_alone(practitioner: Client) -> None:
    shown = practitioner.post(PACKS, picked(*SLUGS, go="show"))

    query = parse_qs(urlsplit(shown.url).query)
    assert query["page"] == [str(key_of(slug)) for slug in SLUGS]
    assert not {"page", "pack", "choice"} & set(practitioner.session.keys())


# --- Counted --------------------------------------------------------------------------------------------------------


def test_small_counts_are_not_told(practitioner: Client) -> None:
    PackOpens.objects.create(month="2026-11-01", language="pl", count=4)
    PackOpens.objects.create(month="2026-11-01", language="ar", count=5)

    rows = [row.get_text(" ", strip=True) for row in soup(practitioner.get(f"{PACKS}opened/")).select("tbody tr")]

    assert rows == ["November 2026 Arabic 5"]


# --- Cards that carry old words -------------------------------------------------------------------------------------


def print_card(practitioner: Client, pack: Pack) -> str:
    assert practitioner.get(f"{PACKS}made/{pack.pk}/card.pdf").status_code == 200
    return str(PackCard.objects.get(pack=pack).version)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (EnglishChange.Kind.MEANING, "Says something else now"),
        (EnglishChange.Kind.UNSAFE, "Old words called unsafe"),
        (EnglishChange.Kind.WORDING, None),
    ],
)
def test_a_card_is_listed_when_a_page_on_it_changes_in_meaning(
    practitioner: Client, kind: str, what: str | None
) -> None:
    version = print_card(practitioner, a_pack("calm-together", language="en"))
    print_card(practitioner, a_pack("looking-after-you", language="en"))
    assert old_cards() == []

    changed("calm-together", kind)

    found = [(card.version, reason.what, reason.name) for card in old_cards() for reason in card.reasons]
    title = page_in("en", "calm-together").title
    assert found == ([(version, what, title)] if what else [])
    listed = soup(practitioner.get(f"{PACKS}old-cards/")).select("tbody tr")
    assert [row.th.get_text() for row in listed] == ([version] if what else [])


def test_a_card_is_listed_when_a_page_on_it_is_withdrawn(practitioner: Client) -> None:
    version = print_card(practitioner, a_pack(*SLUGS))
    GuidancePage.objects.filter(slug="calm-together").update(live=False)

    (card,) = old_cards()

    assert (card.version, card.reasons[0].what) == (version, "Not shown to families any more")
    assert card.reasons[0].name == page_in("en", "calm-together").title


def test_a_card_is_listed_when_its_translation_is_withdrawn(practitioner: Client) -> None:
    print_card(practitioner, a_pack(*SLUGS))
    GuidancePage.objects.filter(slug="calm-together", locale__language_code="pl").update(live=False)

    (card,) = old_cards()

    assert card.reasons[0].what == "Not in this language any more"


def test_a_card_with_a_number_that_has_changed_is_listed(practitioner: Client) -> None:
    print_card(practitioner, a_pack(*SLUGS))
    Helpline.objects.filter(key="lifeline").update(phone="0808 000 0000")

    (card,) = old_cards()

    assert [reason.what for reason in card.reasons] == ["Number changed"]


def test_a_card_that_now_says_too_much_is_listed(practitioner: Client) -> None:
    version = print_card(practitioner, a_pack("calm-together", services=("sure-start",)))
    GuidancePage.objects.filter(slug="calm-together").update(exit_page=True)
    Service.objects.filter(key="sure-start").update(contact_note_en="Ask for a safe time to ring.")

    (card,) = old_cards()

    assert card.version == version
    assert [reason.what for reason in card.reasons] == ["Names what now has to stay unsaid"] * 2


def test_a_card_that_names_a_service_which_is_none_for_families_now_is_listed(practitioner: Client) -> None:
    print_card(practitioner, a_pack("calm-together", services=("sure-start",)))
    Service.objects.filter(key="sure-start").update(is_for_professionals=True)

    (card,) = old_cards()

    assert [reason.what for reason in card.reasons] == ["Not shown to families any more"]


def test_a_card_that_calls_a_service_by_its_old_name_is_listed(practitioner: Client) -> None:
    print_card(practitioner, a_pack("calm-together", services=("sure-start",)))
    assert old_cards() == []
    Service.objects.filter(key="sure-start").update(name_en="Early Start", name_pl="Early Start")

    (card,) = old_cards()

    assert [reason.what for reason in card.reasons] == ["Has another name now"]


def test_the_list_asks_no_more_often_for_more_cards(practitioner: Client) -> None:
    counts = []
    for number in range(1, 4):
        print_card(practitioner, a_pack(*SLUGS[:number]))
        with CaptureQueriesContext(connection) as captured:
            old_cards()
        counts.append(len(captured.captured_queries))

    assert len(set(counts)) == 1


def test_printed_cards_stand_among_what_rests_on_a_source(practitioner: Client, administrator: User) -> None:
    version = print_card(practitioner, a_pack("why-babies-cry"))
    source = Source.objects.filter(pages=page_in("en"))[0]

    carried = {carrier.title: carrier.cards for _source, carriers in carriers_of([source]) for carrier in carriers}

    assert carried[page_in("en").title] == [version]
    editor = Client()
    editor.force_login(administrator)
    assert version in editor.get(f"/admin/upkeep/source/{source.pk}/").content.decode()
