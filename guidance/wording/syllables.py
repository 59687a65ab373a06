"""Count the syllables of English words by their letters: right for nineteen words in twenty, near it for the rest."""

from functools import lru_cache

import regex

_LETTERS = regex.compile(r"[^a-z]")
_VOWELS = regex.compile(r"[aeiouy]+")
#: An "e" that is written and not heard: "love", "loved", "homes", "safely", but "wanted", "houses", "little".
_UNHEARD = regex.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouyl]l)e$|(?<=[^aeioudty])ed$|(?<=[^aeiouyszxcgh]|th)es$"
    r"|(?<=[aeiouy][^aeiouy]{1,2})e(?=ly$|ful|ment|ness|times?$|where$|thing|one$|body$|ways?$)"
)
#: Neighbours that are heard apart: "quiet", "usual", "being", "material", "serious", but "special", "precious".
_APART = regex.compile(
    r"iet|(?<![ct])ien(?!d)|ia(?=t)|(?<![cst])ia(?!t|ge)|(?<![cstgnlx])io|iu|(?<![gq])ua|uel$|eo$|[aeouy]ing|(?<=[^aeiouy])m$(?<=ism)"
)
#: Words that these letters get wrong, by their syllables.
_EXCEPTIONS = {
    word: count
    for count, words in {
        2: "business create creates different evening evenings every fluid lion poem react rhythm ruin safety science",
        3: "area areas created creating everyone everything idea ideal ideas nuclear reaction safeguarding theatre",
        4: "everybody",
    }.items()
    for word in words.split()
}


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """Return how many syllables an English word has, at least one. A hyphen parts words."""
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part) or 1
    letters = _LETTERS.sub("", word.casefold().removesuffix("'s"))
    if letters in _EXCEPTIONS:
        return _EXCEPTIONS[letters]
    heard = len(_VOWELS.findall(letters)) + len(_APART.findall(letters)) - len(_UNHEARD.findall(letters))
    return max(heard, 1)
