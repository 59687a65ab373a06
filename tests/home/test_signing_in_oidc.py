"""Signing in with the Trust's own account."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from tests import oidc
from tests.signing_in import CODE, HOME, PASSWORD, SIGN_IN, person, set_up_app, sign_in

TRUST = "/admin/signing-in/oidc/trust/"


@pytest.fixture
def provider(settings: Any) -> Iterator[oidc.Provider]:
    with oidc.running() as provider:
        about = {"server_url": provider.issuer, "oauth_pkce_enabled": True}
        app = {"provider_id": "trust", "name": "Trust", "client_id": oidc.CLIENT, "secret": oidc.SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app | {"settings": about}]}}
        provider.person = {"sub": "1", "email": "Editor@example.org", "email_verified": True, "name": "An Editor"}
        yield provider


@pytest.fixture
def editor(db: None) -> User:
    return person("editor", is_superuser=True)


def come(client: Client, provider: oidc.Provider, **query: str) -> Any:
    sent = client.get(TRUST, query)
    assert sent.status_code == 302, sent.content.decode()
    return client.get(provider.send_back(sent["Location"]).replace("http://testserver", ""))


def test_the_page_offers_it_where_there_is_a_provider(provider: oidc.Provider, db: None) -> None:
    page = Client().get(f"{SIGN_IN}?next=/admin/pages/").content.decode()

    assert f"{TRUST}?next=%2Fadmin%2Fpages%2F" in page
    assert "Sign in with the Trust’s account" in page


def test_and_nowhere_else(db: None) -> None:
    assert TRUST not in Client().get(SIGN_IN).content.decode()
    assert Client().get(TRUST).status_code == 404


def test_an_account_with_the_same_address_is_let_in_and_nothing_is_kept(provider: oidc.Provider, editor: User) -> None:
    client = Client()

    response = come(client, provider, next="/admin/pages/")

    assert response["Location"] == "/admin/pages/"
    assert client.get(HOME).status_code == 200
    assert int(client.session["_auth_user_id"]) == editor.pk
    assert not SocialAccount.objects.exists()
    assert not EmailAddress.objects.exists()


def test_their_password_stays(provider: oidc.Provider, editor: User) -> None:
    come(Client(), provider)

    assert sign_in(Client(), "editor", PASSWORD)["Location"] == HOME


def test_their_second_factor_is_asked_for_all_the_same(provider: oidc.Provider, editor: User) -> None:
    client = Client()
    come(client, provider)
    set_up_app(client)

    other = Client()

    assert come(other, provider)["Location"] == CODE
    assert other.get(HOME).status_code == 302


def test_who_has_no_password_here_can_set_one_up(provider: oidc.Provider, editor: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    editor.set_unusable_password()
    editor.save()
    client = Client()
    come(client, provider)

    assert client.get(HOME).status_code == 302
    set_up_app(client)

    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": ""},
    ],
)
def test_nobody_else_is_let_in_and_no_account_is_made(
    provider: oidc.Provider, editor: User, said: dict[str, Any]
) -> None:
    provider.person |= said
    client = Client()

    response = come(client, provider)

    assert response.status_code == 403
    assert "Nobody here has an account" in response.content.decode()
    assert client.get(HOME).status_code == 302
    assert User.objects.count() == 1


def test_neither_is_who_has_left(provider: oidc.Provider, editor: User) -> None:
    editor.is_active = False
    editor.save()

    assert come(Client(), provider).status_code == 403


def test_nor_anybody_where_two_have_the_address(provider: oidc.Provider, editor: User) -> None:
    User.objects.create_user("second", "EDITOR@example.org", PASSWORD)

    assert come(Client(), provider).status_code == 403


def test_nobody_adds_another_sign_in_to_their_account(
    provider: oidc.Provider, editor: User, administrator: User
) -> None:
    client = Client()
    sign_in(client)

    response = come(client, provider, process="connect")

    assert "You are not signed in" in response.content.decode()
    assert not SocialAccount.objects.exists()


def test_an_answer_that_was_asked_for_elsewhere_is_refused(provider: oidc.Provider, editor: User) -> None:
    back = provider.send_back(Client().get(TRUST)["Location"])
    victim = Client()

    response = victim.get(back.replace("http://testserver", ""))

    assert "You are not signed in" in response.content.decode()
    assert victim.get(HOME).status_code == 302


def test_a_provider_that_does_not_answer_is_said(provider: oidc.Provider, editor: User) -> None:
    client = Client()
    back = provider.send_back(client.get(TRUST)["Location"])
    provider.asked.clear()

    response = client.get(back.replace("http://testserver", ""))

    assert "did not answer as it should" in response.content.decode()
