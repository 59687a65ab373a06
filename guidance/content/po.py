"""Read and begin PO files; a broken one says where it is broken. Pure."""

from pathlib import Path

import polib

from guidance.content.files import BadContent
from home.languages import Language


def read_po(file: Path) -> polib.POFile:
    """Read a PO file.

    Raises:
        BadContent: it is broken; the message names file, line and what is wrong.
    """
    try:
        return polib.pofile(str(file), encoding="utf-8")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        message = str(error).replace(str(file), file.name)
        raise BadContent(f"{file.parent.name}/{file.name}: this PO file can't be read: {message}") from error


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
