"""Compile message catalogues in Python: a fresh machine has no gettext."""

import os
import re
from pathlib import Path

import polib

#: A comment, a blank line, or a string with or without its keyword. polib takes `msgstr Szukaj` for "zuka".
_LINE = re.compile(r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+])?)\s+)?"([^"\\]|\\.)*"\s*)?')


class BrokenCatalogue(Exception):
    """A catalogue that can't be read; the message names the file and the line."""


def stale_catalogues(folders: list[Path]) -> list[Path]:
    """Return the PO files under ``folders`` (each a `locale`) that are newer than their MO file, or have none."""
    return [po for folder in folders for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]


def compile_catalogue(po: Path) -> None:
    """Write the MO file beside ``po``, with its finished messages: fuzzy and empty ones stay out.

    Raises:
        BrokenCatalogue: the file is not a PO file.
    """
    try:
        _check_lines(po)
        catalogue = polib.pofile(str(po), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BrokenCatalogue(f"{po} can't be read: {error}") from error
    # A server that is running reads the whole old file or the whole new one, never half of one.
    unfinished = po.with_suffix(f".{os.getpid()}.tmp")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(po.with_suffix(".mo"))


def _check_lines(po: Path) -> None:
    for number, line in enumerate(po.read_text(encoding="utf-8").splitlines(), start=1):
        if not _LINE.fullmatch(line):
            raise BrokenCatalogue(f"{po}, line {number} is not a line of a PO file: {line.strip()}")


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns
