"""The four formats of braille."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from guidance.document import Document, digest
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.brf import brf
from guidance.formats.braille.ebraille import About, ebraille
from guidance.formats.braille.layout import Page, Running, Sheet, Written, pages
from guidance.formats.braille.pef import pef
from guidance.formats.braille.reading import Kind, has_words, passages
from guidance.formats.braille.translation import Translator
from guidance.formats.contract import CannotMake, Kit, Made, Unreadable, Why
from home.languages import Language

PUBLISHER = "Good Beginnings"
_BOXES = (Kind.BOX_BEGINS, Kind.BOX_ENDS)


class BrailleFile:
    """BRF, uncontracted: every embosser and display takes it."""

    kind: ClassVar[str] = "braille"
    version: ClassVar[int] = 2
    extension: ClassVar[str] = "brf"
    media_type: ClassVar[str] = "application/x-brf"

    def table(self, code: str) -> str | None:
        """Return the table for a language's code, and ``None`` where there is none."""
        return tables.uncontracted(code)

    def why_not(self, language: Language) -> Why | None:
        if not liblouis.is_there():
            return Why.NO_BRAILLE_LIBRARY
        return None if self.table(language.code) else Why.NO_TABLE

    def make(self, document: Document, kit: Kit) -> Made:
        table = self.table(document.language.code)
        why = self.why_not(document.language)
        if why or table is None:
            raise CannotMake(why or Why.NO_TABLE, f"no braille for {document.language.code!r}: {why}")
        written = _written(document, kit, table)
        return Made(self.file(written, document, kit), unreadable=written.unreadable)

    def file(self, written: "_Document", document: Document, kit: Kit) -> bytes:
        """Return what is written as bytes."""
        return brf(written.pages(kit))


class ContractedBrailleFile(BrailleFile):
    """BRF, contracted, in the languages that have it: what most who read braille every day read."""

    kind: ClassVar[str] = "braille-contracted"

    def table(self, code: str) -> str | None:
        return tables.contracted(code)


class PortableEmbosserFile(BrailleFile):
    """PEF, uncontracted."""

    kind: ClassVar[str] = "braille-pef"
    extension: ClassVar[str] = "pef"
    media_type: ClassVar[str] = "application/x-pef+xml"

    def file(self, written: "_Document", document: Document, kit: Kit) -> bytes:
        return pef(
            written.pages(kit),
            _sheet(kit),
            title=document.outside_title,
            language=document.language.tag,
            identifier=_identifier(document, self.kind),
        )


class EBraille(BrailleFile):
    """eBraille 1.0, uncontracted: lines as long as the display."""

    kind: ClassVar[str] = "ebraille"
    extension: ClassVar[str] = "ebrl"
    media_type: ClassVar[str] = "application/ebrl+zip"

    def file(self, written: "_Document", document: Document, kit: Kit) -> bytes:
        about = About(
            title=document.outside_title,
            shown_title=written.running.title,
            language=document.language.tag,
            system=tables.TABLES[document.language.code].uncontracted_system,
            identifier=_identifier(document, self.kind),
            publisher=PUBLISHER,
        )
        return ebraille(written.passages, about)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document in braille, before it has lines."""

    passages: tuple[Written, ...]
    running: Running
    unreadable: tuple[Unreadable, ...]

    def pages(self, kit: Kit) -> list[Page]:
        return pages(self.passages, self.running, _sheet(kit))


def _written(document: Document, kit: Kit, table: str) -> _Document:
    if not has_words(document):
        raise CannotMake(Why.NOTHING_TO_READ, f"{document.slug!r} has no words")
    translator = Translator(document.language.code, table)
    try:
        return _translated(document, kit, translator)
    except liblouis.LouisError as error:
        raise CannotMake(Why.NO_TABLE, str(error)) from error


def _translated(document: Document, kit: Kit, translator: Translator) -> _Document:
    read = passages(document, is_checked=kit.is_checked)
    written = (Written(passage.kind, translator.cells(passage.text)) for passage in read)
    said = tuple(passage for passage in written if passage.cells.dots or passage.kind in _BOXES)
    running = Running(
        translator.plain_cells(document.outside_title), lambda number: translator.plain_cells(str(number)).dots
    )
    return _Document(said, running, tuple(translator.unreadable))


def _sheet(kit: Kit) -> Sheet:
    return Sheet(kit.cells_per_line, kit.lines_per_page)


def _identifier(document: Document, kind: str) -> str:
    """Return the same name for the same words, which says nothing about them."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {digest(document)}").urn
