"""A PostgreSQL server that belongs to the tests: started in a folder of its own, gone with it.

It is reached by a socket in that folder, and by no address. It sorts words as people do, not by their bytes. Servers
that stand on the machine already are left alone.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

#: The first one that can sort by ICU, which Debian's has built in.
_OLDEST = 15
_SECONDS = 60
_SUPERUSER = "tests"
#: Whatever ends the tests, the pipe is closed then, and the shell ends the server.
_GUARD = '"$@" & read -r _; kill -QUIT $!; wait $!'


class Server:
    """A server that runs, and makes databases."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self._numbers = count(1)

    def url(self, database: str) -> str:
        return f"postgres://{_SUPERUSER}@{quote(str(self.folder), safe='')}/{database}"

    def connect(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        """Return a connection in which each statement stands by itself."""
        return psycopg.connect(host=str(self.folder), user=_SUPERUSER, dbname=database, autocommit=True)

    def make_database(self) -> str:
        """Make an empty database; return its name."""
        name = f"made_{next(self._numbers)}"
        with self.connect() as opened:
            opened.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[call-overload]
        return name

    def drop_database(self, name: str) -> None:
        with self.connect() as opened:
            opened.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a server for all tests that ask for one; where there can be none, they are skipped."""
    programs = _programs()
    if programs is None:
        pytest.skip(f"PostgreSQL {_OLDEST} or newer is not here: apt-get install postgresql")
    try:
        user = _unprivileged()
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and its user is not here: apt-get install postgresql")
    with _server(programs, user) as server:
        yield server


@pytest.fixture
def empty_database(postgres: Server) -> Iterator[str]:
    """Return the address of a database with nothing in it."""
    name = postgres.make_database()
    yield postgres.url(name)
    postgres.drop_database(name)


def _programs() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = {int(place.parent.name): place for place in Path("/usr/lib/postgresql").glob("[0-9]*/bin")}
    return found[max(found)] if found and max(found) >= _OLDEST else None


def _unprivileged() -> int | None:
    """Return the user that it runs as: who runs the tests (``None``), or its own where that is root.

    Raises:
        KeyError: there is none.
    """
    return None if os.geteuid() else pwd.getpwnam("postgres").pw_uid


@contextmanager
def _server(programs: Path, user: int | None) -> Iterator[Server]:
    # Not where pytest keeps its folders: the server's user can't enter those, and a socket's name must be short.
    with tempfile.TemporaryDirectory(prefix="gb-postgres-", dir="/tmp", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        if user is not None:
            shutil.chown(folder, user)
        subprocess.run(
            [
                *(programs / "initdb", "--pgdata", folder / "data", "--username", _SUPERUSER, "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "icu", "--icu-locale", "en-GB"),
                "--no-sync",
            ],
            **_as(user),
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            # What is here need not outlive the machine.
            "fsync": "off",
            "full_page_writes": "off",
        }
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(programs / "postgres"), "-D", str(folder / "data"), *given]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                ["sh", "-c", _GUARD, "sh", *command],
                **_as(user),
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            ) as guard,
        ):
            server = Server(folder, programs)
            try:
                _wait_for(server, guard)
                yield server
            finally:
                guard.stdin.close()
                guard.wait(_SECONDS)


def _as(user: int | None) -> dict[str, Any]:
    return {} if user is None else {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def _wait_for(server: Server, guard: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if guard.poll() is not None or time.monotonic() > until:
                pytest.fail(f"PostgreSQL did not start: {(server.folder / 'log').read_text()}")
            time.sleep(0.1)
        else:
            return
