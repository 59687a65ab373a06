"""Who writes to SQLite waits for a turn."""

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from feedback.surveys import turns
from feedback.surveys.turns import turn


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(turns, "_file", lambda: tmp_path / "turn")
    return tmp_path / "turn"


def _most_at_once(taking_turns: Callable[[], Any]) -> int:
    inside: list[int] = []
    most: list[int] = []

    def write() -> None:
        for _again in range(5):
            with taking_turns():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.002)
                inside.pop()

    threads = [threading.Thread(target=write) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(most)


def test_one_writes_at_a_time() -> None:
    assert _most_at_once(turn) == 1
    # The test can see more than one.
    assert _most_at_once(nullcontext) > 1


def test_a_turn_ends_with_an_error_too() -> None:
    for _again in range(2):
        with pytest.raises(ZeroDivisionError), turn():
            raise ZeroDivisionError


def test_who_has_waited_too_long_is_told_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", -1.0)

    with pytest.raises(OperationalError), turn():
        raise AssertionError("nobody may write now")


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_turn_waits_beside_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    database = str(connection.settings_dict["NAME"])

    found = turns._file()

    assert found == (None if "memory" in database else Path(f"{database}-turn"))
