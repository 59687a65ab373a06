"""What makes a new generation of pages: everything written that pages show, whoever writes it, and nothing else."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client

from feedback.models import Reaction
from good_beginnings.page_cache import changes
from good_beginnings.page_cache.asked import AskedFor, NotesParameters
from good_beginnings.page_cache.wrapper import ASKED
from guidance.models import Door, DoorChoice, GlossaryTerm, GuidancePage, PackOpens
from home import generation, interface_words
from home.languages import find
from home.models import Helpline, ShownChange, TimedJob
from home.remembered import Remembered

SHOWN = 'UPDATE "home_helpline" SET "number" = %s'


@pytest.fixture
def cached(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Switch the counting of changes on, with a folder of its own; return the folder."""
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    generation.switch("begun")
    yield tmp_path / "pages"
    generation._Link.is_stuck = False


def changes_noted() -> int:
    return ShownChange.objects.count()


# --- Which statements -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        SHOWN,
        'INSERT INTO "home_helpline" ("key") VALUES (%s)',
        'INSERT OR IGNORE INTO "home_helpline" ("key") VALUES (%s)',
        '  \n delete from "home_helpline" WHERE 1=1',
        "UPDATE home_helpline SET number = 1",
        'REPLACE INTO "home_helpline" VALUES (1)',
        'TRUNCATE TABLE "home_helpline"',
        'WITH a AS (SELECT 1) UPDATE "django_session" SET x = 1',
        'UPDATE "feedback_comment" SET "state" = %s',
        'DELETE FROM "wagtailimages_rendition"',
        'INSERT INTO "a_table_of_tomorrow" VALUES (1)',
    ],
)
def test_a_statement_that_writes_what_is_shown_counts(sql: str) -> None:
    assert changes.is_shown(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "home_helpline"."id" FROM "home_helpline" FOR UPDATE',
        'INSERT INTO "django_session" ("session_key") VALUES (%s)',
        'UPDATE "home_timedjob" SET "next_run" = %s',
        'DELETE FROM "feedback_receipt"',
        'INSERT INTO "feedback_comment" ("text") VALUES (%s)',
        'INSERT INTO "wagtailimages_rendition" ("file") VALUES (%s)',
        "SAVEPOINT s1",
        "PRAGMA foreign_keys = ON",
        'CREATE TABLE "updated" ("id" integer)',
    ],
)
def test_a_statement_that_shows_nothing_does_not(sql: str) -> None:
    assert not changes.is_shown(sql)


def test_every_table_that_is_left_out_is_there() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    assert tables >= changes.NEVER_SHOWN | changes.NOT_SHOWN_AT_FIRST


# --- Counting -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["save", "update", "bulk_create", "bulk_update", "delete", "m2m", "path", "sql"])
def test_however_it_is_written_it_is_noted(cached: Path, way: str) -> None:
    line = Helpline.objects.all()[0]
    page, door = GuidancePage.objects.all()[0], Door.objects.all()[0]

    def by_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE home_helpline SET note_en = %s", ["x"])

    {
        "save": line.save,
        "update": lambda: Helpline.objects.update(owner="x"),
        "bulk_create": lambda: GlossaryTerm.objects.bulk_create([GlossaryTerm(key="new")]),
        "bulk_update": lambda: Helpline.objects.bulk_update([line], ["owner"]),
        "delete": lambda: Helpline.objects.filter(pk=line.pk).delete(),
        "m2m": lambda: (page.doors.clear(), page.doors.add(door), page.save()),
        "path": lambda: DoorChoice.objects.filter(door=door).update(sort_order=7),
        "sql": by_sql,
    }[way]()

    assert changes_noted() == 1


@pytest.mark.django_db
def test_what_families_send_and_what_the_worker_does_is_not_noted(cached: Path) -> None:
    TimedJob.objects.create(name="x", interval=TimedJob._meta.get_field("interval").to_python("1 00:00:00"))
    TimedJob.objects.update(last_error="x")
    Reaction.objects.all().delete()
    PackOpens.objects.all().delete()
    Client().session.save()

    assert changes_noted() == 0


@pytest.mark.django_db
def test_what_is_taken_back_is_not_noted_and_what_follows_is(cached: Path) -> None:
    with transaction.atomic():
        Helpline.objects.update(owner="x")
        transaction.set_rollback(True)

    assert changes_noted() == 0
    Helpline.objects.update(owner="x")
    assert changes_noted() == 1


@pytest.mark.django_db
def test_many_writes_of_one_transaction_are_noted_once(cached: Path, django_assert_num_queries: Any) -> None:
    Helpline.objects.update(owner="x")

    with django_assert_num_queries(1):
        Helpline.objects.update(owner="y")

    assert changes_noted() == 1


@pytest.mark.django_db
def test_a_generation_begins_when_it_is_written_for_good(cached: Path, django_capture_on_commit_callbacks: Any) -> None:
    before = generation.current()
    with django_capture_on_commit_callbacks(execute=True):
        Helpline.objects.update(owner="x")
        assert generation.current() == before

    assert generation.current() not in {before, ""}


@pytest.mark.django_db
def test_where_pages_are_not_kept_nothing_is_noted(settings: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        Helpline.objects.update(owner="x")

    assert changes_noted() == 0


@pytest.mark.django_db
def test_a_look_begins_a_generation_only_where_something_changed(cached: Path, django_assert_num_queries: Any) -> None:
    changes.refresh()
    first = generation.current()

    with django_assert_num_queries(1):
        changes.refresh()
    assert generation.current() == first

    # As another machine does it.
    ShownChange.objects.create()
    changes.refresh()
    assert generation.current() != first


@pytest.mark.django_db
def test_of_two_changes_at_once_neither_is_missed(cached: Path) -> None:
    """The later of two transactions may have begun first, and have the lower number."""
    ShownChange.objects.create(pk=7)
    changes.refresh()
    first = generation.current()

    ShownChange.objects.create(pk=6)
    changes.refresh()

    assert generation.current() != first


@pytest.mark.django_db
def test_a_new_program_begins_anew_and_old_notes_go(cached: Path) -> None:
    ShownChange.objects.bulk_create(ShownChange() for _number in range(changes._MANY + 1))
    changes.refresh()
    first = generation.current()

    changes.renew()

    assert generation.current() != first
    assert changes_noted() == 100


def test_a_generation_ends_at_midnight_here() -> None:
    belfast = ZoneInfo("Europe/London")

    assert changes.end_of("5-5-20260629.abcd") == datetime(2026, 6, 30, tzinfo=belfast).timestamp()
    assert changes.end_of("5-5-20261231.abcd") == datetime(2027, 1, 1, tzinfo=belfast).timestamp()
    assert changes.end_of("unknown.abcd") == 0.0
    assert changes.end_of("") == 0.0


@pytest.mark.django_db
def test_a_new_day_is_a_new_generation(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes.refresh()
    first = generation.current()
    monkeypatch.setattr(changes.timezone, "localdate", lambda: datetime(2030, 1, 2).date())

    changes.refresh()

    assert generation.current() != first
    assert generation.signature_of(generation.current()).endswith("-20300102")


# --- The link -------------------------------------------------------------------------------------------------------


def test_no_name_is_used_twice(cached: Path) -> None:
    assert len({generation.switch("same") for _time in range(20)}) == 20


def test_the_link_leads_to_the_folder_of_what_is_shown(cached: Path) -> None:
    name = generation.switch("1-1-20260101")

    assert generation.link().parent == cached.parent
    assert (generation.link().parent / generation.link().readlink()) == cached / name
    assert [each.name for each in cached.parent.iterdir()] == ["pages-now"]


def test_where_the_link_cannot_be_written_it_is_taken_away(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Any, target_is_directory: bool = False) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "symlink_to", full)

    assert generation.switch("2") == ""
    assert generation.current() == ""
    assert not generation.link().is_symlink()


def test_where_it_cannot_be_taken_away_it_is_not_believed(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(self: Path, *args: Any, **kwargs: Any) -> None:
        raise OSError(30, "Read-only file system")

    for name in ("symlink_to", "unlink"):
        monkeypatch.setattr(Path, name, read_only)

    assert generation.switch("2") == ""
    assert generation.link().is_symlink()
    assert generation.current() == ""
    monkeypatch.undo()
    assert generation.switch("3") == generation.current() != ""


# --- What a process remembers ---------------------------------------------------------------------------------------


def test_what_was_remembered_before_a_change_is_read_anew_after_it(cached: Path, settings: Any) -> None:
    settings.REMEMBERED_SECONDS = 1_000.0
    values, reads = Remembered[str, int](), iter(range(1, 10))

    assert [values.get("a", lambda: next(reads)) for _time in range(2)] == [1, 1]
    generation.switch("2")
    assert values.get("a", lambda: next(reads)) == 2


def test_what_was_read_before_a_change_is_not_remembered_after_it(cached: Path, settings: Any) -> None:
    settings.REMEMBERED_SECONDS = 1_000.0
    values = Remembered[str, str]()

    def read() -> str:
        generation.switch("2")
        return "old"

    values.get("a", read)

    assert values.get("a", lambda: "new") == "new"


def test_a_request_keeps_for_the_generation_that_it_began_with(cached: Path, settings: Any) -> None:
    settings.REMEMBERED_SECONDS = 1_000.0
    values = Remembered[str, str]()
    with generation.beginning_with(generation.current()):
        generation.switch("2")
        values.get("a", lambda: "old")
        cache.set("a", "old")

    assert values.get("a", lambda: "new") == "new"
    assert cache.get("a") is None


@pytest.mark.django_db
def test_words_of_the_interface_are_taken_up_at_once(cached: Path, settings: Any) -> None:
    settings.INTERFACE_WORDS_SECONDS = 1_000.0
    polish = find("pl")
    interface_words.keep_up()
    looked: list[int] = []

    def look() -> None:
        looked.append(1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interface_words, "take_up", look)
        interface_words.keep_up()
        assert looked == []
        generation.switch("2")
        interface_words.keep_up()
        interface_words.keep_up()

    assert polish is not None
    assert looked == [1]


@pytest.mark.django_db
def test_nobody_goes_on_with_old_words_while_another_takes_up_the_new(cached: Path, settings: Any) -> None:
    settings.INTERFACE_WORDS_SECONDS = 1_000.0
    interface_words.keep_up()
    generation.switch("2")
    looked: list[str] = []

    def slow() -> None:
        looked.append(threading.current_thread().name)
        if len(looked) == 1:
            # In the middle of it, another reader comes.
            other = threading.Thread(target=interface_words.keep_up, name="other")
            other.start()
            other.join()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interface_words, "take_up", slow)
        interface_words.keep_up()

    assert looked[1:] == ["other"]


# --- Which parameters are read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reads", "names"),
    [
        (lambda get: get.get("q"), {"q"}),
        (lambda get: get.get("q", "") or get.get("page"), {"q", "page"}),
        (lambda get: "all" in get, {"all"}),
        (lambda get: get.getlist("ask"), {"ask"}),
        (lambda get: get["a"], {"a"}),
    ],
)
def test_what_is_read_of_an_address_is_noted(reads: Any, names: set[str]) -> None:
    get = AskedFor("a=1")

    reads(get)

    assert get.names == names


@pytest.mark.parametrize(
    "reads",
    [
        bool,
        list,
        dict,
        lambda get: {**get},
        lambda get: list(get.items()),
        lambda get: list(get.values()),
        lambda get: get.urlencode(),
        lambda get: get.dict(),
        lambda get: get.copy(),
        lambda get: get == QueryDict("a=1"),
        lambda get: get | {"b": "1"},
    ],
)
def test_who_reads_all_of_an_address_has_read_all(reads: Any) -> None:
    get = AskedFor("a=1")

    reads(get)

    assert "*" in get.names


def test_it_reads_as_any_other() -> None:
    get = AskedFor("a=1&a=2&b=")

    assert (get["a"], get.getlist("a"), get.get("c"), "b" in get, len(get)) == ("2", ["1", "2"], None, True, 2)
    assert get.urlencode() == "a=1&a=2&b="
    assert get.copy() == get == QueryDict("a=1&a=2&b=")


@pytest.mark.django_db
def test_only_what_may_be_kept_is_watched(rf: Any) -> None:
    asked: list[type] = []

    def view(request: HttpRequest) -> HttpResponse:
        asked.append(type(request.GET))
        return HttpResponse()

    middleware = NotesParameters(view)

    middleware(rf.get("/?q=1"))
    middleware(rf.get("/?q=1", **{ASKED: None}))

    assert asked == [QueryDict, AskedFor]


def test_what_a_statement_returns_is_there_still() -> None:
    """As outside a transaction, where SQLite could not commit before the new row's key has been fetched."""

    class Returned:
        def fetchall(self) -> list[tuple[int]]:
            return [(1,), (2,), (3,), (4,)]

        rowcount = 4

    cursor = changes._Fetched(Returned())

    assert (cursor.fetchone(), cursor.fetchmany(2), cursor.fetchall()) == ((1,), [(2,), (3,)], [(4,)])
    assert (cursor.fetchone(), cursor.rowcount) == (None, 4)
