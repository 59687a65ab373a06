"""The name of the generation, where several machines read it."""

from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import ConnectionError, RedisError

from home import generation
from home.shared_word import SharedWord

NOBODY = "redis://127.0.0.1:1/0"


class Server:
    """Redis, as far as it is asked here."""

    def __init__(self) -> None:
        self.kept: bytes | None = None
        self.error: RedisError | None = None
        self.asked = 0

    def get(self, key: str) -> bytes | None:
        self.asked += 1
        if self.error:
            raise self.error
        return self.kept

    def set(self, key: str, word: str) -> bool:
        if self.error:
            raise self.error
        self.kept = word.encode()
        return True


@pytest.fixture
def server(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    settings.CACHE_URL, settings.PAGE_CACHE_DIR = NOBODY, tmp_path / "pages"
    generation._shared.cache_clear()
    made = Server()
    monkeypatch.setattr(generation._shared(NOBODY), "_server", made)
    monkeypatch.setattr(generation._Link, "is_stuck", False)
    return made


def test_what_one_machine_writes_all_read(server: Server) -> None:
    name = generation.switch("7-7-20261130")

    assert server.kept == name.encode()
    assert generation.current() == name
    server.kept = b"8-8-20261130.0a1b2c3d"
    assert generation.current() == "8-8-20261130.0a1b2c3d"


def test_the_link_of_one_machine_goes(server: Server, tmp_path: Path) -> None:
    (tmp_path / "pages-now").symlink_to("pages/old")

    generation.switch("7-7-20261130")

    assert not (tmp_path / "pages-now").is_symlink()


@pytest.mark.parametrize("kept", [None, b"", b"../../etc.0a1b2c3d", b"7-7", b"\xff.0a1b2c3d", b".0a1b2c3d"])
def test_what_is_no_name_of_ours_is_none(server: Server, kept: bytes | None) -> None:
    server.kept = kept

    assert generation.current() == ""


def test_where_it_can_not_be_read_there_is_none_and_few_ask(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    generation.switch("7-7-20261130")
    server.error = ConnectionError()

    assert [generation.current() for _ in range(5)] == [""] * 5
    assert server.asked == 1

    server.error = None
    monkeypatch.setattr("home.shared_word.PAUSE", 0.0)
    generation._shared(NOBODY)._not_before = 0.0
    assert generation.current() != ""


def test_where_a_change_could_not_be_told_nothing_is_believed_until_one_is(server: Server) -> None:
    before = generation.switch("7-7-20261130")
    server.error = RedisError("OOM")
    assert generation.switch("8-8-20261130") == ""
    server.error = None

    # It is back, with the name from before the change.
    assert server.kept == before.encode()
    assert generation.current() == ""
    assert generation.switch("8-8-20261130") == generation.current() != ""


def test_a_server_that_is_not_there_is_no_error() -> None:
    word = SharedWord(NOBODY)

    assert word.read() == ""
    assert not word.write("7-7-20261130.0a1b2c3d")
