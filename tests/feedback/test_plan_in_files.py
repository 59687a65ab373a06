"""The priorities and their recommendations stand in the files of the page that says what the strategy wants."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from feedback.models import Priority, Recommendation
from guidance import services
from guidance.document import Document, Heading, Items, plain
from guidance.linearise import document_of
from home.models import SignOff, StandardPage, TimedJob
from home.states import Step
from tests.feedback.replies import people, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> StandardPage:
    return StandardPage.objects.get(slug="what-the-strategy-wants", locale__language_code="en")


def headings(document: Document) -> list[str]:
    return [plain(block.text) for block in document.blocks if isinstance(block, Heading)]


def titles() -> list[str]:
    return list(Priority.objects.order_by("order").values_list("title_en", flat=True))


def sign_page(page: StandardPage) -> None:
    SignOff.objects.create(
        page=page, step=Step.CHECKED.value, role="Editor", signed_by=people()[0], words_digest=page.words_digest
    )
    page.read_anew()


def test_its_files_end_with_every_priority_and_recommendation(page: StandardPage) -> None:
    document = document_of(page)

    last = headings(document)[-6:]
    lists = [block for block in document.blocks if isinstance(block, Items) and block.ordered]
    items = [plain(item) for block in lists for item in block.items]
    assert last == [each for title in titles() for each in (title, "What the strategy recommends")]
    assert len(titles()) == 3
    assert set(items) == set(Recommendation.objects.values_list("text_en", flat=True))


def test_other_pages_hold_none_of_it() -> None:
    other = StandardPage.objects.get(slug="the-strategy", locale__language_code="en")

    assert set(headings(document_of(other))).isdisjoint(titles())


def test_they_are_read_in_the_language_of_the_page_or_marked_as_english(page: StandardPage) -> None:
    page.words_language = "pl"
    polish = document_of(page).blocks[-4]
    Priority.objects.update(title_pl="")
    english = document_of(page).blocks[-4]

    assert isinstance(polish, Heading)
    assert isinstance(english, Heading)
    assert {run.language for run in polish.text} == {""}
    assert {run.language for run in english.text} == {"en-GB"}
    assert plain(polish.text) != plain(english.text)


def test_a_page_that_is_signed_holds_no_priority_that_nobody_signed_for(page: StandardPage) -> None:
    sign_page(page)
    first = Priority.objects.order_by("order").first()
    assert not document_of(page).notice
    unsigned = headings(document_of(page))

    sign(first, "en")

    assert set(unsigned).isdisjoint(titles())
    assert set(headings(document_of(page))) & set(titles()) == {first.title_en}


def test_where_previews_are_hidden_only_what_is_signed_is_there(page: StandardPage, settings: Any) -> None:
    settings.SHOW_PREVIEW = False

    assert set(headings(document_of(page))).isdisjoint(titles())


def test_another_word_in_the_plan_asks_for_the_files_anew(page: StandardPage) -> None:
    services.request_formats(page)
    later = {"interval": timedelta(hours=6), "next_run": timezone.now() + timedelta(1)}
    TimedJob.objects.update_or_create(name="compare_formats", defaults=later)
    recommendation = Recommendation.objects.first()
    recommendation.text_en = "Something else."
    recommendation.save()

    asked = services.request_formats(page)

    assert TimedJob.objects.get(name="compare_formats").next_run <= timezone.now()
    assert page.formats.get(kind="text").pk in asked
