"""What is written that pages show: then a new generation of them begins.

Every statement to the database is looked at, whoever makes it: a save, a bulk update, a migration, a command. So
nothing can be forgotten where it is written; only what is *not* shown is listed, and what is not in the list counts.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

from good_beginnings.page_cache import cdn
from home import generation
from home.models import ShownChange, TimedJob

#: Tables that no page shows anything of.
NEVER_SHOWN = frozenset(
    {
        # Of the admin, the queue and the log.
        "django_session",
        "django_tasks_database_dbtaskresult",
        "home_timedjob",
        "wagtailadmin_editingsession",
        "wagtailadmin_formstate",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_uploadedfile",
        "wagtailusers_userprofile",
        "account_emailaddress",
        "account_emailconfirmation",
        "mfa_authenticator",
        "socialaccount_socialaccount",
        "socialaccount_socialapp",
        "socialaccount_socialtoken",
        "staff_tries",
        # What families tell us: pages show what was released of it, and that is another table.
        "feedback_answer",
        "feedback_equalityanswer",
        "feedback_reaction",
        "feedback_receipt",
        "feedback_response",
        "feedback_triagenote",
        "guidance_doubt",
        "guidance_formatrequest",
        # Counts and notes for staff.
        "feedback_apitoken",
        "guidance_favouritepage",
        "guidance_linkcheck",
        "guidance_packopens",
        "guidance_usage",
        "guidance_usagelogday",
        "guidance_worktold",
        "home_shownchange",
    }
)
#: Tables of which a new row shows nothing yet. A comment that waits unread closes the box, by an update; a picture's
#: size is made while a page is drawn that shows it.
NOT_SHOWN_AT_FIRST = frozenset({"feedback_comment", "wagtailimages_rendition"})

_WRITE = re.compile(
    r"\s*(?P<verb>INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE|WITH)\b"
    r"(?:\s+(?:OR\s+\w+|INTO|FROM|ONLY|TABLE))*\s+[\"`]?(?P<table>\w+)",
    re.IGNORECASE,
)
#: Rows of `ShownChange` above which the old ones go.
_MANY = 1_000

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


def is_shown(sql: str) -> bool:
    """Tell whether a statement may change what a page shows."""
    found = _WRITE.match(sql)
    if found is None:
        return False
    verb, table = found["verb"].upper(), found["table"].lower()
    if verb == "WITH":
        # Django writes none that begins so; another's may do anything.
        return True
    return table not in NEVER_SHOWN and not (verb == "INSERT" and table in NOT_SHOWN_AT_FIRST)


def _watching(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection, cursor = context["connection"], context["cursor"]
    if isinstance(cursor.cursor, _Fetched):
        # It is used a second time.
        cursor.cursor = cursor.cursor.cursor
    if not settings.PAGE_CACHE or not is_shown(sql):
        return execute(sql, params, many, context)
    if connection.in_atomic_block or not connection.get_autocommit():
        answer = execute(sql, params, many, context)
        note(connection)
        return answer
    # In one transaction: else the note could be there before what it notes, or not at all.
    with transaction.atomic(using=connection.alias):
        answer = execute(sql, params, many, context)
        if cursor.description is not None:
            # SQLite can't commit before what it returns (a new row's key) has been fetched.
            cursor.cursor = _Fetched(cursor.cursor)
        note(connection)
    return answer


class _Fetched:
    """A database's cursor whose rows have been fetched."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self._rows = iter(cursor.fetchall())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)


@receiver(connection_created, dispatch_uid="good_beginnings.watch_changes")
def _watch(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.alias == DEFAULT_DB_ALIAS and _watching not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watching)


def note(connection: BaseDatabaseWrapper) -> None:
    """Note, once in this transaction, that something changed which pages show."""
    # What a savepoint takes back is taken off this list, too.
    is_noted = any(each[1] is refresh for each in connection.run_on_commit)
    if is_noted or not _is_there(connection):
        return
    ShownChange.objects.using(connection.alias).create()
    if connection.in_atomic_block:
        transaction.on_commit(refresh, using=connection.alias, robust=True)


class _Table:
    is_there = False


def _is_there(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the table is there: the first migrations write before it is."""
    if not _Table.is_there:
        _Table.is_there = ShownChange._meta.db_table in connection.introspection.table_names()
    return _Table.is_there


# --- Generations ----------------------------------------------------------------------------------------------------


def signature() -> str:
    """Return what the current generation has to be made for: all changes until now, and the day. One query.

    Pages show by the day what is open, checked, or over: at midnight all of it is looked at anew.
    """
    return f"{ShownChange.objects.signature()}-{timezone.localdate():%Y%m%d}"


def refresh() -> None:
    """Begin a new generation if something has changed since this one began. One query."""
    wanted = signature()
    if generation.signature_of(generation.current()) != wanted:
        _begin(wanted)


def renew() -> None:
    """Begin a new generation, for there is a new program or there are new settings. Three queries."""
    if ShownChange.objects.count() > _MANY:
        ShownChange.objects.forget_old()
    _begin(signature())


def _begin(wanted: str) -> None:
    if generation.switch(wanted) and settings.PURGE_URL:
        # Many changes one after another are one: the worker looks every few seconds.
        TimedJob.objects.hurry(cdn.JOB)


def end_of(name: str) -> float:
    """Return when a generation ends by itself: the next midnight here, in seconds since 1970; 0 for no such name."""
    try:
        day = datetime.strptime(generation.signature_of(name).rpartition("-")[2], "%Y%m%d").date()
    except ValueError:
        return 0.0
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return timezone.make_aware(midnight, timezone.get_default_timezone()).timestamp()
