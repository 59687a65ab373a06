"""Texts of a page as a PO file, and back. Pure."""

import polib

from guidance.content.files import BadContent
from guidance.content.po import parse_po, po_file
from guidance.exchange.moments import read_moment
from guidance.exchange.texts import PageTexts, Text
from home import languages

EXTENSION = ".po"
PAGE, LANGUAGE = "X-Good-Beginnings-Page", "X-Good-Beginnings-Language"
ENGLISH, TAKEN = "X-Good-Beginnings-English", "X-Good-Beginnings-Taken"


def write(page: PageTexts) -> bytes:
    """Return the file; `msgfmt -c` has nothing to say against it."""
    language = languages.get(page.language)
    po = po_file(language)
    taken = page.taken_at.isoformat(timespec="microseconds")
    po.metadata = {
        "Project-Id-Version": "Good Beginnings",
        "POT-Creation-Date": f"{page.taken_at:%Y-%m-%d %H:%M%z}",
        "PO-Revision-Date": f"{page.taken_at:%Y-%m-%d %H:%M%z}",
        "Last-Translator": "Good Beginnings",
        "Language-Team": language.english_name,
        **po.metadata,
        PAGE: page.page,
        LANGUAGE: page.language,
        ENGLISH: page.english,
        TAKEN: taken,
    }
    for text in page.texts:
        hints = "\n".join(text.hints)
        po.append(polib.POEntry(msgctxt=text.place, msgid=text.english, msgstr=text.words, comment=hints))
    return str(po).encode()


def read(data: bytes, *, name: str) -> PageTexts:
    """Return what a translator made of such a file.

    Raises:
        BadContent: it is no PO file in UTF-8, or does not say which page it is of.
    """
    po = parse_po(data, name=name)
    said = po.metadata
    if not all(said.get(each) for each in (PAGE, LANGUAGE, TAKEN)):
        raise BadContent(f"{name}: it does not say which page it is of: its header is not the one it went out with")
    texts = [
        Text(
            entry.msgctxt or "",
            entry.msgid,
            entry.msgstr,
            is_doubtful=entry.fuzzy,
            where=f"line {entry.linenum}",
        )
        for entry in po
        if not entry.obsolete
    ]
    return PageTexts(said[PAGE], said[LANGUAGE], said.get(ENGLISH, ""), read_moment(said[TAKEN], name), texts)
