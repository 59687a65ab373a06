"""Rows lie in an order that says nothing.

What one family sends lands in several tables in one transaction, so that the newest row of each would be one family's:
by rowid in SQLite, by ctid and xmin in PostgreSQL. A timed job takes every new row from its place to one that is chance
(docs/decisions/0022). Keys, and what points to them, stay as they are.

It needs no note of what it has done before: the rows themselves show which of them are new.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path

from django.db import OperationalError, connection, transaction

from feedback.comments.models import Comment
from feedback.reactions.models import Reaction
from feedback.surveys.models import Answer, EqualityAnswer, Receipt, Response
from guidance.models import Pack, PackCard, Usage

#: Everything that is written while a family waits for an answer, or is made for one, with the column of its key.
TABLES: dict[str, str] = {
    model._meta.db_table: str(model._meta.pk.column)
    for model in (Response, Answer, EqualityAnswer, Comment, Receipt, Reaction, Pack, PackCard, Usage)
}
#: Rows moved at once. A family that sends meanwhile waits for so many, not for all.
_BATCH = 200


def shuffle() -> int:
    """Take every new row to another place; return how many were moved.

    It may be broken off at any moment: the next round moves the rest. One query a table where nothing is new.
    """
    moved = {"sqlite": _shuffle_sqlite, "postgresql": _shuffle_postgresql}[connection.vendor]()
    if moved and not connection.in_atomic_block:
        _leave_nothing_behind()
    return moved


# --- SQLite ---------------------------------------------------------------------------------------------------------


def _place_of(key: str) -> int:
    """Return the rowid of a row that has been moved. Keys are drawn at random, so that the order of these is, too."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") >> 2


def _moves(rows: Iterable[tuple[int, str]]) -> list[tuple[int, int]]:
    """Return where each new row goes, and where it is; in the order of where they go.

    Within a page of the file rows lie in the order in which they were put there: that must be a drawn one, too.
    """
    return sorted((_place_of(key), rowid) for rowid, key in rows if rowid != _place_of(key))


def _shuffle_sqlite() -> int:
    moved = 0
    for table, key in TABLES.items():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT rowid, "{key}" FROM "{table}"')
            moves = _moves(cursor.fetchall())
        batches = iter(moves)
        while batch := list(islice(batches, _BATCH)):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(f'UPDATE "{table}" SET rowid = %s WHERE rowid = %s', batch)
        moved += len(moves)
    return moved


def shuffle_file(file: Path) -> None:
    """Do the same in a copy of an SQLite database that nobody else has open."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        for table, key in TABLES.items():
            moves = _moves(copy.execute(f'SELECT rowid, "{key}" FROM "{table}"'))
            copy.executemany(f'UPDATE "{table}" SET rowid = ? WHERE rowid = ?', moves)
        copy.commit()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------


def _shuffle_postgresql() -> int:
    """Write all rows anew, in one transaction, where they were not written in one: each then has the same xmin."""
    if _transactions() < 2:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        # Who reads goes on reading. Who writes waits.
        cursor.execute(f"LOCK TABLE {_names()} IN EXCLUSIVE MODE")
        return sum(_write_anew(table) for table in TABLES)


#: How many transactions have written the rows that are there, all tables together. More than one: some are new.
TRANSACTIONS = "SELECT count(*) FROM ({}) AS written".format(
    " UNION ".join(f'SELECT xmin::text FROM "{table}"' for table in TABLES)
)


def _transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TRANSACTIONS)
        return int(cursor.fetchone()[0])


def _write_anew(table: str) -> int:
    # What points to these rows is looked at when the transaction ends: by then they are there again.
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "shuffled" ON COMMIT DROP AS SELECT * FROM "{table}"')
        cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute(f'INSERT INTO "{table}" SELECT * FROM "shuffled" ORDER BY random()')
        written = int(cursor.rowcount)
        cursor.execute('DROP TABLE "shuffled"')
    return written


def _names() -> str:
    return ", ".join(f'"{table}"' for table in TABLES)


# --- Both -----------------------------------------------------------------------------------------------------------


def _leave_nothing_behind() -> None:
    """Take what was there before out of the files, too. Where somebody reads just now, the next round does it."""
    # SQLite's log holds what was written in the order it was written in; PostgreSQL keeps old rows until it is told.
    command = "PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else f"VACUUM {_names()}"
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute(command)
