"""Know what our pages call that which a parent types in other words. Pure."""

import tomllib
from functools import cache
from pathlib import Path

from guidance.search.folding import folded_words
from guidance.search.phrases import Phrase, as_phrase, places_of


def synonyms(said: list[str], code: str) -> dict[str, set[str]]:
    """Return, for the folded words of a search that have them, the folded words that pages say in their place."""
    found: dict[str, set[str]] = {}
    for phrase, words in _listed().get(code, {}).items():
        for place in places_of(phrase, said):
            for word in said[place : place + len(phrase)]:
                found.setdefault(word, set()).update(words)
    return found


@cache
def _listed() -> dict[str, dict[Phrase, list[str]]]:
    listed = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
    return {
        code: {as_phrase(typed): folded_words(words) for typed, words in entries.items()}
        for code, entries in listed.items()
    }
