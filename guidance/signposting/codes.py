"""Codes that somebody can read out, type from a card, and never be ashamed of. Pure.

Letters that look like a digit are never made, and are read as that digit: O as 0, I and L as 1, Z as 2, G as 6.
Without vowels no word is spelt; what digits and the other letters could still spell is in `bad_words.txt`.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path

ALPHABET = "0123456789CFHJKMNPRTVWXY"
LENGTH = 8
#: Characters of a version code: it only tells the cards of one pack apart.
VERSION_LENGTH = 5
#: Longer than anything somebody types who means a code.
LONGEST_TYPED = 60

_LOOK_ALIKES = str.maketrans("OQDILZSGBUA", "000112568V4")
#: What may stand between two halves of a code: spaces of any kind, dashes of any kind, dots.
_BETWEEN = re.compile(r"[\s.\u00ad\u2010-\u2015\u2212_\-\u200b-\u200f\u2066-\u2069]+")
#: How each letter of a bad word can be written with what codes are made of.
_WRITTEN = {
    "A": "4",
    "B": "86",
    "C": "CK",
    "D": "0",
    "E": "3",
    "G": "69",
    "I": "1",
    "K": "KCX",
    "L": "1",
    "O": "0",
    "Q": "09",
    "S": "52",
    "T": "T7",
    "U": "V",
    "X": "XK",
    "Z": "27",
}


def codes_of(choice: str, *, key: bytes, length: int = LENGTH) -> Iterator[str]:
    """Yield the codes that a choice may have, always in the same order: the first that is free is its own.

    They are keyed, so that nobody outside can work out the code of a choice and look whether anybody has made it.
    """
    for attempt in count():
        number = int.from_bytes(hmac.new(key, f"{attempt}\n{choice}".encode(), sha256).digest(), "big")
        code = ""
        while len(code) < length:
            number, place = divmod(number, len(ALPHABET))
            code += ALPHABET[place]
        if not spells_badly(code):
            yield code


def version_of(made_of: str) -> str:
    """Return the short code of what a card was made of."""
    return next(codes_of(made_of, key=b"card", length=VERSION_LENGTH))


def shown(code: str) -> str:
    """Return a code as people read it: `K4M7-9RTX`."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str, *, length: int = LENGTH) -> str:
    """Return the code that somebody has typed; ``""`` where it can be none.

    Small letters, look-alikes, spaces, dashes, and digits of any script.
    """
    if len(typed) > LONGEST_TYPED:
        return ""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in plain)
    code = digits.upper().translate(_LOOK_ALIKES)
    return code if len(code) == length and set(code) <= set(ALPHABET) else ""


def spells_badly(code: str) -> bool:
    """Tell whether a bad word can be read in a code."""
    return bool(_bad_words().search(code))


@lru_cache(maxsize=1)
def _bad_words() -> re.Pattern[str]:
    lines = Path(__file__).with_name("bad_words.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip().upper() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(map(_as_written, words)))


def _as_written(word: str) -> str:
    return "".join(f"[{_WRITTEN.get(letter, letter)}]" for letter in word)
