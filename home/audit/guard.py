"""The log can only be added to: the database itself refuses everything else (docs/decisions/0063).

Wagtail never changes a line, nor does it delete one with its page or its person. So whatever tries to is a mistake, or
somebody who means ill.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("wagtailcore_modellogentry", "wagtailcore_pagelogentry")
_WORDS = "The log can only be added to"

_SQLITE = {
    "changed": "BEFORE UPDATE ON {table}",
    "deleted": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    "replaced": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
}
_POSTGRESQL = {
    "changed": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "emptied": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}
_FUNCTION = """
CREATE OR REPLACE FUNCTION home_keep_the_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds_any boolean := true;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO holds_any;
    END IF;
    IF holds_any THEN
        RAISE EXCEPTION 'The log can only be added to' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""


def put_up(database: BaseDatabaseWrapper) -> None:
    """Have the database refuse to change the log. It does no harm where it does so already."""
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for name, _table, when in _triggers(database):
            if database.vendor == "postgresql":
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {when} EXECUTE FUNCTION home_keep_the_log()")
            else:
                refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {when} {refuse}")


def take_down(database: BaseDatabaseWrapper) -> None:
    with transaction.atomic(using=database.alias), database.cursor() as cursor:
        for name, table, _when in _triggers(database):
            on_table = f" ON {table}" if database.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


@contextmanager
def lifted(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the log be changed inside this block alone, which is one transaction."""
    with transaction.atomic(using=database.alias):
        take_down(database)
        yield
        put_up(database)


def stands(database: BaseDatabaseWrapper) -> bool:
    """Tell whether the database refuses to change the log. One query."""
    names = [name for name, _table, _when in _triggers(database)]
    asked = ", ".join(["%s"] * len(names))
    if database.vendor == "postgresql":
        on = "tgenabled = 'O' AND pg_table_is_visible(tgrelid)"
        sql = f"SELECT count(*) FROM pg_trigger WHERE tgname IN ({asked}) AND {on}"  # noqa: S608
    else:
        sql = f"SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name IN ({asked})"  # noqa: S608
    with database.cursor() as cursor:
        cursor.execute(sql, names)
        return bool(cursor.fetchone()[0] == len(names))


def are_there(database: BaseDatabaseWrapper) -> bool:
    """Tell whether there is a log: a database may be made, or unmade, step by step."""
    return set(TABLES) <= set(database.introspection.table_names())


def _triggers(database: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """Return the name of each trigger, its table, and when it refuses."""
    rules = _POSTGRESQL if database.vendor == "postgresql" else _SQLITE
    return [(f"{table}_{name}", table, when.format(table=table)) for table in TABLES for name, when in rules.items()]
