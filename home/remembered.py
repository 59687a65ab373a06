"""What nearly every request asks of the database, remembered by each process for a moment."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings
from django.db import connection

from home import generation

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: Values of one kind kept at most; the oldest go first.
MOST = 200


class Remembered(Generic[Key, Value]):
    """Values by key, each for `REMEMBERED_SECONDS`, and for one generation of the site where pages are kept.

    Threads may read one twice; none of them waits for another.

    Nothing of a reader belongs here: what is remembered is the same for everybody. What is ``for_generation`` is kept
    for as long as that lasts, and not at all where pages are not kept: nothing would tell that it changed.
    """

    def __init__(self, *, for_generation: bool = False) -> None:
        self._for_generation = for_generation
        #: When each was read, for which generation, and what; the dictionary's order is that of reading.
        self._kept: dict[Key, tuple[float, str, Value]] = {}

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """Return the value of a key, read anew where that was too long ago. None is not remembered."""
        # Before reading: a change that comes between makes the value one of the generation before.
        now, shown = time.monotonic(), generation.of_request()
        may_be_kept = self._may_be_kept(shown)
        read_at, read_for, known = self._kept.get(key, (0.0, "", None))
        is_young = self._for_generation or now - read_at < settings.REMEMBERED_SECONDS
        if known is not None and may_be_kept and read_for == shown and is_young:
            return known
        value = read()
        self._kept.pop(key, None)
        if value is not None and may_be_kept:
            self._kept[key] = (now, shown, value)
            for oldest in list(self._kept)[:-MOST]:
                self._kept.pop(oldest, None)
        return value

    def _may_be_kept(self, shown: str) -> bool:
        if not self._for_generation:
            return bool(settings.REMEMBERED_SECONDS)
        # Whoever is changing something must see it, and nobody else what may yet be rolled back.
        return bool(settings.PAGE_CACHE and shown) and not connection.in_atomic_block
