"""What differs between two texts, word by word. Pure: texts in, runs of words out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
#: Comparing takes the square of this: a longer text is shown as changed from end to end.
MOST_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    is_changed: bool


def word_runs(before: str, after: str) -> tuple[list[Run], list[Run]]:
    """Return both texts in runs of words, those that the other lacks marked."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return [Run(before, before != after)], [Run(after, before != after)]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        list(_runs((old[first:last], kind != "equal") for kind, first, last, _from, _to in steps)),
        list(_runs((new[first:last], kind != "equal") for kind, _from, _to, first, last in steps)),
    )


def _runs(stretches: Iterator[tuple[list[str], bool]]) -> Iterator[Run]:
    for words, is_changed in stretches:
        if words:
            yield Run("".join(words), is_changed)
