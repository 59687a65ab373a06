"""A digest of the words of a page: what a signature is given for."""

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue

#: Space around these is not seen; between two words in bold it is.
_AROUND_BLOCKS = re.compile(r"\s*(</?(?:p|ul|ol|li|h[1-6]|hr|br)\b[^>]*>)\s*")


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
        yield _as_read(_without_ids(list(body.get_prep_value())))


def words_by_place(texts: dict[str, str], body: StreamValue | None = None) -> dict[str, str]:
    """Return what stands at each place (`title`, `body.<block id>`), in order, as a reader sees it."""
    blocks = list(body.get_prep_value()) if body is not None else []
    return texts | {
        f"body.{block['id']}": json.dumps(_as_read(_without_ids(block)), sort_keys=True, ensure_ascii=False)
        for block in blocks
    }


def changed_places(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the places whose words differ, those that came or went among them; `body` where only the order does."""
    changed = sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))
    return changed or ([] if list(before) == list(after) else ["body"])


def _as_read(value: Any) -> Any:
    """Return the block data with rich texts as a reader sees them: the editor's form writes other HTML than a file."""
    if isinstance(value, dict):
        return {key: _as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_read(part) for part in value]
    if not isinstance(value, str) or "<" not in value:
        return value
    soup = BeautifulSoup(value, "html.parser")
    for tag in soup.find_all(True):
        tag.attrs = {name: tag.attrs[name] for name in sorted(tag.attrs) if name != "data-block-key"}
    return _AROUND_BLOCKS.sub(r"\1", " ".join(str(soup).split()))


def words_digest(texts: dict[str, str], body: StreamValue | None = None) -> str:
    """Return a SHA-256 (64 hex digits) of the texts and the body: equal exactly when a reader would see the same."""
    canonical = json.dumps(list(_parts(texts, body)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
