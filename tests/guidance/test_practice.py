"""The practitioners' own screens."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client


@pytest.fixture
def practitioner(db: None) -> Client:
    user = User.objects.create_user("practitioner")
    user.groups.add(Group.objects.get(name="Practitioners"))
    client = Client()
    client.force_login(user)
    return client


def test_a_practitioner_finds_their_screens(practitioner: Client) -> None:
    page = BeautifulSoup(practitioner.get("/admin/practice/").content, "html.parser")
    assert [heading.get_text() for heading in page("h1")] == ["What does this family need?"]
    assert page.find("a", href="/admin/practice/")


def test_nobody_else_does(db: None) -> None:
    assert Client().get("/admin/practice/").status_code == 302
