"""Fold words so that what a parent types meets what a page says. Pure.

`zoltaczka` finds „żółtaczka", `بكاء` finds «البكاء», "breastfed" finds "breastfeeding", one slip is forgiven.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i",
        "ѝ": "и", "ґ": "г", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ە": "ه", "ک": "ك", "ـ": None,
        "'": None, "’": None, "ʼ": None, "`": None,
    }
)  # fmt: skip
#: Arabic words take these in front; the longest that leaves a word of three letters goes.
_ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال")
_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[一-鿿]")
#: Words of one letter carry nothing; longer ones than this are no word.
SHORTEST, LONGEST = 2, 60


def fold(text: str) -> str:
    """Return the text in small letters without marks, digits in their Western form."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    bare = (letter for letter in plain if letter.isspace() or not unicodedata.category(letter).startswith(("M", "C")))
    return "".join(str(unicodedata.digit(letter, letter)) if letter.isdigit() else letter for letter in bare)


def _without_article(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


def _han_pairs(word: str) -> Iterator[str]:
    """Yield pairs of neighbours: Chinese puts no spaces between words."""
    yield from (word[start : start + 2] for start in range(max(1, len(word) - 1)))


def folded_words(text: str) -> list[str]:
    """Return the folded words of a text, in order, as the index keeps them."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if _HAN.search(word):
            found += _han_pairs(word)
        elif len(word) >= SHORTEST:
            found.append(_without_article(word)[:LONGEST])
    return found


def _is_one_slip(short: str, long: str) -> bool:
    """Tell whether one letter added, lost, changed or swapped with its neighbour makes one word the other."""
    if len(short) > len(long):
        short, long = long, short
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    rest_short, rest_long = short[start:], long[start:]
    if len(short) < len(long):
        return rest_short == rest_long[1:]
    changed = rest_short[1:] == rest_long[1:]
    swapped = rest_short[:2] == rest_long[1::-1] and rest_short[2:] == rest_long[2:]
    return changed or swapped


def _shared_start(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


#: How much a kind of likeness counts, against the very same word.
SAME, BEGINS, SAME_STEM, SLIP = 1.0, 0.8, 0.6, 0.5


def likeness(wanted: str, word: str) -> float:
    """Return how well a folded word of a page answers a folded word of a search, from 0 to 1."""
    if wanted == word:
        return SAME
    if len(wanted) >= 3 and word.startswith(wanted):
        return BEGINS
    shared, longer = _shared_start(wanted, word), max(len(wanted), len(word))
    if shared >= 4 and shared / longer >= 0.6:
        return SAME_STEM
    # English: cry, cries, cried; and short stems as typed in full: nap, naps, napping.
    if shared == min(len(wanted), len(word)) >= 3 and longer - shared <= 4:
        return SAME_STEM
    if wanted[:2] == word[:2] and {wanted[2:], word[2:]} <= {"y", "ies", "ied", "ying"}:
        return SAME_STEM
    return SLIP if _is_slip(wanted, word) else 0.0


def _is_slip(wanted: str, word: str) -> bool:
    """Tell whether one slip of the finger parts the words, or the shorter from the other's beginning."""
    shorter, longer = sorted((wanted, word), key=len)
    if len(shorter) < 4:
        return False
    if _is_one_slip(wanted, word):
        return True
    lengths = (len(shorter) - 1, len(shorter), len(shorter) + 1)
    return len(shorter) >= 7 and any(_is_one_slip(shorter, longer[:length]) for length in lengths)


def best_matches(wanted: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Return the words of the vocabulary that answer, each with its likeness."""
    scored = {word: likeness(wanted, word) for word in vocabulary}
    return {word: score for word, score in scored.items() if score}
