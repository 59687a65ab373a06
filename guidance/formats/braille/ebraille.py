"""eBraille 1.0, DAISY's package of braille that fits any display (https://daisy.org/s/ebraille/). Pure.

It is an EPUB 3 with rules of its own: `package.opf` and `index.html` at the root, braille patterns alone in the text.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from guidance.formats.braille.cells import BLANK, Cells
from guidance.formats.braille.layout import Written
from guidance.formats.braille.reading import HEADINGS, Kind

#: The earliest that a zip can say: the same words always make the same bytes, so that no clock is asked.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_XML_TIME = "1980-01-01T00:00:00Z"
_ELEMENTS = {Kind.TITLE: "h1", Kind.HEADING: "h2", Kind.SUBHEADING: "h3", Kind.ITEM: "li", Kind.QUOTATION: "blockquote"}
_BOXES = {Kind.BOX_BEGINS: "<section>\n", Kind.BOX_ENDS: "</section>\n"}


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of itself. ``language`` is the BCP 47 tag of the print; ``shown_title`` is in braille."""

    title: str
    shown_title: Cells
    language: str
    system: str
    identifier: str
    publisher: str

    @property
    def braille_language(self) -> str:
        """Return the tag of the same language in braille: "en-Brai-GB"."""
        main, *rest = self.language.split("-")
        return "-".join([main, "Brai", *(part for part in rest if len(part) != 4)])


def ebraille(passages: Sequence[Written], about: About) -> bytes:
    """Return the passages as an eBraille file."""
    files = {
        "META-INF/container.xml": _CONTAINER,
        "package.opf": _package(about),
        "index.html": _navigation(passages, about),
        "ebraille/text.html": _text(passages, about),
        "ebraille/style.css": _STYLE,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        # First and not compressed, so that the type can be read from the file's first bytes.
        package.writestr(_entry("mimetype", zipfile.ZIP_STORED), "application/epub+zip")
        for name, content in files.items():
            package.writestr(_entry(name, zipfile.ZIP_DEFLATED), content)
    return stream.getvalue()


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = compression
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_STYLE = "h1 { text-align: center; }\nul { list-style-type: none; }\n"


def _package(about: About) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{about.language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{escape(about.identifier)}</dc:identifier>
<dc:title>{escape(about.title)}</dc:title>
<dc:creator>{escape(about.publisher)}</dc:creator>
<dc:language>{about.braille_language}</dc:language>
<dc:format>eBraille 1.0</dc:format>
<dc:date>{_XML_TIME[:10]}</dc:date>
<meta property="dcterms:modified">{_XML_TIME}</meta>
<meta property="dcterms:dateCopyrighted">{_XML_TIME[:4]}</meta>
<meta property="a11y:brailleCellType">6</meta>
<meta property="a11y:brailleSystem">{escape(about.system)}</meta>
<meta property="a11y:completeTranscription">true</meta>
<meta property="a11y:producer">{escape(about.publisher)}</meta>
<meta property="a11y:tactileGraphics">none</meta>
<meta property="schema:accessMode">tactile</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
</metadata>
<manifest>
<item id="nav" href="index.html" media-type="application/xhtml+xml" properties="nav"/>
<item id="text" href="ebraille/text.html" media-type="application/xhtml+xml"/>
<item id="style" href="ebraille/style.css" media-type="text/css"/>
</manifest>
<spine><itemref idref="text"/></spine>
</package>
"""


def _html(head: str, body: str, about: About) -> str:
    language = about.braille_language
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}">
<head><meta charset="utf-8"/><title>{about.shown_title.dots or BLANK}</title>{head}</head>
<body>
{body}</body>
</html>
"""


def _navigation(passages: Sequence[Written], about: About) -> str:
    headings = [passage for passage in passages if passage.kind in HEADINGS]
    entries = "".join(
        f'<li><a href="ebraille/text.html#h{number}">{_words(heading.cells)}</a></li>\n'
        for number, heading in enumerate(headings)
    )
    link = '<link rel="publication" href="package.opf" type="application/oebps-package+xml"/>'
    return _html(link, _NAVIGATION.format(title=_words(about.shown_title), entries=entries), about)


_NAVIGATION = """<nav xmlns:epub="http://www.idpf.org/2007/ops" epub:type="toc" role="doc-toc">
<h1>{title}</h1>
<ol>
{entries}</ol>
</nav>
"""


def _text(passages: Sequence[Written], about: About) -> str:
    link = '<link rel="stylesheet" href="style.css" type="text/css"/>'
    return _html(link, "".join(_elements(passages)), about)


def _elements(passages: Sequence[Written]) -> Iterator[str]:
    headings = 0
    for is_list, group in groupby(passages, key=lambda passage: passage.kind is Kind.ITEM):
        elements = []
        for passage in group:
            elements.append(_element(passage, headings))
            headings += passage.kind in HEADINGS
        yield f"<ul>\n{''.join(elements)}</ul>\n" if is_list else "".join(elements)


def _element(passage: Written, headings: int) -> str:
    if passage.kind in _BOXES:
        return _BOXES[passage.kind]
    name = _ELEMENTS.get(passage.kind, "p")
    mark = f' id="h{headings}"' if passage.kind in HEADINGS else ""
    words = _words(passage.cells)
    content = f"<p>{words}</p>" if name == "blockquote" else words
    return f"<{name}{mark}>{content}</{name}>\n"


def _words(cells: Cells) -> str:
    """Return the cells, saying where a line may end without a blank: a display can't know."""
    words, start = [], 0
    for place in cells.breaks:
        words.append(cells.dots[start:place])
        if cells.dots[place - 1] != BLANK:
            words.append("<wbr/>")
        start = place
    return "".join([*words, cells.dots[start:]])
