"""Two readings of one page, laid beside each other: which words say the same. Pure.

Blocks are paired by their ids, and what stands in them piece by piece: paragraphs, items, rows. Nothing smaller is
ever paired, so that no sentence is cut. Where the pieces of a block don't match, all of it is one pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from guidance.document import (
    Block,
    Box,
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

#: A block's id, and what it says.
Part: TypeAlias = tuple[str, tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never cut: a "heading", "paragraph", "item", "row" or "line"; its texts stand below each other."""

    kind: str
    texts: tuple[Text, ...]


class Lack(Enum):
    """Why one side of a pair is empty, or is not to be relied on."""

    NOTHING = ""
    UNTRANSLATED = "untranslated"
    CHANGED = "changed"
    #: Taken out of the English since it was translated.
    NOT_IN_ENGLISH = "not-in-english"


@dataclass(frozen=True, slots=True)
class Pair:
    """One line: the same words in both languages. ``begins`` a block; ``block`` is its id."""

    number: int
    theirs: tuple[Piece, ...]
    english: tuple[Piece, ...]
    lack: Lack = Lack.NOTHING
    block: str = ""
    begins: bool = False


def pairs_of(
    theirs: Sequence[Part],
    english: Sequence[Part],
    *,
    untranslated: frozenset[str] = frozenset(),
    changed: frozenset[str] = frozenset(),
) -> list[Pair]:
    """Return the lines of a page in the order of the English, numbered from 1.

    ``untranslated`` and ``changed`` are ids of blocks: those still in English, and those whose English means something
    else since they were translated. A block that the English has no longer stands behind the one it stood behind.
    """
    ours, there = dict(english), dict(theirs)
    found: list[Pair] = []
    for block in _in_order([id_ for id_, _blocks in english], [id_ for id_, _blocks in theirs]):
        missing = block not in there or block in untranslated
        lack = Lack.UNTRANSLATED if missing else Lack.CHANGED if block in changed else Lack.NOTHING
        if block not in ours:
            lack = Lack.NOT_IN_ENGLISH
        sides = _matched(() if missing else _pieces(there[block]), _pieces(ours.get(block, ())))
        for begins, (one, other) in zip((True, *[False] * len(sides)), sides, strict=False):
            found.append(Pair(len(found) + 1, one, other, lack, block, begins))
    return found


def alone(part: Sequence[Part]) -> list[Pair]:
    """Return the lines of a page that is there in English alone."""
    return pairs_of(part, part)


def _in_order(english: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return all ids: the English ones as they stand, each other one behind the one it follows in the translation."""
    order = list(english)
    before = ""
    for block in theirs:
        if block not in order:
            order.insert(order.index(before) + 1 if before else 0, block)
        before = block
    return order


def _matched(
    theirs: tuple[Piece, ...], english: tuple[Piece, ...]
) -> list[tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Return pieces beside those that say the same; all of them as one pair where they don't match."""
    if not theirs or not english:
        return [((piece,), ()) for piece in theirs] + [((), (piece,)) for piece in english]
    if [piece.kind for piece in theirs] == [piece.kind for piece in english]:
        return [((one,), (other,)) for one, other in zip(theirs, english, strict=True)]
    return [(theirs, english)]


# --- Pieces ---------------------------------------------------------------------------------------------------------


def _pieces(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    return tuple(piece for block in blocks for piece in _of_block(block))


def _of_block(block: Block) -> Iterator[Piece]:
    match block:
        case Heading(text):
            yield Piece("heading", (text,))
        case Paragraph(text) | Row(text):
            yield Piece("paragraph", (text,))
        case Items(items) | Steps(items):
            yield from (Piece("item", (item,)) for item in items)
        case Quotation(text, who):
            yield Piece("paragraph", (text, who) if who else (text,))
        case Table():
            yield from _of_table(block)
        case Helpline(name, phone, facts):
            number = (Run(phone, href=f"tel:{phone.replace(' ', '')}"),) if phone else ()
            yield Piece("line", tuple(text for text in (name, number, *facts) if text))
        case Box(_tone, title, inside):
            if title:
                yield Piece("heading", (title,))
            yield from _pieces(inside)
        case Picture():
            # What a picture shows is for those who can't see it: here nobody sees it.
            return


def _of_table(table: Table) -> Iterator[Piece]:
    """Yield the caption, and each row with the heading of its column before each cell, as it is read aloud."""
    if table.caption:
        yield Piece("heading", (table.caption,))
    for row in table.rows:
        yield Piece("row", tuple(_under(head, cell) for head, cell in zip(table.head, row, strict=True) if cell))


def _under(head: Text, cell: Text) -> Text:
    said = tuple(Run(run.text, strong=True, language=run.language) for run in head)
    return (*said, Run(": "), *cell)
