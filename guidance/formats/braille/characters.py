"""Characters a braille table does not know: written another way, else named to the editor. Pure.

Left to itself, liblouis drops what a table does not know: Polish "€6" would become "6", a wrong price.
"""

import re
import unicodedata
from collections.abc import Iterator

from guidance.formats.braille import liblouis
from guidance.formats.braille.substitutes import SIGNS, word_for
from guidance.formats.contract import Unreadable

# Characters of other kinds that show nothing and stand for nothing: variation selectors, the keycap's frame, the
# Arabic letter-stretcher, the combining joiner.
_NOTHING = re.compile("[\ufe00-\ufe0f\u20e3\u0640\u034f\U000e0100-\U000e01ef]")
_NO_BREAK = "\u00a0\u202f\u2007"
_MONEY = re.compile("(?P<sign>[€£$])[ \u00a0]?(?P<amount>\\d+(?:[.,\u00a0]\\d+)*)")
#: How many characters of its neighbours are shown to find an unreadable one by.
_AROUND = 20


def tidy(text: str) -> str:
    """Return the text composed, without what shows nothing, its spaces plain but for no-break ones."""
    if text.isascii() and text.isprintable():
        return text
    composed = _NOTHING.sub("", unicodedata.normalize("NFC", text))
    return composed.translate({ord(character): _as_print(character) for character in set(composed)})


def _as_print(character: str) -> str:
    """Return what stands for a space of any kind, or a character that shows nothing."""
    if character in _NO_BREAK:
        return "\u00a0"
    match unicodedata.category(character):
        # Soft hyphens, joiners, zero-width spaces and marks of direction.
        case "Cf":
            return ""
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Cc":
            return " " if character.isspace() else ""
        # Half of a character, which no library takes: it is named to the editor.
        case "Cs":
            return "\ufffd"
    return character


def unknown_in(text: str, table: str) -> set[str]:
    """Return the characters of a tidied text that a table does not know."""
    return {character for character in set(text) if character != "\u00a0" and not liblouis.knows(table, character)}


def spelt(text: str, table: str, code: str) -> str:
    """Return a tidied text with every sign that the table does not know written another way, where there is one."""
    unknown = unknown_in(text, table)
    if not unknown:
        return text
    text = _MONEY.sub(lambda match: _amount_first(match, unknown, code), text)
    others = {character: _instead(character, table, code) for character in unknown}
    return "".join(
        _between(text[index - 1 : index], others[character], text[index + 1 : index + 2])
        if character in unknown
        else character
        for index, character in enumerate(text)
    )


def _between(before: str, other: str, after: str) -> str:
    """Return what is written for a sign; a word, which begins with a space, keeps clear of its neighbours' letters."""
    if not other.startswith(" "):
        return other
    word = other.strip()
    return f"{' ' if before.isalnum() else ''}{word}{' ' if after.isalnum() else ''}"


def _amount_first(match: re.Match[str], unknown: set[str], code: str) -> str:
    """Return "6 €" for "€6" where the sign will be a word; else what was found."""
    will_be_word = match["sign"] in unknown and word_for(match["sign"], code)
    return f"{match['amount']}\u00a0{match['sign']}" if will_be_word else match[0]


def _instead(character: str, table: str, code: str) -> str:
    """Return what is written for an unknown character; the character itself where nothing is defined."""
    word = word_for(character, code)
    candidates = (*SIGNS.get(character, ()), f" {word}" if word else "", *_taken_apart(character))
    return next((other for other in candidates if other and not unknown_in(other, table)), character)


def _taken_apart(character: str) -> Iterator[str]:
    """Yield a digit of another script as ours; a joined or full-width form as plain; a letter without marks."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        yield str(digit)
    yield unicodedata.normalize("NFKC", character)
    apart = unicodedata.normalize("NFKD", character)
    yield "".join(part for part in apart if not unicodedata.combining(part))


def place_of(text: str, index: int) -> str:
    """Return the words around a character."""
    start = max(0, index - _AROUND)
    return text[start : index + _AROUND + 1].strip()


def unreadable(text: str, index: int) -> Unreadable:
    """Return the character there and its place, for the editor."""
    return Unreadable(text[index], place_of(text, index))
