"""What nearly every request asks is remembered for a moment, and no longer."""

from typing import Any

from home import remembered
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
