"""What is wrong with one translated text. Pure."""

import re
from collections import Counter

from guidance.exchange.tongue import other_tongue
from home.placeholders import placeholders

_TAG = re.compile(r"<[^<>]*>")
_NAME = re.compile(r"</?\s*([A-Za-z0-9]+)")
#: Letters that UTF-8 leaves behind when it is read as something else.
_GARBLED = re.compile(r"[ÂÃÄÅÐÑØÙ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
#: Words that stay English may be a name; so many are none.
_A_NAME = 8
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufffe\uffff\ud800-\udfff]")


def why_not(english: str, words: str, code: str, *, longest: int | None = None) -> str:
    """Return why these words can't stand for the English, in a sentence; ``""`` where nothing is wrong with them."""
    if "\ufffd" in words or len(_GARBLED.findall(words)) > 1:
        return "Letters were lost: the file was saved in another encoding than UTF-8 on its way."
    if _UNSEEN.search(words):
        return "It holds signs that nobody can see."
    if longest and len(words) > longest:
        return f"There is room for {longest} letters here, not {len(words)}."
    tags = _TAG.findall(words)
    if Counter(tags) != Counter(_TAG.findall(english)) or not _closes(tags):
        return f"Its tags are not those of the English ({' '.join(_TAG.findall(english)) or 'none'})."
    if re.search(r"[<>]", _TAG.sub("", words)):
        return "A < or > stands alone in it. Write it as a word."
    asked = placeholders(english)
    if placeholders(words) != asked:
        return f"Its placeholders are not those of the English ({' '.join(asked) or 'none'})."
    other = "" if words == english and len(words.split()) < _A_NAME else other_tongue(words, code)
    return f"It looks like {other}." if other else ""


def _closes(tags: list[str]) -> bool:
    """Tell whether every tag that opens is closed, innermost first."""
    opened: list[str] = []
    for tag in tags:
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if tag.startswith("</"):
            if not opened or opened.pop() != name:
                return False
        elif not tag.endswith("/>") and name != "br":
            opened.append(name)
    return not opened
