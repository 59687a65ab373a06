"""Find the names of questionnaires in what an editor writes. Pure."""

import re
from collections.abc import Iterable


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Return those of the names that stand in the text as words of their own.

    Signs between the words don't matter: "ASQ SE 2" is ASQ:SE-2. Short forms in capitals are looked for in capitals, so
    that nothing is taken for one that only sounds like it.
    """
    return [name for name in names if _stands_in(name, text)]


def _stands_in(name: str, text: str) -> bool:
    words, looked_at = _words(name), _words(text)
    if not name.isupper():
        words, looked_at = words.casefold(), looked_at.casefold()
    return bool(words) and f" {words} " in f" {looked_at} "


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))
