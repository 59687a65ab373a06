"""People who sign in, as they do it: over the form, with a code that is worked out anew."""

import base64
import hmac
import struct
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

PASSWORD = "a long password for tests"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604.1"
SIGN_IN, HOME, CODE = "/admin/login/", "/admin/", "/admin/signing-in/code/"
APP = "/admin/signing-in/second-factor/app/"


def sign_in(client: Client, name: str = "admin", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def code_of(secret: str, *, at: float | None = None) -> str:
    """Return what an app shows (RFC 6238), worked out apart from the library that checks it."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def set_up_app(client: Client) -> str:
    """Set up an app for who is signed in; return its secret."""
    secret = client.get(APP).context["form"].secret
    response = client.post(APP, {"code": code_of(secret)})
    assert response.status_code == 302, response.content.decode()
    return str(secret)


class Clock:
    """The time of this process, which a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real, self._ahead = time.time, 0.0
        monkeypatch.setattr(time, "time", lambda: self._real() + self._ahead)

    def go_on(self, *, minutes: float) -> None:
        self._ahead += minutes * 60


def person(name: str, **more: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org", PASSWORD, **more)
