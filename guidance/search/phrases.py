"""Hear what a search says, from listed words. Pure."""

from guidance.search.folding import folded_words

#: Folded words in a row; one that ends in a star stands for all that begin so.
Phrase = tuple[str, ...]


def as_phrase(words: str) -> Phrase:
    folded = folded_words(words.removesuffix("*"))
    return (*folded[:-1], folded[-1] + "*") if words.endswith("*") else tuple(folded)


def places_of(phrase: Phrase, said: list[str]) -> list[int]:
    """Return where in the folded words of a search the phrase begins."""
    places = range(len(said) - len(phrase) + 1)
    return [place for place in places if all(map(_is_word, said[place : place + len(phrase)], phrase))]


def _is_word(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
