"""Finds what was translated before and is like a new text. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

#: How like a text must be to help more than it misleads, from 0 to 1, and how many are worth reading.
LEAST_ALIKE = 0.7
MOST = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Known:
    """An English text and what it was given as in another place."""

    english: str
    words: str
    is_machine: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A known text, and how like the new one it is, in percent; 100 is word for word the same English."""

    known: Known
    percent: int


def alike(english: str, known: Iterable[Known]) -> list[Match]:
    """Return the known texts that are most like this one, the most alike first, each translation once."""
    tokens = set(_words(english))
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(english.casefold())
    best: dict[str, Match] = {}
    for each in known:
        percent = 100 if each.english == english else _percent(each.english, tokens, matcher)
        if percent and percent > (best[each.words].percent if each.words in best else 0):
            best[each.words] = Match(each, percent)
    return sorted(best.values(), key=lambda match: (-match.percent, match.known.is_machine))[:MOST]


def _percent(english: str, tokens: set[str], matcher: "SequenceMatcher[str]") -> int:
    """Return how like a text is, in percent below 100; 0 where it is not like enough."""
    others = set(_words(english))
    # Cheap, and lets nearly nothing through: comparing letter by letter is slow.
    if not tokens or len(tokens & others) * 2 < max(len(tokens), len(others)):
        return 0
    matcher.set_seq1(english.casefold())
    if matcher.real_quick_ratio() < LEAST_ALIKE or matcher.quick_ratio() < LEAST_ALIKE:
        return 0
    ratio = matcher.ratio()
    return min(99, int(ratio * 100)) if ratio >= LEAST_ALIKE else 0


def _words(english: str) -> list[str]:
    return _WORD.findall(english.casefold())
