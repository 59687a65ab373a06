"""liblouis, the braille library, through ctypes: the one thing here that is not a Python package.

It keeps its tables in globals, so that one lock guards every call. Cells are asked for as dots and never through
display tables: some languages' own display rules would let print letters through.
"""

import ctypes
import ctypes.util
import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock

from guidance.formats.braille.cells import BLANK, LAST_SIX_DOT, Cells

#: Where `./run` unpacks liblouis if it may not install it.
UNPACKED = Path(sys.prefix) / "louis" / "usr"
#: Names of versions 3.x; Homebrew's folder is not on every Mac's search path.
_USUAL_NAMES = ("liblouis.so.20", "liblouis.20.dylib", "/opt/homebrew/lib/liblouis.20.dylib")

# Modes of translation: dots out, as Unicode patterns; and nothing, not an escape, for what a table does not know.
_DOTS = 4 | 64
_SILENT = 128
_LOG_OFF = 60000
#: No table knows a private-use character.
_NOBODYS = "\ue000"
#: Two tables write what they don't know as a question mark, and some have no cell but the blank for a space.
_ALWAYS_KNOWN = frozenset("? ")
#: The end of a text in C, and the sign for what was lost, which some tables would write as if it were words.
_NEVER_KNOWN = frozenset("\0\ufffd")
_SIX_DOT = re.compile(f"[ {BLANK}-{LAST_SIX_DOT}]*")
#: What stands before the first character of a word. A Chinese character is a word, but for one that follows a bracket
#: or a quotation mark.
_BEFORE_WORD = re.compile("[^ ] +(?=[^ ])|[^ (\u201c\u2018\u300a\uff08](?=[\u3400-\u9fff])")
_lock = Lock()


class LouisError(Exception):
    """liblouis is not here, or could not do what was asked; the message says which."""


class EightDotsError(LouisError):
    """A table gave cells of eight dots, for these ``characters`` where they stood; for none of them, if it is empty."""

    def __init__(self, table: str, characters: frozenset[str]) -> None:
        super().__init__(f"{table} writes {''.join(sorted(characters))!r} with eight-dot cells")
        self.characters = characters


def is_there() -> bool:
    """Return whether liblouis can be used on this machine."""
    return _library() is not None


def version() -> str:
    """Return liblouis's version, "3.24.0".

    Raises:
        LouisError: it is not here.
    """
    return str(_loaded().lou_version().decode())


@cache
def accepts(table: str) -> bool:
    """Return whether liblouis is here and has this table, without a fault in it. Up to 50 ms the first time."""
    library = _library()
    if library is None:
        return False
    with _lock:
        return bool(library.lou_checkTable(table.encode()))


@lru_cache(maxsize=20_000)
def knows(table: str, character: str) -> bool:
    """Return whether a table has six-dot cells for a character. About 0.1 ms, then remembered.

    It is compared with a character that nobody knows, between letters; and with what is written where unknown ones are
    not kept silent, for the first alone misses tables that decide by context.
    """
    if character in _ALWAYS_KNOWN:
        return True
    if character in _NEVER_KNOWN or (ord(character) > 0xFFFF and _character_size() == 2):
        return False
    return not _is_like_nobodys(table, character) and _is_six_dot(_cells(table, character, _DOTS | _SILENT))


def _is_like_nobodys(table: str, character: str) -> bool:
    silent = _DOTS | _SILENT
    for frame in ("a{}a", "x{}x"):
        written = _cells(table, frame.format(character), silent)
        if written == _cells(table, frame.format(_NOBODYS), silent):
            return True
        if not _is_six_dot(written) and _is_six_dot(_cells(table, frame.format(""), silent)):
            return True
    return _cells(table, f"a{character}a", _DOTS) != _cells(table, f"a{character}a", silent)


def translate(table: str, text: str, strong: Sequence[bool] = ()) -> Cells:
    """Return a text in braille: about 0.1 ms a sentence, and up to 50 ms the first time a table is used.

    ``strong`` says of each character whether it is bold; tables without a sign for it pass over that. A no-break space
    is written as a space, and no line ends there.

    Raises:
        EightDotsError: some characters are written with eight dots where they stand, though not by themselves.
        LouisError: liblouis is not here, or does not have the table.
    """
    if not text:
        return Cells()
    dots, places = _translated(table, text.replace("\u00a0", " "), strong)
    if not _is_six_dot(dots):
        raise EightDotsError(table, frozenset(_written_with_eight(text, dots, places)))
    return Cells(dots.replace(" ", BLANK), tuple(sorted(set(_breaks(text, places)))))


def _breaks(text: str, places: Sequence[int]) -> Iterator[int]:
    """Yield where each word begins among the cells; in Chinese, each character does."""
    for match in _BEFORE_WORD.finditer(text):
        # A contraction may join two words: their cells begin together, and nothing may come between.
        if places[match.end()] > places[match.start()]:
            yield places[match.end()]


def _written_with_eight(text: str, dots: str, places: Sequence[int]) -> Iterator[str]:
    for character, start, end in zip(text, places, (*places[1:], len(dots)), strict=True):
        if not _is_six_dot(dots[start:end]):
            yield character


def _is_six_dot(cells: str) -> bool:
    return _SIX_DOT.fullmatch(cells) is not None


# --- The library itself ---------------------------------------------------------------------------------------------


def _loaded() -> ctypes.CDLL:
    library = _library()
    if library is None:
        raise LouisError("liblouis is not installed")
    return library


@cache
def _library() -> ctypes.CDLL | None:
    for path in _candidates():
        try:
            library = ctypes.CDLL(path)
        except OSError:
            continue
        _set_table_path(Path(path))
        library.lou_version.restype = ctypes.c_char_p
        library.lou_setLogLevel(_LOG_OFF)
        return library
    return None


def _candidates() -> Iterator[str]:
    """Yield where the library may be. A place that somebody has named is the only one that counts."""
    named = os.environ.get("LIBLOUIS_PATH", "")
    if named:
        yield named
        return
    yield from _USUAL_NAMES
    yield from map(str, UNPACKED.glob("lib/*/liblouis.so.*"))
    found = ctypes.util.find_library("louis")
    if found:
        yield found


def _set_table_path(library: Path) -> None:
    """Point liblouis at the tables beside an unpacked library: it was built for another place.

    Nothing is set for an installed one, which finds its own, nor where somebody has set a path already. Our own tables
    are named by their whole path, so that neither needs to know of them.
    """
    beside = library.parents[2] / "share" / "liblouis" / "tables" if len(library.parents) > 2 else Path()
    if library.is_absolute() and beside.is_dir():
        os.environ.setdefault("LOUIS_TABLEPATH", str(beside))


@cache
def _character_size() -> int:
    """Return how many bytes this build of liblouis gives a character: 2 or 4."""
    return int(_loaded().lou_charSize())


def _encoding() -> str:
    return "utf-32-le" if _character_size() == 4 else "utf-16-le"


def _cells(table: str, text: str, mode: int) -> str:
    return _call(table, text, mode)[0]


def _translated(table: str, text: str, strong: Sequence[bool]) -> tuple[str, Sequence[int]]:
    return _call(table, text, _DOTS | _SILENT, strong)


def _call(table: str, text: str, mode: int, strong: Sequence[bool] = ()) -> tuple[str, Sequence[int]]:
    """Return the cells, and for each character of the text where its own begin."""
    library = _loaded()
    size = _character_size()
    given = text.encode(_encoding())
    length = len(given) // size
    room = length * 4 + 64
    while True:
        out = ctypes.create_string_buffer(room * size)
        taken, written = ctypes.c_int(length), ctypes.c_int(room)
        # liblouis writes to both lists too, and as far as the output goes.
        forms = _typeforms(library, table, strong, room)
        places = (ctypes.c_int * room)()
        with _lock:
            done = library.lou_translate(
                table.encode(), given, ctypes.byref(taken), out, ctypes.byref(written), forms, None, places, None,
                None, mode,
            )  # fmt: skip
        if not done:
            raise LouisError(f"liblouis {version()} could not use the table {table}")
        if taken.value == length:
            return out.raw[: written.value * size].decode(_encoding()), places[:length]
        room *= 4


def _typeforms(
    library: ctypes.CDLL, table: str, strong: Sequence[bool], room: int
) -> "ctypes.Array[ctypes.c_ushort] | None":
    if not any(strong):
        return None
    with _lock:
        bold = library.lou_getTypeformForEmphClass(table.encode(), b"bold")
    return (ctypes.c_ushort * room)(*(bold if is_strong else 0 for is_strong in strong))
