"""A parent opens the site and reads, in any of its languages."""

import pytest
from bs4 import BeautifulSoup

from guidance.content.load import FIRST_LANGUAGES
from guidance.models import GuidancePage
from home import languages
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
SLUGS = (
    "how-brains-grow",
    "what-attachment-means",
    "calm-together",
    "bouncing-back",
    "why-babies-cry",
    "looking-after-you",
    "feeling-safe-at-home",
    "new-here",
)
EVERY_PAGE = (
    "",
    "guidance/",
    *(f"guidance/{slug}/" for slug in SLUGS),
    "about/",
    "accessibility/",
    "privacy/",
    "other-formats/",
    "help/",
    "topics/",
    "words/",
    "search/",
    "interpreter/",
    "interpreter/tet/",
    "stage/birth-to-3-months/",
    "topic/hard-times/",
    "who/new-here/",
)


def soup(client: CheckingClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_every_page_opens_in_every_language_and_keeps_the_rules_of_markup(client: CheckingClient, code: str) -> None:
    for path in EVERY_PAGE:
        page = soup(client, f"/{code}/{path}")

        assert page.html["lang"] == languages.get(code).tag
        assert page.html["dir"] == languages.get(code).dir
