"""A page as the checker reads it: parts that an editor can go to, passages, sentences, and what is left alone in them.

Left alone are other people's words (in quotation marks), names of services and helplines, and words that are marked as
another language's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from guidance.document import (
    Block,
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    Text,
)
from guidance.wording.patterns import folded
from home.english_names import NAMES
from home.languages import Language

#: Where a sentence ends, in all our scripts; "e.g." and "Dr" end none.
_SENTENCE_END = regex.compile(
    r"[.!?؟۔…](?<!\b(?:e\.g|i\.e|dr|mr|mrs|ms|st|no|approx)\.)[\"”’»)]?\s+|[。！？]|\n+", regex.IGNORECASE
)
_BLANKS = regex.compile(r"[^\S\n]+")
_QUOTED = regex.compile(r"“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|(?<![\w\"])\"[^\"\n]*\"|(?<!\w)‘[^‘\n]*?’(?!\w)")
#: "the Early Intervention Support Service": capitals one after another, and a word that services call themselves by.
_CAPITALS = regex.compile(r"\b\p{Lu}[\w'’-]*(?:(?: (?:and|of|for|the|in|with|to|on))? (?:\p{Lu}[\w'’-]*))+")
_SERVICE = regex.compile(
    r"\b(?:Services?|Teams?|Centres?|Helplines?|Line|Trust|Hubs?|Programme|Projects?|Groups?|Network|Support|"
    r"Association|Society|Foundation|Panel|Charity|Fund|Clinics?|Units?|Partnership|Act|Order|Strategy|Plan|Scheme|"
    r"Initiative|Commission|Department|Board|NI|Northern Ireland|UK|Ireland)\b"
)


class Role(StrEnum):
    """What a passage is on its page. Only running words are counted and graded."""

    TITLE = "title"
    HEADING = "heading"
    RUNNING = "running"
    EASY = "easy"
    CELL = "cell"
    DESCRIPTION = "description"
    QUOTATION = "quotation"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page that an editor can go to.

    ``key`` is the block's id on its page, or "title", "promise", "picture"; ``kind`` the block's name, as
    `guidance/blocks.py` gives it; ``blocks`` are its words, as `guidance/linearise.py` reads them.
    """

    key: str
    kind: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is checked: a page in one language. ``names`` are names of services that raise no finding."""

    language: Language
    parts: tuple[Part, ...]
    is_safety: bool = False
    names: tuple[str, ...] = ()


def draft_of(document: Document, *, is_safety: bool = False, names: Iterable[str] = ()) -> Draft:
    """Return a document as it is checked: its blocks are called "1", "2", … and by the names of their classes."""
    ahead = [Part("title", "title", (Heading((Run(document.title),), 1),))]
    if document.promise:
        ahead.append(Part("promise", "promise", (Paragraph(document.promise),)))
    if document.picture:
        ahead.append(Part("picture", "picture", (document.picture,)))
    blocks = (Part(str(at), type(block).__name__.lower(), (block,)) for at, block in enumerate(document.blocks, 1))
    lines = ("".join(run.text for run in line.name) for line in document.help)
    return Draft(document.language, (*ahead, *blocks), is_safety, (*names, *lines))


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a part: ``shown`` as it stands, ``text`` with plain quotation marks, letter for letter as long.

    ``quiet`` are the stretches that raise no finding. ``is_hard`` passages may hold the hard words of safety.
    """

    part: Part
    role: Role
    shown: str
    text: str
    runs: Text
    quiet: tuple[tuple[int, int], ...]
    is_hard: bool

    def is_quiet(self, start: int, end: int) -> bool:
        """Tell whether a stretch of the text touches one that is left alone."""
        return any(start < to and begin < end for begin, to in self.quiet)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and where it begins and ends in its passage."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def shown(self) -> str:
        return self.passage.shown[self.start : self.end]


def passages_of(draft: Draft) -> list[Passage]:
    """Return the page's passages in reading order. Glossary terms and helplines are records, and are left out."""
    names = _names((*draft.names, *_lines(draft)))
    return [
        _passage(draft, part, role, text, names, is_hard=draft.is_safety or is_urgent)
        for part in draft.parts
        for block in part.blocks
        for role, text, is_urgent in _texts(block)
        if "".join(run.text for run in text).strip()
    ]


def sentences_of(passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage in their order, without the blanks between them."""
    return [Sentence(passage, start, end) for start, end in _spans(passage.text)]


@lru_cache(maxsize=512)
def _spans(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cut = zip([0, *ends], [*ends, len(text)], strict=True)
    spans = ((start, start + len(text[start:end].rstrip())) for start, end in cut)
    return [(start, end) for start, end in spans if start < end]


def _lines(draft: Draft) -> Iterator[str]:
    for block in (block for part in draft.parts for block in part.blocks):
        inner = block.blocks if isinstance(block, Box) else (block,)
        yield from ("".join(run.text for run in line.name) for line in inner if isinstance(line, Helpline))


def _texts(block: Block, *, is_urgent: bool = False) -> Iterator[tuple[Role, Text, bool]]:
    """Yield the texts of a block with what each is, and whether it stands in an urgent box."""
    match block:
        case Box(tone="term"):
            return
        case Box(tone, title, blocks):
            # The other boxes' titles are printed by the site.
            if tone == "note":
                yield Role.HEADING, title, is_urgent
            for inner in blocks:
                yield from _texts(inner, is_urgent=tone == "urgent")
        case _:
            yield from ((role, text, is_urgent) for role, text in _plain_texts(block))


def _plain_texts(block: Block) -> Iterable[tuple[Role, Text]]:
    match block:
        case Heading(text, level):
            return [(Role.TITLE if level == 1 else Role.HEADING, text)]
        case Paragraph(text):
            return [(Role.RUNNING, text)]
        case Items(items) | Steps(items):
            return [(Role.RUNNING, item) for item in items]
        case Table(head, rows, caption):
            return [(Role.CELL, cell) for cell in (caption, *head, *(cell for row in rows for cell in row))]
        case Picture():
            return [(Role.DESCRIPTION, block.words)]
        case Quotation(text):
            return [(Role.QUOTATION, text)]
        case Row(text, picture):
            return [(Role.EASY, text), (Role.DESCRIPTION, picture.words)]
    return []


def _passage(
    draft: Draft, part: Part, role: Role, runs: Text, names: "regex.Pattern[str]", *, is_hard: bool
) -> Passage:
    shown, foreign = _joined(runs, draft.language)
    quoted = [(0, len(shown))] if role is Role.QUOTATION else [match.span() for match in _QUOTED.finditer(shown)]
    named = [match.span() for match in names.finditer(shown)]
    if role in {Role.RUNNING, Role.EASY}:
        # A heading in capitals is a heading; among running words they make a name.
        named += [match.span() for match in _CAPITALS.finditer(shown) if _SERVICE.search(match[0])]
    return Passage(part, role, shown, folded(shown), runs, (*quoted, *named, *foreign), is_hard)


def _joined(runs: Text, language: Language) -> tuple[str, list[tuple[int, int]]]:
    """Return the words of runs with single blanks, and the stretches that are in another language."""
    words, foreign = "", []
    for run in runs:
        text = _BLANKS.sub(" ", run.text)
        if not words or words[-1] in " \n":
            text = text.lstrip(" ")
        if run.language and run.language != language.tag:
            foreign.append((len(words), len(words) + len(text)))
        words += text
    return words.rstrip(), foreign


@lru_cache(maxsize=64)
def _names(names: tuple[str, ...]) -> "regex.Pattern[str]":
    longest_first = sorted({*NAMES, *(name for name in names if name.strip())}, key=len, reverse=True)
    return regex.compile(r"(?<![\w-])(?:" + "|".join(map(regex.escape, longest_first)) + r")(?![\w-])")
