"""What SQLite keeps, as PostgreSQL is given it, and as the two are compared. No database is asked here.

SQLite knows numbers, texts and bytes, and Django writes everything else as one of these. So a value is handed over as
the text that PostgreSQL reads by itself, and compared as what Python makes of either: the two ways have nothing in
common that could hide a mistake.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name, and by PostgreSQL's own word for what it holds; ``scale``: digits after the point."""

    name: str
    kind: str
    scale: int | None = None


class Unfit(ValueError):
    """A value that SQLite holds is none of its column's kind. What it is, is not said: it may be a family's words."""


def _as_it_is(kept: Any) -> Any:
    return kept


def _switch(kept: Any) -> bool:
    return {0: False, 1: True}[kept]


def _moment(kept: str) -> datetime:
    moment = datetime.fromisoformat(kept)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def canonical_json(text: str | bytes) -> str:
    """Return the one way in which this JSON is written, whatever the order of its keys and the look of its numbers."""
    # No text in PostgreSQL can begin so: a number stays different from the words that it looks like.
    meant = json.loads(text, parse_int=_number, parse_float=_number)
    return json.dumps(meant, sort_keys=True)


def _number(digits: str) -> str:
    return f"\0{Decimal(digits).normalize()}"


_TEXTS = ("varchar", "text")
#: By kind: what PostgreSQL is given.
_GIVEN: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("int2", "int4", "int8", "float8", "numeric", "uuid", "jsonb", "bytea", *_TEXTS), _as_it_is),
    **dict.fromkeys(("date", "time", "timestamptz"), _as_it_is),
    "bool": _switch,
    "interval": lambda microseconds: f"{microseconds} microseconds",
}
#: By kind: what Python makes of it, which is what psycopg makes of PostgreSQL's.
_MEANT: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("int2", "int4", "int8", "float8", "bytea", *_TEXTS), _as_it_is),
    "bool": _switch,
    "numeric": lambda number: Decimal(str(number)),
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timestamptz": _moment,
    "interval": lambda microseconds: timedelta(microseconds=microseconds),
    "uuid": UUID,
    "jsonb": canonical_json,
}
KINDS = frozenset(_GIVEN)


def sorts_by_language(column: Column) -> bool:
    """Tell whether PostgreSQL would sort it as people do. SQLite never does."""
    return column.kind in _TEXTS


def given(kept: Any, column: Column) -> Any:
    """Return what is sent to PostgreSQL for what SQLite keeps.

    Raises:
        Unfit: it is nothing that this column can hold.
    """
    return _with(_GIVEN, kept, column)


def meant(kept: Any, column: Column) -> Any:
    """Return what SQLite's value means, as PostgreSQL's is read.

    Raises:
        Unfit: it is nothing that this column can hold.
    """
    value = _with(_MEANT, kept, column)
    if isinstance(value, Decimal) and column.scale is not None:
        # SQLite keeps it as a binary fraction.
        return value.quantize(Decimal(1).scaleb(-column.scale))
    return value


def _with(ways: dict[str, Callable[[Any], Any]], kept: Any, column: Column) -> Any:
    if kept is None:
        return None
    try:
        return ways[column.kind](kept)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        raise Unfit(f"a value in {column.name} is no {column.kind}") from None
