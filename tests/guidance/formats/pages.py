"""Documents for tests of print and text: one page with everything on it, in words of one's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from guidance.document import (
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Labels,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    Text,
)
from guidance.formats.contract import Kit
from home import languages

LABELS = Labels(
    help="Get help now",
    sources="Where these facts come from",
    picture="Picture:",
    page_address="This page on the internet:",
    computer_voice="",
    unchecked_voice="",
    automatic_braille="",
    unchecked_braille="",
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="40" viewBox="0 0 64 40"><path d="M0 0h9v9z"/></svg>'


def text(words: str, **marks: Any) -> Text:
    return (Run(words, **marks),)


def _from_disk(name: str) -> bytes:
    return Path(name).read_bytes() if Path(name).is_file() else b""


def kit(drawing: str = SVG) -> Kit:
    return Kit(drawing=lambda name: drawing, picture=_from_disk)


#: Everything that a page can hold, as `test_text` and `test_pdf` expect it.
BLOCKS = (
    Heading(text("What helps")),
    Steps((text("Hold your baby close."), text("Hum or sing."))),
    Paragraph(
        (Run("Read "), Run("more", href="https://www.example.org/more"), Run(" if you "), Run("like", strong=True))
    ),
    Heading(text("A smaller point"), level=3),
    Items((text("warm"), text("fed"))),
    Table((text("Age"), text("Crying")), ((text("2 weeks"), text("more")), (text("2 months"), text("more")))),
    Quotation(text("I counted to ten."), text("a mum")),
    Box("note", (), (Paragraph(text("Keep the cot clear.")),)),
    Box(
        "help",
        text("Ask for help if…"),
        (Paragraph(text("you are worried.")), Helpline(text("Lifeline"), "0808 808 8000", (text("Free"),))),
    ),
    Picture("A baby in a sling.", drawing="sling"),
)

PAGE = Document(
    slug="why-babies-cry",
    language=languages.SOURCE,
    title="Why babies cry",
    promise=text("It gets less."),
    blocks=BLOCKS,
    labels=LABELS,
    address="https://good.example/en/why-babies-cry/",
    picture=Picture("A dad holds a baby.", drawing="dad"),
    notice=("This page is a draft.",),
    sources=(text("A study, a publisher"),),
    help=(Helpline(text("Emergency"), "999"),),
)


def page(*blocks: Any, language: str = "en", **changes: Any) -> Document:
    """Return a page of these blocks and nothing else but a title."""
    bare: dict[str, Any] = {"promise": (), "picture": None, "notice": (), "sources": (), "help": (), "address": ""}
    return replace(PAGE, blocks=blocks, language=languages.get(language), **(bare | changes))


def said(words: str, **changes: Any) -> Document:
    """Return a page of one paragraph."""
    return page(Paragraph(text(words)), **changes)


def easy_read(*sentences: str) -> Document:
    rows = (Row(text(sentence), Picture(f"Picture of: {sentence}", drawing="any")) for sentence in sentences)
    return page(*rows)
