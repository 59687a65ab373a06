"""What of a page a person reads aloud, part by part, and which parts a change has touched. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from guidance.document import Document, Text, plain
from guidance.formats.reading import Passage, Role, read

#: Not recorded: a person's voice must not outlive a notice, and the urgent helplines stand beside the player on every
#: page. Nor are sources, which nobody reads aloud.
_LEFT_OUT = ("notice", "help")


@dataclass(frozen=True, slots=True)
class Part:
    """What a person reads aloud in one go.

    ``key`` stays the same while the title does; ``paragraphs`` are its words, the title first, and ``texts`` the same
    with their languages, for the screen they are read from; ``digest`` is the SHA-256, in hexadecimal, of exactly these
    words.
    """

    key: str
    title: str
    paragraphs: tuple[str, ...]
    texts: tuple[Text, ...]
    digest: str


def sections_of(document: Document) -> tuple[Part, ...]:
    """Return what a person records one by one: title and promise, then a part per heading and per titled box.

    The words are those a computer voice reads.
    """
    parts: list[list[Text]] = []
    for passage in read(document):
        if passage.place.partition(".")[0] in _LEFT_OUT:
            continue
        if _begins_a_part(passage) or not parts:
            parts.append([])
        parts[-1].append((*passage.lead, *passage.text))
    return tuple(_numbered(parts))


def touched(recorded: Mapping[str, str], document: Document) -> tuple[Part, ...]:
    """Return the parts to record: those whose words are not the ones recorded (digest by key), and new ones."""
    return tuple(part for part in sections_of(document) if recorded.get(part.key) != part.digest)


def _begins_a_part(passage: Passage) -> bool:
    if passage.role is Role.TITLE:
        return True
    return passage.role is Role.HEADING and (passage.level == 2 or passage.place.endswith(".title"))


def _words(text: Text) -> str:
    return " ".join(plain(text).split())


def _numbered(parts: Iterable[list[Text]]) -> Iterator[Part]:
    """Yield the parts with keys made of their titles, and a number where a title comes again ("Important")."""
    seen: dict[str, int] = {}
    for position, texts in enumerate(parts):
        words = tuple(_words(text) for text in texts)
        name = _sha256(words[0])[:12] if position else "start"
        seen[name] = seen.get(name, 0) + 1
        key = name if seen[name] == 1 else f"{name}-{seen[name]}"
        yield Part(key, words[0], words, tuple(texts), digest_of(words))


def digest_of(paragraphs: Iterable[str]) -> str:
    """Return the digest of words that are read aloud, paragraph by paragraph."""
    return _sha256("\n".join(paragraphs))


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
