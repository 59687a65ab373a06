"""Pages on paper, and as PDF/UA-1 on a screen: set by Typst from data and one template, `page.typ`. Pure.

Begin with `sheet.py`, which says what is printed; `page.typ` says how it looks, `letters.py` which characters the fonts
know.
"""

import json
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import typst

from guidance.document import Document, Row, plain
from guidance.formats.contract import CannotMake, Kit, Made, Why
from guidance.formats.pdf.letters import FONTS_DIR, SCRIPTS
from guidance.formats.pdf.sheet import Sheet
from guidance.formats.text import has_words
from home.languages import Language

_TEMPLATE = Path(__file__).with_name("page.typ")


@dataclass(frozen=True, slots=True)
class Style:
    """How a page is set: ``size`` in points; ``large`` print has everything below one another."""

    size: int
    large: bool = False


class Pdf:
    """A4 to print, or to keep on a phone."""

    kind: ClassVar[str] = "pdf"
    version: ClassVar[int] = 2
    extension: ClassVar[str] = "pdf"
    media_type: ClassVar[str] = "application/pdf"
    style: ClassVar[Style] = Style(size=12)

    def why_not(self, language: Language) -> Why | None:
        """Return ``NO_FONT`` for a script that no font kept here can set."""
        return None if language.script in SCRIPTS else Why.NO_FONT

    def make(self, document: Document, kit: Kit) -> Made:
        """Return the page as a PDF. About 50 ms; the first in a process takes as much again to read the fonts.

        Raises:
            CannotMake: there is nothing to read, or no font for the language.
        """
        why = self.why_not(document.language)
        if why or not self.has_words(document):
            raise CannotMake(why or Why.NOTHING_TO_READ)
        try:
            return self._made(document, kit, caution=0)
        except typst.TypstError:
            return self._made_with_caution(document, kit)

    def _made_with_caution(self, document: Document, kit: Kit) -> Made:
        """Return the page without what Typst may have refused: the rest of its words are not lost for it."""
        try:
            return self._made(document, kit, caution=1)
        except typst.TypstError:
            return self._made(document, kit, caution=2)

    def _made(self, document: Document, kit: Kit, *, caution: int) -> Made:
        return _made(Sheet(document, kit, large=self.style.large, caution=caution), self.style)

    def has_words(self, document: Document) -> bool:
        return has_words(document)


class LargePrint(Pdf):
    """A4 in 18 points: nothing smaller, nothing hyphenated, nothing justified."""

    kind = "large-print"
    style = Style(size=18, large=True)


class EasyReadPdf(Pdf):
    """Rows of a picture and a short sentence."""

    kind = "easy-read-pdf"
    style = Style(size=16, large=True)

    def has_words(self, document: Document) -> bool:
        return any(isinstance(block, Row) and plain(block.text).strip() for block in document.blocks)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return our own fonts and no others: what is printed must not depend on the machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS_DIR])


def _made(sheet: Sheet, style: Style) -> Made:
    data = {**sheet.data(), "size": style.size, "large": style.large}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in sheet.files.items():
            Path(folder, name).write_bytes(content)
        page = _set(data, folder)
    return Made(page, unreadable=tuple(sheet.unreadable))


def _set(data: dict[str, object], folder: str) -> bytes:
    """Return the finished PDF, the same bytes for the same data."""
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), root=folder, font_paths=fonts(), sys_inputs={"page": json.dumps(data)}
    )
    page = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(page, bytes)  # noqa: S101 - a PDF is one file; only pictures come as several
    return page
