"""The agreed common language: whose each term is, when it is reviewed, and how practitioners read it."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.models import GlossaryTerm

pytestmark = pytest.mark.django_db

SCREEN = "/admin/common-language/"


@pytest.fixture
def practitioner(db: None) -> Client:
    person = User.objects.create_user("practitioner", password="a long password for tests")
    person.groups.add(Group.objects.get(name="Practitioners"))
    client = Client()
    client.force_login(person)
    return client


def row_of(client: Client, key: str, query: str = "") -> Tag | None:
    return BeautifulSoup(client.get(f"{SCREEN}{query}").content, "html.parser").find(id=key)


def test_a_term_that_was_reviewed_is_due_again_in_a_year() -> None:
    term = GlossaryTerm.objects.get(key="attachment")

    term.last_reviewed = date(2026, 11, 30)
    term.save()

    assert term.next_review_due == date(2027, 11, 30)


def test_practitioners_read_every_term_with_what_to_say_to_families(practitioner: Client) -> None:
    row = row_of(practitioner, "attachment")

    assert "Attachment" in row.th.get_text()
    assert "feeling safe with you" in row.get_text()
    assert "Nobody yet" in row.get_text()
    assert not row.select("a")
    screen = BeautifulSoup(practitioner.get(SCREEN).content, "html.parser")
    assert len(screen.select(".words-table tbody tr")) == GlossaryTerm.objects.count()


def test_a_term_stands_beside_its_translation_in_that_language(practitioner: Client) -> None:
    arabic = row_of(practitioner, "attachment", "?language=ar").select_one("[lang=ar]")

    assert arabic["dir"] == "rtl"
    assert GlossaryTerm.objects.get(key="attachment").term_ar in arabic.get_text()
    assert "Not translated yet" in row_of(practitioner, "attachment", "?language=tet").get_text()


def test_a_term_past_its_review_is_named_on_the_dashboard_and_in_the_list(editor_client: Client) -> None:
    past = timezone.localdate() - timedelta(days=1)
    GlossaryTerm.objects.filter(key="attachment").update(owner="Infant mental health lead", next_review_due=past)

    dashboard = editor_client.get("/admin/").content.decode()

    assert "Attachment (Infant mental health lead)" in dashboard
    assert "Review is due" in row_of(editor_client, "attachment").get_text()


def test_the_list_asks_for_its_terms_once(practitioner: Client) -> None:
    practitioner.get(SCREEN)

    with CaptureQueriesContext(connection) as asked:
        practitioner.get(f"{SCREEN}?language=pl")

    assert len([each for each in asked if "guidance_glossaryterm" in each["sql"]]) == 1
