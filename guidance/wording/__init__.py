"""Phrases that shame, frighten or shut out, and what to say instead.

Pure. `avoid.en.toml` holds the list, so that an editor can read it and change it; here it is read and asked. The
patterns know inflected forms ("damage", "damaged", "damaging"). A rule lets go of a sentence that matches one of its
exceptions: hard words stay where safety needs them.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("avoid.en.toml")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class AvoidRule:
    """One phrase to avoid: how to find it, what to say instead, and why."""

    number: int
    avoid: str
    instead: str
    reason: str
    example: str
    patterns: tuple[re.Pattern[str], ...]
    exceptions: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Avoided:
    """A phrase that a text should do without: which rule, the words as they stand, and their sentence."""

    rule: AvoidRule
    words: str
    sentence: str

    def __str__(self) -> str:
        return f"“{self.words}” (try: {self.rule.instead}), in: {self.sentence}"


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for pattern in patterns)


def _rule(row: dict[str, Any]) -> AvoidRule:
    return AvoidRule(
        number=row["number"],
        avoid=row["avoid"],
        instead=row["instead"],
        reason=row["reason"],
        example=row["example"],
        patterns=_compiled(row["patterns"]),
        exceptions=_compiled(row.get("exceptions", [])),
    )


@lru_cache(maxsize=1)
def avoid_rules() -> tuple[AvoidRule, ...]:
    """Return every rule, in the order of the list. Read once, then kept."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    return tuple(_rule(row) for row in rows)


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text.replace("’", "'").replace("‘", "'")):
        plain = " ".join(sentence.split())
        if plain:
            yield plain


def find_avoided(text: str) -> list[Avoided]:
    """Return what an English text should say in other words, in reading order; at most once a rule and sentence."""
    found = []
    for sentence in _sentences(text):
        for rule in avoid_rules():
            match = next((match for pattern in rule.patterns if (match := pattern.search(sentence))), None)
            if match and not any(exception.search(sentence) for exception in rule.exceptions):
                found.append(Avoided(rule, match.group(), sentence))
    return found
