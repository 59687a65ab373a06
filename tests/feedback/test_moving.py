"""A site on SQLite goes over to PostgreSQL whole, or not at all."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from feedback.keeping import moving, this_site
from feedback.keeping.moving import HALF, CannotMove, Table
from feedback.keeping.postgres import OTHERS
from feedback.keeping.shuffling import TABLES
from tests.feedback.test_shuffling import correlation
from tests.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the site that moves is on SQLite"),
]

FAMILIES = 40
PLANT = f"""
import random
from datetime import timedelta
from django.contrib.auth.models import User
from feedback.comments.models import Comment, CommentTheme
from home import jobs
from tests.feedback.test_shuffling import families_send
random.seed(20270311)
families_send({FAMILIES})
Comment.objects.first().themes.add(CommentTheme.objects.first())
jobs.keep_rows()
User.objects.create_user("Łucja", "l@example.org")
User.objects.create_user("gone").delete()
"""
#: What Django reads of every row, by each database's own way of reading it.
READ = """
import hashlib, json, sys
from django.apps import apps
from wagtail.fields import StreamField
def said(field, value):
    value = field.get_prep_value(value)
    if isinstance(value, str) and isinstance(field, StreamField):
        value = json.loads(value)
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, dict | list) else value
for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.db_table):
    table = model._meta.db_table
    if not model._meta.managed or model._meta.proxy or table.startswith("wagtailsearch_"):
        continue
    fields = model._meta.local_concrete_fields
    rows = sorted(
        repr([said(field, value) for field, value in zip(fields, row, strict=True)])
        for row in model._base_manager.values_list(*[field.attname for field in fields]))
    print(table, len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest())
"""
#: The site works there: old rows are read as they were frozen, and new ones get numbers of their own.
WORKS = """
import io
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from feedback.surveys.models import SurveyVersion
from guidance.models import GuidancePage
assert [version.definition for version in SurveyVersion.objects.all()]
gone = User.objects.get(username="Łucja").pk + 1
assert User.objects.create_superuser("after", "", "x").pk == gone + 1
call_command("migrate", "--check")
assert "why-babies-cry" in Client().get("/en/search/?q=crying").content.decode()
staff = Client()
staff.force_login(User.objects.get(username="after"))
assert "Why babies cry" in staff.get("/admin/pages/search/?q=cry").content.decode()
print("it works")
"""


def python(program: str, **environment: str) -> str:
    """Run a program with the site's settings in a process of its own; return what it prints."""
    words = [sys.executable, "-c", f"import django; django.setup()\n{program}"]
    done = subprocess.run(words, cwd=ROOT, env=_environment(**environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}/site:{ROOT}", "PYTHONHASHSEED": "0", **more}


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site that families have answered."""
    folder = tmp_path_factory.mktemp("site")
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as made,
        closing(sqlite3.connect(folder / "site.sqlite3")) as copy,
    ):
        made.backup(copy)
    python(PLANT, VAR_DIR=str(folder))
    return folder


@pytest.fixture(scope="module")
def moved(site: Path, postgres: Server) -> Iterator[tuple[str, str]]:
    """Move the site by the command, with nothing made quicker; return where it is, and what was said."""
    name = postgres.make_database()
    with postgres.connect() as opened:
        # As the runbook says: whose database it is, and who may do nothing else on that server.
        opened.execute("CREATE ROLE good_beginnings LOGIN")
        opened.execute(f"ALTER DATABASE {name} OWNER TO good_beginnings")
    address = postgres.url(name).replace("://tests@", "://good_beginnings@")
    done = subprocess.run(
        [sys.executable, "manage.py", "copy_to_postgres", address],
        cwd=ROOT,
        env=_environment(VAR_DIR=str(site)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield address, done.stdout
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def tables(moved: tuple[str, str], postgres: Server) -> str:
    """Return the statements that make all tables: to make them by migrating takes a minute each time."""
    address, _said = moved
    dump = [str(postgres.programs / "pg_dump"), "--schema-only", "--schema=public", "--no-owner", address]
    made_of = subprocess.run(dump, capture_output=True, text=True, check=True).stdout
    # psql's own commands, and what makes the schema, are not for us.
    kept = re.sub(r"^(\\.*|(CREATE|COMMENT ON) SCHEMA .*)$", "", made_of, flags=re.MULTILINE)
    return re.sub(r"\bpublic\.", f"{HALF}.", kept)


@pytest.fixture
def manage(tables: str) -> Callable[..., None]:
    def at_once(*words: str, address: str) -> None:
        if words[0] == "migrate":
            with psycopg.connect(address, autocommit=True) as opened:
                opened.execute(tables.encode())

    return at_once


def move(site: Path, address: str, manage: Callable[..., None], said: list[str] | None = None) -> dict[str, int]:
    say = (said if said is not None else []).append
    database = site / "site.sqlite3"
    return moving.copy_to_postgres(database, address, manage=manage, today=timezone.localdate(), say=say)


def relations(address: str) -> list[str]:
    """Return what is in a database, in whatever schema."""
    with psycopg.connect(address) as opened:
        found = opened.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'S', 'v')"
            " AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
            " UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = %s",
            [HALF],
        )
        return sorted(name for (name,) in found)


def left_behind(site: Path) -> list[str]:
    return [file.name for file in site.iterdir() if file.name.startswith(".moving-")]


# --- Whole ----------------------------------------------------------------------------------------------------------


def test_every_row_is_there_as_django_reads_it(site: Path, moved: tuple[str, str]) -> None:
    address, said = moved

    here, there = python(READ, VAR_DIR=str(site)), python(READ, DATABASE_URL=address)

    assert here == there
    assert int(re.search(r"^feedback_response (\d+)", here, re.MULTILINE)[1]) == FAMILIES
    for table, rows in re.findall(r"^(\w+) (\d+)", here, re.MULTILINE):
        if rows != "0":
            assert re.search(rf"^{table} +{int(rows):,}  the same$", said, re.MULTILINE), table


def test_the_site_works_there(moved: tuple[str, str]) -> None:
    address, _said = moved

    assert "it works" in python(WORKS, DATABASE_URL=address)


def test_nothing_else_is_left_there_or_here(site: Path, moved: tuple[str, str]) -> None:
    address, _said = moved

    assert HALF not in relations(address)
    assert left_behind(site) == []


def test_the_copy_does_not_say_in_which_order_families_answered(site: Path, moved: tuple[str, str]) -> None:
    address, _said = moved
    with closing(sqlite3.connect(site / "site.sqlite3")) as here, psycopg.connect(address) as there:
        for table in ("feedback_response", "feedback_receipt", "feedback_reaction", "feedback_comment"):
            key = TABLES[table]
            came = [row[0] for row in here.execute(f'SELECT "{key}" FROM "{table}" ORDER BY rowid')]
            lie = [
                str(getattr(row[0], "hex", row[0]))
                for row in there.execute(f'SELECT "{key}" FROM "{table}" ORDER BY ctid')
            ]
            written = there.execute(f'SELECT count(DISTINCT xmin::text) FROM "{table}"').fetchone()

            assert sorted(came) == sorted(lie)
            # So few rows lie alike by chance more often than those of that other test.
            assert abs(correlation([came.index(one) for one in lie], list(range(len(came))))) < 0.75, table
            assert written == (1,)


# --- Or not at all --------------------------------------------------------------------------------------------------


def test_a_database_with_something_in_it_is_refused_and_left(site: Path, empty_database: str, manage: Any) -> None:
    with psycopg.connect(empty_database) as opened:
        opened.execute("CREATE TABLE somebody_elses (words text)")

    with pytest.raises(CannotMove, match="not empty"):
        move(site, empty_database, manage)

    assert relations(empty_database) == ["somebody_elses"]


def test_what_was_moved_is_not_written_over(site: Path, empty_database: str, manage: Any) -> None:
    move(site, empty_database, manage)
    before = relations(empty_database)

    with pytest.raises(CannotMove, match="not empty"):
        move(site, empty_database, manage)

    assert relations(empty_database) == before


def test_a_database_that_others_use_is_refused(site: Path, empty_database: str, manage: Any) -> None:
    with psycopg.connect(empty_database), pytest.raises(CannotMove, match="Others are connected"):
        move(site, empty_database, manage)

    assert relations(empty_database) == []


def test_a_server_that_is_not_there_is_named_in_one_sentence(site: Path, manage: Any) -> None:
    with pytest.raises(CannotMove, match="can't be reached") as refused:
        move(site, "postgres://somebody:a-secret@127.0.0.1:9/nothing", manage)

    assert "a-secret" not in str(refused.value)
    assert left_behind(site) == []


@pytest.mark.parametrize("address", ["sqlite:///site.sqlite3", "mysql://host/name", "somewhere", ""])
def test_another_kind_of_database_is_refused(site: Path, manage: Any, address: str) -> None:
    with pytest.raises(CannotMove, match="postgres://"):
        move(site, address, manage)


@pytest.mark.parametrize("end", ["[host/name", "host:port/name", "host/name?sslmode=x", "host/name?no-such=1"])
def test_an_address_that_cannot_be_read_is_not_repeated(site: Path, manage: Any, end: str) -> None:
    with pytest.raises(CannotMove) as refused:
        move(site, f"postgres://somebody:a-secret@{end}", manage)

    assert "a-secret" not in str(refused.value)


def test_a_database_of_other_letters_is_refused(site: Path, postgres: Server, manage: Any) -> None:
    with postgres.connect() as opened:
        opened.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc")

    with pytest.raises(CannotMove, match="LATIN1"):
        move(site, postgres.url("latin"), manage)

    postgres.drop_database("latin")


def test_a_user_who_may_make_no_tables_is_told_so(
    site: Path, empty_database: str, postgres: Server, manage: Any
) -> None:
    with postgres.connect() as opened:
        opened.execute("CREATE ROLE guest LOGIN")

    with pytest.raises(CannotMove, match="may not make tables"):
        move(site, empty_database.replace("://tests@", "://guest@"), manage)


def tampered(monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    """Have something done to the copy between the moment when it is filled and the moment when it is compared."""
    real = moving.fill

    def filled(ours: Any, theirs: Any, tables: list[Table]) -> None:
        real(ours, theirs, tables)
        theirs.execute(f"SET search_path = {HALF}")
        theirs.execute(statement.encode())

    monkeypatch.setattr(moving, "fill", filled)


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("home_helpline", "UPDATE home_helpline SET key = key || 'x' WHERE id = (SELECT max(id) FROM home_helpline)"),
        ("feedback_answer", "DELETE FROM feedback_answer WHERE id = (SELECT id FROM feedback_answer LIMIT 1)"),
        ("auth_group", "INSERT INTO auth_group (name) VALUES ('one too many')"),
        ("feedback_surveyversion", "UPDATE feedback_surveyversion SET frozen = frozen || '{\"x\": 1}' WHERE id = 1"),
        ("home_timedjob", "UPDATE home_timedjob SET next_run = next_run + interval '1 microsecond'"),
        ("guidance_formatfile", "UPDATE guidance_formatfile SET seconds = seconds + 0.0000001"),
        ("wagtailcore_page", "UPDATE wagtailcore_page SET live = NOT live WHERE depth = 1"),
    ],
)
def test_what_differs_in_one_row_is_noticed_and_nothing_is_kept(
    site: Path, empty_database: str, manage: Any, monkeypatch: pytest.MonkeyPatch, table: str, statement: str
) -> None:
    tampered(monkeypatch, statement)

    with pytest.raises(CannotMove, match=rf"^{table}: row \d+ is not the same"):
        move(site, empty_database, manage)

    assert relations(empty_database) == []
    assert left_behind(site) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE home_helpline SET key = 'secret' || char(0) WHERE id = 1",
        "UPDATE home_helpline SET key = 'secret' || hex(zeroblob(500)) WHERE id = 1",
        "UPDATE guidance_guidancepage SET untranslated = '[\"secret\\u0000\"]'",
        "UPDATE wagtailcore_page SET first_published_at = 'secret'",
        "UPDATE wagtailcore_page SET live = 5",
    ],
)
def test_a_row_that_postgresql_cannot_hold_is_told_by_its_table_and_not_by_its_words(
    site: Path, tmp_path: Path, empty_database: str, manage: Any, change: str
) -> None:
    shutil.copyfile(site / "site.sqlite3", tmp_path / "site.sqlite3")
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        database.execute(change)
        database.commit()
    table = change.split()[1]

    with pytest.raises(CannotMove, match=rf"^{table} has a row that PostgreSQL does not take") as refused:
        move(tmp_path, empty_database, manage)

    assert "secret" not in str(refused.value)
    assert relations(empty_database) == []


def test_a_table_that_has_no_place_there_is_named(site: Path, tmp_path: Path, empty_database: str, manage: Any) -> None:
    shutil.copyfile(site / "site.sqlite3", tmp_path / "site.sqlite3")
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        database.execute("CREATE TABLE of_a_later_release (words text)")

    with pytest.raises(CannotMove, match="of_a_later_release"):
        move(tmp_path, empty_database, manage)


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
import psycopg
from feedback.keeping import moving

def manage(*words, address):
    if words[0] == "migrate":
        with psycopg.connect(address, autocommit=True) as opened:
            opened.execute(Path(sys.argv[3]).read_bytes())

def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(moving, os.environ["DIES_IN"], die)
moving.copy_to_postgres(Path(sys.argv[1]), sys.argv[2], manage=manage, today=date.today(), say=print)
"""


@pytest.mark.parametrize("moment", ["_go_on_counting", "compare"])
def test_one_that_is_killed_leaves_nothing_that_a_site_could_begin_on_and_the_next_is_whole(
    site: Path, tmp_path: Path, empty_database: str, tables: str, manage: Any, moment: str
) -> None:
    (tmp_path / "tables.sql").write_text(tables)
    words = [str(site / "site.sqlite3"), empty_database, str(tmp_path / "tables.sql")]
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{KILLED}", *words],
        cwd=ROOT,
        env=_environment(DIES_IN=moment),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    with psycopg.connect(empty_database, autocommit=True) as opened:
        assert opened.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)
        # The server takes a moment to see that nobody is there any more.
        while opened.execute(OTHERS.encode()).fetchone() != (0,):
            time.sleep(0.1)

    rows = move(site, empty_database, manage)

    assert rows["feedback_response"] == FAMILIES
    assert HALF not in relations(empty_database)
    assert left_behind(site) == []


# --- The command ----------------------------------------------------------------------------------------------------


def test_the_command_says_why_not_and_that_nothing_was_copied() -> None:
    with pytest.raises(CommandError, match=r"postgres://\. Nothing was copied, and that database is as it was\.$"):
        call_command("copy_to_postgres", "sqlite:///x")


def test_a_site_that_is_not_migrated_is_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_site.MigrationExecutor, "migration_plan", lambda *given: ["one"])

    with pytest.raises(CannotMove, match="migrate"):
        this_site.copy_this_site_to_postgres("postgres://x/y", say=print)


def test_a_site_on_postgresql_is_not_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_site, "connection", SimpleNamespace(vendor="postgresql"))

    with pytest.raises(CannotMove, match="does not run on SQLite"):
        this_site.copy_this_site_to_postgres("postgres://x/y", say=print)
