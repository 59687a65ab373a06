"""Links that say where they go (C8)."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import regex

from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Passage, Role

_ADDRESS = regex.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|uk|ie|eu|info)(?:/\S*)?", regex.IGNORECASE
)
_BARE = regex.compile(r"https?://\S+|www\.\S+", regex.IGNORECASE)


def find_links(passages: Sequence[Passage], vague: frozenset[str]) -> Iterator[Finding]:
    """Yield links whose words do not say where they go. ``vague`` are such words in the page's language."""
    targets: dict[str, str] = {}
    for passage in passages:
        linked = list(_links(passage))
        for words, href in linked:
            yield from _of_link(passage, words, href, vague)
            first = targets.setdefault(_key(words), href)
            if first != href:
                yield _finding(
                    "link.same-words",
                    passage,
                    words,
                    "Say in each link where it goes.",
                    "Another link on this page has the same words and leads elsewhere.",
                )
        if passage.role is not Role.QUOTATION:
            yield from _unlinked(passage, [words for words, _href in linked])


def _links(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield each link's words and target; a link in several runs is one."""
    for href, runs in groupby(passage.runs, key=lambda run: run.href):
        if href:
            yield "".join(run.text for run in runs).strip(), href


def _key(words: str) -> str:
    return " ".join(words.casefold().strip(" .,:;!?…>»→").split())


def _of_link(passage: Passage, words: str, href: str, vague: frozenset[str]) -> Iterator[Finding]:
    if _key(words) in vague:
        yield _finding(
            "link.vague",
            passage,
            words,
            "Let the link say where it goes, as in “how babies sleep”.",
            "A screen reader reads links by themselves, and so do people who skim.",
        )
    elif _ADDRESS.fullmatch(words) and not href.startswith("mailto:"):
        yield _address(passage, words)


def _unlinked(passage: Passage, linked: list[str]) -> Iterator[Finding]:
    for match in _BARE.finditer(passage.shown):
        if not any(match[0].rstrip(".,") in words for words in linked) and not passage.is_quiet(*match.span()):
            yield _address(passage, match[0].rstrip(".,;)"))


def _address(passage: Passage, words: str) -> Finding:
    return _finding(
        "link.address",
        passage,
        words,
        "Link the name of the place instead.",
        "Nobody can hear or remember an address.",
    )


def _finding(code: str, passage: Passage, words: str, better: str, reason: str) -> Finding:
    return Finding(code, Severity.WARN, passage.part.key, passage.part.kind, words, better, reason, passage.shown)
