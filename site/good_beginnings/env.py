"""Read settings from the environment, and fail loudly with the remedy in the message."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped, or ``default``."""
    return os.environ.get(name, default).strip()


def required(name: str, *, example: str) -> str:
    """Return the variable.

    Raises:
        ImproperlyConfigured: it is not set; the message says how to set it.
    """
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment, for example {name}={example}")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return the variable as yes or no.

    Raises:
        ImproperlyConfigured: it is neither.
    """
    value = text(name, "yes" if default else "no").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write yes or no")


def number(name: str, default: int) -> int:
    """Return the variable as a whole number above 0.

    Raises:
        ImproperlyConfigured: it is not one.
    """
    value = text(name, str(default))
    if value.isdecimal() and int(value) > 0:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number above 0")


def choice(name: str, default: str, *, of: tuple[str, ...]) -> str:
    """Return the variable, which must be one of some words.

    Raises:
        ImproperlyConfigured: it is none of them.
    """
    value = text(name, default).lower()
    if value in of:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}; write {' or '.join(of)}")


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def storage(name: str) -> dict[str, Any]:
    """Return the variable, `s3://KEY:SECRET@BUCKET?endpoint=…&region=…`, as a bucket of Django's `STORAGES`.

    Where it is not set: this machine's disk. Without key and secret they are looked for where AWS's own programs do.

    Raises:
        ImproperlyConfigured: it is no such address. The message does not repeat it: it holds a secret.
    """
    value = text(name)
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    url, asked = urlsplit(value), dict(parse_qsl(urlsplit(value).query))
    # Not `hostname`, which is in small letters.
    bucket = url.netloc.rpartition("@")[2]
    if url.scheme != "s3" or not bucket or url.path.strip("/") or asked.keys() - {"endpoint", "region"}:
        raise ImproperlyConfigured(
            f"{name} is no address of a bucket: write s3://KEY:SECRET@BUCKET?endpoint=https://s3.example.org&region=REGION"
        )
    return {
        "BACKEND": "home.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "access_key": unquote(url.username) if url.username else None,
            "secret_key": unquote(url.password) if url.password else None,
            "endpoint_url": asked.get("endpoint"),
            "region_name": asked.get("region"),
        },
    }
