"""Braille Ready Format: a page as ASCII, a form feed between pages. Pure."""

from collections.abc import Iterable

from guidance.formats.braille.cells import BLANK
from guidance.formats.braille.layout import Page

#: North American Braille ASCII: the character for each pattern of the six dots, counted in binary.
_ASCII = " A1B'K2L@CIF/MSP\"E3H9O6R^DJG>NTQ,*5<-U8V.%[$+X!&;:4\\0Z7(_?W]#Y)="
_TO_ASCII = {ord(BLANK) + dots: letter for dots, letter in enumerate(_ASCII)}


def ascii_of(cells: str) -> str:
    """Return six-dot cells as Braille ASCII."""
    return cells.translate(_TO_ASCII)


def brf(pages: Iterable[Page]) -> bytes:
    """Return the pages as a BRF file."""
    return "\f".join("".join(f"{ascii_of(line)}\r\n" for line in page) for page in pages).encode("ascii")
