"""The fonts that PDFs are set in, and the characters that they know. Pure.

The fonts lie here and not among the static files: those are compressed and copied for phones, and no phone ever asks
for a print font.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS_DIR = Path(__file__).parent / "fonts"
LATIN_AND_CYRILLIC = "Noto Sans"
#: Noto's own Arabic fonts build letters from parts, so that what is copied or read aloud is wrong.
ARABIC = "Vazirmatn"

#: The scripts that the fonts here can set. A Chinese font would weigh 10 MB for each weight.
SCRIPTS = frozenset({"Latn", "Cyrl", "Arab"})


@lru_cache(maxsize=1)
def known_by_font() -> tuple[frozenset[str], ...]:
    """Return, for each font here, the characters that it knows in both weights. Reads 1.5 MB once, in about 50 ms."""
    return tuple(_known(regular) for regular in sorted(FONTS_DIR.glob("*-Regular.ttf")))


@lru_cache(maxsize=1)
def known_characters() -> frozenset[str]:
    """Return every character that some font here knows."""
    return frozenset().union(*known_by_font())


def _known(regular: Path) -> frozenset[str]:
    bold = regular.with_name(regular.name.replace("-Regular", "-Bold"))
    both = characters_of(regular.read_bytes()) & characters_of(bold.read_bytes())
    return frozenset(sign for sign in both if unicodedata.category(sign) != "Cc")


def characters_of(font: bytes) -> set[str]:
    """Return the characters that a TrueType font has a glyph for, up to U+FFFF.

    Beyond lie emoji and old scripts, which none of our fonts knows. The source is OpenType's chapter on `cmap`,
    format 4: segments of characters, ordered by their last.
    """
    table = _unicode_table(font)
    twice = struct.unpack_from(">H", font, table + 6)[0]
    columns = [table + 14 + start for start in (0, twice + 2, 2 * twice + 2, 3 * twice + 2)]
    found: set[str] = set()
    for place in range(0, twice, 2):
        last, first, delta, reach = (struct.unpack_from(">H", font, column + place)[0] for column in columns)
        glyphs = columns[3] + place + reach - 2 * first if reach else 0
        found |= {chr(code) for code in range(first, last + 1) if _glyph(font, code, delta, glyphs)}
    return found - {"\uffff"}


def _unicode_table(font: bytes) -> int:
    """Return where the table for Windows Unicode begins: every font for print has one."""
    tables = struct.unpack_from(">H", font, 4)[0]
    places = {font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)}
    start: int = places[b"cmap"]
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        if (platform, encoding) == (3, 1):
            return start + int(offset)
    raise ValueError("The font has no table of Unicode characters")


def _glyph(font: bytes, code: int, delta: int, glyphs: int) -> int:
    """Return the number of a character's glyph; 0 is the box for what a font doesn't know."""
    if not glyphs:
        return (code + delta) & 0xFFFF
    glyph: int = struct.unpack_from(">H", font, glyphs + 2 * code)[0]
    return (glyph + delta) & 0xFFFF if glyph else 0
