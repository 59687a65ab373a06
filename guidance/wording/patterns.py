r"""Patterns that editors write: compiled once, searched against a clock, and refused where they would do harm.

A pattern is matched as whole words, in capitals or small letters. ``^`` and ``$`` stand for the ends of a sentence, a
straight apostrophe for a curly one too.
"""

from collections.abc import Iterator
from functools import lru_cache

import regex

#: Longer than any pattern of the shipped lists, and short enough to be understood by the next editor.
MOST_CHARACTERS = 300
#: What all `{…}` of a pattern may come to together: a million copies of a letter take a second to compile.
MOST_REPEATS = 1000
#: Processor time in seconds for one pattern on one sample. The shipped patterns need a hundredth of it.
SAMPLE_SECONDS = 0.05
#: The same letters again and again are what makes a pattern explode.
_TIMES = 400
_PLAIN = (
    "Babies cry, and it gets less.",
    "Hold your baby close.",
    "A walk outside helps on most days.",
    "Your GP can tell you more.",
)
_FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "‑": "-", "\u00a0": " ", "\u202f": " "})
_REPEAT = regex.compile(r"\{(\d*)(?:,(\d*))?\}")
_RECURSION = regex.compile(r"\(\?(?:R|&|P>|[+-]?\d)")
_ESCAPED = regex.compile(r"\\.")
_LITERALS = regex.compile(r"[^\W_]+")


class BadPattern(ValueError):
    """A pattern can't be used. The message says why, in words for an editor."""


def folded(text: str) -> str:
    """Return a text with plain quotation marks, hyphens and blanks: as long as before, letter by letter."""
    return text.translate(_FOLDED)


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """Return a pattern ready to search whole words with.

    Raises:
        BadPattern: it does not compile.
    """
    try:
        regex.compile(pattern)
        return regex.compile(rf"\b(?:{folded(pattern)})\b", regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise BadPattern(f"The pattern is not written as patterns are: {_plainly(error)}.") from error


@lru_cache(maxsize=4096)
def compiled_for_small_letters(pattern: str) -> "regex.Pattern[str] | None":
    """Return a pattern that finds in small letters what `compiled` finds in any, three times as fast.

    ``None`` where the pattern itself tells capitals from small letters.
    """
    if any(letter.isupper() for letter in _ESCAPED.sub("", pattern)):
        return None
    return regex.compile(rf"\b(?:{folded(pattern)})\b", regex.MULTILINE)


def _plainly(error: Exception) -> str:
    return "it holds too many brackets, one inside another" if isinstance(error, RecursionError) else str(error)


def validate_pattern(text: str) -> None:
    """Refuse a pattern that is broken, too long, too broad or too slow. Takes 0.6 s at most.

    Raises:
        BadPattern: with the reason, in words for an editor.
    """
    _refuse_what_is_too_much(text)
    pattern = compiled(text)
    if _matches_nothing(regex.compile(folded(text), regex.IGNORECASE)):
        raise BadPattern("The pattern also fits where there are no words at all. Take out the last * or ?.")
    for sample in _samples(text):
        try:
            pattern.search(sample, timeout=SAMPLE_SECONDS)
        except TimeoutError:
            raise BadPattern(
                "The pattern takes too long on some texts. It often helps to have no + or * inside brackets that are "
                "repeated themselves."
            ) from None
    if all(pattern.search(sentence) for sentence in _PLAIN):
        raise BadPattern("The pattern finds something in every sentence. Name the words that it is to find.")


def _refuse_what_is_too_much(text: str) -> None:
    if not text.strip():
        raise BadPattern("The pattern is empty.")
    if len(text) > MOST_CHARACTERS:
        raise BadPattern(f"The pattern has {len(text)} characters; {MOST_CHARACTERS} is the most. Make two of it.")
    if "\n" in text:
        raise BadPattern("The pattern has more than one line. Make a pattern of each.")
    if _RECURSION.search(text):
        raise BadPattern("The pattern calls itself. Write out what it is to find.")
    if _repeats(text) > MOST_REPEATS:
        raise BadPattern(f"The pattern repeats something more than {MOST_REPEATS} times.")


def _repeats(text: str) -> int:
    product = 1
    for low, high in _REPEAT.findall(text):
        product *= max(int(number[:9]) for number in (low, high, "1") if number)
    return product


def _matches_nothing(pattern: "regex.Pattern[str]") -> bool:
    """Tell whether a pattern fits the empty text, in itself or before a word."""
    for sample in ("", *_PLAIN):
        try:
            match = pattern.search(sample, timeout=SAMPLE_SECONDS)
        except TimeoutError:
            continue
        if match is not None and match.start() == match.end():
            return True
    return False


def _samples(text: str) -> Iterator[str]:
    """Yield texts on which patterns explode: what the pattern asks for, over and over, and then something else."""
    literals = _LITERALS.findall(text)[:6]
    for piece in dict.fromkeys(("a", "1", " ", "word ", "a b-", "don't ", *literals, "".join(literals))):
        if piece:
            yield piece * _TIMES + "\N{SNOWMAN}"
    yield " ".join(_PLAIN * 20) + "\N{SNOWMAN}"
    if literals:
        yield " ".join(literals * 40) + " \N{SNOWMAN}"
