"""How often one may try."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from staff import throttle
from staff.models import Tries
from tests.signing_in import CODE, HOME, PASSWORD, code_of, set_up_app, sign_in


def earlier(**span: float) -> None:
    """Let time pass."""
    for row in Tries.objects.all():
        Tries.objects.filter(pk=row.pk).update(last_at=row.last_at - timedelta(**span))


def fail(times: int, **more: Any) -> Any:
    return [sign_in(Client(), password="wrong", **more) for _ in range(times)][-1]


@pytest.mark.parametrize(("wrong", "seconds"), [(0, 0), (4, 0), (5, 60), (6, 120), (8, 480), (9, 900), (500, 900)])
def test_each_wrong_try_makes_the_next_wait_longer_up_to_a_quarter_of_an_hour(wrong: int, seconds: int) -> None:
    assert throttle.seconds_to_wait(wrong) == seconds


def test_after_five_wrong_passwords_the_right_one_has_to_wait_and_is_told_how_long(administrator: User) -> None:
    fail(5)

    client = Client()
    response = sign_in(client)

    assert "Wait 1 minute, then try again." in response.content.decode()
    assert client.get(HOME).status_code == 302


def test_an_account_opens_by_itself(administrator: User) -> None:
    fail(30)
    earlier(minutes=15)

    assert sign_in(Client())["Location"] == HOME


def test_however_the_name_is_typed_it_is_one_account(administrator: User) -> None:
    fail(3)
    fail(2, name=" ADMIN ")

    assert "Wait 1 minute" in sign_in(Client()).content.decode()


def test_a_name_that_is_nobodys_is_counted_alike(administrator: User) -> None:
    assert "Wait 1 minute" in fail(6, name="nobody").content.decode()


def test_another_account_is_not_kept_waiting(administrator: User) -> None:
    fail(6, name="nobody")

    assert sign_in(Client())["Location"] == HOME


def test_the_right_password_forgets_the_wrong_ones(administrator: User) -> None:
    fail(4)
    sign_in(Client())

    assert sign_in(Client(), password="wrong").context["form"].non_field_errors()
    assert Tries.objects.filter(wrong=1).exists()


def test_nobody_can_keep_a_person_out_of_a_browser_they_have_used(administrator: User) -> None:
    mine = Client()
    sign_in(mine)
    mine.post("/admin/logout/")
    fail(20)

    assert sign_in(mine)["Location"] == HOME
    assert "Wait" in sign_in(Client()).content.decode()


def test_a_known_browser_may_not_try_for_ever_either(administrator: User) -> None:
    mine = Client()
    sign_in(mine)
    mine.post("/admin/logout/")

    for _ in range(5):
        sign_in(mine, password="wrong")

    assert "Wait 1 minute" in sign_in(mine).content.decode()
    assert sign_in(Client())["Location"] == HOME


def test_a_browser_is_known_to_one_account(administrator: User) -> None:
    User.objects.create_superuser("other", "other@example.org", PASSWORD)
    theirs = Client()
    sign_in(theirs, "other")
    theirs.post("/admin/logout/")
    fail(6)

    assert "Wait" in sign_in(theirs).content.decode()


def test_a_made_up_browser_is_not_known(administrator: User) -> None:
    fail(6)
    client = Client()
    client.cookies["known_browser"] = "made:up"

    assert "Wait" in sign_in(client).content.decode()


def test_many_wrong_tries_at_many_names_keep_unknown_browsers_waiting(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Client()
    sign_in(mine)
    mine.post("/admin/logout/")
    monkeypatch.setattr(throttle, "MOST_OF_ALL", 3)
    for name in ("a", "b", "c"):
        fail(1, name=name)
    rows = Tries.objects.count()

    assert "Wait" in sign_in(Client()).content.decode()
    assert "Wait" in sign_in(Client(), name="d").content.decode()
    assert Tries.objects.count() == rows, "no row is made for a try that is not taken"
    assert sign_in(mine)["Location"] == HOME


def test_wrong_codes_are_counted_though_the_password_is_right(administrator: User) -> None:
    client = Client()
    sign_in(client)
    secret = set_up_app(client)
    for _ in range(5):
        other = Client()
        sign_in(other)
        assert other.post(CODE, {"code": "12"}).status_code == 200

    other = Client()
    sign_in(other)
    response = other.post(CODE, {"code": code_of(secret)})

    assert "Wait 1 minute" in response.content.decode()


def test_a_password_that_is_asked_once_more_is_counted_too(editor_client: Client) -> None:
    again = "/admin/signing-in/again/"
    for _ in range(5):
        editor_client.post(again, {"password": "wrong"})

    assert "Wait 1 minute" in editor_client.post(again, {"password": PASSWORD}).content.decode()


def test_no_name_and_no_address_is_kept_of_a_try(administrator: User, caplog: pytest.LogCaptureFixture) -> None:
    sign_in(Client(REMOTE_ADDR="192.0.2.77"), name="somebody@example.org")

    kept = [str(value) for row in Tries.objects.values_list() for value in row]

    assert kept
    assert not [value for value in [*kept, caplog.text] if "somebody" in value or "192.0.2" in value]


def test_tries_are_forgotten_after_an_hour(administrator: User) -> None:
    fail(9)
    earlier(hours=1, minutes=1)

    assert sign_in(Client(), password="wrong").context["form"].non_field_errors()
    assert Tries.objects.get(last_at__gt=timezone.now() - timedelta(minutes=5)).wrong == 1
    Tries.objects.create(key="old", last_at=timezone.now() - timedelta(hours=2))
    throttle.forget_old()
    assert not Tries.objects.filter(key="old").exists()


def test_nobody_waits_for_a_clock_that_was_a_year_ahead(administrator: User) -> None:
    fail(9)
    earlier(days=-365)

    assert sign_in(Client(), password="wrong").context["form"].non_field_errors()
    assert Tries.objects.get(last_at__lt=timezone.now() + timedelta(minutes=5)).wrong == 1
    Tries.objects.create(key="ahead", last_at=timezone.now() + timedelta(days=1))
    throttle.forget_old()
    assert not Tries.objects.filter(key="ahead").exists()


# --- A new password by letter ---------------------------------------------------------------------------------------

ASK = "/admin/password_reset/"


def ask(email: str) -> Any:
    answer = Client().post(ASK, {"email": email})
    for thread in threading.enumerate():
        if thread.name == "letter":
            thread.join()
    return answer.status_code, answer["Location"]


def test_only_so_many_letters_with_a_new_password_are_sent(administrator: User) -> None:
    answers = {ask(email) for email in [administrator.email] * 5 + [administrator.email.upper()] * 5}

    assert len(mail.outbox) == 5
    assert len(answers) == 1

    earlier(minutes=1)
    ask(administrator.email)
    assert len(mail.outbox) == 6


def test_a_letter_is_answered_alike_whether_or_not_there_is_such_an_account(administrator: User) -> None:
    answers = [ask(email) for email in (administrator.email, "nobody@example.org")]

    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[administrator.email]]


def test_the_answer_does_not_wait_for_the_mail_server(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sent_by: list[str] = []
    monkeypatch.setattr(
        mail.EmailMultiAlternatives, "send", lambda *_words: sent_by.append(threading.current_thread().name)
    )

    ask(administrator.email)

    assert sent_by == ["letter"]


def test_asking_for_letters_keeps_nobody_from_signing_in(administrator: User) -> None:
    for number in range(throttle.MOST_OF_ALL + 1):
        throttle.begin("letter", f"nobody-{number}@example.org")

    assert sign_in(Client())["Location"] == HOME
