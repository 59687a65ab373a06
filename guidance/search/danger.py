"""Hear from a search that somebody may be in danger. Pure."""

import tomllib
from functools import cache
from pathlib import Path

from guidance.search.folding import folded_words
from guidance.search.phrases import Phrase, as_phrase, places_of
from home.languages import SOURCE


def speaks_of_danger(query: str, code: str) -> bool:
    """Tell whether a search says what is typed in danger, in this language or in English."""
    said = folded_words(query)
    return any(places_of(phrase, said) for language in {code, SOURCE.code} for phrase in _phrases().get(language, ()))


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    listed = tomllib.loads(Path(__file__).with_name("danger.toml").read_text(encoding="utf-8"))
    return {code: tuple(map(as_phrase, entry["words"])) for code, entry in listed.items()}
