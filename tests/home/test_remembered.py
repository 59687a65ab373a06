"""What nearly every request asks is remembered for a moment, and no longer."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from home import generation, remembered
from home.remembered import Remembered


def test_a_value_is_read_once_a_moment(settings: Any, monkeypatch: Any) -> None:
    settings.REMEMBERED_SECONDS = 1.0
    now = [100.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now[0])
    values, reads = Remembered[str, int](), iter(range(10))

    def read() -> int:
        return next(reads) + 1

    assert [values.get("a", read), values.get("a", read), values.get("b", read)] == [1, 1, 2]
    now[0] += 1.0
    assert values.get("a", read) == 3


def test_nothing_is_remembered_of_what_is_not_there(settings: Any) -> None:
    settings.REMEMBERED_SECONDS = 1.0
    values = Remembered[str, int | None]()

    assert values.get("a", lambda: None) is None
    assert values.get("a", lambda: 5) == 5


def test_a_flood_of_keys_does_not_fill_the_memory(settings: Any, monkeypatch: Any) -> None:
    settings.REMEMBERED_SECONDS = 1.0
    monkeypatch.setattr(remembered, "MOST", 3)
    values = Remembered[int, int]()

    for key in (0, *range(10), 0):
        values.get(key, lambda: 1)

    assert list(values._kept) == [8, 9, 0]


@pytest.fixture
def generations(settings: Any, tmp_path: Path, monkeypatch: Any) -> SimpleNamespace:
    """Keep pages in a folder of this test's own; return the connection that what is remembered asks."""
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    generation.switch("begun")
    connection = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr(remembered, "connection", connection)
    return connection


def test_what_is_for_a_generation_lasts_as_long_as_it(generations: SimpleNamespace, monkeypatch: Any) -> None:
    now = [100.0]
    monkeypatch.setattr(remembered.time, "monotonic", lambda: now[0])
    values, reads = Remembered[str, int](for_generation=True), iter(range(1, 10))

    def get() -> int:
        return values.get("a", lambda: next(reads))

    assert [get(), get()] == [1, 1]
    now[0] += 86_400
    assert get() == 1
    generation.switch("another")
    assert [get(), get()] == [2, 2]


def test_whoever_is_changing_something_reads_it_anew(generations: SimpleNamespace) -> None:
    values, reads = Remembered[str, int](for_generation=True), iter(range(1, 10))

    assert values.get("a", lambda: next(reads)) == 1
    generations.in_atomic_block = True
    assert values.get("a", lambda: next(reads)) == 2
    generations.in_atomic_block = False
    # What may have been rolled back is nobody else's.
    assert values.get("a", lambda: next(reads)) == 3


@pytest.mark.parametrize("is_kept", [True, False])
def test_without_a_generation_nothing_would_tell_of_a_change(
    generations: SimpleNamespace, settings: Any, is_kept: bool
) -> None:
    settings.PAGE_CACHE = is_kept
    generation.link().unlink()
    values, reads = Remembered[str, int](for_generation=True), iter(range(1, 10))

    assert [values.get("a", lambda: next(reads)) for _time in range(2)] == [1, 2]
