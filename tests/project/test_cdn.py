"""A CDN is told to forget, and told for how long it may not ask."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from good_beginnings.page_cache import cdn, changes
from home.models import TimedJob


class Cdn:
    """What it was told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str | None, Any]] = []
        self.status = 200
        whole = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                whole.told.append((self.path, self.headers["Fastly-Key"], body))
                self.send_response(whole.status)
                if whole.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, format: str, *values: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def far_away(settings: Any) -> Iterator[Cdn]:
    made = Cdn()
    settings.PURGE_URL = f"http://127.0.0.1:{made.server.server_port}/purge_all"
    settings.PURGE_HEADER = "Fastly-Key: a:b"
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_it_is_told_where_and_by_whom(far_away: Cdn) -> None:
    cdn.purge()

    assert far_away.told == [("/purge_all", "a:b", {"purge_everything": True})]


@pytest.mark.parametrize("status", [302, 403, 500])
def test_what_it_does_not_take_is_an_error_that_names_no_secret(far_away: Cdn, status: int) -> None:
    far_away.status = status

    with pytest.raises(OSError, match=f"^The CDN answered {status}$"):
        cdn.purge()


def test_where_nobody_answers_the_error_names_no_address(settings: Any) -> None:
    settings.PURGE_URL, settings.PURGE_HEADER = "http://127.0.0.1:1/a-secret", ""

    with pytest.raises(OSError, match=r"^The CDN could not be asked \(ConnectionError\)$"):
        cdn.purge()


@pytest.mark.django_db
def test_a_new_generation_hurries_the_job_and_an_old_one_does_not(settings: Any, tmp_path: Path) -> None:
    settings.PAGE_CACHE_DIR, settings.PURGE_URL = tmp_path / "pages", "http://127.0.0.1:1/"
    later = changes.timezone.now() + timedelta(days=1)
    TimedJob.objects.create(name=cdn.JOB, interval=timedelta(days=1), next_run=later)

    changes.refresh()

    assert TimedJob.objects.get(name=cdn.JOB).next_run < later
    TimedJob.objects.filter(name=cdn.JOB).update(next_run=later)
    changes.refresh()
    assert TimedJob.objects.get(name=cdn.JOB).next_run == later
