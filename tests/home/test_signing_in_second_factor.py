"""A second factor: set up, asked for, required, lost."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, ModelLogEntry, Page

from staff.second_factor import TAKEN_AWAY
from tests.signing_in import APP, CODE, HOME, PASSWORD, Clock, code_of, person, set_up_app, sign_in

MINE = "/admin/signing-in/second-factor/"
CODES = f"{MINE}recovery-codes/"


@pytest.fixture
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def secret(administrator: User) -> str:
    """Return the secret of the administrator's app."""
    client = Client()
    sign_in(client)
    return set_up_app(client)


# --- With an app ----------------------------------------------------------------------------------------------------


def test_after_the_password_comes_the_code(secret: str, clock: Clock) -> None:
    clock.go_on(minutes=2)
    client = Client()

    assert sign_in(client, next="/admin/pages/")["Location"] == CODE
    assert client.get(HOME).status_code == 302, "nobody is in before the code"
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/admin/pages/"
    assert client.get(HOME).status_code == 200


def test_a_wrong_code_lets_nobody_in(secret: str) -> None:
    client = Client()
    sign_in(client)

    response = client.post(CODE, {"code": "000000"})

    assert "The code is not right" in response.content.decode()
    assert client.get(HOME).status_code == 302


def test_a_code_is_taken_once_in_whichever_process(secret: str, clock: Clock, settings: Any) -> None:
    clock.go_on(minutes=2)
    code = code_of(secret)
    # Each process has a cache of its own, and each change of the site begins it anew: as if there were none.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)

    assert first.post(CODE, {"code": code}).status_code == 302
    response = second.post(CODE, {"code": code})

    assert response.status_code == 200
    assert "That code was used already" in response.content.decode()


def test_a_recovery_code_opens_the_desk_once(secret: str) -> None:
    client = Client()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    sign_in(client)
    assert client.post(CODE, {"code": codes[0]})["Location"] == HOME

    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": codes[0]}).status_code == 200
    assert len(codes) == 10


def test_a_sign_in_that_is_half_done_can_be_given_up(secret: str) -> None:
    client = Client()
    sign_in(client)

    assert client.get("/admin/login/")["Location"] == CODE
    client.post("/admin/signing-in/start-again/")

    assert client.get("/admin/login/").status_code == 200


def test_what_the_app_shares_with_us_is_not_readable_in_a_backup(secret: str, settings: Any) -> None:
    kept = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in kept

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    client = Client()
    sign_in(client)
    assert client.post(CODE, {"code": code_of(secret, at=0)}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    client = Client()
    sign_in(client)
    assert "can’t be read any more" in client.post(CODE, {"code": code_of(secret)}).content.decode()


def test_after_a_change_of_the_key_second_factors_can_be_encrypted_with_the_new_one(secret: str, settings: Any) -> None:
    codes = Authenticator.objects.get(type="recovery_codes")
    seed, codes.data["used_mask"] = get_adapter().decrypt(codes.data["seed"]), 3
    codes.save()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    call_command("renew_second_factors", stdout=StringIO())

    settings.SECRET_KEY_FALLBACKS = []
    client = Client()
    sign_in(client)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/admin/"
    codes.refresh_from_db()
    assert (get_adapter().decrypt(codes.data["seed"]), codes.data["used_mask"]) == (seed, 3)


def test_what_neither_key_opens_is_named_and_stays_as_it_is(secret: str, settings: Any) -> None:
    before = Authenticator.objects.get(type="totp").data
    settings.SECRET_KEY = "another"

    with pytest.raises(CommandError, match="2 can't be read"):
        call_command("renew_second_factors", stdout=StringIO())

    assert Authenticator.objects.get(type="totp").data == before


def test_who_signed_in_long_ago_shows_once_more_who_they_are(administrator: User, clock: Clock) -> None:
    client = Client()
    sign_in(client)
    clock.go_on(minutes=10)

    leads = client.get(APP)

    assert leads["Location"] == f"/admin/signing-in/again/?next={APP.replace('/', '%2F')}"
    assert client.get(leads["Location"]).status_code == 200
    assert client.post(leads["Location"], {"password": "wrong"}).status_code == 200
    assert client.post(leads["Location"], {"password": PASSWORD})["Location"] == APP
    assert client.get(APP).status_code == 200


# --- Required -------------------------------------------------------------------------------------------------------


def admin_addresses() -> list[str]:
    """Return an address of every view below the admin's path, Wagtail's and ours."""
    found: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for pattern in patterns:
            here = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, here)
            elif isinstance(pattern, URLPattern) and here.startswith("admin/"):
                found.append(here)

    walk(get_resolver().url_patterns, "")
    return found


FILLED = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "6b1f0d0e-0000-4000-8000-000000000000"}
OPEN = ("login/", "logout/", "signing-in/", "password_reset/", "jsi18n/", "sprite/")


def filled(pattern: str) -> str:
    import re

    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: FILLED.get(found[1] or "str", "x"), pattern)
    plain = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", plain)
    return "/" + plain.replace("^", "").replace("$", "").replace(r"\.", ".").replace(".*", "x").replace("\\", "")


def test_without_a_second_factor_no_admin_page_is_seen(administrator: User, required: None) -> None:
    client = Client()
    sign_in(client)
    asked = 0

    for pattern in admin_addresses():
        address = filled(pattern)
        if address.removeprefix("/admin/").startswith(OPEN):
            continue
        response = client.get(address)
        asked += 1
        assert response.status_code == 302, address
        assert response["Location"].startswith(f"{MINE}?next="), address

    assert asked > 200


def test_all_that_is_open_without_it_is_about_signing_in() -> None:
    beyond = {address.removeprefix("admin/") for address in admin_addresses()}

    opened = {address for address in beyond if address.startswith(OPEN)}

    assert {address for address in opened if not address.startswith(("signing-in/", "password_reset/"))} == {
        "login/",
        "logout/",
        "jsi18n/",
        "sprite/",
    }


def test_a_form_sent_by_a_script_is_refused(administrator: User, required: None) -> None:
    client = Client()
    sign_in(client)

    response = client.post("/admin/pages/1/edit/", headers={"X-Requested-With": "XMLHttpRequest"})

    assert response.status_code == 403


def test_who_sets_one_up_goes_on_to_the_desk(administrator: User, required: None) -> None:
    client = Client()
    sign_in(client)

    page = client.get(client.get(HOME)["Location"]).content.decode()
    assert APP in page
    assert f"{MINE}passkeys/add/" in page
    assert client.get(f"{MINE}passkeys/add/").status_code == 200
    set_up_app(client)

    assert "Your recovery codes" in client.get(CODES).content.decode()
    assert client.get(HOME).status_code == 200


def test_a_sign_in_from_before_it_was_set_up_has_to_show_it(secret: str, clock: Clock, required: None) -> None:
    other = Client()
    other.force_login(User.objects.get(username="admin"))
    clock.go_on(minutes=2)

    leads = other.get(other.get(HOME)["Location"])["Location"]
    assert leads.startswith("/admin/signing-in/again/code/")
    assert other.get(leads).status_code == 200
    assert other.post(leads, {"code": code_of(secret)})["Location"] == HOME
    assert other.get(HOME).status_code == 200


def test_the_only_one_can_not_be_removed_where_it_is_required(secret: str, required: None, clock: Clock) -> None:
    clock.go_on(minutes=2)
    client = Client()
    sign_in(client)
    client.post(CODE, {"code": code_of(secret)})

    response = client.post(f"{APP}remove/")

    assert "It is your only second factor" in response.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_where_it_is_not_required_it_can_be_removed(secret: str, clock: Clock) -> None:
    clock.go_on(minutes=2)
    client = Client()
    sign_in(client)
    client.post(CODE, {"code": code_of(secret)})

    assert client.get(f"{APP}remove/").status_code == 200
    client.post(f"{APP}remove/")

    assert not Authenticator.objects.exists()


def test_a_document_for_staff_is_not_handed_out_without_it(administrator: User, required: None, settings: Any) -> None:
    # The storage of tests has no files to read.
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"
    everybody, staff = Collection.get_first_root_node(), Collection(name="For staff")
    everybody.add_child(instance=staff)
    CollectionViewRestriction.objects.create(collection=staff, restriction_type="login")
    kept = [
        Document.objects.create(title="A", file=ContentFile(b"text", f"{which.name}.txt"), collection=which)
        for which in (everybody, staff)
    ]
    client = Client()
    sign_in(client)

    assert client.get(kept[0].url)["Location"].startswith("/media/")
    assert client.get(kept[1].url)["Location"].startswith("/admin/login/?next=")


def test_a_preview_is_not_shown_without_it(administrator: User, required: None) -> None:
    client = Client()
    sign_in(client)
    page = Page.objects.filter(depth=3).first()

    assert client.get(f"/admin/pages/{page.pk}/view_draft/")["Location"].startswith(MINE)


# --- Lost -----------------------------------------------------------------------------------------------------------


def test_an_administrator_takes_a_lost_one_away(administrator: User, client: Client) -> None:
    lost = person("editor", is_superuser=True)
    theirs, mine = Client(), Client()
    sign_in(theirs, "editor")
    set_up_app(theirs)
    sign_in(mine)
    address = f"/admin/users/{lost.pk}/take-away-second-factor/"

    assert address in mine.get("/admin/users/").content.decode()
    assert "Be sure that it is really they" in mine.get(address).content.decode()
    assert Authenticator.objects.filter(user=lost).exists(), "it is asked before"
    mine.post(address)

    assert not Authenticator.objects.filter(user=lost).exists()
    assert theirs.get(HOME).status_code == 302
    written = ModelLogEntry.objects.get(action=TAKEN_AWAY)
    assert (written.user, written.object_id) == (administrator, str(lost.pk))


def test_only_who_may_change_an_account_may_take_it_away(administrator: User) -> None:
    helper, editor = person("helper"), person("editor")
    for codename in ("access_admin", "change_user"):
        helper.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    sign_in(client, "helper")

    def answer(whose: User) -> int:
        return client.get(f"/admin/users/{whose.pk}/take-away-second-factor/").status_code

    assert answer(editor) == 200
    # Wagtail leads away from what one may not see.
    assert answer(administrator) == 302
    assert answer(helper) == 302


def test_a_command_takes_it_away_when_the_name_is_typed_once_more(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda words: "somebody")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("take_away_second_factor", "admin")
    assert Authenticator.objects.exists()

    monkeypatch.setattr("builtins.input", lambda words: "admin")
    call_command("take_away_second_factor", "admin")

    assert not Authenticator.objects.exists()
    assert ModelLogEntry.objects.get(action=TAKEN_AWAY).user is None


@pytest.mark.django_db
def test_the_command_names_who_is_not_there() -> None:
    with pytest.raises(CommandError, match="no account called 'nobody'"):
        call_command("take_away_second_factor", "nobody")
