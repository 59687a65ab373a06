"""What readers said of a page is told to its editors so that nobody stands out, and a page that hurts is named."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback.reactions.admin import alarming_pages, rows_of
from feedback.reactions.counts import is_alarming, tell
from feedback.reactions.models import Reaction
from feedback.reactions.services import HEAVY
from guidance.models import GuidancePage
from tests.feedback.people import a_person

pytestmark = pytest.mark.django_db


def page_in(code: str = "en") -> GuidancePage:
    return GuidancePage.objects.get(locale__language_code=code, slug="why-babies-cry")


def said(question: str, *, page: GuidancePage | None = None, digest: str = "", **counts: int) -> None:
    page = page or page_in()
    Reaction.objects.bulk_create(
        Reaction(
            page_key=page.translation_key,
            words_digest=digest or page.words_digest,
            language=page.words.code,
            question=question,
            code=code.replace("_", "-"),
            week="2027-03-08",
        )
        for code, times in counts.items()
        for _time in range(times)
    )


@pytest.mark.parametrize(
    ("counts", "total", "told"),
    [
        ([5, 4, 0], None, [None, None, None]),
        ([10, 5, 7], 22, [10, 5, 7]),
        # One alone could be worked out: the smallest of the others is hidden with it.
        ([20, 9, 4], 33, [20, None, None]),
        ([20, 9, 0], 29, [20, None, None]),
        # Two that are four together would still be somebody's.
        ([20, 2, 2], 24, [None, None, None]),
        ([20, 3, 4], 27, [20, None, None]),
        ([20, 0, 0], 20, [None, None, None]),
    ],
)
def test_no_small_count_is_told_or_can_be_worked_out(
    counts: list[int], total: int | None, told: list[int | None]
) -> None:
    shown = tell(dict(zip(("yes", "a-bit", "no"), counts, strict=True)))

    assert (shown.total, list(shown.counts.values())) == (total, told)


@pytest.mark.parametrize(
    ("counts", "is_alarm"),
    [
        ({"hopeful": 27, "guilty": 1, "worried": 2}, True),
        ({"hopeful": 28, "guilty": 1, "worried": 1}, False),
        ({"hopeful": 10, "guilty": 19}, False),
        ({}, False),
    ],
)
def test_one_hard_feeling_in_ten_of_thirty_is_an_alarm(counts: dict[str, int], is_alarm: bool) -> None:
    assert is_alarming(counts, HEAVY) is is_alarm


def test_editors_see_what_was_said_by_language_and_of_which_words(editor_client: Client) -> None:
    said("helped", yes=12, a_bit=6, no=5)
    said("helped", digest="before", yes=11)
    said("feeling", page=page_in("pl"), hopeful=20, guilty=6, worried=7)
    rows = rows_of(page_in())

    assert [(row.language, row.is_now, row.helped.total, row.feeling.total) for row in rows] == [
        ("English", True, 23, None),
        ("English", False, 11, None),
        ("Polish", True, None, 33),
    ]
    page = editor_client.get(f"/admin/said-of-page/{page_in().pk}/").content.decode()
    assert re.search(r"<td>23</td>\s*<td>12</td>\s*<td>6</td>\s*<td>5</td>", page)
    assert "look again" in page
    assert "does it blame, or frighten?" in page
    heading = BeautifulSoup(page, "html.parser").select_one("h1")
    assert heading is not None
    assert heading.get_text(" ", strip=True) == f"What readers said {page_in().title}"


def test_what_was_said_costs_two_queries_however_many_languages() -> None:
    for code in ("en", "pl", "ar"):
        said("helped", page=page_in(code), yes=12)
    page = page_in()

    with CaptureQueriesContext(connection) as asked:
        assert len(rows_of(page)) == 3
    assert len(asked) == 2


def test_the_page_leads_editors_there_and_nobody_else(editor_client: Client) -> None:
    address = f"/admin/said-of-page/{page_in().pk}/"
    assert address in editor_client.get(f"/admin/pages/{page_in().pk}/edit/").content.decode()
    assert "Nobody has said anything yet." in editor_client.get(address).content.decode()

    stranger = Client()
    stranger.force_login(a_person("stranger"))
    assert stranger.get(address).status_code == 302


def test_the_dashboard_names_pages_that_hurt_to_those_who_may_mend_them(
    editor_client: Client, administrator: User
) -> None:
    assert alarming_pages() == set()
    said("feeling", hopeful=27, guilty=2, worried=1)

    assert alarming_pages() == {page_in().translation_key}
    assert page_in().title in editor_client.get("/admin/").content.decode()

    stranger = Client()
    stranger.force_login(a_person("stranger"))
    assert "felt guilty or worried" not in stranger.get("/admin/").content.decode()
