"""What nearly every request asks of the database, remembered by each process for a moment."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.conf import settings

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: Values of one kind kept at most; the oldest go first.
MOST = 200


class Remembered(Generic[Key, Value]):
    """Values by key, each for `REMEMBERED_SECONDS`. Threads may read one twice; none of them waits for another.

    Nothing of a reader belongs here: what is remembered is the same for everybody.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def get(self, key: Key, read: Callable[[], Value]) -> Value:
        """Return the value of a key, read anew where that was too long ago. None is not remembered."""
        now = time.monotonic()
        read_at, value = self._kept.get(key, (-float("inf"), None))
        if value is not None and now - read_at < settings.REMEMBERED_SECONDS:
            return value
        value = read()
        if value is not None and settings.REMEMBERED_SECONDS:
            self._kept[key] = (now, value)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return value
