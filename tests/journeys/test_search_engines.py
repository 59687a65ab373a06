"""What a search engine is shown of signed pages: a description, no "noindex", and the same page in other languages."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from good_beginnings.bench.signed import sign_everything
from tests.markup import CheckingClient

PATHS = (
    "",
    "guidance/why-babies-cry/",
    "surveys/",
    "services/",
    "help/",
    "words/",
    "interpreter/",
    "questions/",
    "you-said-we-did/",
    "report-cards/",
    "how-babies-are-doing/",
    "figures/",
)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en", "ar"])
def test_what_is_signed_is_described_and_may_be_found(client: CheckingClient, settings: Any, code: str) -> None:
    settings.SHOW_PREVIEW = False
    sign_everything()

    described = {}
    for path in PATHS:
        response = client.get(f"/{code}/{path}")
        head = BeautifulSoup(response.content, "html.parser").head
        assert response.status_code == 200, path
        assert head.find("meta", attrs={"name": "robots"}) is None, path
        assert "X-Robots-Tag" not in response.headers, path
        assert head.find("link", rel="canonical")["href"] == f"http://testserver/{code}/{path}"
        assert {"en-GB", "ar", "x-default"} <= {link["hreflang"] for link in head.find_all("link", rel="alternate")}
        described[path] = head.find("meta", attrs={"name": "description"})["content"]

    assert len(set(described.values())) == len(PATHS)
    assert all(20 <= len(words) <= 400 for words in described.values())
