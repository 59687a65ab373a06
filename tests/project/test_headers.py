"""Whatever answers, and whatever it answers, closes what browsers leave open. Also security.txt."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from good_beginnings import urls as site

CLOSED = {"accelerometer", "camera", "geolocation", "microphone", "payment", "usb"}


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


urlpatterns: list[Any] = [path("en/broken/", broken)]
urlpatterns += site.urlpatterns
handler400, handler403, handler404 = site.handler400, site.handler403, site.handler404


@pytest.fixture
def everything(settings: Any, tmp_path: Path, administrator: User) -> Client:
    """Return a client over https, of a site set up as production is, that may look at everything."""
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURITY_CONTACT = ["mailto:security@example.org"]
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    client = Client(raise_request_exception=False)
    client.force_login(administrator)
    return client


#: What is asked for, and what it answers.
ADDRESSES = [
    ("/", 302),
    ("/en/", 200),
    ("/ar/", 200),
    ("/en/search/?q=sleep", 200),
    ("/en/surveys/", 200),
    ("/en/figures/", 200),
    ("/pl/manifest.webmanifest", 200),
    ("/sw.js", 200),
    ("/robots.txt", 200),
    ("/sitemap.xml", 200),
    ("/.well-known/security.txt", 200),
    ("/open-referral/services", 200),
    ("/api/v1/releases/", 401),
    ("/api/nothing/", 401),
    ("/figures/schema.json", 200),
    ("/leave/", 302),
    ("/healthz", 200),
    ("/metrics", 404),
    ("/static/css/main.css", 200),
    ("/static/js/exit.js", 200),
    ("/static/img/icon-192.png", 200),
    ("/static/nothing.css", 404),
    ("/media/images/a.jpg", 200),
    ("/media/images/nothing.jpg", 404),
    ("/media/original_images/a.jpg", 404),
    ("/documents/1/nothing.pdf", 404),
    ("/en/nothing/", 404),
    ("/xx/", 404),
    ("/en/%00/", 400),
    ("/en/?" + "a" * 17_000, 414),
    ("/en/broken/", 500),
    ("/admin/", 200),
    ("/admin/login/", 302),
    ("/admin/reports/is-all-well/", 200),
    ("/admin/nothing/", 404),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), ADDRESSES, ids=lambda value: str(value)[:30])
def test_every_answer_closes_what_browsers_leave_open(everything: Client, address: str, status: int) -> None:
    answer = everything.get(address, secure=True)

    is_admin = address.startswith("/admin/")
    assert answer.status_code == status
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == ("same-origin" if is_admin else "no-referrer")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert set(re.findall(r"([a-z-]+)=\(\)", answer.headers["Permissions-Policy"])) >= CLOSED - (
        {"microphone"} if is_admin else set()
    )
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors" in policy
    assert ("unsafe" in policy) == is_admin


@pytest.mark.django_db
def test_a_host_that_is_none_of_ours_is_answered_so_too(everything: Client) -> None:
    answer = everything.get("/en/", secure=True, headers={"host": "elsewhere.example.org"})

    assert answer.status_code == 400
    assert answer.headers["Permissions-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- security.txt ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_finds_a_hole_is_told_whom_to_tell(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://www.example.org/report"]
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"

    answer = client.get("/.well-known/security.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [tuple(line.split(": ", 1)) for line in answer.text.splitlines()]
    assert [name for name, _value in fields] == ["Contact", "Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields[1][1] == "https://www.example.org/report"
    assert fields[-1][1] == "https://www.example.org/.well-known/security.txt"
    expires = datetime.strptime(fields[2][1], "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta(days=100) < expires - timezone.now() < timedelta(days=365)


@pytest.mark.django_db
def test_where_nobody_is_named_nothing_is_made_up(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = []

    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("contact", ["security@example.org", "http://example.org", "mailto:a@b\nExpires: never"])
def test_a_contact_that_no_program_can_open_is_named(settings: Any, contact: str) -> None:
    settings.SECURITY_CONTACT = [contact]

    with pytest.raises(SystemCheckError, match="SECURITY_CONTACT"):
        call_command("check", tags=["security"])
