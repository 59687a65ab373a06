"""`/healthz` and `/readyz`: for whoever watches over the machine.

Answered before anything of the site is asked, so that a database that is away can be told.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from home import backups, measures
from home.models import TimedJob

OK, OFF = "ok", "off"


class Health:
    """Answer the two addresses; hand on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in {"/healthz", "/readyz"}:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            response: HttpResponse = HttpResponseNotAllowed(["GET", "HEAD"])
        elif request.path_info == "/healthz":
            response = JsonResponse({"alive": OK})
        else:
            words = readiness()
            response = JsonResponse(words, status=200 if set(words.values()) <= {OK, OFF} else 503)
        response.headers["Cache-Control"] = "no-store"
        # Django's own mark: otherwise each 503 would be an error in the log, as often as somebody asks.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


def readiness() -> dict[str, str]:
    """Return a word for each thing that the site needs. Three queries at most."""
    words = {"database": "gone", "migrations": "unknown", "worker": "unknown"}
    try:
        if _is_there():
            words["migrations"] = _migrations()
            # Where they are missing, its table may be missing too.
            words["worker"] = _worker() if words["migrations"] == OK else "unknown"
            words["database"] = OK
    # Also Django's InterfaceError, which is no DatabaseError.
    except Error:
        # What it says may hold an address or a name. "gone" is all that is told.
        pass
    return words | {"disk": _disk(), "backup": _backup()}


def _is_there() -> bool:
    """Tell whether there is a file: SQLite would make a new one, or go on with one that was deleted."""
    return connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).is_file()


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _migrations() -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    return "missing" if _known_migrations() - applied.keys() else OK


def _worker() -> str:
    now = timezone.now()
    # While a long job runs, that worker's other jobs wait.
    if not TimedJob.objects.late(now=now).exists() or TimedJob.objects.filter(lease_until__gt=now).exists():
        return OK
    return "late"


def _disk() -> str:
    free = measures.free_bytes()
    if free is None:
        return "gone"
    return OK if free >= settings.DISK_LOW_MB * measures.MB else "low"


def _backup() -> str:
    if settings.BACKUP_DIR is None:
        return OFF
    age = measures.backup_age(now=timezone.now())
    if age is None:
        return "none"
    return OK if age <= backups.OLD_AFTER else "old"
