"""A digest of the words of a page: what a signature is given for."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue


def _without_ids(value: Any) -> Any:
    """Return the block data without ids, which change no word."""
    if isinstance(value, dict):
        return {key: _without_ids(part) for key, part in value.items() if key != "id"}
    if isinstance(value, list | tuple):
        return [_without_ids(part) for part in value]
    return value


def _parts(texts: dict[str, str], body: StreamValue | None) -> Iterator[Any]:
    yield sorted(texts.items())
    if body is not None:
        yield _without_ids(list(body.get_prep_value()))


def words_by_place(texts: dict[str, str], body: StreamValue | None = None) -> dict[str, str]:
    """Return what stands at each place (`title`, `body.<block id>`): equal exactly when a reader would see the same."""
    blocks = list(body.get_prep_value()) if body is not None else []
    return texts | {
        f"body.{block['id']}": json.dumps(_without_ids(block), sort_keys=True, ensure_ascii=False) for block in blocks
    }


def changed_places(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the places whose words differ, those that came or went among them."""
    return sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))


def words_digest(texts: dict[str, str], body: StreamValue | None = None) -> str:
    """Return a SHA-256 (64 hex digits) of the texts and the body: equal exactly when a reader would see the same."""
    canonical = json.dumps(list(_parts(texts, body)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
