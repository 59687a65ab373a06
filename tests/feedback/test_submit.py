"""What a family sent is kept whole, once, and without a trace of who sent it."""

import io
import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.test import Client, RequestFactory

from feedback.models import (
    Answer,
    Comment,
    EntryPoint,
    LanguageAudience,
    Option,
    Receipt,
    Response,
    SurveyVersion,
    Wave,
)
from feedback.surveys import offered, receipts, submit, views
from feedback.surveys.definition import Definition
from feedback.surveys.limits import MOST_NETWORKS, Limit, address_of, network_of
from feedback.surveys.models.versions import IsFrozen
from feedback.surveys.submit import AnotherUnderThisToken, Kept, Submission, submit_response, week_of
from guidance.directory.models import Locality
from home.remembered import Remembered
from tests.feedback.filling_in import Family
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
TOKEN = "0f6c1d2e-0000-4000-8000-000000000001"


def filled(client: CheckingClient, point: EntryPoint, **answers: list[str]) -> Family:
    family = Family(client, point.code)
    family.answer(answers or {"used-service": ["no"]})
    return family


def sent(point: EntryPoint, **other: Any) -> Submission:
    version = point.wave.accepted_versions.get()
    usual = {"entry": point, "version": version, "language": "en", "given": {"stage": ("preg",)}, "token": TOKEN}
    return Submission(**usual | other)


def test_the_same_sent_five_times_is_kept_once(client: CheckingClient, point: EntryPoint) -> None:
    family = filled(client, point)
    fields = family.fields | {"token": TOKEN}

    statuses = [client.post(family.address("send/"), fields).status_code for _time in range(5)]

    assert statuses == [201, 200, 200, 200, 200]
    assert Response.objects.count() == 1


def test_other_answers_under_the_same_token_are_refused_and_the_first_stay(
    client: CheckingClient, point: EntryPoint
) -> None:
    filled(client, point).send(token=TOKEN)

    response = filled(client, point, stage=["preg"]).send(token=TOKEN)

    assert response.status_code == 409
    assert Response.objects.count() == 1
    assert not Answer.objects.filter(question="stage").exists()


def test_an_answer_that_waited_on_a_phone_is_taken_within_the_days_of_grace_and_not_later(
    client: CheckingClient, point: EntryPoint
) -> None:
    family = filled(client, point)
    today = date.today()
    Wave.objects.filter(pk=point.wave_id).update(opens_on=today - timedelta(60), closes_on=today - timedelta(14))
    assert family.send(token="a").status_code == 201

    Wave.objects.filter(pk=point.wave_id).update(closes_on=today - timedelta(15))
    with pytest.raises(submit.Closed):
        submit_response(sent(EntryPoint.objects.get(pk=point.pk)))
    assert Response.objects.count() == 1


def test_a_version_that_the_wave_no_longer_takes_leads_on(client: CheckingClient, point: EntryPoint) -> None:
    family = filled(client, point)
    point.wave.accepted_versions.clear()

    response = family.send()

    assert response.status_code == 422
    assert not Response.objects.exists()


def test_an_answer_under_an_older_version_stays_under_it(client: CheckingClient, point: EntryPoint) -> None:
    family = filled(client, point)
    old = point.wave.accepted_versions.get()
    texts = old.frozen["texts"]
    frozen = dict(old.frozen) | {"texts": {**texts, "title": {**texts["title"], "en": "New"}}}
    new = SurveyVersion.objects.create(
        survey=point.wave.survey, number=2, frozen=frozen, digest=Definition.from_json(frozen).digest
    )
    point.wave.accepted_versions.add(new)

    assert family.send().status_code == 201

    assert Response.objects.get().version == old
    assert "New" in client.get(f"/en/survey/{point.code}/").content.decode()


def test_a_busy_database_loses_nothing_and_says_when_to_come_again(
    client: CheckingClient, point: EntryPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = filled(client, point)
    run = receipts.Insert.run

    def half(insert: receipts.Insert, cursor: Any, **how: str) -> int:
        # The receipt is written already when the answers can't be.
        if "feedback_answer" in insert.sql:
            raise OperationalError("database is locked")
        return run(insert, cursor, **how)

    monkeypatch.setattr(receipts.Insert, "run", half)

    response = family.send(token=TOKEN)

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert not Receipt.objects.exists()
    monkeypatch.undo()
    # The same form stands there again, with the same token.
    assert family.fields["token"] == TOKEN
    assert family.send().status_code == 201


def test_what_the_phone_has_kept_itself_is_taken_like_what_was_posted(
    client: CheckingClient, point: EntryPoint
) -> None:
    family = Family(client, point.code)
    ticket = family.fields["ticket"]
    last_week = submit.monday(date.today()) - timedelta(7)
    fields = {"ticket": ticket, "token": TOKEN, "week": str(last_week)}
    fields["answers"] = '{"used-service": ["no"], "overall": ["good"], "zz": ["1"], "stage": ["preg"]}'

    response = client.post(family.address("send/"), fields, headers={"Accept": "application/json"})

    assert (response.status_code, response.json()) == (201, {"kept": True})
    kept = Response.objects.get()
    # "overall" is asked only of those who used a service.
    assert sorted(kept.answers.values_list("question", "code")) == [("stage", "preg"), ("used-service", "no")]
    assert kept.week == last_week


@pytest.mark.parametrize("answers", ["[]", "{", '{"stage": "preg"}', "[" * 5000, "null"])
def test_answers_that_can_not_be_read_are_refused(client: CheckingClient, point: EntryPoint, answers: str) -> None:
    family = Family(client, point.code)
    fields = {"ticket": family.fields["ticket"], "token": TOKEN, "answers": answers}

    assert client.post(family.address("send/"), fields).status_code == 422
    assert not Response.objects.exists()


def test_the_week_is_believed_only_where_it_can_be() -> None:
    wednesday = date(2026, 11, 25)

    assert week_of(None, today=wednesday) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 14), today=wednesday) == date(2026, 11, 9)
    assert week_of(date(2026, 11, 1), today=wednesday) == date(2026, 11, 23)
    assert week_of(date(2026, 12, 1), today=wednesday) == date(2026, 11, 23)


def test_an_area_is_kept_only_where_ten_families_share_language_service_and_area(point: EntryPoint) -> None:
    point.locality, point.expected_audience = Locality.ARMAGH, 40
    point.save()
    LanguageAudience.objects.create(entry_point=point, language="pl", expected=9)
    LanguageAudience.objects.create(entry_point=point, language="lt", expected=10)

    kept = {code: point.locality_to_keep(code) for code in ("en", "pl", "lt", "ar")}

    # 21 of 40 are left for English; nobody has said that anybody speaks Arabic.
    assert kept == {"en": "armagh", "pl": "", "lt": "armagh", "ar": ""}


def test_an_area_that_a_family_names_is_kept_only_where_ten_share_its_language(
    client: CheckingClient, point: EntryPoint
) -> None:
    for language in ("en", "pl"):
        family = Family(client, point.code, language)
        family.answer({"used-service": ["no"], "area": ["armagh"]})
        assert family.send().status_code == 201

    assert list(Answer.objects.filter(question="area").values_list("response__language", "code")) == [("en", "armagh")]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="test_kept_once.py does this with SQLite, through HTTP")
def test_two_at_once_keep_one(point: EntryPoint) -> None:
    results: list[Kept] = []

    def once() -> None:
        results.append(submit_response(sent(point)))
        connections.close_all()

    # What pytest calls transactional empties the database for all tests after it. So threads, which stand outside of
    # this test's own transaction, take away what is theirs.
    def forget() -> None:
        for kept in (Answer, Response, Receipt):
            kept.objects.all().delete()
        connections.close_all()

    try:
        _at_once(once, once)
    finally:
        _at_once(forget)

    assert sorted(result.value for result in results) == ["again", "new"]


def _at_once(*tasks: Callable[[], None]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_published_version_can_be_neither_changed_nor_deleted(point: EntryPoint) -> None:
    version = point.wave.accepted_versions.get()
    version.frozen = {"survey": "another"}

    for change in (version.save, version.delete, SurveyVersion.objects.all().delete):
        with pytest.raises(IsFrozen):
            change()
    with pytest.raises(IsFrozen):
        SurveyVersion.objects.update(frozen={})


def test_totals_stay_the_same_when_labels_change(client: CheckingClient, point: EntryPoint) -> None:
    filled(client, point, stage=["preg"]).send()
    before = list(Answer.objects.values_list("series", "question", "code"))

    Option.objects.filter(code="preg").update(label_en="On the way", label_pl="W drodze")

    assert list(Answer.objects.values_list("series", "question", "code")) == before


def test_a_second_sending_is_no_error_that_a_database_would_note(
    point: EntryPoint, database_errors: list[Exception]
) -> None:
    assert submit_response(sent(point)) is Kept.NEW
    assert submit_response(sent(point)) is Kept.AGAIN

    assert database_errors == []


def test_the_same_is_known_again_after_a_change_of_the_key_as_long_as_the_old_one_stands_beside_it(
    point: EntryPoint, settings: Any
) -> None:
    old = settings.SECRET_KEY
    assert submit_response(sent(point)) is Kept.NEW
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]

    assert submit_response(sent(point)) is Kept.AGAIN
    with pytest.raises(AnotherUnderThisToken):
        submit_response(sent(point, given={"stage": ("0-3",)}))
    assert submit_response(sent(point, token=TOKEN[::-1])) is Kept.NEW
    assert submit_response(sent(point, token=TOKEN[::-1])) is Kept.AGAIN
    assert Response.objects.count() == 2


def test_what_is_remembered_for_a_moment_changes_nothing_for_families(
    client: CheckingClient, point: EntryPoint, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REMEMBERED_SECONDS = 60.0
    monkeypatch.setattr(offered, "_remembered", Remembered())

    for language in ("en", "pl", "en"):
        family = Family(client, point.code, language)
        family.answer({"used-service": ["no"]})
        assert family.send().status_code == 201
    Wave.objects.filter(pk=point.wave_id).update(closes_on=date.today() - timedelta(60), opens_on=date(2026, 1, 1))

    assert Response.objects.filter(language="pl").count() == 1
    assert filled(client, point).send().status_code == 201
    monkeypatch.setattr(offered, "_remembered", Remembered())
    assert client.get(f"/en/survey/{point.code}/").status_code == 410


# --- No trace -------------------------------------------------------------------------------------------------------
CANARIES = {
    "User-Agent": "canary-agent",
    "Referer": "http://testserver/canary-referrer",
    "Cookie": "canary=canary-cookie",
    "X-Forwarded-For": "203.0.113.77",
    "Accept-Language": "pl;q=0.77",
}


def test_nothing_about_a_family_is_found_anywhere_after_it_has_sent(point: EntryPoint, caplog: Any) -> None:
    client = CheckingClient(headers=CANARIES, REMOTE_ADDR="198.51.100.23")
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.DEBUG)
    try:
        assert filled(client, point, stage=["preg"]).send(token=TOKEN).status_code == 201
    finally:
        logging.getLogger().removeHandler(handler)

    everything = _dump() + caplog.text + log.getvalue() + repr(getattr(cache, "_cache", ""))
    assert "preg" in everything
    for trace in ("canary", "203.0.113.77", "198.51.100.23", TOKEN, "q=0.77"):
        assert trace not in everything, trace
    assert not _moments_of_today()


def _dump() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr((table, *row)) for row in cursor.fetchall()]
    return "\n".join(rows)


def _moments_of_today() -> list[str]:
    """Return the rows of answers that hold anything like a time, or a day that is no Monday."""
    found = []
    for model in (Response, Answer, Comment):
        for row in model.objects.values():
            for name, value in row.items():
                if isinstance(value, date) and not (name == "week" and value.weekday() == 0) and value.day != 1:
                    found.append(f"{model.__name__}.{name}: {value}")
    return found


# --- Too many, and programs -----------------------------------------------------------------------------------------


def test_over_the_limit_a_family_is_thanked_and_counted_apart(
    client: CheckingClient, point: EntryPoint, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ANSWERS_AN_HOUR = 2
    monkeypatch.setattr(views, "_limit", Limit())
    for number in range(3):
        assert filled(client, point).send(token=f"t{number}").status_code == 201

    assert sorted(Response.objects.values_list("state", flat=True)) == ["counted", "counted", "quarantined"]


def test_what_fills_in_the_field_that_nobody_sees_is_counted_apart(client: CheckingClient, point: EntryPoint) -> None:
    assert filled(client, point).send(website="https://spam.example").status_code == 201

    assert Response.objects.get().state == "quarantined"


def test_a_network_is_counted_for_an_hour_and_no_address_is_held() -> None:
    limit = Limit()

    assert [limit.is_over("203.0.113.5", most=2, now=1.0 + n) for n in range(3)] == [False, False, True]
    assert limit.is_over("203.0.113.200", most=2, now=10.0)
    assert not limit.is_over("203.0.114.5", most=2, now=10.0)
    assert not limit.is_over("203.0.113.5", most=2, now=3700.0)
    assert "203.0.113" not in repr(vars(limit))


def test_a_flood_of_networks_does_not_fill_the_memory() -> None:
    limit = Limit()
    for number in range(MOST_NETWORKS + 500):
        limit.is_over(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", most=9, now=1.0)
        limit.is_over(f"2001:db8:{number:x}::1", most=9, now=1.0)

    assert len(limit._moments) <= MOST_NETWORKS


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_network_is_that_of_its_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_forwarded_address_is_believed_only_behind_our_own_proxy(point: EntryPoint, settings: Any) -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"})

    settings.BEHIND_PROXY = False
    assert address_of(request) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert address_of(request) == "203.0.113.9"


def test_a_plain_client_is_no_special_case(point: EntryPoint) -> None:
    # Without the checking client: no cookie comes back, whatever is asked.
    response = Client().get(f"/en/survey/{point.code}/questions/")

    assert not response.cookies
