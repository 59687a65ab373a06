"""Packs: what a family is shown behind a code, and what is kept of it: nothing."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.directory.queries import services_for_parents
from guidance.models import GuidancePage, Pack, PackCard, PackOpens
from guidance.signposting import services
from guidance.signposting.choice import Choice
from guidance.signposting.codes import shown
from guidance.signposting.limits import UNKNOWN_A_MINUTE
from guidance.signposting.queries import SMALLEST_COUNT, opens_by_month
from guidance.signposting.services import make_pack
from guidance.signposting.views import unknown
from home.languages import get
from home.models import EnglishChange, SiteLanguage
from home.shared_surveys import open_surveys
from tests.guidance.packs import EXIT, a_pack, address_of, key_of, page_in, put_file
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
SLUGS = ("why-babies-cry", "calm-together", "looking-after-you")


@pytest.fixture(autouse=True)
def _nobody_guesses() -> Iterator[None]:
    unknown.forget()
    yield
    unknown.forget()


def soup(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in page.select(".pack-page .card__link")]


# --- A choice and nothing else --------------------------------------------------------------------------------------


def test_the_same_choice_is_the_same_pack() -> None:
    assert a_pack(*SLUGS) == a_pack(*SLUGS)
    assert Pack.objects.count() == 1


def test_another_order_language_or_format_is_another_pack() -> None:
    packs = {a_pack(*SLUGS), a_pack(*SLUGS[::-1]), a_pack(*SLUGS, language="ar"), a_pack(*SLUGS, kind="audio")}

    assert len(packs) == 4


def test_a_pack_keeps_neither_maker_nor_moment_nor_count() -> None:
    assert {field.name for field in Pack._meta.get_fields() if not field.auto_created} == {"code", "choice"}
    assert {field.name for field in PackCard._meta.get_fields()} == {"key", "pack", "version", "made_of"}


def test_two_choices_with_the_same_code_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.codes, "codes_of", lambda choice, *, key: iter(["K4M70RT1", "K4M70RT2", "K4M70RT3"]))

    assert [a_pack(slug).pk for slug in (*SLUGS[:2], SLUGS[0])] == ["K4M70RT1", "K4M70RT2", "K4M70RT1"]


def test_nothing_is_no_pack() -> None:
    with pytest.raises(ValueError, match="at least one"):
        make_pack(Choice())


# --- The way in -----------------------------------------------------------------------------------------------------


def test_a_short_address_leads_to_the_pack_in_its_own_language(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    for typed in (pack.pk, pack.pk.lower(), shown(pack.pk), pack.pk.replace("0", "O").replace("1", "l")):
        entered = client.get(f"/go/{typed}/", headers={"Accept-Language": "ar"})
        assert entered.status_code == 302
        assert entered.url == address_of(pack)
        assert not entered.cookies


def test_the_version_of_the_card_goes_along(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    assert client.get(f"/go/{shown(pack.pk)}/9PYPW/").url == f"{address_of(pack)}9PYPW/"


def test_a_pack_in_a_language_that_is_off_is_shown_in_that_of_the_phone(client: CheckingClient) -> None:
    SiteLanguage.objects.filter(code="pl").update(state=SiteLanguage.State.OFF)
    pack = a_pack(*SLUGS)

    assert client.get(f"/go/{pack.pk}/", headers={"Accept-Language": "ar"}).url == address_of(pack, "ar")


def test_a_code_in_a_box_leads_to_the_pack(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    box = soup(client, "/pl/go/")

    assert box.select_one("form[action='/pl/go/'] input[name=code]")
    assert client.get("/pl/go/", {"code": shown(pack.pk).lower()}).url == address_of(pack)


@pytest.mark.parametrize("address", ["/pl/go/K4M7-0RT1/", "/pl/go/nothing/", "/pl/go/?code=nothing", "/ar/go/٠/"])
def test_an_unknown_code_gets_a_box_to_try_again_and_topics(client: CheckingClient, address: str) -> None:
    page = soup(client, address, 404)

    assert page.select_one("input[name=code]")
    assert page.select("#by-topic") or page.select("[aria-labelledby=by-topic]")


def test_a_code_that_is_not_written_as_on_the_card_leads_to_its_one_address(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    assert client.get(f"/pl/go/{pack.pk.lower()}/").url == address_of(pack)


def test_guessing_has_to_wait_and_known_codes_do_not(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)
    for _number in range(UNKNOWN_A_MINUTE):
        Client().get("/pl/go/K4M7-0RT1/")

    response = client.get("/pl/go/K4M7-0RT1/")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert b'name="code"' in response.content
    assert client.get(address_of(pack)).status_code == 200


def test_guessing_short_addresses_has_to_wait_too(client: CheckingClient) -> None:
    # They lead to a pack's own language, and so would tell that it is there.
    pack = a_pack(*SLUGS)
    for _number in range(UNKNOWN_A_MINUTE):
        assert Client().get("/go/K4M7-0RT1/").status_code == 302

    assert client.get("/go/K4M7-0RT1/").status_code == 429
    assert client.get(f"/go/{pack.pk}/").status_code == 302


# --- What a family is shown -----------------------------------------------------------------------------------------


def test_the_pages_stand_in_their_order_in_the_language_of_the_address(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    for code in ("pl", "ar", "en"):
        assert titles(soup(client, address_of(pack, code))) == [page_in(code, slug).title for slug in SLUGS]


def test_what_was_picked_to_hear_is_heard_first(client: CheckingClient) -> None:
    put_file(page_in("pl"), "audio")
    pack = a_pack("why-babies-cry", "calm-together", kind="audio")

    heard, unheard = soup(client, address_of(pack)).select(".pack-page")

    assert heard.audio["src"] == "/pl/guidance/why-babies-cry/why-babies-cry.pl.mp3"
    assert str(heard).index("<audio") < str(heard).index("card__link")
    assert unheard.audio is None
    assert unheard.select_one(".formats__note")


@pytest.mark.parametrize(("kind", "end"), [("large-print", "large-print.pdf"), ("braille", "brf"), ("text", "txt")])
def test_another_format_is_offered_first(client: CheckingClient, kind: str, end: str) -> None:
    put_file(page_in("pl"), kind)

    page = soup(client, address_of(a_pack("why-babies-cry", kind=kind)))

    assert page.select_one(".pack-page__first a")["href"] == f"/pl/guidance/why-babies-cry/why-babies-cry.pl.{end}"


def test_an_easy_read_is_offered_first(client: CheckingClient) -> None:
    page = soup(client, address_of(a_pack("why-babies-cry", kind="easy-read"), "en"))

    assert page.select_one(".pack-page__first a")["href"] == "/en/guidance/why-babies-cry/easy-read/"


def test_services_are_named_in_the_familys_language(client: CheckingClient) -> None:
    pack = a_pack("why-babies-cry", services=("home-start-tiny-steps",))

    for code in ("pl", "en"):
        (service,) = services_for_parents(["home-start-tiny-steps"], get(code))
        assert service.name in soup(client, address_of(pack, code)).select_one("#pack-services + .service").get_text()


def test_the_survey_is_that_of_the_services_shared_way_in(client: CheckingClient) -> None:
    survey = open_surveys(get("pl"))[0]

    page = soup(client, address_of(a_pack("why-babies-cry", survey=survey.key)))

    link = page.select_one("[aria-labelledby=pack-survey] a")
    assert link["href"] == survey.url
    assert client.get(survey.url).status_code == 200


def test_a_survey_that_is_over_is_left_out(client: CheckingClient) -> None:
    page = soup(client, address_of(a_pack("why-babies-cry", survey="over-long-ago")))

    assert page.select_one("[aria-labelledby=pack-survey]") is None
    assert len(titles(page)) == 1


def test_the_switch_of_languages_stays_in_the_pack(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)

    links = [link["href"] for link in soup(client, address_of(pack)).select(".languages a")]

    assert address_of(pack, "ar") in links


def test_a_pack_is_neither_indexed_nor_asked_for_often(client: CheckingClient) -> None:
    put_file(page_in("pl"), "audio")
    survey = open_surveys(get("pl"))[0].key
    pack = a_pack(*SLUGS, kind="audio", services=("home-start-tiny-steps",), survey=survey)
    client.get(address_of(pack))

    with CaptureQueriesContext(connection) as captured:
        response = client.get(address_of(pack))

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert b'content="noindex"' in response.content
    assert len(captured.captured_queries) <= 12, [query["sql"][:150] for query in captured.captured_queries]


@pytest.mark.parametrize("kind", ["audio", "easy-read", "easy-read-audio"])
def test_eight_pages_ask_no_more_often_than_one(client: CheckingClient, kind: str) -> None:
    slugs = GuidancePage.objects.filter(locale__language_code="en").exclude(slug=EXIT).values_list("slug", flat=True)
    packs = [a_pack("why-babies-cry", kind=kind), a_pack(*slugs[:8], kind=kind)]
    counts = []
    for pack in packs:
        client.get(address_of(pack))
        with CaptureQueriesContext(connection) as captured:
            client.get(address_of(pack))
        counts.append(len(captured.captured_queries))

    assert counts[0] == counts[1]


# --- To leave in a hurry --------------------------------------------------------------------------------------------


def test_an_exit_page_makes_the_pack_one_to_leave_in_a_hurry(client: CheckingClient) -> None:
    response = client.get(address_of(a_pack("why-babies-cry", EXIT)))
    page = BeautifulSoup(response.content, "html.parser")

    assert response.headers["Cache-Control"] == "no-store"
    assert page.title.get_text() == page.h1.get_text() == "Informacje dla rodzin"
    assert page.select_one("[data-exit]")
    assert page.select_one('link[rel="icon"]')["href"].endswith("icon-plain.svg")
    assert "/kept/go/" not in str(page)
    assert page.select_one('meta[name="description"]') is None


def test_it_stays_so_when_the_exit_page_is_gone(client: CheckingClient) -> None:
    pack = a_pack("why-babies-cry", EXIT)
    GuidancePage.objects.filter(slug=EXIT).update(live=False)

    response = client.get(address_of(pack))

    assert response.headers["Cache-Control"] == "no-store"
    assert b"data-exit" in response.content


def test_a_pack_without_one_may_be_kept(client: CheckingClient, settings: Any) -> None:
    pack = a_pack("why-babies-cry")

    keep = address_of(pack).replace("/go/", "/kept/go/")
    assert soup(client, address_of(pack)).select_one(f'a[href="{keep}#now"]')
    settings.SERVICE_WORKER = False
    assert soup(client, address_of(pack)).select_one(f'a[href^="{keep}"]') is None


# --- What has changed, and what is gone -----------------------------------------------------------------------------


def test_a_page_that_is_gone_leads_to_its_topic(client: CheckingClient) -> None:
    pack = a_pack("why-babies-cry", "calm-together")
    GuidancePage.objects.filter(slug="why-babies-cry").update(live=False)

    page = soup(client, address_of(pack))

    assert titles(page) == [page_in("pl", "calm-together").title]
    assert [link["href"] for link in page.select("[aria-labelledby=pack-topics] a")] == [
        "/pl/topic/crying-and-calming/"
    ]


@pytest.mark.parametrize("key", [None, uuid4()])
def test_a_pack_of_which_nothing_is_left_leads_on(client: CheckingClient, key: Any) -> None:
    pack = make_pack(Choice(pages=(key or key_of("why-babies-cry"),), language="pl"))
    GuidancePage.objects.filter(slug="why-babies-cry").update(live=False)

    page = soup(client, address_of(pack))

    assert titles(page) == []
    assert page.select("[aria-labelledby=pack-topics] a")
    assert page.select_one("[data-keep]") is None


def changed(slug: str, kind: str) -> None:
    """Have the English of a page say something else, as an editor would call it."""
    english = page_in("en", slug)
    GuidancePage.objects.filter(pk=english.pk).update(words_digest="other")
    EnglishChange.objects.create(page=english, before=english.words_digest, after="other", kind=kind, places=["title"])


def test_an_old_card_is_told_of_kindly(client: CheckingClient) -> None:
    pack = a_pack(*SLUGS)
    english = page_in("en").words_digest
    made_of = {
        "pages": {str(key_of("why-babies-cry")): {"english": english, "words": "x"}},
        "language": "pl",
        "numbers": {},
    }
    card = services.note_card(pack, made_of)
    address = f"{address_of(pack)}{card.version}/"
    assert "Od wydrukowania" not in soup(client, address).get_text()

    changed("why-babies-cry", EnglishChange.Kind.MEANING)

    assert "Od wydrukowania twojej karty" in soup(client, address).get_text()
    assert "Od wydrukowania pierwszych kart" in soup(client, address_of(pack)).get_text()


def test_other_wording_is_told_to_nobody(client: CheckingClient) -> None:
    pack = a_pack("calm-together")
    made_of = {
        "pages": {str(key_of("calm-together")): {"english": page_in("en", "calm-together").words_digest, "words": "x"}},
        "language": "pl",
        "numbers": {},
    }
    services.note_card(pack, made_of)
    changed("calm-together", EnglishChange.Kind.WORDING)

    assert "Od wydrukowania" not in soup(client, address_of(pack)).get_text()


# --- Counted all together -------------------------------------------------------------------------------------------


def test_openings_are_counted_by_month_and_language_alone(client: CheckingClient) -> None:
    one, other = a_pack("why-babies-cry"), a_pack("calm-together", language="ar")
    for _number in range(SMALLEST_COUNT):
        client.get(address_of(one))
    client.get(address_of(other, "ar"))

    (month,) = opens_by_month()

    assert [(language.code, count) for language, count in month.languages] == [("pl", SMALLEST_COUNT)]
    assert {field.name for field in PackOpens._meta.get_fields()} == {"id", "month", "language", "count"}


def test_what_no_family_has_opened_is_not_counted(client: CheckingClient) -> None:
    pack = a_pack("why-babies-cry")
    client.head(address_of(pack))
    client.get(address_of(pack), headers={"Sec-Fetch-Mode": "cors"})
    client.get(f"/go/{pack.pk}/")

    assert not PackOpens.objects.exists()
