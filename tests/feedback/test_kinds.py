"""What SQLite keeps means the same in PostgreSQL, and what is none of its kind is never passed over."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from feedback.keeping.kinds import KINDS, Column, Unfit, canonical_json, given, meant

MEANT = [
    ("bool", 1, True),
    ("bool", 0, False),
    ("int4", 7, 7),
    ("float8", 0.1, 0.1),
    ("varchar", "Zażółć", "Zażółć"),
    ("text", "", ""),
    ("date", "2026-11-30", date(2026, 11, 30)),
    ("time", "09:30:00", time(9, 30)),
    ("timestamptz", "2026-11-30 23:59:59.123456", datetime(2026, 11, 30, 23, 59, 59, 123456, UTC)),
    ("timestamptz", "2026-07-01 08:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
    ("interval", 90_000_001, timedelta(seconds=90, microseconds=1)),
    ("uuid", "0f" * 16, UUID("0f" * 16)),
    ("bytea", b"\x00\xff", b"\x00\xff"),
    ("jsonb", '{"b": 1, "a": [true, null]}', canonical_json('{"a":[true,null],"b":1}')),
]


@pytest.mark.parametrize(("kind", "kept", "means"), MEANT)
def test_what_is_kept_means(kind: str, kept: Any, means: Any) -> None:
    assert meant(kept, Column("c", kind)) == means


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_means_nothing_and_is_given_as_such(kind: str) -> None:
    assert given(None, Column("c", kind)) is None
    assert meant(None, Column("c", kind)) is None


def test_a_binary_fraction_means_the_decimal_that_was_written() -> None:
    assert meant(12.3, Column("c", "numeric", 2)) == Decimal("12.30")
    assert meant(0.1 + 0.2, Column("c", "numeric", 2)) == Decimal("0.30")
    assert meant(5, Column("c", "numeric", 2)) == Decimal(5)


def test_json_is_the_same_whatever_its_order_and_the_look_of_its_numbers() -> None:
    assert canonical_json('{"b": 100, "a": 0.5}') == canonical_json('{"a": 5e-1, "b": 1.0e2}')


@pytest.mark.parametrize("other", ["true", '"1"', "[1]", "1.0000000000000002", "null"])
def test_json_that_means_something_else_is_not_the_same(other: str) -> None:
    assert canonical_json(other) != canonical_json("1")


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("bool", 2), ("bool", "yes"), ("date", "soon"), ("timestamptz", 5), ("uuid", "me"), ("jsonb", "{"), ("inet", "x")],
)
def test_what_is_none_of_its_kind_is_refused_and_not_repeated(kind: str, kept: Any) -> None:
    with pytest.raises(Unfit) as refused:
        meant(kept, Column("when", kind))

    assert str(refused.value) == f"a value in when is no {kind}"
