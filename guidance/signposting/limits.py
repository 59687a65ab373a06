"""Guessing is slowed: too many codes that are not there within a minute, and the next such ones wait. Pure.

All of them are counted together, in this process's memory: nothing of who asked is kept, not even for a moment.
"""

import threading
import time
from collections import deque

MINUTE = 60.0
#: A hundred families mistyping at once are not met in a minute; a program that tries every code is.
UNKNOWN_A_MINUTE = 60


class Unknown:
    """Counts codes that are not there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: deque[float] = deque(maxlen=UNKNOWN_A_MINUTE + 1)

    def is_over(self, *, now: float | None = None) -> bool:
        """Count one more; tell whether these are too many within a minute."""
        now = time.monotonic() if now is None else now
        with self._lock:
            self._moments.append(now)
            while self._moments[0] <= now - MINUTE:
                self._moments.popleft()
            return len(self._moments) > UNKNOWN_A_MINUTE

    def forget(self) -> None:
        with self._lock:
            self._moments.clear()
