"""Run the web server and the worker side by side, and leave neither behind.

Both are forked from this process, which has read the whole project already: reading it again in each would take
seconds, and memory.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from types import FrameType

#: How long the processes may take to end after they were asked to, in seconds; then they are asked again, then ended.
PATIENCE = 5.0
#: The wait before a worker that ended is started again doubles each time, up to this, in seconds.
LONGEST_WAIT = 60.0
#: A worker that ran this long had started well: the wait begins anew, in seconds.
STARTED_WELL = 60.0

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
#: glibc gives threads heaps of their own, eight for each processor, and returns little of them. Python lets one thread
#: at a time allocate, so that two are as quick.
_M_ARENA_MAX, _ARENAS = -8, 2


@dataclass
class Child:
    """A process of ours that runs one function, and leads its own group, so that Ctrl-C reaches its parent alone."""

    name: str
    work: Callable[[], None]
    process: ForkProcess | None = None
    started_at: float = 0.0
    restarts: int = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = multiprocessing.get_context("fork").Process(name=self.name, target=_begin, args=(self.work,))
        self.process.start()

    @property
    def status(self) -> int:
        """Return the exit status as a shell gives it: 128 and the signal's number for one that was ended by it."""
        code = (self.process and self.process.exitcode) or 0
        return 128 - code if code < 0 else code

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and to all that it started itself."""
        if self.process is None or self.process.pid is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            # It has no group yet, or nothing of it is left.
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    def next_wait(self) -> float:
        """Return the seconds to wait before starting it again: 1, 2, 4 … while it keeps failing."""
        if time.monotonic() - self.started_at > STARTED_WELL:
            self.restarts = 0
        self.restarts += 1
        return min(2.0 ** (self.restarts - 1), LONGEST_WAIT)


def _begin(work: Callable[[], None]) -> None:
    """Leave the parent's group and its way of stopping behind, then work."""
    os.setsid()
    for number in _STOPPING:
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        # When the parent is killed outright, nobody else could end this one.
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if hasattr(libc, "mallopt"):
            libc.mallopt(_M_ARENA_MAX, _ARENAS)
    work()


@dataclass
class Supervisor:
    """Keeps one web server and one worker, or none, running until it is told to stop.

    The web server is the site: when it ends, all ends. The worker is started again when it ends.
    """

    web: Child
    worker: Child | None
    say: Callable[[str], object]
    stop_requested: bool = False
    _restart_at: float | None = field(default=None, init=False)

    def run(self, *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
        """Start both, call ``on_ready`` once the web server answers; return the exit status when all has ended."""
        previous = {number: signal.signal(number, self._stop) for number in _STOPPING}
        try:
            self.web.start()
            if self._wait_until(is_ready):
                # Not before: on two cores the worker's start would delay the first page.
                if self.worker:
                    self.worker.start()
                on_ready()
                self._watch()
            return 0 if self.stop_requested else self.web.status or 1
        finally:
            end_all([child for child in (self.web, self.worker) if child])
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_requested = True

    def _wait_until(self, is_ready: Callable[[], bool]) -> bool:
        while not self.stop_requested and self.web.is_running:
            if is_ready():
                return True
            time.sleep(0.05)
        return False

    def _watch(self) -> None:
        while not self.stop_requested and self.web.is_running:
            self._keep_worker()
            time.sleep(0.1)

    def _keep_worker(self) -> None:
        if self.worker is None or self.worker.is_running:
            return
        if self._restart_at is None:
            wait = self.worker.next_wait()
            self._restart_at = time.monotonic() + wait
            self.say(f"The background worker ended (status {self.worker.status}); starting it again in {wait:.0f} s.")
        elif time.monotonic() >= self._restart_at:
            self._restart_at = None
            self.worker.start()


def end_all(children: list[Child]) -> None:
    """End all these processes and their own: ask, ask again (which fails the task in hand), then kill."""
    for number in (signal.SIGTERM, signal.SIGTERM):
        for child in children:
            child.signal(number)
        if _have_ended(children, within=PATIENCE):
            break
    for child in children:
        # A process's own children may outlive it; the group doesn't.
        child.signal(signal.SIGKILL)
        if child.process:
            child.process.join()


def _have_ended(children: list[Child], *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not any(child.is_running for child in children):
            return True
        time.sleep(0.05)
    return False
