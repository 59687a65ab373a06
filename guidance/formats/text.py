"""A page as plain text: its words in reading order, a blank line between paragraphs. Pure.

The file begins with a byte order mark: once downloaded it has no header any more to say that it is UTF-8, and several
programs on Windows take it for Latin letters without one. Its lines end as Windows ends them, which every other
program reads as well. Lines are as long as their paragraphs: whoever reads chooses the width.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import ClassVar

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
from guidance.formats.contract import CannotMake, Kit, Made, Why
from home.languages import Language

BULLET = "•"
#: Titles are underlined no longer than this: a longer line would wrap on a narrow screen.
LONGEST_LINE = 40

#: A telephone number as it is written: groups of digits, six or more signs in all.
NUMBER = re.compile(r"\+?\d(?:[\d ().-]|\u00a0){4,18}\d")

_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]")
_SPACES = re.compile(r"[ \t\r\f\v]+")


class PlainText:
    """The words alone, for whatever a family reads with."""

    kind: ClassVar[str] = "text"
    version: ClassVar[int] = 1
    extension: ClassVar[str] = "txt"
    media_type: ClassVar[str] = "text/plain; charset=utf-8"

    def why_not(self, language: Language) -> Why | None:
        """Return nothing: every language can be written down."""
        return None

    def make(self, document: Document, kit: Kit) -> Made:
        """Return the page's words.

        Raises:
            CannotMake: the page has none.
        """
        if not has_words(document):
            raise CannotMake(Why.NOTHING_TO_READ)
        words = "\n\n".join(part for part in _parts(document) if part.strip())
        return Made(f"{words}\n".replace("\n", "\r\n").encode("utf-8-sig", errors="replace"))


def has_words(document: Document) -> bool:
    """Return whether the page says anything beyond its title."""
    return bool(plain(document.promise).strip() or any(_read(document.blocks, document)))


def has_address(run: Run) -> bool:
    """Return whether a link leads somewhere from outside the site, and safely."""
    return bool(re.match(r"(https?://[^\s/]|mailto:\S|tel:\+?\d)", run.href)) and len(run.href) < 2000


def _parts(document: Document) -> Iterator[str]:
    """Yield what blank lines set apart, from the notice to the page's own address."""
    yield from document.notice
    yield _underlined(_tidy(document.title), "=")
    yield _words(document.promise, document)
    if document.picture:
        yield from _of(document.picture, document)
    yield from _read(document.blocks, document)
    yield from _section(document.labels.sources, [_words(source, document) for source in document.sources])
    yield from _section(document.labels.help, [_helpline(line, document) for line in document.help])
    if document.address:
        yield f"{document.labels.page_address}\n{document.address}"


def _section(title: str, parts: list[str]) -> list[str]:
    return [_underlined(title, "-"), *parts] if any(parts) else []


def _read(blocks: Iterable[Block], document: Document) -> Iterator[str]:
    """Yield the words of blocks; nothing for a block without any."""
    for block in blocks:
        yield from (part for part in _of(block, document) if part)


def _of(block: Block, document: Document) -> Iterable[str]:
    match block:
        case Heading(text, level):
            return [_underlined(_words(text, document), "-" if level == 2 else "")]
        case Paragraph(text):
            return [_words(text, document)]
        case Items() | Steps():
            return ["\n".join(_listed(block, document))]
        case Table(head, rows, caption):
            return [_words(caption, document), *("\n".join(_row(head, row, document)) for row in rows)]
        case Picture(description):
            return [f"[{document.labels.picture} {_tidy(description)}]"] if description.strip() else []
        case Quotation(text, who):
            return ["\n".join(filter(None, (_words(text, document), _after("— ", _words(who, document)))))]
        case Helpline():
            return [_helpline(block, document)]
        case Box(_, title, inside):
            return [_underlined(_words(title, document), "-"), *_read(inside, document)]
        case Row(text, picture):
            return [_words(text, document), *_of(picture, document)]


def _underlined(words: str, sign: str) -> str:
    return f"{words}\n{sign * min(len(words), LONGEST_LINE)}".rstrip("\n")


def _after(sign: str, words: str) -> str:
    return sign + words if words else ""


def _listed(block: Items | Steps, document: Document) -> Iterator[str]:
    said = filter(None, (_words(item, document) for item in block.items))
    is_numbered = isinstance(block, Steps) or block.ordered
    for number, words in enumerate(said, start=1):
        yield f"{number}. {words}" if is_numbered else f"{BULLET} {words}"


def _row(head: tuple[Text, ...], row: tuple[Text, ...], document: Document) -> Iterator[str]:
    """Yield a row cell by cell, each under its heading: columns would fall apart at other widths."""
    for title, cell in zip_longest(head, row, fillvalue=()):
        name, words = _words(title, document), _words(cell, document)
        if words:
            yield f"{name}: {words}" if name else words


def _helpline(line: Helpline, document: Document) -> str:
    name, number = _words(line.name, document), _numbers_whole(_tidy(line.phone), document)
    return "\n".join(filter(None, (name, number, *(_words(fact, document) for fact in line.facts))))


def _words(text: Text, document: Document) -> str:
    """Return a text with the addresses that its links lead to, for plain text has no links."""
    return _numbers_whole(_tidy("".join(run.text + _address(run) for run in text)), document)


def _address(run: Run) -> str:
    shown = run.href.removeprefix("mailto:").removeprefix("tel:")
    if not has_address(run) or _bare(shown) in _bare(run.text) or not run.text.strip():
        return ""
    return f" ({shown})"


def _bare(words: str) -> str:
    """Return an address or number as it is compared: `0808 808 8000` is `08088088000`."""
    return re.sub(r"^https?://(www\.)?|[\s/().-]", "", words)


def _tidy(words: str) -> str:
    """Return words without signs that no reader sees or hears, and with single spaces. Lines stay."""
    lines = _INVISIBLE.sub("", words).replace("\u2028", "\n").split("\n")
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def _numbers_whole(words: str, document: Document) -> str:
    """Tie the groups of a telephone number together in languages that run from right to left.

    With plain spaces between them its groups would be shown in the wrong order: 8000 808 0808.
    """
    if not document.language.is_rtl:
        return words
    return NUMBER.sub(lambda number: number[0].replace(" ", "\u00a0"), words)
