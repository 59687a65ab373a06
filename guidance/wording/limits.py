"""How long, how hard and how many: the bars that a page's words are held to, each with where it comes from.

C1 to C15 are the site's own standards for content (docs/facts/wording.md); what has no source there says so.
"""

from dataclasses import dataclass

#: C1: Flesch-Kincaid grade of an English page; NHS England writes for readers of 9 to 11 years.
HARDEST_GRADE = 6.5
#: A grade of fewer words swings with each of them.
FEWEST_GRADED_WORDS = 30
#: C3: words on a page, terms and helplines left out.
FEWEST_WORDS = 250
MOST_WORDS = 500
#: Our own, no source: the starter pages have three sections at most besides "What helps".
MOST_SECTIONS = 6
#: Our own: five sentences, as GOV.UK asks, of fifteen words each (C2).
MOST_SENTENCES_IN_PARAGRAPH = 5
MOST_WORDS_IN_PARAGRAPH = 75
#: Our own: a range and what it is about make three numbers; nobody keeps four in mind at night.
MOST_NUMBERS_IN_SENTENCE = 3
#: C11: statistics on a page for parents.
MOST_STATISTICS = 1
#: E-R1: words in a sentence of an Easy Read page, in any language.
LONGEST_EASY_SENTENCE = 15
#: An average of fewer sentences says nothing about a page.
FEWEST_AVERAGED = 5


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many words a sentence may have, and how many all of a page's may have on average."""

    longest: int
    average: float


#: C2.
_ENGLISH = Lengths(25, 15)
#: C15 asks for a measure and names none: what the translations of the starter pages are held to.
_OTHER = Lengths(30, 18)
#: Written without blanks: there is no counting of words.
_UNCOUNTED = {"zh-hans", "zh-hant"}
#: A translation of a page of 500 words: text may grow by 40 % (D4), and hardly by more.
_GROWTH = 1.4


def lengths_in(code: str) -> Lengths | None:
    """Return the lengths for a language (its code), or ``None`` where words can't be counted."""
    if code in _UNCOUNTED:
        return None
    return _ENGLISH if code == "en" else _OTHER


def most_words_in(code: str) -> int:
    """Return how many words a page may have in a language."""
    return MOST_WORDS if code == "en" else int(MOST_WORDS * _GROWTH)
