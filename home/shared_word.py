"""One word that all machines read, in Redis or Valkey: the name of the generation that is shown.

Where the server can't be asked there is no word. Then nobody is kept waiting for it at every request: it is asked again
a second later.
"""

import re
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

KEY = "good-beginnings:generation"
#: In seconds: so long one request may wait for an answer that takes a fraction of a millisecond.
PATIENCE = 0.25
#: Seconds after a failure in which nobody asks.
PAUSE = 1.0
#: It becomes the name of a folder, and others may be able to write there.
_WORD = re.compile(r"[\w-]+\.[0-9a-f]{8}", re.ASCII)


class SharedWord:
    """For all threads of a process; after a fork each process makes its own connections."""

    def __init__(self, url: str) -> None:
        self._server = Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            # Once more, at once: a connection that lay idle may have been closed by the other side.
            retry=Retry(NoBackoff(), 1),
        )
        self._not_before = 0.0

    def read(self) -> str:
        """Return the word; `""` where there is none, or none can be read."""
        if time.monotonic() < self._not_before:
            return ""
        try:
            found = self._server.get(KEY)
        except RedisError:
            self._not_before = time.monotonic() + PAUSE
            return ""
        word = found.decode(errors="replace") if isinstance(found, bytes) else ""
        return word if _WORD.fullmatch(word) else ""

    def write(self, word: str) -> bool:
        """Let all machines read this word from now on; return whether the server has taken it."""
        try:
            return bool(self._server.set(KEY, word))
        except RedisError:
            return False
