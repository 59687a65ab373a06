"""Which files the rows of a database name, and so what a backup of it has to hold."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import FileField

from guidance.models import FormatFile


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column that holds the name of a stored file, or JSON of those that stand beside one."""

    table: str
    column: str
    is_json: bool = False


def file_columns() -> list[FileColumn]:
    """Return every column of this site's models that names stored files.

    Sounds of questions are named by no row: they are known by their words, and made again where they are missing.
    """
    formats = FormatFile._meta.db_table
    return [
        *(
            FileColumn(model._meta.db_table, field.column)
            for model in apps.get_models()
            for field in model._meta.local_concrete_fields
            if isinstance(field, FileField)
        ),
        # A format's names are plain words to Django.
        FileColumn(formats, "file"),
        FileColumn(formats, "extras", is_json=True),
    ]


def named_in(database: Path, columns: Iterable[FileColumn]) -> set[str]:
    """Return the names in storage that an SQLite file holds. What it has no table or column for yet is passed over."""
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        return {name for column in columns for value in _values(opened, column) for name in names_in(value, column)}


def _values(opened: sqlite3.Connection, column: FileColumn) -> list[str]:
    # Before a migration a column may not be there, and SQLite would take its quoted name for a piece of text.
    there = opened.execute("SELECT name FROM pragma_table_info(?)", [column.table])
    if (column.column,) not in there.fetchall():
        return []
    rows = opened.execute(f'SELECT "{column.column}" FROM "{column.table}"')
    return [value for (value,) in rows.fetchall() if value]


def names_in(value: str, column: FileColumn) -> Iterator[str]:
    """Yield the names that one value of a column holds."""
    if column.is_json:
        yield from (str(beside["file"]) for beside in json.loads(value).values())
    else:
        yield value
