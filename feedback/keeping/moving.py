"""An SQLite site's rows, all of them, into an empty PostgreSQL database.

They are put into a schema of their own, compared there row by row with what they were read from, and only then, in one
transaction, put where a site looks for them. So whatever stops it, and whenever, no site can begin on half a copy:
until the end the database looks as empty as it was.

What is read is the shuffled copy that backups are made of, and all rows are written in one transaction: neither their
places nor their transactions say in which order anything came (docs/decisions/0022).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.types.json import set_json_loads

from feedback.keeping.archive import alone_in
from feedback.keeping.copying import CannotCopy, copy_sqlite
from feedback.keeping.kinds import KINDS, Column, Unfit, canonical_json, given, meant, sorts_by_language
from feedback.keeping.postgres import Connection, NoPlace, connected, one_row, place_in, word_of

Say = Callable[[str], object]
#: Runs one of our own commands on the database at an address.
Manage = Callable[..., None]

#: Where rows are while nobody has compared them yet.
HALF = "half_a_copy"
#: Wagtail's own index for searching in the admin is another in each kind of database: it is made anew.
_MADE_ANEW = "wagtailsearch_indexentry"
_COPYING = ".moving-"
_ROWS_AT_ONCE = 1_000


class CannotMove(Exception):
    """Nothing was put into the database, and it is as it was; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that both databases have, with the columns of its key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]


def copy_to_postgres(source: Path, address: str, *, manage: Manage, today: date, say: Say) -> dict[str, int]:
    """Copy an SQLite site's rows into the empty database at an address, while the site runs; return how many of each.

    Raises:
        CannotMove: it can't be; the database is as it was.
    """
    if not address.startswith(("postgres://", "postgresql://")):
        raise CannotMove("The address must begin with postgres://")
    try:
        with (
            alone_in(source.parent, _COPYING),
            TemporaryDirectory(dir=source.parent, prefix=_COPYING) as beside,
            _empty_place(address) as place,
        ):
            say("Reading the site's database …")
            copy = copy_sqlite(source, Path(beside), today=today)
            with closing(sqlite3.connect(copy)) as ours:
                return _move(ours, address, place, manage=manage, say=say)
    except (CannotCopy, BlockingIOError, Unfit) as error:
        raise CannotMove(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise CannotMove(f"The site's database can't be read, or not be copied beside it: {error}") from error
    except psycopg.Error as error:
        raise CannotMove(f"PostgreSQL says: {word_of(error)}") from error


def _move(ours: sqlite3.Connection, address: str, place: str, *, manage: Manage, say: Say) -> dict[str, int]:
    say("Making the tables …")
    manage("migrate", "--no-input", "--verbosity=0", address=inside(address))
    with _connected(address) as theirs:
        tables = tables_of_both(ours, theirs)
        say(f"Copying {len(tables)} tables …")
        fill(ours, theirs, tables)
    say("Making the index of the admin's search …")
    manage("update_index", "--verbosity=0", address=inside(address))
    say("Comparing row by row …")
    with _connected(address) as theirs:
        rows = {table.name: compare(ours, theirs, table) for table in _telling(tables, say)}
        theirs.execute("ANALYZE")
        _put_in_place(theirs, place)
    return rows


# --- The place ------------------------------------------------------------------------------------------------------


def inside(address: str) -> str:
    """Return the address of a database with which a program finds its tables in the schema for half a copy."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} -c search_path={HALF}".strip()
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


@contextmanager
def _connected(address: str) -> Iterator[Connection]:
    """Open a connection that reads JSON as it is compared."""
    with connected(address) as opened:
        set_json_loads(canonical_json, opened)
        yield opened


@contextmanager
def _empty_place(address: str) -> Iterator[str]:
    """Make the schema for half a copy, and take it away again; yield where a site looks for its tables.

    Raises:
        CannotMove: the database can't be reached, is not empty, or not ours to write in.
    """
    try:
        with _connected(address) as theirs:
            place = place_in(theirs, but=HALF)
            # One that was killed has left it.
            _take_away(theirs)
            theirs.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(HALF)))
    except NoPlace as error:
        raise CannotMove(str(error)) from error
    except psycopg.OperationalError as error:
        raise CannotMove(f"The database can't be reached: {word_of(error)}") from error
    try:
        yield place
    finally:
        with suppress(psycopg.Error), _connected(address) as theirs:
            _take_away(theirs)


def _take_away(theirs: Connection) -> None:
    theirs.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(HALF)))


_FUNCTIONS = """
    SELECT format('ALTER FUNCTION %%s SET SCHEMA %%I', oid::regprocedure, %s::text)
    FROM pg_proc WHERE pronamespace = %s::regnamespace
"""


def _put_in_place(theirs: Connection, place: str) -> None:
    """Put every table, and what guards some of them, where a site looks for it, all at once."""
    with theirs.transaction():
        for (statement,) in theirs.execute(_FUNCTIONS.encode(), [place, HALF]).fetchall():
            theirs.execute(statement.encode())
        for name in _tables_of(theirs):
            theirs.execute(
                sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(sql.Identifier(HALF, name), sql.Identifier(place))
            )
        # Were anything left in it, this would fail, and nothing be done.
        theirs.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(HALF)))


# --- Tables ---------------------------------------------------------------------------------------------------------


def tables_of_both(ours: sqlite3.Connection, theirs: Connection) -> list[Table]:
    """Return the tables to copy.

    Raises:
        CannotMove: the site's database has what the other has no place for, or the other way round.
    """
    columns = _columns_of(theirs)
    keys = _keys_of(theirs)
    # The index that is made anew, and the tables of SQLite's own kind that lie behind it.
    here = {str(name) for name, kind in ours.execute(_TABLES).fetchall() if kind == "table"} - {_MADE_ANEW}
    there = columns.keys() - {_MADE_ANEW}
    if here != there:
        raise CannotMove(f"Only one of the two databases has {_some(here ^ there)}. Is the site on this release?")
    for name in here:
        if differing := {str(column) for (column,) in ours.execute(_COLUMNS, [name])} ^ {c.name for c in columns[name]}:
            raise CannotMove(f"In {name} only one of the two databases has {_some(differing)}.")
    if unknown := {f"{name}.{c.name} ({c.kind})" for name in here for c in columns[name] if c.kind not in KINDS}:
        raise CannotMove(f"It is not known how to copy {_some(unknown)}.")
    return [
        Table(name, columns[name], tuple(c for c in columns[name] if c.name in keys[name])) for name in sorted(here)
    ]


_TABLES = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite|_%' ESCAPE '|'"
_COLUMNS = "SELECT name FROM pragma_table_info(?)"


def _some(names: set[str]) -> str:
    return ", ".join(sorted(names)[:5]) + (", …" if len(names) > 5 else "")


def _tables_of(theirs: Connection) -> list[str]:
    return sorted(_columns_of(theirs))


def _columns_of(theirs: Connection) -> dict[str, tuple[Column, ...]]:
    found = theirs.execute(
        "SELECT table_name, column_name, udt_name, numeric_scale FROM information_schema.columns"
        " WHERE table_schema = %s ORDER BY table_name, ordinal_position",
        [HALF],
    )
    columns: dict[str, tuple[Column, ...]] = {}
    for table, name, kind, scale in found:
        columns[table] = (*columns.get(table, ()), Column(name, kind, scale))
    return columns


def _keys_of(theirs: Connection) -> dict[str, set[str]]:
    found = theirs.execute(
        "SELECT relname, attname FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)"
        " WHERE indisprimary AND relnamespace = %s::regnamespace",
        [HALF],
    )
    keys: dict[str, set[str]] = {}
    for table, name in found:
        keys.setdefault(table, set()).add(name)
    return keys


# --- Rows -----------------------------------------------------------------------------------------------------------


def fill(ours: sqlite3.Connection, theirs: Connection, tables: list[Table]) -> None:
    """Put the rows of all tables in place of what migrations have put there, in one transaction.

    Raises:
        CannotMove: a row is none that PostgreSQL could hold.
    """
    names = sql.SQL(", ").join(sql.Identifier(HALF, name) for name in _tables_of(theirs))
    # Which row names which is looked at when the transaction ends: then all of them are there.
    with theirs.transaction():
        theirs.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))
        for table in tables:
            try:
                _copy(ours, theirs, table)
                _go_on_counting(ours, theirs, table)
            except (psycopg.DataError, psycopg.IntegrityError, Unfit) as error:
                why = word_of(error) if isinstance(error, psycopg.Error) else error
                raise CannotMove(f"{table.name} has a row that PostgreSQL does not take: {why}.") from error


def _copy(ours: sqlite3.Connection, theirs: Connection, table: Table) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(HALF, table.name), names)
    with theirs.cursor() as cursor, cursor.copy(statement) as copy:
        # As they lie there, which is as chance has put them.
        for row in ours.execute(f"SELECT {_quoted(table.columns)} FROM {_quote(table.name)}"):
            copy.write_row([given(kept, column) for kept, column in zip(row, table.columns, strict=True)])


def _go_on_counting(ours: sqlite3.Connection, theirs: Connection, table: Table) -> None:
    """Have new rows numbered from where SQLite would go on: no number is given twice, not that of a deleted row."""
    for column in table.key:
        (sequence,) = one_row(theirs, "SELECT pg_get_serial_sequence(%s, %s)", [f'{HALF}."{table.name}"', column.name])
        if sequence is None:
            continue
        last = ours.execute(
            f"SELECT max((SELECT coalesce(max({_quote(column.name)}), 0) FROM {_quote(table.name)}),"
            " coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0))",
            [table.name],
        ).fetchone()[0]
        if last:
            theirs.execute("SELECT setval(%s, %s)", [sequence, last])


def compare(ours: sqlite3.Connection, theirs: Connection, table: Table) -> int:
    """Compare the rows of a table one by one, in the order of their keys; return how many there are.

    Raises:
        CannotMove: one is missing, one too many, or not the same.
    """
    rows = 0
    with theirs.transaction(), theirs.cursor(name="compared") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        cursor.execute(
            sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
                sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns),
                sql.Identifier(HALF, table.name),
                sql.SQL(", ").join(_by_its_bytes(column) for column in table.key),
            )
        )
        for kept, copied in zip_longest(_meant(ours, table), cursor):
            if kept != copied:
                raise CannotMove(f"{table.name}: row {rows + 1} is not the same in the copy.")
            rows += 1
    return rows


def _meant(ours: sqlite3.Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    for row in ours.execute(f"SELECT {_quoted(table.columns)} FROM {_quote(table.name)} ORDER BY {_quoted(table.key)}"):
        yield tuple(meant(kept, column) for kept, column in zip(row, table.columns, strict=True))


def _by_its_bytes(column: Column) -> sql.Composable:
    name = sql.Identifier(column.name)
    return sql.SQL('{} COLLATE "C"').format(name) if sorts_by_language(column) else name


def _telling(tables: list[Table], say: Say) -> Iterator[Table]:
    """Say every now and then how far it is."""
    for number, table in enumerate(tables):
        if number and number % 25 == 0:
            say(f"  {number} of {len(tables)} tables are the same")
        yield table


def _quoted(columns: tuple[Column, ...]) -> str:
    return ", ".join(_quote(column.name) for column in columns)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
