"""A page as words in reading order: what every format is made from. Pure.

A format never reads drawn HTML. What is not in a `Document` is not in any format, so `guidance/linearise.py` must say
of each block how it is read; a test compares the two lists.
"""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeAlias

from home.languages import Language


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind.

    ``language`` is a BCP 47 tag, and empty where it is the document's own; ``href`` an absolute address, `tel:` or
    `mailto:`.
    """

    text: str
    strong: bool = False
    language: str = ""
    href: str = ""


Text: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the page: ``level`` is 2 or 3, for the title is 1."""

    text: Text
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``ordered`` where its numbers are to be read."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """Short things that help, one after another."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the head. No cell reaches into another: each says its own words."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: Text = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its description. ``drawing`` names one of the site's own, ``file`` a JPEG or PNG in storage.

    ``language`` is the BCP 47 tag of the description, and empty where it is the document's own.
    """

    description: str
    drawing: str = ""
    file: str = ""
    language: str = ""

    @property
    def words(self) -> Text:
        """The description as a text."""
        return (Run(self.description, language=self.language),)


@dataclass(frozen=True, slots=True)
class Quotation:
    text: Text
    who: Text = ()


@dataclass(frozen=True, slots=True)
class Helpline:
    """A line to ring. ``phone`` is the number as it is read, and may be empty; ``facts`` are its other words."""

    name: Text
    phone: str
    facts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Words set apart. ``tone`` is "note", "urgent", "try", "normal", "help" or "term"; ``title`` may be empty."""

    tone: str
    title: Text
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an Easy Read page: a short sentence, and the picture that says the same."""

    text: Text
    picture: Picture


Block: TypeAlias = Heading | Paragraph | Items | Steps | Table | Picture | Quotation | Helpline | Box | Row


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that formats add themselves, in the document's language. Each a whole phrase or sentence."""

    help: str
    sources: str
    picture: str
    page_address: str
    computer_voice: str
    unchecked_voice: str
    automatic_braille: str
    unchecked_braille: str


@dataclass(frozen=True, slots=True)
class Document:
    """One page in one language, as it is read.

    ``notice`` holds what a reader must know before the first word: that it is a draft, say. ``neutral`` documents may
    be seen over a shoulder: their names, titles and metadata say ``neutral_title`` only.
    """

    slug: str
    language: Language
    title: str
    promise: Text
    blocks: tuple[Block, ...]
    labels: Labels
    address: str
    picture: Picture | None = None
    notice: tuple[str, ...] = ()
    sources: tuple[Text, ...] = ()
    help: tuple[Helpline, ...] = ()
    neutral_title: str = ""

    @property
    def outside_title(self) -> str:
        """The title that metadata and file lists may show."""
        return self.neutral_title or self.title

    def mirrors(self, picture: Picture) -> bool:
        """Tell whether a picture is shown the other way round: people in a drawing look the way the words run.

        A photograph is what it is, and a drawing among words that are still English runs with them.
        """
        return self.language.is_rtl and bool(picture.drawing) and not picture.language


def plain(text: Text) -> str:
    """Return the words of a text without their marks."""
    return "".join(run.text for run in text)


def digest(document: Document) -> str:
    """Return the SHA-256, in hexadecimal, of everything a reader would notice in any format of this document."""
    return hashlib.sha256(json.dumps(_tree(document), ensure_ascii=False).encode()).hexdigest()


def _tree(value: Any) -> Any:
    """Return a value as lists and strings. The class's name goes in too: steps are not a list, though alike inside."""
    if is_dataclass(value):
        return [type(value).__name__, *(_tree(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, tuple):
        return [_tree(part) for part in value]
    return value
