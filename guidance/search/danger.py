"""Hear from a search that somebody may be in danger. Pure."""

import tomllib
from functools import cache
from pathlib import Path

from guidance.search.folding import folded_words
from home.languages import SOURCE

#: Folded words in a row; one that ends in a star stands for all that begin so.
Phrase = tuple[str, ...]


def speaks_of_danger(query: str, code: str) -> bool:
    """Tell whether a search says what is typed in danger, in this language or in English."""
    said = folded_words(query)
    return any(_says(said, phrase) for language in {code, SOURCE.code} for phrase in _phrases().get(language, ()))


def _says(said: list[str], phrase: Phrase) -> bool:
    places = range(len(said) - len(phrase) + 1)
    return any(all(map(_is_word, said[place : place + len(phrase)], phrase)) for place in places)


def _is_word(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    listed = tomllib.loads(Path(__file__).with_name("danger.toml").read_text(encoding="utf-8"))
    return {code: tuple(map(_phrase, entry["words"])) for code, entry in listed.items()}


def _phrase(words: str) -> Phrase:
    folded = folded_words(words.removesuffix("*"))
    return (*folded[:-1], folded[-1] + "*") if words.endswith("*") else tuple(folded)
