"""What is asked of a PostgreSQL database before anything is put into it, and what may be told of its errors."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]


class NoPlace(Exception):
    """Nothing can be put into that database; the message says why."""


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """Open a connection in which each statement stands by itself, and moments are those of Greenwich."""
    with closing(psycopg.connect(address, autocommit=True, connect_timeout=20)) as opened:
        opened.execute("SET TIME ZONE 'UTC'")
        yield opened


#: Whatever stands behind it in quotation marks, in any language, is what was said, and not what is wrong with it.
_OF_WHAT = re.compile(r": *[\"'„“”«»‘’‚「『].*")


def without_words(said: str) -> str:
    """Return the first line of what a program of PostgreSQL's says, without what it says it of."""
    lines = said.strip().splitlines()
    return _OF_WHAT.sub("", lines[0]).rstrip(".") if lines else "nothing"


def word_of(error: psycopg.Error) -> str:
    """Return what PostgreSQL says, without what it says it of: that may be a family's words, or a password."""
    return without_words(error.diag.message_primary or str(error) or type(error).__name__)


def why(error: psycopg.Error) -> str:
    """Return a sentence on what went wrong, with no word of what is kept there."""
    # Who never came as far as to be told by the server has no code of its.
    is_away = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
    begins = "The database can't be reached" if is_away else "PostgreSQL says"
    return f"{begins}: {word_of(error)}."


def one_row(opened: Connection, query: str, values: list[str] | None = None) -> tuple[Any, ...]:
    found = opened.execute(query.encode(), values).fetchone()
    return found or ()


def place_in(opened: Connection, *, but: str = "") -> str:
    """Return the schema where a site looks for its tables.

    ``but``: a schema that may be there, whatever is in it.

    Raises:
        NoPlace: the database is not empty, in use, or not ours to write in.
    """
    place, may_write, encoding, may_make = one_row(
        opened,
        "SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE'), current_setting('server_encoding'),"
        " has_database_privilege(current_database(), 'CREATE')",
    )
    if place is None or not may_write or not may_make:
        raise NoPlace("This user may not make tables there. Make it the owner of the database.")
    if encoding != "UTF8":
        raise NoPlace(f"The database keeps words as {encoding}. It must be made with ENCODING 'UTF8'.")
    (there,) = one_row(opened, _RELATIONS, [but])
    if there:
        raise NoPlace(f"The database is not empty: {there} tables or the like are in it. Make a new one.")
    (others,) = one_row(opened, OTHERS)
    if others:
        raise NoPlace(f"Others are connected to the database ({others}). End those first: this wants it for itself.")
    return str(place)


#: What is there that neither PostgreSQL nor an extension has put there.
_RELATIONS = """
    SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname NOT LIKE 'pg\\_%%' AND nspname NOT IN ('information_schema', %s)
        AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
        AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
        )
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def count_rows(opened: Connection, place: str) -> dict[str, int]:
    """Return how many rows each table in a schema has."""
    names = opened.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p') ORDER BY relname",
        [sql.Identifier(place).as_string(opened)],
    )
    count = sql.SQL("SELECT count(*) FROM {}")
    return {
        name: rows
        for (name,) in names.fetchall()
        for (rows,) in opened.execute(count.format(sql.Identifier(place, name)))
    }
