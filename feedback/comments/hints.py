"""Words that put a comment further up in the queue. Pure. They only ever raise, and clear nothing."""

import re
import tomllib
from functools import cache
from pathlib import Path

from home.redaction import fold

#: How bad the worst is that somebody tells of: from 0, praise or a wish, to 5, somebody may be in danger now.
HIGHEST = 5
_HINTS = Path(__file__).with_name("hints.toml")


def priority_of(words: str) -> int:
    """Return the priority that hints in the words give, in whatever language they are: 0 where there are none."""
    text = fold(words).text
    return max((priority for priority, pattern in _patterns() if pattern.search(text)), default=0)


@cache
def _patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    found = []
    for hints in tomllib.loads(_HINTS.read_text(encoding="utf-8")).values():
        priority = hints.pop("priority")
        beginnings = {fold(word).text for words in hints.values() for word in words}
        either = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(beginnings))
        # Arabic writes "and", "so", "the", "in" without a space before the word.
        found.append((priority, re.compile(rf"(?<!\w)[وفبل]?(?:ال)?(?:{either})", re.IGNORECASE)))
    return tuple(found)
