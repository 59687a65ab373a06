"""A PostgreSQL site's database: copied by `pg_dump`, and put back with `pg_restore`.

Rows lie in the order in which they came, and `pg_dump` writes them so. So they are shuffled first, and what is dumped
is one moment of which the rows themselves say that none of them is new (docs/decisions/0022 and 0065).

`pg_restore` gives the statements, and they are run here, in one transaction that ends when all is compared: whatever
stops it, and whenever, the database is as empty as it was. Neither program outlives us: nobody would read what it says.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

import psycopg
from psycopg import IsolationLevel, pq, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from feedback.keeping.copying import POSTGRESQL, CannotCopy, CannotRestore, Copied, PutBack, to_the_disk
from feedback.keeping.named_files import FileColumn, names_in
from feedback.keeping.postgres import Connection, NoPlace, connected, count_rows, one_row, place_in, why, without_words
from feedback.keeping.shuffling import TRANSACTIONS

PROGRAMS = ("pg_dump", "pg_restore")
#: In seconds. The timed job has an hour for all of a backup, in which this may be done twice.
_LONGEST = 25 * 60
#: In seconds: for a lock that somebody has, and for a program to end that nobody listens to any more.
_PATIENCE = 30
#: So often somebody may send something in the moment between the shuffle and the copy.
_TRIES = 20
_CHUNK = 1024 * 1024
#: What `psql` alone would understand; what an older server does not know; what is there already.
_NOT_FOR_US = re.compile(rb"\\(un)?restrict |SET transaction_timeout |CREATE SCHEMA ")
_COPY = re.compile(rb"(COPY .+ FROM stdin);\n")
_END_OF_ROWS = b"\\.\n"


class _Failed(Exception):
    """A program of PostgreSQL's is not there, or did not do what it was asked for; the message says why."""


def missing_programs() -> list[str]:
    """Return which of PostgreSQL's programs are not on this machine."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def address_of(parameters: Mapping[str, Any]) -> str:
    """Return the address of a database that Django connects to with these parameters. It may hold a password."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    return make_conninfo(**{word: value for word, value in parameters.items() if word in known})


class PostgreSQL:
    """The database of a site on PostgreSQL.

    ``shuffle`` takes every new row of it to another place; ``beside`` is a folder of the site's own.
    """

    name = POSTGRESQL

    def __init__(self, address: str, *, beside: Path, shuffle: Callable[[], object]) -> None:
        self.address, self.beside, self.shuffle = address, beside, shuffle

    # --- Copy -------------------------------------------------------------------------------------------------------

    def copied(self, folder: Path, *, columns: Collection[FileColumn], today: date) -> Copied:
        copy = folder / f"good-beginnings-{today.isoformat()}.dump"
        try:
            for _try in range(_TRIES):
                self.shuffle()
                with _moment(self.address) as site:
                    if one_row(site, TRANSACTIONS) <= (1,):
                        return self._copied(site, copy, columns)
        except _Failed as error:
            raise CannotCopy(str(error)) from error
        except psycopg.Error as error:
            raise CannotCopy(why(error)) from error
        raise CannotCopy("Families sent something each time the rows were shuffled. Try again in a quieter minute.")

    def _copied(self, site: Connection, copy: Path, columns: Collection[FileColumn]) -> Copied:
        """Copy what this transaction sees."""
        place, snapshot = one_row(site, "SELECT current_schema(), pg_export_snapshot()")
        rows = count_rows(site, place)
        named = {name for column in columns for value in _values(site, column) for name in names_in(value, column)}
        # Other schemas, and extensions, are not the site's.
        words = ["--format=custom", "--compress=0", f"--schema={_exactly(place)}", f"--snapshot={snapshot}"]
        words += ["--no-password", f"--lock-wait-timeout={_PATIENCE * 1000}"]
        with (
            open(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened,
            _running("pg_dump", *words, address=self.address) as dump,
        ):
            shutil.copyfileobj(dump, opened, _CHUNK)
        to_the_disk(copy)
        return Copied(copy, rows, named)

    # --- Put back ---------------------------------------------------------------------------------------------------

    def in_the_way(self) -> list[Path]:
        with _told(), connected(self.address) as theirs:
            place_in(theirs)
        return []

    @contextmanager
    def put_back(self, copy: Path) -> Iterator[PutBack]:
        with _told(), connected(self.address) as theirs:
            place = place_in(theirs)
            # What is not committed when the connection closes, or breaks, has never been there.
            theirs.execute("BEGIN")
            _run(theirs, copy)
            yield PutBack(count_rows(theirs, place), partial(_keep, theirs))


def _keep(theirs: Connection) -> None:
    theirs.execute("ANALYZE")
    theirs.execute("COMMIT")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (NoPlace, _Failed) as error:
        raise CannotRestore(str(error)) from error
    except psycopg.Error as error:
        raise CannotRestore(why(error)) from error


@contextmanager
def _moment(address: str) -> Iterator[Connection]:
    """Open a connection that sees the database as it is now, and goes on seeing it so."""
    with connected(address) as site:
        # While others read for long, it waits.
        site.execute("SET idle_in_transaction_session_timeout = 0")
        site.execute("SET statement_timeout = 0")
        site.isolation_level, site.read_only = IsolationLevel.REPEATABLE_READ, True
        with site.transaction():
            yield site


def _exactly(name: str) -> str:
    """Return a pattern that means this name and no other."""
    return '"' + name.replace('"', '""') + '"'


def _values(site: Connection, column: FileColumn) -> list[str]:
    # Before a migration a column may not be there.
    there = site.execute(
        "SELECT FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s AND column_name = %s",
        [column.table, column.column],
    )
    if not there.fetchall():
        return []
    query = sql.SQL("SELECT {}::text FROM {}").format(sql.Identifier(column.column), sql.Identifier(column.table))
    return [value for (value,) in site.execute(query) if value]


def _run(theirs: Connection, copy: Path) -> None:
    """Run what makes the copy a database again."""
    words = ["--no-owner", "--no-privileges", "--no-comments", "--file=-", str(copy)]
    with _running("pg_restore", *words) as script:
        statements: list[bytes] = []
        for line in script:
            if _NOT_FOR_US.match(line):
                continue
            if begins := _COPY.fullmatch(line):
                theirs.execute(b"".join(statements))
                statements = []
                _copy_rows(theirs, begins[1], script)
            else:
                statements.append(line)
        theirs.execute(b"".join(statements))


def _copy_rows(theirs: Connection, statement: bytes, script: IO[bytes]) -> None:
    with theirs.cursor() as cursor, cursor.copy(statement) as rows:
        for line in script:
            if line == _END_OF_ROWS:
                return
            rows.write(line)
        raise _Failed("The copy ends in the middle of a table.")


# --- Its programs ---------------------------------------------------------------------------------------------------


@contextmanager
def _running(name: str, *words: str, address: str = "") -> Iterator[IO[bytes]]:
    """Run one of PostgreSQL's programs; yield what it writes, which must be read to its end.

    Raises:
        _Failed: it is not there, failed, or took too long.
    """
    program = shutil.which(name)
    if program is None:
        raise _Failed(f"{name} is not on this machine. Install it: apt-get install postgresql-client.")
    with (
        TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603
            [program, *words],
            env={**os.environ, "LC_ALL": "C", **_environment(address)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        ) as process,
    ):
        assert process.stdout  # noqa: S101  for the types
        too_late = Timer(_LONGEST, process.kill)
        too_late.start()
        try:
            yield process.stdout
        finally:
            # Whatever went wrong here, it may have gone wrong because of the program: then that is what is said.
            too_late.cancel()
            _must_have_ended_well(name, _end(process), said)


def _end(process: "subprocess.Popen[bytes]") -> int:
    assert process.stdout  # noqa: S101  for the types
    # Is anything left to be read, this ends it.
    process.stdout.close()
    try:
        return process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _must_have_ended_well(name: str, status: int, said: IO[bytes]) -> None:
    if status > 0:
        raise _Failed(f"{name} says: {_word_in(said)}.")
    if status not in {0, -signal.SIGPIPE}:
        raise _Failed(f"{name} was ended: it took longer than {_LONGEST // 60} minutes, or somebody killed it.")


def _environment(address: str) -> dict[str, str]:
    """Return an address as a program of PostgreSQL's reads it: what stands on a command line anybody can read."""
    variables = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    return {
        variable.decode(): str(value)
        for word, value in conninfo_to_dict(address).items()
        if (variable := variables.get(word)) and value is not None
    }


def _word_in(said: IO[bytes]) -> str:
    """Return what a program says is wrong, without what it says it of, but with the versions that do not fit."""
    said.seek(0)
    words = said.read().decode(errors="replace")
    errors = re.findall(r"^(?:\w+: error|Error): (.+)", words, re.MULTILINE)
    versions = re.findall(r"^\w+: detail: (server version: .+)", words, re.MULTILINE)
    return "; ".join(map(without_words, [*errors[:1], *versions])) or "nothing, and failed"


# --- A database for a moment ----------------------------------------------------------------------------------------


def tried_in(address: str, copy: Path) -> dict[str, int]:
    """Put a copy back into an empty database, and take it away again; return the rows of each table.

    Raises:
        CannotRestore: it can't be, there.
    """
    trial = PostgreSQL(address, beside=copy.parent, shuffle=lambda: None)
    with trial.put_back(copy) as put_back:
        return put_back.rows


def tried_beside(address: str, copy: Path) -> dict[str, int]:
    """Do the same in a database that is made for it on the site's own server, and taken away.

    Raises:
        CannotRestore: there can be none, or another is being tried.
    """
    with _told(), connected(address) as site:
        (own,) = one_row(site, "SELECT current_database()")
        # A name is cut short by PostgreSQL: one that began with the site's could end as the site's.
        name = f"verifying_{hashlib.sha256(str(own).encode()).hexdigest()[:16]}"
        # Let go of by the server when we are killed.
        (alone,) = one_row(site, "SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        if not alone:
            raise CannotRestore("Another backup is being verified beside this database. Wait for it.")
        # One that was killed has left it.
        take_away = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        site.execute(take_away)
        try:
            site.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise CannotRestore(
                "To try it a database is made for a moment, and this user may make none. "
                "Name an empty one (--into postgres://…), or: ALTER ROLE … CREATEDB."
            ) from error
        try:
            return tried_in(make_conninfo(address, dbname=name), copy)
        finally:
            site.execute(take_away)
