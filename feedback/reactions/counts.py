"""How often each word was said of a page, told so that nobody can be picked out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

#: Fewer words than this in all, and nothing is told.
SMALLEST_TOTAL = 10
#: A count below it is not told; nor may what is not told together be below it.
SMALLEST_COUNT = 5
#: From so many feelings on, and from this share of hard ones, a page is to be looked at (outcomes F5, item 6).
ENOUGH_FEELINGS, ALARM = 30, 0.10


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of one question: the total, and the count of each word; ``None`` where it is too small."""

    total: int | None
    counts: Mapping[str, int | None]


def tell(counts: Mapping[str, int]) -> Told:
    """Return what may be told of these counts.

    What is hidden can be worked out, together, from the total. Where that is too small to be told as well, the smallest
    of the other counts is hidden with it.
    """
    total = sum(counts.values())
    if total < SMALLEST_TOTAL:
        return Told(None, dict.fromkeys(counts))
    hidden = {word for word, count in counts.items() if count < SMALLEST_COUNT}
    shown = sorted((word for word in counts if word not in hidden), key=lambda word: counts[word])
    while hidden and shown and sum(counts[word] for word in hidden) < SMALLEST_COUNT:
        hidden.add(shown.pop(0))
    return Told(total, {word: None if word in hidden else count for word, count in counts.items()})


def is_alarming(feelings: Mapping[str, int], hard: frozenset[str]) -> bool:
    """Tell whether a page leaves too many readers guilty or worried: one in ten of thirty or more."""
    total = sum(feelings.values())
    return total >= ENOUGH_FEELINGS and sum(feelings.get(word, 0) for word in hard) >= ALARM * total
