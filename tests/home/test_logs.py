"""Nothing that a reader sends gets into a log, whatever goes wrong, in either format."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils.log import AdminEmailHandler

from good_beginnings import urls as site
from home.logs import JsonLines

#: What a family sends: a word for each place in which it can be.
SENT = {
    "typed": "mybabywillnotsleep",
    "asked": "privatesearch",
    "path": "privatepage",
    "browser": "privatephone",
    "cookie": "privatecookie",
    "referrer": "privatereferrer",
    "address": "203.0.113.77",
    "host": "private.example.org",
}


def refuse(request: HttpRequest, kind: str, page: str) -> HttpResponse:
    """Fail as views do: with what was typed in a variable, in the message, in its cause and in a note."""
    typed = request.POST.get("typed", "") + request.GET.get("asked", "")
    form = {"typed": typed, "address": request.META["REMOTE_ADDR"]}
    errors = {
        "404": Http404(f"{typed} is not here"),
        "403": PermissionDenied(f"{typed} is not for you"),
        "400": BadRequest(f"{typed} is bad"),
        "suspicious": SuspiciousOperation(f"{typed} is strange"),
        "large": RequestDataTooBig(f"{typed} is too large"),
    }
    if kind in errors:
        raise errors[kind]
    try:
        int(typed)
    except ValueError as error:
        error.add_note(f"while {form} was read")
        if kind == "500":
            raise
        raise RuntimeError(f"{form} can't be kept") from error
    return HttpResponse()


urlpatterns: list[Any] = [path("en/refuse/<str:kind>/<str:page>/", refuse)]
urlpatterns += site.urlpatterns
handler400, handler403, handler404 = site.handler400, site.handler403, site.handler404


@pytest.fixture(params=["plain", "json"])
def log(request: pytest.FixtureRequest, settings: Any) -> Iterator[io.StringIO]:
    """Return what the site's own handler writes, all that is no debugging."""
    settings.ROOT_URLCONF = __name__
    loggers: Any = project.LOGGING["loggers"]
    names = ["", *loggers]
    (handler,) = {each for name in names for each in logging.getLogger(name).handlers if each.name == "console"}
    assert isinstance(handler, logging.StreamHandler)
    out = io.StringIO()
    before = handler.setStream(out), handler.formatter, {name: logging.getLogger(name).level for name in names}
    if request.param == "json":
        handler.setFormatter(JsonLines())
    for name in names:
        logging.getLogger(name).setLevel(logging.INFO)
    yield out
    handler.setStream(before[0])
    handler.setFormatter(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def send(kind: str, **more: Any) -> int:
    client = Client(
        raise_request_exception=False,
        headers={"User-Agent": SENT["browser"], "Cookie": SENT["cookie"], "Referer": f"https://{SENT['referrer']}/"},
        REMOTE_ADDR=SENT["address"],
        **more,
    )
    address = f"/en/refuse/{kind}/{SENT['path']}/?asked={SENT['asked']}"
    return client.post(address, {"typed": SENT["typed"]}).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status"),
    [("500", 500), ("cause", 500), ("404", 404), ("403", 403), ("400", 400), ("suspicious", 400), ("large", 400)],
)
def test_nothing_of_a_reader_is_in_a_record_whatever_goes_wrong(log: io.StringIO, kind: str, status: int) -> None:
    assert send(kind) == status

    written = log.getvalue()
    assert "A request failed" in written
    assert [word for word in SENT.values() if word in written] == []


@pytest.mark.django_db
def test_a_host_that_is_none_of_ours_is_not_written(log: io.StringIO, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["www.example.org"]

    assert send("404", HTTP_HOST=SENT["host"]) == 400

    assert "A request failed (400)" in log.getvalue()
    assert [word for word in SENT.values() if word in log.getvalue()] == []


@pytest.mark.django_db
def test_a_form_without_its_token_is_not_written(log: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": SENT["browser"]})
    status = client.post(f"/admin/login/?next={SENT['asked']}", {"username": SENT["typed"]}).status_code

    assert status == 403
    assert "A request failed (403)" in log.getvalue()
    assert [word for word in SENT.values() if word in log.getvalue()] == []


@pytest.mark.django_db
def test_where_an_error_came_from_is_kept(log: io.StringIO) -> None:
    send("cause")

    written = log.getvalue()
    assert "test_logs.py" in written
    assert "in refuse" in written
    assert "ValueError" in written
    assert "RuntimeError" in written


def test_a_line_of_json_holds_what_is_named_and_nothing_else() -> None:
    record = logging.LogRecord("good_beginnings.x", logging.WARNING, "file.py", 1, "Dzień %s", ("dobry\n",), None)
    record.ip = SENT["address"]

    told = json.loads(line := JsonLines().format(record))

    assert "\n" not in line
    assert set(told) == {"time", "level", "logger", "message"}
    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "good_beginnings.x", "Dzień dobry\n")


def test_an_error_of_the_worker_keeps_what_it_says() -> None:
    try:
        raise FileNotFoundError("voice.onnx")
    except FileNotFoundError as error:
        record = logging.LogRecord("home", logging.ERROR, "f", 1, "Failed", (), (type(error), error, None))

    assert "voice.onnx" in json.loads(JsonLines().format(record))["trace"]


def test_nobody_is_sent_an_error_by_mail() -> None:
    # Django's own letter to administrators holds the whole request.
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]

    assert not [each for each in loggers if any(isinstance(handler, AdminEmailHandler) for handler in each.handlers)]
