"""Nobody who holds the database can tell by the place of a row which rows one family sent together."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.comments.models import Comment, CommentTheme
from feedback.keeping import shuffling
from feedback.keeping.copying import CannotCopy, copy_sqlite
from feedback.keeping.shuffling import TABLES, shuffle
from feedback.reactions.models import Reaction
from feedback.reactions.services import keep
from feedback.reactions.tickets import PageTicket
from feedback.surveys.definition import Kind, Part
from feedback.surveys.models import Answer, EqualityAnswer, Receipt, Response
from feedback.surveys.submit import Submission, submit_response
from guidance.models import GuidancePage
from home.jobs import registered_jobs
from tests.feedback.people import the_way_in

FAMILIES = 200
#: One standard deviation of the rank correlation of so many pairs that have nothing to do with each other is 0.07.
#: Beyond five of them chance leads once in some two million pairings; the attack without the shuffle finds 1.00.
BY_CHANCE = 0.36
MODELS = (Response, Answer, EqualityAnswer, Comment, Receipt, Reaction)
ORDERS = ["rowid", "pk"]


def keys(model: Any, order: str) -> list[Any]:
    """Return every key of a table: in the order in which its rows lie, or in the order of the keys."""
    key, table = TABLES[model._meta.db_table], model._meta.db_table
    place = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor] if order == "rowid" else f'"{key}"'
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{key}" FROM "{table}" ORDER BY {place}')
        return [row[0] for row in cursor.fetchall()]


def families_send(number: int) -> dict[Any, dict[Any, int]]:
    """Let families answer one after another; return, which nobody can know later, whose each row is."""
    point = the_way_in()
    version = point.wave.accepted_versions.order_by("-number").first()
    definition = version.definition
    page = GuidancePage.objects.filter(locale__language_code="en").first()
    whose: dict[Any, dict[Any, int]] = {model: {} for model in MODELS}
    for family in range(number):
        given = {}
        for question in definition.questions:
            if question.kind.has_options and question.show_if is None:
                codes = [option.code for option in question.options]
                given[question.key] = (random.choice(codes),)
            elif question.kind is Kind.TEXT:
                given[question.key] = ("It was kind.",)
        language = random.choice(["en", "pl", "ar"])
        week = timezone.localdate() - timedelta(weeks=random.choice([0, 1, 2]))
        submit_response(Submission(point, version, language, given, token=str(random.random()), answered_week=week))
        ticket = PageTicket(page.translation_key, page.words_digest, language, "page")
        keep(ticket, "helped", "yes", token=str(random.random()))
        for model in MODELS:
            for key in keys(model, "rowid"):
                whose[model].setdefault(key, family)
    assert any(question.part is Part.EQUALITY for question in definition.questions)
    return whose


def correlation(one: list[int], two: list[int]) -> float:
    """Return Spearman's rank correlation of two orders of the same families."""
    size = len(one)
    ranks = {family: rank for rank, family in enumerate(two)}
    apart = sum((rank - ranks[family]) ** 2 for rank, family in enumerate(one))
    return 1 - 6 * apart / (size * (size**2 - 1))


def order_of_families(model: Any, order: str, whose: dict[Any, int]) -> list[int]:
    """Return the families in the order in which an attacker meets the first row of each."""
    return list(dict.fromkeys(whose[key] for key in keys(model, order) if key in whose))


@dataclass(frozen=True)
class Attack:
    """Whose each row is; how well each pair of tables told it as the rows were written, and after the shuffle."""

    whose: dict[Any, dict[Any, int]]
    written: dict[tuple[str, ...], float]
    shuffled: dict[tuple[str, ...], float]
    #: In how many places the same family lies in both tables of a pair.
    same_place: dict[tuple[str, ...], int]


@pytest.fixture(scope="module")
def attack(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attack]:
    """Let families send, shuffle, and try every pairing: once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        random.seed(20270310)
        whose = families_send(FAMILIES)
        kept = {model: keys(model, "pk") for model in MODELS}
        written, _same = tried(whose, ["rowid"])
        assert shuffle() >= FAMILIES * len(MODELS)
        assert {model: keys(model, "pk") for model in MODELS} == kept
        yield Attack(whose, written, *tried(whose, ORDERS))
        transaction.set_rollback(True)


def tried(
    whose: dict[Any, dict[Any, int]], orders: list[str]
) -> tuple[dict[tuple[str, ...], float], dict[tuple[str, ...], int]]:
    """Try every pair of tables in each of these orders."""
    told: dict[tuple[str, ...], float] = {}
    same: dict[tuple[str, ...], int] = {}
    lying = {(model, order): order_of_families(model, order, whose[model]) for model in MODELS for order in orders}
    for one, two in combinations(MODELS, 2):
        for first, second in product(orders, orders):
            pair = (one.__name__, first, two.__name__, second)
            told[pair] = abs(correlation(lying[one, first], lying[two, second]))
            same[pair] = sum(a == b for a, b in zip(lying[one, first], lying[two, second], strict=True))
    return told, same


def test_without_the_shuffle_every_pair_of_tables_gives_families_away(attack: Attack) -> None:
    # If this ever fails, the tests below hold nothing.
    assert min(attack.written.values()) > 0.99


def test_after_the_shuffle_no_pair_of_tables_tells_more_than_chance(attack: Attack) -> None:
    assert {pair: told for pair, told in attack.shuffled.items() if told > BY_CHANCE} == {}
    # The plainest guess: what lies in the same place. Chance finds one or two.
    assert {pair: found for pair, found in attack.same_place.items() if found > 11} == {}


def test_after_the_shuffle_neighbours_are_no_family(attack: Attack, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        lying = [attack.whose[Answer][key] for key in keys(Answer, "rowid")]

    together = sum(one == two for one, two in pairwise(lying))
    # Chance puts one in two hundred beside another of the same family.
    assert together / len(lying) < 0.05


def test_what_a_row_says_pairs_no_comment_with_one_response(attack: Attack, django_db_blocker: Any) -> None:
    """Wave, service and language are all that a comment and a response share: each fits many of the others."""
    with django_db_blocker.unblock():
        for comment in Comment.objects.values("wave", "service", "language").distinct():
            assert Response.objects.filter(**comment).count() > 30

    fields = {model: {field.name for field in model._meta.fields} for model in MODELS}
    assert fields[Comment] & fields[Response] == {"id", "wave", "service", "language", "state"}
    assert fields[EqualityAnswer] == {"id", "wave", "question", "series", "code", "state"}
    assert fields[Receipt] == {"token_mac", "body_mac", "expires_on"}


# --- Safe to do -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_belongs_together_by_key_still_does() -> None:
    families_send(3)
    comment = Comment.objects.first()
    comment.themes.add(CommentTheme.objects.get(key="waiting"))
    answers = {
        response.pk: sorted(response.answers.values_list("pk", flat=True)) for response in Response.objects.all()
    }

    shuffle()

    assert {r.pk: sorted(r.answers.values_list("pk", flat=True)) for r in Response.objects.all()} == answers
    assert [theme.key for theme in Comment.objects.get(pk=comment.pk).themes.all()] == ["waiting"]
    connection.check_constraints()


@pytest.mark.django_db
def test_where_nothing_is_new_nothing_is_moved() -> None:
    families_send(2)
    shuffle()

    with CaptureQueriesContext(connection) as asked:
        assert shuffle() == 0
    assert len(asked) <= len(TABLES)


@pytest.mark.django_db
def test_a_row_that_takes_the_place_of_a_deleted_one_is_moved_too() -> None:
    families_send(3)
    shuffle()
    last = keys(Response, "rowid")[-1]
    Response.objects.filter(pk=last).delete()
    families_send(1)

    assert shuffle() > 0
    assert shuffle() == 0


@pytest.mark.django_db
def test_a_shuffle_that_is_broken_off_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    families_send(3)
    monkeypatch.setattr("feedback.keeping.shuffling._BATCH", 1)
    real, calls = connection.cursor, []

    def dies() -> Any:
        calls.append(1)
        if len(calls) > 5:
            raise RuntimeError("the power is gone")
        return real()

    monkeypatch.setattr(connection, "cursor", dies)
    with pytest.raises(RuntimeError):
        shuffle()
    monkeypatch.undo()

    assert shuffle() > 0
    assert shuffle() == 0
    assert Response.objects.count() == 3


def test_the_worker_does_it_every_hour() -> None:
    jobs = {job.name: job.every for job in registered_jobs()}

    assert jobs["shuffle_answers"] == timedelta(hours=1)
    assert jobs["forget_answers"] == timedelta(days=1)
    assert jobs["count_unread_comments"] == timedelta(hours=6)


# --- Copies ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """Return a database with our tables and rows that lie as they were written, and one that was deleted."""
    file = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for table, key in TABLES.items():
            database.execute(f'CREATE TABLE "{table}" ("{key}" char(64) PRIMARY KEY, words text)')
            for number in range(300):
                database.execute(f'INSERT INTO "{table}" VALUES (?, ?)', [random.randbytes(16).hex(), f"{number:03}"])
            database.execute(f'INSERT INTO "{table}" VALUES (?, ?)', ["x", "this-was-deleted"])
            database.execute(f"DELETE FROM \"{table}\" WHERE words = 'this-was-deleted'")
        database.commit()
    return file


def test_a_copy_is_whole_and_its_rows_lie_as_chance_has_put_them(live: Path, tmp_path: Path) -> None:
    day = timezone.localdate()
    copy = copy_sqlite(live, tmp_path / "copies", today=day)

    assert copy.name == f"good-beginnings-{day.isoformat()}.sqlite3"
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    assert b"this-was-deleted" not in copy.read_bytes()
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table in TABLES:
            order = [int(words) for (words,) in database.execute(f'SELECT words FROM "{table}" ORDER BY rowid')]
            assert sorted(order) == list(range(300))
            assert abs(correlation(order, sorted(order))) < BY_CHANCE


def test_a_copy_leaves_the_site_as_it_was(live: Path, tmp_path: Path) -> None:
    copy_sqlite(live, tmp_path / "copies", today=timezone.localdate())

    with closing(sqlite3.connect(live)) as database:
        order = [words for (words,) in database.execute('SELECT words FROM "feedback_response" ORDER BY rowid')]
    assert order == sorted(order)


def test_a_copy_is_never_written_over(live: Path, tmp_path: Path) -> None:
    day = timezone.localdate()
    copy = copy_sqlite(live, tmp_path, today=day)
    kept = copy.read_bytes()

    with pytest.raises(CannotCopy, match="there already"):
        copy_sqlite(live, tmp_path, today=day)
    assert copy.read_bytes() == kept


def test_a_copy_that_cannot_be_made_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CannotCopy):
        copy_sqlite(tmp_path / "none.sqlite3", tmp_path / "copies", today=timezone.localdate())
    assert list((tmp_path / "copies").iterdir()) == []

    (tmp_path / "a-file").write_text("")
    with pytest.raises(CannotCopy):
        copy_sqlite(tmp_path / "none.sqlite3", tmp_path / "a-file", today=timezone.localdate())


def test_rows_are_moved_in_the_order_of_their_new_places() -> None:
    # In the order they lie in, the pages of the file would keep it.
    rows = [(number, f"{number:032x}") for number in range(1, 50)]

    moves = shuffling._moves(rows)

    assert len(moves) == len(rows)
    assert [there for there, _was in moves] == sorted(there for there, _was in moves)
    assert [was for _there, was in moves] != sorted(was for _there, was in moves)


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_command_says_when_it_cannot_copy(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")

    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "a-file"))
