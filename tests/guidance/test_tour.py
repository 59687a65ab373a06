"""A new editor's first minutes, and the page to practise on."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from guidance.checking import told_of
from guidance.models import GuidancePage
from guidance.models.pages import PRACTICE
from guidance.tour import practice
from guidance.tour.steps import STEPS
from home.publishing import CannotPublish

DESK = "/admin/languages/"


@pytest.fixture
def editor(db: None) -> User:
    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name="Editors"))
    return editor


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def read(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_each_step_leads_to_the_next_and_every_link_opens(desk: Client) -> None:
    address, titles = "/admin/tour/", []
    for _step in STEPS:
        screen = read(desk, address)
        titles.append(screen.h1.get_text(strip=True))
        for link in screen.select("#main .nice-padding a[href]"):
            assert desk.get(link["href"]).status_code == 200
        following = screen.find("a", string="Next")
        address = str(following["href"]) if following else ""

    assert titles == [step.title for step in STEPS]
    assert not address
    assert desk.get(f"/admin/tour/{len(STEPS) + 1}/").status_code == 404


def test_the_first_screen_invites_who_is_new(desk: Client, editor: User) -> None:
    assert "three-minute tour" in read(desk, "/admin/").select_one("#welcome-tour").parent.get_text()

    User.objects.filter(pk=editor.pk).update(date_joined=timezone.now() - timedelta(days=31))

    assert not read(desk, "/admin/").select_one("#welcome-tour")


def test_a_practice_page_shows_what_is_wrong_and_opens_in_the_editor(desk: Client, editor: User) -> None:
    response = desk.post("/admin/tour/practice/", follow=True)

    assert response.status_code == 200
    page = practice.practice_page_of(editor)
    assert page
    assert [told.finding.words for told in told_of(page) if told.blocks] == ["Bad parents", "damage"]


def test_a_practice_page_is_never_published(editor: User) -> None:
    page = practice.begin(editor)
    page.body = [("text", "<p>Your baby needs you close.</p>")]

    with pytest.raises(CannotPublish, match="never published"):
        page.save_revision().publish()

    assert not GuidancePage.objects.get(pk=page.pk).live


def test_beginning_again_leaves_one_and_ending_none(desk: Client, editor: User) -> None:
    desk.post("/admin/tour/practice/")
    desk.post("/admin/tour/practice/")
    assert GuidancePage.objects.filter(slug__startswith=PRACTICE).count() == 1

    desk.post("/admin/tour/practice/end/")

    assert practice.practice_page_of(editor) is None


def test_a_practice_page_is_no_work_on_the_desk_of_languages(desk: Client) -> None:
    desk.post("/admin/tour/practice/")

    assert "Practice page" not in read(desk, DESK).select_one("table").get_text()


def test_who_writes_no_pages_practises_on_none(client: Client, db: None) -> None:
    clinician = User.objects.create_user("clinician")
    clinician.groups.add(Group.objects.get(name="Clinical reviewers"))
    client.force_login(clinician)

    assert client.post("/admin/tour/practice/").status_code in (302, 403)
    assert practice.practice_page_of(clinician) is None
