"""Read a content file: TOML front matter, then blocks. Pure. The format is described in `docs/content-files.md`."""

import re
import tomllib
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"^\[(?P<kind>[a-z-]+)(?::\s*(?P<key>[a-z0-9-]+))?\s*(?:\|\s*(?P<options>.+))?\]$")
BLOCK_KINDS = frozenset(
    {
        "heading",
        "text",
        "steps",
        "try",
        "normal",
        "help",
        "callout-note",
        "callout-urgent",
        "quote",
        "term",
        "picture",
    }
)
REQUIRED = {
    "guidance": ("title", "promise", "drawing", "drawing_description", "sources", "stages", "topics", "audiences"),
    "standard": ("title", "promise", "drawing", "drawing_description"),
    "home": ("title", "promise", "drawing", "drawing_description"),
    "index": ("title", "promise", "drawing", "drawing_description"),
}
_TEXTS = {"type", "title", "promise", "drawing", "drawing_description", "mood"}
_LISTS = {"stages", "topics", "audiences", "sources", "to_confirm", "related"}
_SWITCHES = {"safety", "core", "exit"}
#: Block ids are derived, never random: translations hang on them, on every installation.
_NAMESPACE = uuid.UUID("6a1c7f0e-5d0b-5b0e-9d5e-2f4f5a3c9b11")


class BadContent(ValueError):
    """A content file can't be used. The message names the file, the line where it has one, and the remedy."""


@dataclass(frozen=True, slots=True)
class ContentBlock:
    kind: str
    key: str
    text: str
    line: int
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One page: its slug (the file's name), its facts, its blocks."""

    slug: str
    type: str
    facts: dict[str, Any]
    blocks: tuple[ContentBlock, ...]


def block_id(slug: str, key: str, *rest: object) -> str:
    """Return the id of a block, or of an item in it: the same for the same slug and key, everywhere."""
    return str(uuid.uuid5(_NAMESPACE, ":".join([slug, key, *map(str, rest)])))


def _front_matter(text: str, name: str) -> tuple[dict[str, Any], str, int]:
    parts = re.split(r"^\+\+\+[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise BadContent(f"{name}: line 1: the file begins with facts between two lines of +++, and has none")
    try:
        facts = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name}: the facts between +++ and +++ can't be read: {error}") from error
    return facts, parts[2], (parts[0] + parts[1]).count("\n") + 1


def _is_fit(fact: str, value: object) -> bool:
    if fact in _LISTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if fact in _SWITCHES:
        return isinstance(value, bool)
    return isinstance(value, str) and bool(value.strip())


def _check_facts(facts: dict[str, Any], name: str) -> None:
    unknown = [fact for fact in facts if fact not in _TEXTS | _LISTS | _SWITCHES]
    if unknown:
        raise BadContent(f"{name}: no fact is called {', '.join(unknown)}")
    kinds = [("texts in quotes", _TEXTS), ('lists, as in ["calm"]', _LISTS), ("true or false", _SWITCHES)]
    for kind, names in kinds:
        unfit = [fact for fact in facts if fact in names and not _is_fit(fact, facts[fact])]
        if unfit:
            raise BadContent(f"{name}: {', '.join(unfit)}: these facts are {kind}")


def _options(text: str | None) -> dict[str, str]:
    pairs = (part.partition(":") for part in (text or "").split("|"))
    return {name.strip(): value.strip() for name, _colon, value in pairs if name.strip()}


def _check_text(words: str, where: str, *, is_in_block: bool) -> None:
    """Refuse a line that was meant to begin a block, and words that stand in none."""
    if words.startswith("[") and words.endswith("]"):
        raise BadContent(f"{where}: a block is written [steps: what-helps], not {words[:40]}")
    if words and not is_in_block:
        raise BadContent(f"{where}: text before the first [block]: {words[:40]}")


def _blocks(body: str, name: str, offset: int) -> tuple[ContentBlock, ...]:
    blocks: list[ContentBlock] = []
    lines: list[str] = []
    seen: set[str] = set()

    def close() -> None:
        if blocks:
            last = blocks.pop()
            blocks.append(ContentBlock(last.kind, last.key, "\n".join(lines).strip(), last.line, last.options))
        lines.clear()

    for number, line in enumerate(body.splitlines(), start=offset):
        match = _BLOCK.match(line.strip())
        if match is None:
            _check_text(line.strip(), f"{name}: line {number}", is_in_block=bool(blocks))
            lines.append(line)
            continue
        close()
        kind, key = match["kind"], match["key"]
        if kind not in BLOCK_KINDS:
            known = ", ".join(sorted(BLOCK_KINDS))
            raise BadContent(f"{name}: line {number}: no block is called [{kind}]; there are {known}")
        if not key:
            raise BadContent(f"{name}: line {number}: [{kind}] needs a key, as in [{kind}: what-helps]")
        # A term stands in the page under a name of its own (see `load._block`): it may share its key with a heading.
        place = f"term-{key}" if kind == "term" else key
        if place in seen:
            raise BadContent(f"{name}: line {number}: the key {key!r} is used twice on this page")
        seen.add(place)
        blocks.append(ContentBlock(kind, key, "", number, _options(match["options"])))
    close()
    empty = next((block for block in blocks if not block.text and block.kind != "term"), None)
    if empty:
        raise BadContent(f"{name}: line {empty.line}: [{empty.kind}: {empty.key}] has no text")
    return tuple(blocks)


def parse(text: str, *, name: str) -> ContentFile:
    """Return the page that ``text`` describes; ``name`` is the file's name, its stem the slug.

    Raises:
        BadContent: front matter missing, incomplete or unfit, an unknown block, a key used twice, an empty block.
    """
    facts, body, offset = _front_matter(text, name)
    page_type = facts.get("type")
    if page_type not in REQUIRED:
        raise BadContent(f'{name}: the facts need type = "guidance", "standard", "index" or "home", not {page_type!r}')
    missing = [fact for fact in REQUIRED[page_type] if fact not in facts]
    if missing:
        raise BadContent(f"{name}: the facts lack {', '.join(missing)}")
    _check_facts(facts, name)
    return ContentFile(Path(name).stem, page_type, facts, _blocks(body, name, offset))


def read(file: Path) -> ContentFile:
    """Read one content file.

    Raises:
        BadContent: as `parse`; also where the file is not UTF-8.
    """
    try:
        # Editors on Windows put a mark in front of UTF-8; it is no letter.
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadContent(f"{file.name}: line {line}: not saved as UTF-8") from error
    return parse(text, name=file.name)
