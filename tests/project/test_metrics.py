"""`/metrics` tells numbers of the site to who has the token, and none that could point at a family."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from feedback.surveys import final_week
from feedback.surveys.submit import week_of
from home import measures
from home.jobs import keep_rows

TOKEN = "only for tests"
LINE = re.compile(r'good_beginnings_[a-z_]+(\{[a-z]+="[a-z_]+"\})? \d+')


@pytest.fixture
def measured(db: None, settings: Any, tmp_path: Path) -> Client:
    settings.METRICS_TOKEN = TOKEN
    settings.PAGE_CACHE_DIR = tmp_path
    (tmp_path / "a").write_bytes(bytes(700))
    keep_rows()
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def numbers(client: Client) -> dict[str, int]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    told = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert [line for line in told if not LINE.fullmatch(line)] == []
    return {name: int(value) for name, value in (line.removeprefix("good_beginnings_").split() for line in told)}


def test_the_numbers_are_those_of_the_site(
    measured: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers(measured)
    with django_assert_max_num_queries(11):
        told = numbers(measured)

    assert told['well{part="database"}'] == told['well{part="migrations"}'] == 1
    assert 'well{part="backup"}' not in told
    assert told["kept_pages_bytes"] == 700
    assert told["tasks_waiting"] == told["tasks_failed"] == 0
    assert told['pages{state="as_published"}'] > 20


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer ", "Bearer \u017c"])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_without_the_token_there_is_no_such_page(settings: Any, token: str, given: str) -> None:
    settings.METRICS_TOKEN = token

    assert Client(headers={"Authorization": given}).get("/metrics").status_code == 404


def test_a_database_that_is_away_is_a_number_too(measured: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_when: Any) -> None:
        raise OperationalError("connection to server at db.example.org, user gb, failed")

    monkeypatch.setattr(measures, "work", refuse)

    assert "disk_free_bytes" in numbers(measured)


@pytest.mark.parametrize(("count", "told"), [(0, None), (9, None), (10, 10), (57, 57)])
def test_few_answers_are_not_told(
    measured: Client, monkeypatch: pytest.MonkeyPatch, count: int, told: int | None
) -> None:
    class Weeks:
        def filter(self, *, week: date) -> "Weeks":
            self.week = week
            return self

        def count(self) -> int:
            return count

    monkeypatch.setattr(final_week.Response, "objects", Weeks())

    assert numbers(measured).get("answers_of_final_week") == told


def test_no_answer_can_join_the_week_that_is_told() -> None:
    for days in range(7):
        today = date(2026, 11, 30) + timedelta(days=days)
        could_join = {week_of(today - timedelta(days=back), today=today) for back in range(60)}
        assert final_week.final_week(today) < min(could_join)
