"""A health visitor hands a family what it needs, and the family finds it: from the first tap to a card that is old."""

import re
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from guidance.models import PackCard, PackOpens
from guidance.signposting.codes import shown as shown_code
from guidance.signposting.queries import old_cards
from home.models import EnglishChange
from tests.guidance.packs import EXIT, a_pack, key_of, page_in, put_file
from tests.guidance.test_packs import changed
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
PACKS = "/admin/practice/packs/"
SLUGS = ("why-babies-cry", "calm-together", "looking-after-you")


@pytest.fixture
def health_visitor(db: None) -> Client:
    user = User.objects.create_user("health-visitor")
    user.groups.add(Group.objects.get(name="Practitioners"))
    client = Client()
    client.force_login(user)
    return client


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def photographed(pdf: bytes) -> str:
    """Return the path that a phone opens when it is held over the first side."""
    side = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    return re.sub(r"^https?://[^/]+", "", zxingcpp.read_barcodes(side)[0].text)


def hand_over(health_visitor: Client, *slugs: str, **answers: str) -> BeautifulSoup:
    """Make a Polish pack to hear, with Tiny Steps; return the screen with what is handed over."""
    sent = {
        "page": [str(key_of(slug)) for slug in slugs],
        "service": "home-start-tiny-steps",
        "language": "pl",
        "format": "audio",
        "go": "make",
    }
    made = health_visitor.post(PACKS, sent)
    if "/before/" in made.url:
        made = health_visitor.post(made.url, answers)
    return soup(health_visitor.get(made.url))


def print_card(health_visitor: Client, screen: BeautifulSoup) -> bytes:
    address = screen.select_one('a[href*="card.pdf"]')["href"]
    return bytes(health_visitor.get(address).content)


def test_from_the_living_room_to_a_card_that_is_old(health_visitor: Client, client: CheckingClient) -> None:
    for slug in SLUGS:
        put_file(page_in("pl", slug), "audio")

    screen = hand_over(health_visitor, *SLUGS)
    assert screen.textarea["lang"] == "pl"
    scanned = photographed(print_card(health_visitor, screen))

    entered = client.get(scanned)
    assert entered.status_code == 302
    page = soup(client.get(entered.url))
    assert [sound["src"].split("/")[3] for sound in page.select("audio")] == list(SLUGS)
    assert "Home-Start Tiny Steps" in page.get_text()
    assert page.select_one('a[href*="/kept/go/"]')
    assert old_cards() == []

    changed("calm-together", EnglishChange.Kind.MEANING)

    assert "Od wydrukowania twojej karty" in soup(client.get(entered.url)).get_text()
    listed = soup(health_visitor.get(f"{PACKS}old-cards/"))
    assert listed.select_one("tbody th").get_text() == PackCard.objects.get().version
    assert photographed(print_card(health_visitor, screen)) != scanned
    assert PackOpens.objects.get().count == 2


def test_a_card_that_somebody_else_may_find(health_visitor: Client, client: CheckingClient) -> None:
    put_file(page_in("pl", EXIT), "audio")

    screen = hand_over(health_visitor, EXIT, safe="yes")
    card = print_card(health_visitor, screen)

    words = "".join(side.get_textpage().get_text_bounded() for side in pypdfium2.PdfDocument(card))
    assert page_in("pl", EXIT).title not in words
    assert "Tiny Steps" not in words
    response = client.get(client.get(photographed(card)).url)
    assert response.headers["Cache-Control"] == "no-store"
    page = soup(response)
    assert page.title.get_text() == "Informacje dla rodzin"
    assert page.select_one("[data-exit]")
    assert page.select_one(".formats__warning")


def test_a_pack_tells_nobody_anything(health_visitor: Client, client: CheckingClient) -> None:
    """The mother's visit leaves one number more, of a month and a language, and nothing else."""

    def rows() -> dict[str, int]:
        return {model._meta.label: model.objects.count() for model in apps.get_models() if hasattr(model, "objects")}

    screen = hand_over(health_visitor, *SLUGS)
    before = rows()
    response = client.get(screen.select_one(".pack-address a")["href"], follow=True)

    assert response.status_code == 200
    assert not response.cookies
    assert {label: count - before[label] for label, count in rows().items() if count != before[label]} == {
        "guidance.PackOpens": 1
    }


# --- On a tablet in a waiting room ----------------------------------------------------------------------------------


def test_a_pack_runs_on_a_tablet_and_is_kept_on_none(health_visitor: Client, client: CheckingClient) -> None:
    put_file(page_in("pl", SLUGS[0]), "audio")
    screen = hand_over(health_visitor, *SLUGS)
    tablet = soup(health_visitor.get(screen.find("a", string=re.compile("on a tablet"))["href"]))
    start = re.search(r"/en/kiosk/go/[a-z0-9-]+/", tablet.get_text())
    assert start

    welcome = soup(client.get(start[0]))
    polish = welcome.select_one('.kiosk-start__language[lang="pl"]')["href"]
    shown = soup(client.get(polish))

    assert shown.select_one(f'[data-kiosk-start="{start[0]}"]')
    assert not shown.select("[data-keep]")
    assert len(shown.select("audio")) == 1
    assert not PackOpens.objects.exists()


def test_what_somebody_may_have_to_leave_runs_on_no_tablet(client: CheckingClient) -> None:
    code = shown_code(a_pack(EXIT).pk)

    assert client.get(f"/en/kiosk/go/{code}/").status_code == 404


def test_a_tablet_with_a_wrong_code_says_so(client: CheckingClient) -> None:
    assert client.get("/en/kiosk/go/0000-0000/").status_code == 404
