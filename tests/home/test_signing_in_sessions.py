"""How long a sign-in lasts, and where somebody is signed in."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from home.jobs import registered_jobs
from staff import clock as clocks
from staff import sessions
from tests.signing_in import FIREFOX, HOME, PASSWORD, PHONE, SIGN_IN, Clock, person, sign_in

SESSIONS = "/admin/sessions/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


# --- Time -----------------------------------------------------------------------------------------------------------


def test_a_sign_in_ends_an_hour_after_the_last_request(editor_client: Client, clock: Clock) -> None:
    clock.go_on(minutes=59)
    assert editor_client.get(HOME).status_code == 200
    clock.go_on(minutes=59)
    assert editor_client.get(HOME).status_code == 200
    clock.go_on(minutes=61)

    response = editor_client.get("/admin/pages/")

    assert response["Location"].startswith(SIGN_IN)
    assert "your time was over" in editor_client.get(response["Location"]).content.decode()
    assert not Session.objects.filter(pk=editor_client.cookies["sessionid"].value).exists()


def test_a_sign_in_by_a_clock_that_was_a_year_ahead_is_over_when_it_is_right(
    editor_client: Client, clock: Clock
) -> None:
    clock.go_on(minutes=-365 * 24 * 60)

    assert editor_client.get("/admin/pages/")["Location"].startswith(SIGN_IN)


def test_how_long_can_be_set(editor_client: Client, clock: Clock, settings: Any) -> None:
    settings.IDLE_MINUTES = 5
    clock.go_on(minutes=6)

    assert editor_client.get(HOME).status_code == 302


def test_it_ends_after_twelve_hours_whatever_is_done(editor_client: Client, clock: Clock) -> None:
    for _ in range(24):
        clock.go_on(minutes=29)
        assert editor_client.get(HOME).status_code == 200
    clock.go_on(minutes=29)

    assert editor_client.get(HOME).status_code == 302


def test_what_an_open_page_asks_by_itself_keeps_nobody_signed_in(editor_client: Client, clock: Clock) -> None:
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", 1, 1])
    for _ in range(4):
        clock.go_on(minutes=20)
        editor_client.post(ping)

    assert editor_client.get(HOME).status_code == 302


def test_a_script_is_told_that_the_time_is_over(editor_client: Client, clock: Clock) -> None:
    clock.go_on(minutes=61)

    response = editor_client.post("/admin/pages/1/edit/", headers={"X-Requested-With": "XMLHttpRequest"})

    assert response.status_code == 403


def test_saving_by_itself_is_told_so_in_words(editor_client: Client, clock: Clock) -> None:
    clock.go_on(minutes=61)

    response = editor_client.post("/admin/pages/1/edit/", headers={"accept": "application/json"})

    assert response.status_code == 400
    assert response.json()["error_message"].startswith("You were signed out.")


def test_what_was_half_written_can_be_sent_after_signing_in_in_another_window(
    administrator: User, clock: Clock
) -> None:
    client = Client(enforce_csrf_checks=True)

    def come() -> str:
        client.get(SIGN_IN)
        token = client.cookies["csrftoken"].value
        sign_in(client, csrfmiddlewaretoken=token)
        return token

    first = come()
    assert client.cookies["csrftoken"].value != first, "nobody gives a browser its token beforehand"
    form = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    clock.go_on(minutes=61)

    over = client.post(SESSIONS, form)
    assert over.status_code == 403
    assert "Nothing is lost yet" in over.content.decode()
    come()

    assert client.post(SESSIONS, form).status_code == 302


def test_a_session_is_written_once_a_minute_at_most(editor_client: Client, clock: Clock) -> None:
    def seen() -> int:
        held = Session.objects.get(pk=editor_client.cookies["sessionid"].value).get_decoded()
        return int(held["staff_seen"])

    editor_client.get(HOME)
    first = seen()
    clock.go_on(minutes=0.5)
    editor_client.get(HOME)
    assert seen() == first
    clock.go_on(minutes=1)
    editor_client.get(HOME)
    assert seen() > first


def test_one_without_a_clock_is_over(editor_client: Client) -> None:
    session = editor_client.session
    del session["staff_seen"]
    session.save()

    assert editor_client.get(HOME).status_code == 302


def test_rows_of_sign_ins_that_are_over_are_deleted_every_day(editor_client: Client) -> None:
    job = next(job for job in registered_jobs() if job.name == "forget_sessions")
    Session.objects.update(expire_date="2020-01-01T00:00Z")

    job.work()

    assert not Session.objects.exists()
    assert job.every.days == 1
    assert "forget_tries" in {job.name for job in registered_jobs()}


# --- Where ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/130.0 Safari/537", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/130.0 Safari/537 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/130.0 Mobile Safari/537", "Chrome on Android"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_without_its_version(user_agent: str, family: str) -> None:
    assert clocks.family_of(user_agent) == family


@pytest.fixture
def here(administrator: User) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    sign_in(client)
    return client


@pytest.fixture
def elsewhere(administrator: User) -> Client:
    client = Client(headers={"user-agent": PHONE}, REMOTE_ADDR="192.0.2.77")
    sign_in(client)
    return client


def test_a_person_sees_where_they_are_signed_in_and_no_address(here: Client, elsewhere: Client) -> None:
    person("other", is_superuser=True)
    sign_in(Client(headers={"user-agent": "Firefox/1 Linux"}), "other")

    page = here.get(SESSIONS).content.decode()

    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert "Firefox on Linux" not in page
    assert page.count("End it<span") == 1
    assert not [part for part in ("192.0.2", "130.0", elsewhere.cookies["sessionid"].value) if part in page]


def test_a_sign_in_whose_time_is_over_is_not_among_them(here: Client, administrator: User, clock: Clock) -> None:
    clock.go_on(minutes=50)
    sign_in(Client())
    clock.go_on(minutes=15)

    assert len(sessions.sessions_of(administrator)) == 1


def test_they_end_one_of_them(here: Client, elsewhere: Client) -> None:
    name = sessions.name_of(elsewhere.cookies["sessionid"].value)

    here.post(SESSIONS, {"name": name})

    assert elsewhere.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200


def test_they_end_all_others(here: Client, elsewhere: Client) -> None:
    here.post(SESSIONS)

    assert elsewhere.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200


def test_nobody_ends_anothers(here: Client) -> None:
    person("other", is_superuser=True)
    theirs = Client()
    sign_in(theirs, "other")

    here.post(SESSIONS, {"name": sessions.name_of(theirs.cookies["sessionid"].value)})
    here.post(SESSIONS)

    assert theirs.get(HOME).status_code == 200


def test_a_new_password_ends_the_others(here: Client, elsewhere: Client, administrator: User) -> None:
    new = {"old_password": PASSWORD, "new_password1": "quite another one 1", "new_password2": "quite another one 1"}
    form = {f"password-{name}": value for name, value in new.items()}
    form |= {"name_email-first_name": "A", "name_email-last_name": "B", "name_email-email": "admin@example.org"}
    form |= {"locale-preferred_language": "en", "locale-current_time_zone": "Europe/London"}
    form |= {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}

    response = here.post("/admin/account/", form)

    assert response.status_code == 302, response.content.decode()
    assert here.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302
    administrator.refresh_from_db()
    assert len(sessions.sessions_of(administrator)) == 1


def test_the_list_asks_once_however_many_are_signed_in(
    here: Client, administrator: User, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        sign_in(Client())

    with django_assert_num_queries(1):
        assert len(sessions.sessions_of(administrator)) == 4


def test_clearing_keeps_who_is_signed_in(here: Client) -> None:
    call_command("clearsessions")

    assert here.get(HOME).status_code == 200
