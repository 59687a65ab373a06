"""A form is taken when a page of this site sent it, and refused when another site made the browser send it."""

import pytest
from django.test import RequestFactory

from home.same_site import is_same_site

HERE = "http://testserver"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Origin": HERE}, True),
        ({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, True),
        # What Chromium sends with a form of a page whose policy is no-referrer.
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "not an address"}, False),
        ({"Origin": "http://["}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "anything"}, False),
    ],
)
def test_a_form_is_taken_only_from_here(headers: dict[str, str], is_ours: bool) -> None:
    request = RequestFactory().post("/", headers=headers)

    assert is_same_site(request) is is_ours
