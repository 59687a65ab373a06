"""Read and begin PO files; a broken one says where it is broken. Pure."""

import re
from pathlib import Path

import polib

from guidance.content.files import BadContent
from home.languages import Language

#: A comment, a blank line, or a string with or without its keyword. polib takes `msgstr Szukaj` for "zuka".
_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+])?)\s+)?"([^"\\]|\\.)*"\s*)?')


def _check_lines(data: bytes, name: str) -> str:
    try:
        # Editors on Windows put a mark in front of UTF-8; it is no letter.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadContent(f"{name}: line {line}: not saved as UTF-8") from error
    for number, words in enumerate(text.split("\n"), start=1):
        if not _LINE.fullmatch(words):
            raise BadContent(f"{name}: line {number}: this PO file can't be read: {words.strip()[:60]}")
    return text


def read_po(file: Path, *, name: str = "") -> polib.POFile:
    """Read a PO file; messages call it ``name``, or by its folder and name.

    Raises:
        BadContent: it is broken; the message names file, line and what is wrong.
    """
    name = name or f"{file.parent.name}/{file.name}"
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadContent(f"{name}: this PO file can't be read: {error.strerror}") from error
    po = parse_po(data, name=name)
    po.fpath = str(file)
    return po


def parse_po(data: bytes, *, name: str) -> polib.POFile:
    """Read a PO file's bytes.

    Raises:
        BadContent: as `read_po`.
    """
    text = _check_lines(data, name)
    try:
        # The line end tells polib that these are a file's words and not its name.
        return polib.pofile(text + "\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BadContent(f"{name}: this PO file can't be read: {error}") from error


def po_file(language: Language) -> polib.POFile:
    """Return an empty PO file for this language, as translators' tools expect it."""
    po = polib.POFile(wrapwidth=110)
    po.metadata = {
        "Language": language.tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": language.plural_forms,
    }
    return po
