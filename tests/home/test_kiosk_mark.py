"""The mark that a tablet's addresses carry."""

import pytest
from django.test import RequestFactory

from home.kiosk import Kiosk, kiosk_of


def kiosk(mark: str) -> Kiosk | None:
    return kiosk_of(RequestFactory().get("/en/", {"kiosk": mark}))


@pytest.mark.parametrize(
    ("mark", "start"),
    [
        ("survey.k7m2q", "/en/kiosk/survey/k7m2q/"),
        ("pages.why-babies-cry.new-here", "/en/kiosk/pages/why-babies-cry.new-here/"),
    ],
)
def test_a_mark_says_where_the_tablet_starts_again(mark: str, start: str) -> None:
    assert kiosk(mark).start_url == start


@pytest.mark.parametrize(
    "mark", ["", "1", "survey", "survey.", ".k7m2q", "//evil.example", "survey./..", "a" * 30 + ".b", "x.y?z", "Ü.b"]
)
def test_what_is_no_mark_makes_no_tablet(mark: str) -> None:
    assert kiosk(mark) is None


def test_an_address_keeps_what_it_asks_besides() -> None:
    assert Kiosk("survey.a").marked("/en/search/?q=a") == "/en/search/?q=a&kiosk=survey.a"
