"""What nearly every request asks of the database, remembered by each process for a moment."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

from home import generation

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: Values of one kind kept at most; the oldest go first.
MOST = 200


class Remembered(Generic[Key, Value]):
    """Values by key, each for `REMEMBERED_SECONDS`, and for one generation of the site where pages are kept.

    Threads may read one twice; none of them waits for another.

    Nothing of a reader belongs here: what is remembered is the same for everybody.
    """

    def __init__(self) -> None:
        #: When each was read, for which generation, and what; the dictionary's order is that of reading.
        self._kept: dict[Key, tuple[float, str, Value]] = {}

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """Return the value of a key, read anew where that was too long ago. None is not remembered."""
        # Before reading: a change that comes between makes the value one of the generation before.
        now, shown = time.monotonic(), generation.of_request()
        read_at, read_for, known = self._kept.get(key, (0.0, "", None))
        if known is not None and read_for == shown and now - read_at < settings.REMEMBERED_SECONDS:
            return known
        value = read()
        self._kept.pop(key, None)
        if value is not None and settings.REMEMBERED_SECONDS:
            self._kept[key] = (now, shown, value)
            for oldest in list(self._kept)[:-MOST]:
                self._kept.pop(oldest, None)
        return value
