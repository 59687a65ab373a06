"""A document as passages, one after another: what braille says of each block, still in print. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import zip_longest

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


class Kind(Enum):
    """What a passage is, which decides how it lies on the page."""

    TITLE = auto()
    HEADING = auto()
    SUBHEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    #: The name of a helpline or a table, and what is said below it.
    NAME = auto()
    DETAIL = auto()
    QUOTATION = auto()
    BOX_BEGINS = auto()
    BOX_ENDS = auto()


@dataclass(frozen=True, slots=True)
class Passage:
    kind: Kind
    text: Text = ()


HEADINGS = frozenset({Kind.TITLE, Kind.HEADING, Kind.SUBHEADING})


def has_words(document: Document) -> bool:
    """Return whether there is anything to read besides a title, and what every page has."""
    content = [plain(document.promise)]
    content += [plain(passage.text) for passage in _blocks(document.blocks, document)]
    return any(character.isalnum() for text in content for character in text)


def passages(document: Document, *, is_checked: bool) -> Iterator[Passage]:
    """Yield the document in reading order; what a reader must know first comes before the title."""
    yield from _first_words(document, is_checked=is_checked)
    yield Passage(Kind.TITLE, _text(document.title))
    yield Passage(Kind.PARAGRAPH, document.promise)
    if document.picture:
        yield from _picture(document.picture, document)
    yield from _blocks(document.blocks, document)
    yield from _last_words(document)


def _first_words(document: Document, *, is_checked: bool) -> Iterator[Passage]:
    yield from (Passage(Kind.PARAGRAPH, _text(words)) for words in document.notice)
    yield Passage(Kind.PARAGRAPH, _text(document.labels.automatic_braille))
    if not is_checked:
        yield Passage(Kind.PARAGRAPH, _text(document.labels.unchecked_braille))


def _last_words(document: Document) -> Iterator[Passage]:
    if document.help:
        yield Passage(Kind.HEADING, _text(document.labels.help))
        for line in document.help:
            yield from _helpline(line)
    if document.sources:
        yield Passage(Kind.HEADING, _text(document.labels.sources))
        yield from (Passage(Kind.ITEM, source) for source in document.sources)
    if document.address:
        yield Passage(Kind.PARAGRAPH, _text(f"{document.labels.page_address} {document.address}"))


def _blocks(blocks: tuple[Block, ...], document: Document) -> Iterator[Passage]:
    for block in blocks:
        yield from _block(block, document)


def _block(block: Block, document: Document) -> Iterator[Passage]:
    match block:
        case Heading(text, level):
            yield Passage(Kind.HEADING if level < 3 else Kind.SUBHEADING, _unmarked(text))
        case Paragraph(text):
            yield Passage(Kind.PARAGRAPH, text)
        case Items(items, False):
            yield from (Passage(Kind.ITEM, item) for item in items)
        case Items(items) | Steps(items):
            yield from _numbered(items)
        case Table():
            yield from _table(block)
        case Quotation(text, who):
            yield Passage(Kind.QUOTATION, text)
            yield Passage(Kind.QUOTATION, (Run("– "), *who) if plain(who).strip() else ())
        case Helpline():
            yield from _helpline(block)
        case _:
            yield from _block_with_more_inside(block, document)


def _block_with_more_inside(block: Picture | Box | Row, document: Document) -> Iterator[Passage]:
    match block:
        case Picture():
            yield from _picture(block, document)
        case Row(text, picture):
            yield Passage(Kind.PARAGRAPH, text)
            yield from _picture(picture, document)
        case Box():
            yield from _box(block, document)


def _numbered(items: tuple[Text, ...]) -> Iterator[Passage]:
    said = [item for item in items if plain(item).strip()]
    yield from (Passage(Kind.ITEM, (Run(f"{number}. "), *item)) for number, item in enumerate(said, start=1))


def _table(table: Table) -> Iterator[Passage]:
    """Yield each row as "Head: value; Head: value"."""
    yield Passage(Kind.NAME, _unmarked(table.caption))
    for row in table.rows:
        pairs = [
            _pair(head, value) for head, value in zip_longest(table.head, row, fillvalue=()) if plain(value).strip()
        ]
        yield Passage(Kind.ITEM, _joined(pairs, "; "))


def _pair(head: Text, value: Text) -> Text:
    return (*_unmarked(head), Run(": "), *value) if plain(head).strip() else value


def _joined(texts: list[Text], between: str) -> Text:
    runs: list[Run] = []
    for text in texts:
        runs += [Run(between), *text] if runs else text
    return tuple(runs)


def _picture(picture: Picture, document: Document) -> Iterator[Passage]:
    if picture.description.strip():
        yield Passage(Kind.PARAGRAPH, (Run(f"({document.labels.picture} "), *picture.words, Run(")")))


def _helpline(line: Helpline) -> Iterator[Passage]:
    # A number is not broken at the end of a line where it would fit on the next.
    phone = _text(line.phone.replace(" ", "\u00a0"))
    said = [text for text in (line.name, phone, *line.facts) if plain(text).strip()]
    for index, text in enumerate(said):
        yield Passage(Kind.DETAIL if index else Kind.NAME, text)


def _box(box: Box, document: Document) -> Iterator[Passage]:
    inside = [Passage(Kind.SUBHEADING, _unmarked(box.title)), *_blocks(box.blocks, document)]
    if any(plain(passage.text).strip() for passage in inside):
        yield from (Passage(Kind.BOX_BEGINS), *inside, Passage(Kind.BOX_ENDS))


def _text(words: str) -> Text:
    return (Run(words),)


def _unmarked(text: Text) -> Text:
    """Return the text without emphasis: a heading is set apart already."""
    return tuple(Run(run.text, language=run.language, href=run.href) for run in text)
