"""Which generation of the site is shown: what a symbolic link beside the cache of pages points to.

All that is kept of a page is kept for one generation. Whatever changes on a page makes the next one, and no process has
to be told of it: to read the link takes two microseconds. A name is never used twice, so that what was drawn before a
change and is put away after it stays among what is no longer shown.

Several machines have no link in common. With `CACHE_URL` the name stands in Redis or Valkey (`home.shared_word`), and
what was made for it on each machine's own disk. Where that can't be asked no name is known, and nothing is kept.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from home.shared_word import SharedWord

#: The generation that this request began with. What it reads is at least as new, so that it may be kept for this one.
_begun: ContextVar[str] = ContextVar("generation", default="")


class _Link:
    """Whether this process may believe the link, or the word: not where a change could not be written to it."""

    is_stuck = False


def link() -> Path:
    return _beside(settings.PAGE_CACHE_DIR)


# Asked at every request: to put a path together takes longer than to read the link.
@lru_cache(maxsize=8)
def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-now")


@lru_cache(maxsize=2)
def _shared(url: str) -> "SharedWord":
    # Not above: a machine that is alone would give ten megabytes in each process for it.
    from home.shared_word import SharedWord

    return SharedWord(url)


def current() -> str:
    """Return the name of the generation; `""` where none can be told: then nothing may be kept."""
    if _Link.is_stuck:
        return ""
    if settings.CACHE_URL:
        return _shared(settings.CACHE_URL).read()
    try:
        return os.readlink(link()).rpartition("/")[2]
    except OSError:
        return ""


def of_request() -> str:
    """Return the generation that this request began with, else the current one."""
    return _begun.get() or current()


@contextmanager
def beginning_with(generation: str) -> Iterator[None]:
    """Keep for this generation, and no later one, what is read meanwhile."""
    token = _begun.set(generation)
    try:
        yield
    finally:
        _begun.reset(token)


def switch(signature: str) -> str:
    """Begin a new generation and return its name; `""` where that can't be written: then there is none.

    ``signature`` says what it was made for, and is the first part of its name.
    """
    name, now = f"{signature}.{secrets.token_hex(4)}", link()
    if settings.CACHE_URL:
        # No link as well: whoever reads that on one machine would not hear of what begins on another.
        is_told = _removed(now) and _shared(settings.CACHE_URL).write(name)
        _Link.is_stuck = not is_told
        return name if is_told else ""
    following = now.with_name(f".{now.name}-{name}")
    try:
        now.parent.mkdir(parents=True, exist_ok=True)
        following.symlink_to(f"{settings.PAGE_CACHE_DIR.name}/{name}")
        following.replace(now)
    except OSError:
        _removed(following)
        _Link.is_stuck = not _removed(now)
        return ""
    _Link.is_stuck = False
    return name


def _removed(file: Path) -> bool:
    """Take a link away: where a disk is full, that can still be done."""
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def signature_of(generation: str) -> str:
    return generation.rpartition(".")[0]


def cache_key(key: str, prefix: str, version: int) -> str:
    """Return the key of a value in Django's cache: kept for one generation, since each process has a cache of its own.

    Wagtail keeps where sites begin there, and pictures, and would tell only the process that changes them.
    """
    return f"{prefix}:{version}:{of_request()}:{key}"
