"""Read a TOML file of starter content, and what a PO file says of its texts. What is wrong is named. Pure."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guidance.content.files import BadContent
from guidance.content.po import read_po

Table = Mapping[str, Any]
#: A text by its place, its words, and the file and line they stand in.
Said = tuple[str, str, str]

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One TOML file: what it says, and its letters, to say where it says it."""

    name: str
    text: str
    data: Table

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def where(self, *marks: str) -> str:
        """Return the file and the line where these marks stand one after another, as far as they are found."""
        place = begin = 0
        for mark in marks:
            found = self.text.find(mark, begin)
            if found < 0:
                break
            # The same mark twice means its second place.
            place, begin = found, found + 1
        return f"{self.name}: line {self.text.count(chr(10), 0, place) + 1}"

    def refuse_unknown(self, facts: Table, known: set[str], what: str, *marks: str) -> None:
        """Refuse a table with a fact that is not known.

        Raises:
            BadContent: it has one; the message says where, and which there are.
        """
        unknown = sorted(set(facts) - known)
        if unknown:
            where = self.where(*marks, unknown[0])
            raise BadContent(f"{where}: no {what} is called {unknown[0]}; there are {', '.join(sorted(known))}")


def read_toml(file: Path) -> TomlFile:
    """Return a TOML file; messages call it by its folder and name.

    Raises:
        BadContent: it can't be read; the message says where.
    """
    name = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
        return TomlFile(name, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadContent(f"{name}: line {line}: not saved as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name} can't be read: {error}") from error


def check_code(code: str, where: str) -> None:
    """Refuse what is no code.

    Raises:
        BadContent: it has other signs, or is too long.
    """
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise BadContent(f"{where}: {code!r} is no code: small letters, digits and hyphens, at most 40")


def translated(po: Path, english: Mapping[str, str], source: str) -> Iterator[Said]:
    """Yield what a PO file says of the ``english`` texts, by place; ``source`` is the file they stand in.

    Raises:
        BadContent: it is broken, names a place that is not there, or was made for other English.
    """
    for entry in read_po(po):
        # A doubtful translation is none.
        if entry.obsolete or entry.fuzzy or not entry.msgstr.strip():
            continue
        where = f"{po.parent.name}/{po.name}: line {entry.linenum}"
        words = english.get(entry.msgctxt or "")
        if words is None:
            raise BadContent(f"{where}: {source} has no place {entry.msgctxt!r} (for “{entry.msgid[:60]}”)")
        if words != entry.msgid:
            raise BadContent(f"{where}: {source} does not say “{entry.msgid[:60]}” at {entry.msgctxt} (any more)")
        yield entry.msgctxt, entry.msgstr.strip(), where
