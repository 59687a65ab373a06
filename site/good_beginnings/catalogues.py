"""Compile message catalogues in Python: a fresh machine has no gettext."""

import os
from pathlib import Path

from guidance.content.files import BadContent
from guidance.content.po import read_po


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
        catalogue = read_po(po, name=str(po))
    except BadContent as error:
        raise BrokenCatalogue(str(error)) from error
    # A server that is running reads the whole old file or the whole new one, never half of one.
    unfinished = po.with_suffix(f".{os.getpid()}.tmp")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(po.with_suffix(".mo"))


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns
