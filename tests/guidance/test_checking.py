"""What there is to change on a page, what stands against publishing it, and what is let stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.checking import blocking_in, findings_in
from guidance.models import GuidancePage
from guidance.wording import Severity
from home.models import BasePage, Helpline, HomePage, StandardPage
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


def test_a_line_to_ring_that_is_gone_stands_against_its_block() -> None:
    page = page_of("why-babies-cry", "en")
    block = next(each for each in page.body if each.block_type == "ask_for_help")
    Helpline.objects.filter(key__in=block.value["lines"]).delete()

    codes = {(each.code, each.key) for each in blocking_in(page_of("why-babies-cry", "en"))}

    assert ("help.gone", block.id) in codes
    assert ("help.none", "page") in codes


def test_urgent_help_that_is_not_whole_in_the_pages_language_stands_against_the_page() -> None:
    line = Helpline.objects.urgent().exclude(who_en="").first()
    Helpline.objects.filter(pk=line.pk).update(who_pl="")

    (found,) = blocking_in(page_of("why-babies-cry", "pl"))

    assert found.code == "help.incomplete"
    assert "Polish" in found.better
    assert not blocking_in(page_of("why-babies-cry", "en"))


def test_a_page_that_stays_as_it_is_is_not_asked_about() -> None:
    page = page_of("calm-together", "en")

    with CaptureQueriesContext(connection) as asked:
        page.save()

    assert not [each for each in asked if "guidance_avoidedphrase" in each["sql"]]
