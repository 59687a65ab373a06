"""Signing in: its pages, and what readers see nothing of."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.signing_in import FIREFOX, HOME, PASSWORD, SIGN_IN, person, sign_in


@pytest.mark.django_db
def test_an_admin_page_leads_to_signing_in_and_back() -> None:
    client = Client()

    response = client.get("/admin/pages/?q=a")

    assert response.headers["Location"] == f"{SIGN_IN}?next=/admin/pages/%3Fq%3Da"
    assert b'name="next" value="/admin/pages/?q=a"' in client.get(response.headers["Location"]).content


def test_who_has_the_password_comes_in(administrator: User) -> None:
    client = Client()

    response = sign_in(client, next="/admin/pages/")

    assert response.headers["Location"] == "/admin/pages/"
    assert client.get(HOME).status_code == 200


def test_nobody_is_led_to_another_site(administrator: User) -> None:
    assert sign_in(Client(), next="https://example.com/")["Location"] == HOME


def test_a_wrong_password_is_said_beside_the_form_and_not_whether_there_is_such_a_name(administrator: User) -> None:
    wrong, unknown = sign_in(Client(), password="wrong"), sign_in(Client(), name="nobody")

    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert "The name or the password is not right" in wrong.content.decode()


def test_the_sign_in_of_a_browser_ends_with_its_window(administrator: User) -> None:
    cookie = sign_in(Client()).cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["expires"] == cookie["max-age"] == ""
    assert cookie["httponly"]


@pytest.mark.django_db
def test_pages_about_signing_in_carry_the_policies_of_the_admin() -> None:
    response = Client().get(SIGN_IN)

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in response.headers["Cache-Control"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "socialaccount_signup"])
def test_nobody_can_sign_up(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_reader_gets_a_cookie_or_a_session_even_with_those_of_staff(client: Client, administrator: User) -> None:
    sign_in(client)
    sessions = Session.objects.count()

    for path in ("/", "/en/", "/en/search/?q=sleep", "/en/nowhere/", "/robots.txt", "/sitemap.xml"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.headers.get("Vary", ""), path
        assert "allauth" not in response.content.decode(), path

    assert Session.objects.count() == sessions


@pytest.mark.django_db
def test_the_sign_in_page_of_readers_is_not_there() -> None:
    assert Client().get("/en/_util/login/").status_code == 404
    assert Client().post("/en/_util/login/", {"username": "admin", "password": PASSWORD}).status_code == 405


@pytest.mark.django_db
def test_looking_at_the_sign_in_page_makes_no_session() -> None:
    client = Client()

    client.get(SIGN_IN)

    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert not Session.objects.exists()


# --- A host of its own ----------------------------------------------------------------------------------------------


@pytest.fixture
def own_host(settings: Any) -> str:
    settings.ADMIN_HOST = "desk.example.org"
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    return "desk.example.org"


@pytest.mark.django_db
def test_an_admin_with_a_host_of_its_own_is_found_nowhere_else(own_host: str) -> None:
    assert Client().get(SIGN_IN, headers={"host": "www.example.org"}).status_code == 404
    assert Client().get(SIGN_IN, headers={"host": own_host}).status_code == 200
    assert Client().get(SIGN_IN, headers={"host": f"{own_host}:8000"}).status_code == 200


@pytest.mark.django_db
def test_the_host_of_the_admin_shows_no_page_of_readers(own_host: str) -> None:
    host = {"host": own_host}

    assert Client().get("/", headers=host)["Location"] == HOME
    assert Client().get("/en/search/?q=a", headers=host)["Location"] == "https://www.example.org/en/search/?q=a"
    assert Client().get("/documents/1/x.pdf", headers=host).status_code == 404
    assert Client().get("/healthz", headers=host).status_code == 200


def test_staff_work_there_as_elsewhere(own_host: str, administrator: User) -> None:
    client = Client(headers={"host": own_host, "user-agent": FIREFOX})

    sign_in(client)

    assert client.get(HOME).status_code == 200


def test_the_account_page_leads_to_ones_own_signing_in(editor_client: Client) -> None:
    page = editor_client.get("/admin/account/").content.decode()

    assert "/admin/signing-in/second-factor/" in page
    assert "/admin/sessions/" in page


def test_an_account_without_the_desk_sees_nothing_of_it(db: None) -> None:
    person("reader")
    client = Client()

    sign_in(client, "reader", PASSWORD)

    assert client.get("/admin/pages/").status_code == 302


def test_an_account_in_no_group_is_told_so_and_can_sign_out(administrator: User) -> None:
    administrator.is_superuser = False
    administrator.save()
    client = Client()
    client.force_login(administrator)

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "no group has been chosen" in answer.text
    assert 'action="/admin/signing-in/start-again/"' in answer.text
    client.post("/admin/signing-in/start-again/")
    assert client.get("/admin/", follow=True).status_code == 200
