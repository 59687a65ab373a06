"""What there is to change on a page, what stands against publishing it, and what is let stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.checking import blocking_in, findings_in
from guidance.models import GuidancePage
from guidance.wording import Severity
from home.models import BasePage, HomePage, StandardPage
from tests.journeys.test_honesty import page_of

pytestmark = pytest.mark.django_db


def say(page: GuidancePage, words: str) -> GuidancePage:
    """Put a paragraph after the page's own words, and return the page unsaved."""
    page.body.append(("text", f"<p>{words}</p>"))
    page.body[len(page.body) - 1].id = "said"
    return page


def test_a_finding_names_the_block_it_is_about() -> None:
    page = say(page_of("calm-together", "en"), "You are spoiling your baby.")

    (found,) = blocking_in(page)

    assert (found.code, found.key, found.kind) == ("avoid.22", "said", "text")
    assert found.sentence == "You are spoiling your baby."


@pytest.mark.parametrize("model", [GuidancePage, StandardPage, HomePage])
def test_nothing_stands_against_any_page_of_the_starter_content(model: type[BasePage]) -> None:
    found = {(page.slug, page.words_language): blocking_in(page) for page in model.objects.all()}

    assert found
    assert {key: each for key, each in found.items() if each} == {}


def test_what_blocks_is_what_the_whole_check_would_block() -> None:
    page = say(page_of("why-babies-cry", "en"), "A bad parent damages the brain. You must always smile.")

    assert blocking_in(page) == [each for each in findings_in(page) if each.severity is Severity.BLOCK]
    assert len(blocking_in(page)) > 1


def test_a_check_asks_the_database_six_times_at_most() -> None:
    page = page_of("why-babies-cry", "en")
    page.body[0]

    with CaptureQueriesContext(connection) as asked:
        findings_in(page)

    assert len(asked) <= 6, [each["sql"][:100] for each in asked]
