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


def words_digest(texts: dict[str, str], body: StreamValue | None = None) -> str:
    """Return a SHA-256 (64 hex digits) of the texts and the body: equal exactly when a reader would see the same."""
    canonical = json.dumps(list(_parts(texts, body)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
