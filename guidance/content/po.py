"""Read and begin PO files; a broken one says where it is broken. Pure."""

import re
from pathlib import Path

import polib

from guidance.content.files import BadContent
from home.languages import Language

#: A comment, a blank line, or a string with or without its keyword. polib takes `msgstr Szukaj` for "zuka".
_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+])?)\s+)?"([^"\\]|\\.)*"\s*)?')


def _check_lines(file: Path, name: str) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadContent(f"{name}: line {line}: not saved as UTF-8") from error
    for number, words in enumerate(text.split("\n"), start=1):
        if not _LINE.fullmatch(words):
            raise BadContent(f"{name}: line {number}: this PO file can't be read: {words.strip()[:60]}")


def read_po(file: Path, *, name: str = "") -> polib.POFile:
    """Read a PO file; messages call it ``name``, or by its folder and name.

    Raises:
        BadContent: it is broken; the message names file, line and what is wrong.
    """
    name = name or f"{file.parent.name}/{file.name}"
    try:
        _check_lines(file, name)
        return polib.pofile(str(file), encoding="utf-8")
    except BadContent:
        raise
    except (OSError, ValueError) as error:
        message = str(error).replace(str(file), file.name)
        raise BadContent(f"{name}: this PO file can't be read: {message}") from error


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
