"""Portable Embosser Format 2008-1: pages as XML. Pure."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from guidance.formats.braille.layout import Page, Sheet


def pef(pages: Iterable[Page], sheet: Sheet, *, title: str, language: str, identifier: str) -> bytes:
    """Return the pages as a PEF file. ``language`` is a BCP 47 tag."""
    body = "".join(_page(page) for page in pages)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<pef xmlns="http://www.daisy.org/ns/2008/pef" version="2008-1">
<head><meta xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/x-pef+xml</dc:format>
<dc:identifier>{escape(identifier)}</dc:identifier>
<dc:title>{escape(title)}</dc:title>
<dc:language>{escape(language)}</dc:language>
</meta></head>
<body>
<volume cols="{sheet.cells}" rows="{sheet.lines}" rowgap="0" duplex="false"><section>
{body}</section></volume>
</body>
</pef>
""".encode()


def _page(page: Page) -> str:
    rows = "".join(f"<row>{line}</row>\n" if line else "<row/>\n" for line in page)
    return f"<page>\n{rows}</page>\n"
