"""What `start` does: look whether it can, set up what is missing, serve. `serve` does less, for further machines.

Every step that a second start would repeat for nothing asks first whether it is needed.
"""

import errno
import fcntl
import http.client
import io
import logging
import multiprocessing
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from wagtail.models import Page

from good_beginnings import catalogues, collected, env, waiting, worker
from good_beginnings.processes import Child, Supervisor
from home import jobs, languages
from home.models import SiteLanguage
from home.stored import listing

Say = Callable[[str], object]
ADMINISTRATOR = "admin"
#: The number of PostgreSQL's lock for it; any, if no other program uses it in this database.
PREPARING = 20261201


class CannotStart(Exception):
    """Why the site can't start, as one sentence with the remedy in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the site is served."""

    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """Return a host that this machine can ask: one can listen at 0.0.0.0, but not call it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  compared, not bound

    @property
    def address(self) -> str:
        host = f"[{self.reachable_host}]" if ":" in self.host else self.reachable_host
        return f"http://{host}:{self.port}/"


# --- Can it? --------------------------------------------------------------------------------------------------------


def check_place() -> Place:
    """Return where to serve.

    Raises:
        CannotStart: nothing can be written to this installation's folder, or nobody can listen there.
    """
    _check_folder(Path(settings.VAR_DIR))
    place = Place(host=env.text("HOST", "127.0.0.1"), port=_port(env.text("PORT", "8000")))
    _check_free(place)
    return place


def _check_folder(folder: Path) -> None:
    probe = folder / f".can-write-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"The folder {folder} can't be written to ({error.strerror}): make it writable, "
            "or set VAR_DIR to a folder that is."
        ) from error


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise CannotStart(f"PORT is {text!r}: write a number from 1 to 65535, for example PORT=8001.")


def _check_free(place: Place) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            # As the web server does: a port that was in use a moment ago counts as free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except OSError as error:
        raise CannotStart(_why_not_there(place, error)) from error


def _why_not_there(place: Place, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {place.port} is taken: stop what uses it, or choose another, such as PORT={place.port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {place.port} is reserved for the system's own services: choose one from 1024, such as PORT=8000."
    return f"HOST is {place.host!r}, and nobody can listen there ({error.strerror}): try HOST=127.0.0.1."


# --- Set up what is missing -----------------------------------------------------------------------------------------


def check_uploads() -> None:
    """Refuse to begin anew beside what another database speaks of.

    Raises:
        CannotStart: there are uploads, and no database; or it can't be asked.
    """
    with _in_one_sentence():
        is_lost = _is_new() and _has_uploads()
    if is_lost:
        media = "the bucket" if settings.STORES_IN_BUCKET else settings.MEDIA_ROOT
        raise CannotStart(
            f"There are uploads in {media}, and no database: the database is lost, or a backup was not put back to its "
            "end. Move the uploads away, then put a backup back (docs/runbook.md)."
        )


def _is_new() -> bool:
    if connection.vendor != "sqlite":
        return not connection.introspection.table_names()
    # To ask it would make it.
    database = Path(connection.settings_dict["NAME"])
    return not database.exists() or not database.stat().st_size


def _has_uploads() -> bool:
    if settings.STORES_IN_BUCKET:
        return any(listing(""))
    media = Path(settings.MEDIA_ROOT)
    return media.is_dir() and any(media.iterdir())


def prepare_without_migrating(*, say: Say) -> None:
    """Bring static files up to date, beside a site that another machine has set up.

    Raises:
        CannotStart: they can't be, or the database is not of this version.
    """
    with _in_one_sentence():
        if _is_behind():
            raise CannotStart("The database is of another version: start the machine with the worker first (./run).")
        _collect(say=say)


def prepare(*, say: Say) -> None:
    """Bring database, static files and starter content up to date.

    Raises:
        CannotStart: one of them can't be.
    """
    with _in_one_sentence(), _alone(say=say):
        _migrate(say=say)
        _collect(say=say)
        _load_content(say=say)
        # So that a job which no worker has ever run is seen to be late.
        jobs.keep_rows()


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise CannotStart(f"The database can't be used: {_first_line(error)}.") from error
    except OSError as error:
        raise CannotStart(f"A file can't be read or written: {error}.") from error


@contextmanager
def _alone(*, say: Say) -> Iterator[None]:
    """Let one start at a time prepare the site: of this folder, and on PostgreSQL of this database on any machine."""
    with (settings.VAR_DIR / "preparing").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is preparing the site: waiting until it is done …")
            fcntl.flock(turn, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _migrate(*, say: Say) -> None:
    if _is_behind():
        say("Preparing the database (about half a minute, once) …")
        call_command("migrate", interactive=False, verbosity=0)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def compile_catalogues() -> None:
    """Compile the message catalogues that have changed.

    Raises:
        CannotStart: one is broken; the sentence names the file and the line.
    """
    try:
        for po in catalogues.stale_catalogues([Path(folder) for folder in settings.LOCALE_PATHS]):
            catalogues.compile_catalogue(po)
    except catalogues.BrokenCatalogue as error:
        raise CannotStart(f"A message catalogue is broken: {error}.") from error


def _collect(*, say: Say) -> None:
    if collected.is_due():
        say("Collecting and compressing static files …")
        collected.collect()


def _load_content(*, say: Say) -> None:
    if "load_content" not in get_commands() or _has_content():
        return
    say("Loading the starter content …")
    try:
        # All or nothing, so that an interrupted first start is repeated, not taken for done.
        with transaction.atomic():
            call_command("load_content", verbosity=0, stdout=io.StringIO())
    except CommandError as error:
        raise CannotStart(f"The starter content can't be loaded: {_first_line(error)}") from error


def _has_content() -> bool:
    """Return whether there is any page but the ones that a fresh database is born with (the root, and one home)."""
    return Page.objects.filter(depth__gt=2).exists()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


# --- Serve ----------------------------------------------------------------------------------------------------------


def serve(place: Place, *, say: Say) -> int:
    """Run web server and worker until told to stop; return the exit status."""
    return _supervise(place, Child("background worker", worker.work), say=say)


def serve_without_worker(place: Place, *, say: Say) -> int:
    """Run the web server alone until told to stop; return the exit status."""
    return _supervise(place, None, say=say)


def _supervise(place: Place, background: Child | None, *, say: Say) -> int:
    web = Child("web server", partial(serve_pages, place))
    # A connection must not be shared with a process forked from this one.
    connections.close_all()
    return Supervisor(web=web, worker=background, say=say).run(
        is_ready=partial(_answers, place), on_ready=partial(_announce, place, say=say)
    )


def serve_pages(place: Place) -> None:
    """Serve until told to stop. Granian's own processes are forked from this one in turn."""
    multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "good_beginnings.wsgi:application",
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        # Also the longest head: names of ours take a few hundred bytes.
        http1_settings=HTTP1Settings(header_read_timeout=waiting.HEAD_MILLISECONDS, max_buffer_size=64 * 1024),
        workers=int(env.text("WEB_PROCESSES") or min(2, os.cpu_count() or 1)),
        # Most of them wait for who sends slowly; the work is done by a few (good_beginnings/waiting.py).
        blocking_threads=waiting.THREADS,
        respawn_failed_workers=True,
        # A visitor who holds a connection open must not hold up a restart. In seconds.
        workers_kill_timeout=2,
        # Nothing about a visitor is kept: no access log.
        log_access=False,
        log_level=LogLevels.warning,
    )
    # At each start it would warn of the number of threads, which is meant.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    server.serve()


def _answers(place: Place) -> bool:
    """Return whether the web server answers, whatever it says: a socket that listens is not yet a site."""
    visit = http.client.HTTPConnection(place.reachable_host, place.port, timeout=10)
    try:
        visit.request("HEAD", "/robots.txt", headers={"Host": _known_host(place)})
        visit.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        visit.close()
    return True


def _known_host(place: Place) -> str:
    """Return a host name that Django will not complain about in the log."""
    names = [name for name in settings.ALLOWED_HOSTS if not name.startswith(("*", "."))]
    return names[0] if names else f"{place.reachable_host}:{place.port}"


def _announce(place: Place, *, say: Say) -> None:
    say("")
    say(f"Good Beginnings is running at {place.address}")
    say(f"Languages: {_language_names()}")
    say(f"To edit it: {place.address}{settings.ADMIN_PATH}")
    say(_sign_in())
    say("To stop it: Ctrl-C.")
    connections.close_all()


def _language_names() -> str:
    """Return the own names of the languages that readers are offered, the unchecked ones marked, in order."""
    states = dict(SiteLanguage.objects.shown().values_list("code", "state"))
    shown = [language for language in languages.REGISTRY if language.code in states]
    live = [one.own_name for one in shown if states[one.code] == SiteLanguage.State.LIVE]
    unchecked = [one.own_name for one in shown if one.own_name not in live]
    parts = [", ".join(live), f"{', '.join(unchecked)} (in preview: not yet checked)" if unchecked else ""]
    return "; ".join(part for part in parts if part) or "none yet"


def _sign_in() -> str:
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return "To sign in: as before. Forgotten? ./run changepassword " + ADMINISTRATOR
    if settings.SETTINGS_MODULE.endswith(".production"):
        # What a production server prints is kept in its log, where no password belongs.
        return "To sign in: nobody can yet. Make an administrator: ./run createsuperuser"
    password = secrets.token_urlsafe(12)
    users.create_superuser(username=ADMINISTRATOR, email="", password=password)
    return f"To sign in: {ADMINISTRATOR}, password {password} (shown only this once)"
