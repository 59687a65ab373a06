"""A page as an e-book: EPUB 3, in which each sentence lights up while the computer reads it. Pure.

Where a language has no voice the book is made without sound. The same words give the same bytes: the archive's times
and the book's date are fixed, and its identifier is made of its words.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

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
    digest,
    plain,
)
from guidance.formats import reading
from guidance.formats.contract import CannotMake, Kit, Made, Why
from guidance.formats.speech.narration import Narration, narrate, voice_words
from home.languages import Language

_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_STYLE = """body { font-family: sans-serif; line-height: 1.5; margin: 1em; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
figure { margin: 1em 0; break-inside: avoid; }
img { max-width: 100%; height: auto; }
img.mirrored { transform: scaleX(-1); }
section.box { border: 1px solid; border-inline-start-width: 0.4em; margin: 1em 0; padding: 0 1em; }
section.urgent { border-width: 2px; border-inline-start-width: 0.6em; }
div.row { break-inside: avoid; margin: 1em 0; }
div.helpline { margin: 1em 0; break-inside: avoid; }
p.phone { font-size: 1.25em; font-weight: bold; margin: 0; }
p.notice { font-weight: bold; }
table { border-collapse: collapse; }
caption { font-weight: bold; padding: 0.4em 0; text-align: start; }
th, td { border: 1px solid; padding: 0.4em; text-align: start; vertical-align: top; }
.-epub-media-overlay-active { background-color: #ffe58a; color: #1a1a1a; }
"""
#: EPUB wants a date of change, and a document has none. Its identifier changes with its words.
_MODIFIED = "2000-01-01T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MEDIA_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
#: XML has no way at all to write these.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(r"(?:https?://[^\s/]\S*|mailto:\S+@\S+|tel:\+?\d+|sms:\+?\d+)")


class Epub:
    """The page as an e-book."""

    kind: ClassVar[str] = "epub"
    version: ClassVar[int] = 2
    extension: ClassVar[str] = "epub"
    media_type: ClassVar[str] = "application/epub+zip"

    def why_not(self, language: Language) -> Why | None:
        """Return nothing: a book can be read in every language, and is heard where there is a voice."""
        return None

    def make(self, document: Document, kit: Kit) -> Made:
        """Return the book, with the page read aloud where the language has a voice.

        Raises:
            CannotMake: there is nothing to read.
        """
        narration = _narration(document, kit)
        book = _Book(document, kit, voice_words(document, kit) if narration else ())
        page = book.page()
        files = {
            "META-INF/container.xml": _CONTAINER.encode(),
            "book/package.opf": book.package(narration).encode(),
            "book/nav.xhtml": book.contents().encode(),
            "book/page.xhtml": page.encode(),
            "book/style.css": _STYLE.encode(),
            **{f"book/{name}": data for name, data in book.pictures.items()},
        }
        if narration:
            files |= {"book/page.smil": book.overlay(narration).encode(), "book/page.mp3": narration.mp3}
        return Made(_zipped(files), narration.seconds if narration else 0.0)


def _narration(document: Document, kit: Kit) -> Narration | None:
    try:
        return narrate(document, kit)
    except CannotMake as error:
        if error.why is Why.NOTHING_TO_READ:
            raise
        return None


@dataclass(slots=True)
class _Book:
    """The book while it is written: which pictures it holds, where they stand, and what the contents list."""

    document: Document
    kit: Kit
    voice: tuple[str, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)
    figures: set[str] = field(default_factory=set)
    headings: list[tuple[str, str]] = field(default_factory=list)

    # The page

    def page(self) -> str:
        """Return the page as XHTML; pictures and headings are known afterwards."""
        return self._xhtml(_lines(self._body()))

    def _body(self) -> Iterator[str]:
        document = self.document
        yield from self._notices("notice", document.notice)
        yield from self._notices("voice", self.voice)
        yield self._heading("title", (Run(document.title),), 1)
        yield self._paragraph("promise", document.promise)
        if document.picture:
            yield self._picture("picture", document.picture)
        yield from self._blocks("blocks", document.blocks)
        yield from self._help()
        yield from self._sources()
        if document.address and not document.neutral_title:
            yield f"<p>{_words(document.labels.page_address)} {_link(document.address, _words(document.address))}</p>"

    def _notices(self, place: str, sentences: tuple[str, ...]) -> Iterator[str]:
        for number, sentence in enumerate(sentences):
            yield self._paragraph(f"{place}.{number}", (Run(sentence),), ' class="notice"')

    def _help(self) -> Iterator[str]:
        if self.document.help:
            yield self._heading("help.title", (Run(self.document.labels.help),), 2)
        for number, line in enumerate(self.document.help):
            yield self._helpline(f"help.{number}", line)

    def _sources(self) -> Iterator[str]:
        if self.document.sources:
            yield self._heading("sources.title", (Run(self.document.labels.sources),), 2)
            items = (f"<li>{self._inline(source)}</li>" for source in self.document.sources)
            yield f"<ul>{_lines(items)}</ul>"

    def _blocks(self, place: str, blocks: tuple[Block, ...]) -> Iterator[str]:
        for number, block in enumerate(blocks):
            yield self._block(f"{place}.{number}", block)

    def _block(self, place: str, block: Block) -> str:
        match block:
            case Heading(text, level):
                return self._heading(place, text, 3 if level == 3 else 2)
            case Paragraph(text):
                return self._paragraph(place, text)
            case Items() | Steps():
                return self._items(place, block)
            case Table():
                return self._table(place, block)
            case Picture():
                return self._picture(place, block)
            case Quotation(text, who):
                return self._quotation(place, text, who)
            case Helpline():
                return self._helpline(place, block)
            case Box():
                return self._box(place, block)
            case Row(text, picture):
                return (
                    f'<div class="row">{self._picture(f"{place}.picture", picture)}{self._paragraph(place, text)}</div>'
                )

    def _heading(self, place: str, text: Text, level: int) -> str:
        if not plain(text).strip():
            return ""
        self.headings.append((_id(place), " ".join(plain(text).split())))
        return f'<h{level} id="{_id(place)}">{self._sentences(place, text)}</h{level}>'

    def _paragraph(self, place: str, text: Text, attributes: str = "") -> str:
        return f"<p{attributes}>{self._sentences(place, text)}</p>" if plain(text).strip() else ""

    def _items(self, place: str, block: Items | Steps) -> str:
        tag = "ol" if isinstance(block, Items) and block.ordered else "ul"
        written = [f"<li>{self._sentences(f'{place}.{number}', item)}</li>" for number, item in enumerate(block.items)]
        return f"<{tag}>{_lines(written)}</{tag}>" if written else ""

    def _table(self, place: str, table: Table) -> str:
        heads = (f'<th scope="col">{self._head(place, table, number)}</th>' for number in range(len(table.head)))
        rows = (
            "<tr>"
            + "".join(
                f"<td>{self._sentences(f'{place}.{number}.{column}', cell)}</td>" for column, cell in enumerate(row)
            )
            + "</tr>"
            for number, row in enumerate(table.rows, start=1)
        )
        head = f"<thead><tr>{''.join(heads)}</tr></thead>" if table.head else ""
        body = f"<tbody>{_lines(rows)}</tbody>" if any(table.rows) else ""
        caption = self._sentences(f"{place}.caption", table.caption) if plain(table.caption).strip() else ""
        caption = f"<caption>{caption}</caption>" if caption else ""
        return f"<table>{caption}{head}{body}</table>" if head or body else ""

    def _head(self, place: str, table: Table, column: int) -> str:
        text = table.head[column]
        return self._inline(text) if table.rows else self._sentences(f"{place}.0.{column}", text)

    def _quotation(self, place: str, text: Text, who: Text) -> str:
        words = self._paragraph(place, text) + self._paragraph(f"{place}.who", who)
        return f"<blockquote>{words}</blockquote>" if words else ""

    def _helpline(self, place: str, line: Helpline) -> str:
        name = self._paragraph(f"{place}.name", line.name)
        phone = (reading.phone_link(line.phone),)
        number = self._paragraph(f"{place}.phone", phone, ' class="phone"')
        facts = (self._paragraph(f"{place}.{index}", fact) for index, fact in enumerate(line.facts))
        return f'<div class="helpline">{_lines([name, number, *facts])}</div>'

    def _box(self, place: str, box: Box) -> str:
        tone = re.sub(r"[^a-z-]", "", box.tone)
        inside = _lines([self._heading(f"{place}.title", box.title, 3), *self._blocks(place, box.blocks)])
        return f'<section class="box {tone}">{inside}</section>' if inside else ""

    def _picture(self, place: str, picture: Picture) -> str:
        """Return the picture with its description; where there is no such picture, the description by itself."""
        name = self._add(picture)
        if not name:
            return self._paragraph(place, picture.words)
        self.figures.add(place)
        described = f"alt={quoteattr(_clean(picture.description))}{_language(picture.language)}"
        mirrored = ' class="mirrored"' if self.document.mirrors(picture) else ""
        return f'<figure id="{_id(place)}"><img{mirrored} src="{name}" {described}/></figure>'

    def _add(self, picture: Picture) -> str:
        """Keep a picture under a name that tells nothing, and return it; nothing where it can't be had."""
        ending, data = _image(picture, self.kit)
        if not data:
            return ""
        known = next((name for name, kept in self.pictures.items() if kept == data), "")
        name = known or f"picture-{len(self.pictures) + 1}{ending}"
        self.pictures[name] = data
        return name

    def _sentences(self, place: str, text: Text) -> str:
        """Return a text with each sentence in a place of its own, that can be lit up."""
        sentences = enumerate(reading.split(text))
        return "".join(f'<span id="{_id(place)}-s{number}">{self._inline(each)}</span>' for number, each in sentences)

    def _inline(self, text: Text) -> str:
        return "".join(self._run(run) for run in text)

    def _run(self, run: Run) -> str:
        words = _words(run.text)
        if run.strong:
            words = f"<strong>{words}</strong>"
        if run.language:
            words = f"<span{_language(run.language)}>{words}</span>"
        return _link(run.href, words) if _LINK.fullmatch(run.href) else words

    # The frame around it

    def _xhtml(self, body: str) -> str:
        language = self.document.language
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
            f'xmlns:epub="http://www.idpf.org/2007/ops" lang="{language.tag}" xml:lang="{language.tag}" '
            f'dir="{language.dir}">\n<head><title>{self._title()}</title>'
            '<link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
            f'<body id="page">\n{body}\n</body>\n</html>\n'
        )

    def _title(self) -> str:
        return _words(self.document.outside_title).strip() or _words(self.document.slug)

    def contents(self) -> str:
        """Return the table of contents; a neutral book's is numbered, for reading programs show it by itself."""
        entries = (
            f'<li><a href="page.xhtml#{place}">{number if self.document.neutral_title else _words(title)}</a></li>'
            for number, (place, title) in enumerate(self.headings, start=1)
        )
        listed = _lines(entries) or f'<li><a href="page.xhtml">{self._title()}</a></li>'
        return self._xhtml(f'<nav epub:type="toc" id="toc"><h1>{self._title()}</h1><ol>{listed}</ol></nav>')

    def package(self, narration: Narration | None) -> str:
        """Return the package document: what the book is, and which files it is made of."""
        direction = ' page-progression-direction="rtl"' if self.document.language.is_rtl else ""
        tag = self.document.language.tag
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
            f'unique-identifier="id" xml:lang="{tag}" dir="{self.document.language.dir}">\n'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{_lines(self._metadata(narration))}\n</metadata>\n'
            f"<manifest>\n{_lines(self._manifest(narration is not None))}\n</manifest>\n"
            f'<spine{direction}><itemref idref="page"/></spine>\n</package>\n'
        )

    def _metadata(self, narration: Narration | None) -> Iterator[str]:
        identifier = uuid5(NAMESPACE_URL, digest(self.document) + " ".join(self.voice))
        yield f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>'
        yield f"<dc:title>{self._title()}</dc:title>"
        yield f"<dc:language>{self.document.language.tag}</dc:language>"
        yield _meta("dcterms:modified", _MODIFIED)
        if self.document.address and not self.document.neutral_title:
            yield f"<dc:source>{_words(self.document.address)}</dc:source>"
        yield from (_meta(f"schema:{name}", value) for name, value in self._accessibility(narration is not None))
        if narration:
            yield _meta("media:active-class", "-epub-media-overlay-active")
            yield _meta("media:duration", _clock(narration.seconds))
            yield _meta("media:duration", _clock(narration.seconds), ' refines="#overlay"')

    def _accessibility(self, is_heard: bool) -> Iterator[tuple[str, str]]:
        """Yield what schema.org calls the ways to take a book in; every picture has its description."""
        yield "accessMode", "textual"
        if self.pictures:
            yield "accessMode", "visual"
            yield "accessibilityFeature", "alternativeText"
        if is_heard:
            yield "accessMode", "auditory"
            yield "accessibilityFeature", "synchronizedAudioText"
        yield "accessModeSufficient", "textual"
        for feature in ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"):
            yield "accessibilityFeature", feature
        yield "accessibilityHazard", "none"
        if self.voice:
            yield "accessibilitySummary", " ".join(self.voice)

    def _manifest(self, is_heard: bool) -> Iterator[str]:
        overlay = ' media-overlay="overlay"' if is_heard else ""
        yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        yield f'<item id="page" href="page.xhtml" media-type="application/xhtml+xml"{overlay}/>'
        yield '<item id="style" href="style.css" media-type="text/css"/>'
        for number, name in enumerate(self.pictures, start=1):
            yield f'<item id="p{number}" href="{name}" media-type="{_MEDIA_TYPES[Path(name).suffix]}"/>'
        if is_heard:
            yield '<item id="overlay" href="page.smil" media-type="application/smil+xml"/>'
            yield '<item id="sound" href="page.mp3" media-type="audio/mpeg"/>'

    def overlay(self, narration: Narration) -> str:
        """Return which words light up when."""
        parts = (
            f'<par id="par{number}"><text src="page.xhtml#{target}"/>'
            f'<audio src="page.mp3" clipBegin="{_clock(start)}" clipEnd="{_clock(end)}"/></par>'
            for number, (target, start, end) in enumerate(self._heard(narration))
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<smil xmlns="http://www.w3.org/ns/SMIL" '
            'xmlns:epub="http://www.idpf.org/2007/ops" version="3.0"><body>'
            f'<seq id="seq" epub:textref="page.xhtml#page">\n{_lines(parts)}\n</seq></body></smil>\n'
        )

    def _heard(self, narration: Narration) -> Iterator[tuple[str, float, float]]:
        """Yield each place that lights up. A picture does so once, however many sentences describe it."""
        for place, group in groupby(narration.sentences, key=lambda sentence: sentence.passage.place):
            sentences = list(group)
            if place in self.figures:
                yield _id(place), sentences[0].start, sentences[-1].end
            else:
                yield from ((f"{_id(place)}-s{n}", each.start, each.end) for n, each in enumerate(sentences))


# Words, pictures and files


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)


def _words(words: str) -> str:
    return escape(_clean(words))


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _id(place: str) -> str:
    return place.replace(".", "-")


def _language(tag: str) -> str:
    """Return the attributes that name a language; none where it is the document's own."""
    return f" lang={quoteattr(tag)} xml:lang={quoteattr(tag)}" if tag else ""


def _link(href: str, words: str) -> str:
    return f"<a href={quoteattr(_clean(href))}>{words}</a>"


def _meta(name: str, value: str, attributes: str = "") -> str:
    return f'<meta property="{name}"{attributes}>{_words(value)}</meta>'


def _clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{milliseconds / 1000:06.3f}"


def _image(picture: Picture, kit: Kit) -> tuple[str, bytes]:
    """Return the ending and the bytes of a picture; no bytes where there are none that a book may hold."""
    if picture.drawing:
        svg = _clean(kit.drawing(picture.drawing)).strip()
        return ".svg", svg.encode() if _is_svg(svg) else b""
    data = kit.picture(picture.file) if picture.file else b""
    endings = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}
    ending = next((ending for start, ending in endings.items() if data.startswith(start)), "")
    return ending, data if ending else b""


def _is_svg(svg: str) -> bool:
    try:
        return ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - the site's drawing
    except ElementTree.ParseError:
        return False


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return an archive that begins with the media type, uncompressed, as EPUB wants it."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as book:
        for name, data in {"mimetype": Epub.media_type.encode(), **files}.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            is_plain = name == "mimetype" or name.endswith((".mp3", ".png", ".jpg"))
            entry.compress_type = zipfile.ZIP_STORED if is_plain else zipfile.ZIP_DEFLATED
            book.writestr(entry, data)
    return archive.getvalue()
