"""What is read aloud of a page, in the order of reading, cut into sentences. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

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
    plain,
)


class Role(StrEnum):
    NOTICE = "notice"
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    CELL = "cell"
    PICTURE = "picture"
    QUOTATION = "quotation"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that belong together: a paragraph, a heading, one item of a list.

    ``place`` is the same for as long as the page's blocks keep their order: "title", "blocks.3.1", "help.0.phone".
    ``lead`` is heard first and shown in a way of its own: an item's number, a column's head, the word for a picture.
    ``level`` is a heading's, 1 for the title and 0 for all that is not a heading.
    """

    place: str
    role: Role
    text: Text
    lead: Text = ()
    level: int = 0

    @property
    def sentences(self) -> tuple[Text, ...]:
        """Return the text in sentences, each with the space after it: joined, they are the text again."""
        return split(self.text)


def read(document: Document, voice: tuple[str, ...] = ()) -> tuple[Passage, ...]:
    """Return all that is said of a page; passages without words are left out.

    ``voice`` is what a listener is told about the voice; it comes after the page's own notices. Sources are not read
    aloud, nor the picture of an Easy Read row: it says the same as the row's sentence.
    """
    passages = (
        *_notices("notice", document.notice),
        *_notices("voice", voice),
        Passage("title", Role.TITLE, (Run(document.title),), level=1),
        Passage("promise", Role.TEXT, document.promise),
        *(_picture("picture", document.picture, document) if document.picture else ()),
        *_blocks("blocks", document.blocks, document),
        *_help(document),
    )
    return tuple(passage for passage in passages if plain(passage.text).strip())


def has_words(document: Document) -> bool:
    """Return whether the page says anything besides its title, its notices and the urgent help of every page."""
    said = (Passage("promise", Role.TEXT, document.promise), *_blocks("blocks", document.blocks, document))
    return any(plain(passage.text).strip() for passage in said)


def _notices(place: str, sentences: tuple[str, ...]) -> Iterator[Passage]:
    for number, sentence in enumerate(sentences):
        yield Passage(f"{place}.{number}", Role.NOTICE, (Run(sentence),))


def _help(document: Document) -> Iterator[Passage]:
    if document.help:
        yield Passage("help.title", Role.HEADING, (Run(document.labels.help),), level=2)
    # Who it is and the number: all that is said of them would be half of what is heard, after every page.
    for number, line in enumerate(document.help):
        yield from _helpline(f"help.{number}", replace(line, facts=()))


def _blocks(place: str, blocks: tuple[Block, ...], document: Document) -> Iterator[Passage]:
    for number, block in enumerate(blocks):
        yield from _block(f"{place}.{number}", block, document)


def _block(place: str, block: Block, document: Document) -> Iterator[Passage]:
    match block:
        case Heading(text, level):
            yield Passage(place, Role.HEADING, text, level=level)
        case Paragraph(text) | Row(text):
            yield Passage(place, Role.TEXT, text)
        case Items(items, ordered):
            yield from _items(place, items, ordered)
        case Steps(items):
            yield from _items(place, items, ordered=False)
        case Table():
            yield from _table(place, block)
        case Picture():
            yield from _picture(place, block, document)
        case Quotation(text, who):
            yield Passage(place, Role.QUOTATION, text)
            yield Passage(f"{place}.who", Role.QUOTATION, who)
        case Helpline():
            yield from _helpline(place, block)
        case Box(_, title, inside):
            yield Passage(f"{place}.title", Role.HEADING, title, level=3)
            yield from _blocks(place, inside, document)


def _items(place: str, items: tuple[Text, ...], ordered: bool) -> Iterator[Passage]:
    for number, item in enumerate(items):
        yield Passage(f"{place}.{number}", Role.ITEM, item, lead=(Run(f"{number + 1}. "),) if ordered else ())


def _table(place: str, table: Table) -> Iterator[Passage]:
    """Row by row, each cell after the head of its column: nobody can look up again what a column was about."""
    yield Passage(f"{place}.caption", Role.TEXT, table.caption)
    if not table.rows:
        for column, head in enumerate(table.head):
            yield Passage(f"{place}.0.{column}", Role.CELL, head)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            head = table.head[column] if column < len(table.head) else ()
            lead = (*head, Run(": ")) if plain(head).strip() else ()
            yield Passage(f"{place}.{number}.{column}", Role.CELL, cell, lead)


def _picture(place: str, picture: Picture, document: Document) -> Iterator[Passage]:
    yield Passage(place, Role.PICTURE, picture.words, lead=(Run(f"{document.labels.picture} "),))


def _helpline(place: str, line: Helpline) -> Iterator[Passage]:
    yield Passage(f"{place}.name", Role.HELP, line.name)
    yield Passage(f"{place}.phone", Role.HELP, (phone_link(line.phone),))
    for number, fact in enumerate(line.facts):
        yield Passage(f"{place}.{number}", Role.HELP, fact)


def phone_link(phone: str) -> Run:
    """Return a number as words that ring it: who speaks them knows for certain that they are a number."""
    return Run(phone, href="tel:" + re.sub(r"[^\d+]", "", phone))


# Sentences

#: Marks that may end a sentence, with the quotes and brackets that close after them. Chinese sets no space.
_END = re.compile(r"(?:[.!?…؟۔]+[)\]\"'»”’]*(?=\s)|[。！？]+[）」』”’\"]*)\s*|\s*\n\s*")

#: Short forms that never end a sentence, in the languages of the registry.
_NEVER_LAST = (
    r"e\.g|i\.e|dr|mr|mrs|ms|prof|st|cf|vs|np|m\.in|tj|tzn|tzw|godz|ul|al|pvz|t\.y|p\. ?ex|por ex|sra?|dra|de ex|dl|dna"
    r"|напр|т\.е|т\.ч|ул|вул|ім|им|обл|тел|tel|piem|t\.i|napr|t\.j|resp|pl|ill|p\. ?ej|ud|uds|m\.sh|г-н|г-жа|д-р"
)
#: Short forms that end none when a number follows.
_BEFORE_NUMBER = r"no|nr|nos|ok|str|pp?|art|kb|ca?|ap|approx|n\.?º|núm|uimh|стр|ст|чл|бл|кв|с|č|lpp|plkst|val|cca|см|№"
_ABBREVIATION = re.compile(rf"(?:^|[\s(\[«„“\"'])(?:{_NEVER_LAST}|[^\W\d_])$", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?:\d|(?:^|[\s(\[«„“\"'])(?:{_BEFORE_NUMBER}))$", re.IGNORECASE)
_LOOK_BACK = 12


def split(text: Text) -> tuple[Text, ...]:
    """Return a text's sentences, each with the space after it. A number, a time or a short form is never cut."""
    words = plain(text)
    edges = [0, *(end for end in _ends(words) if words[end:].strip()), len(words)]
    return tuple(_slice(text, start, end) for start, end in pairwise(edges) if start < end)


def _ends(words: str) -> Iterator[int]:
    for match in _END.finditer(words):
        if match.end() and words[: match.end()].strip() and _is_end(words, match):
            yield match.end()


def _is_end(words: str, match: re.Match[str]) -> bool:
    if "\n" in match[0] or match[0][0] in "。！？":
        return True
    following = words[match.end() : match.end() + 1]
    if following.islower():
        return False
    if match[0].strip() != ".":
        return True
    before = words[max(0, match.start() - _LOOK_BACK) : match.start()]
    if following.isdigit() and _NUMBERED.search(before):
        return False
    # "Mum and I." ends a sentence; any other single letter is somebody's initial.
    return before.endswith(" I") or not _ABBREVIATION.search(before)


def _slice(text: Text, start: int, end: int) -> Text:
    pieces: list[Run] = []
    position = 0
    for run in text:
        piece = run.text[max(0, start - position) : max(0, end - position)]
        if piece:
            pieces.append(Run(piece, run.strong, run.language, run.href))
        position += len(run.text)
    return tuple(pieces)
