"""A document as the data that `page.typ` sets: plain lists and strings, every character one that can be printed. Pure.

Words reach Typst as data, never as markup: `#panic()` on a page is nine letters on paper.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import segno

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
from guidance.formats.contract import Kit, Unreadable
from guidance.formats.pdf.letters import known_by_font, known_characters
from guidance.formats.text import NUMBER, has_address
from home.languages import REGISTRY, Language

#: What stands on paper for a character that no font here knows: seen, and harmless.
STAND_IN = "◊"

#: Signs that the fonts lack, and signs they have that say the same.
SUBSTITUTES = str.maketrans(
    {
        **dict.fromkeys("→➔➜➡⇒▶►▸", "›"),
        **dict.fromkeys("←⇐◀◄", "‹"),
        **dict.fromkeys("✓✔☑✅", "√"),
        **dict.fromkeys("✗✘✕✖", "×"),
        **dict.fromkeys("★☆", "*"),
        **dict.fromkeys("■▪◾◼", "•"),
        **dict.fromkeys("\t\u2003\u2002\u2009", " "),
        **dict.fromkeys("\u2028\u2029\r\v\f", "\n"),
        # Seen by nobody; and large print must not break a word where a soft hyphen would let it.
        **dict.fromkeys("\u00ad\u061c\u200b\u2060\ufeff\ufe0e\ufe0f", ""),
    }
)

#: How many characters on either side of an unreadable one are shown to the editor.
AROUND = 20

#: Boxes of no more words than this stay on one page; longer ones may not fit on any.
WORDS_KEPT_TOGETHER = 110

#: A table of more columns than this is read row by row in large print: its words would not fit their columns.
COLUMNS_IN_LARGE_PRINT = 3

#: Joiners, and signs that turn the direction of what follows.
_UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u206f]")
_ADDRESS = re.compile(r"[!-~]+[./@][!-~]+")
_SPACES = re.compile(" {2,}")
_HEADED_TONES = frozenset({"try", "normal", "help"})
_KNOWN_TONES = _HEADED_TONES | {"note", "urgent", "term"}
_TAG = re.compile(r"(?P<lang>[a-zA-Z]{2,3})(?:-[a-zA-Z]{4})?(?:-(?P<region>[a-zA-Z]{2}))?(?:-.*)?")

Data = dict[str, Any]


@dataclass
class Sheet:
    """One document being made ready: its files by name, and the characters that could not be printed.

    Where Typst refuses a sheet, ``caution`` is raised: at 1 photographs give way to their descriptions, for one of them
    may be no picture; at 2 no mark is set that is not part of a letter.
    """

    document: Document
    kit: Kit
    large: bool = False
    caution: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)
    level: int = 1

    def data(self) -> Data:
        """Return everything that the template prints, in reading order."""
        document = self.document
        return {
            "outside_title": clean(document.outside_title).strip() or STAND_IN,
            "is_neutral": bool(document.neutral_title),
            "language": _typst_language(document.language.tag),
            "rtl": document.language.is_rtl,
            "notice": [self.words(line) for line in document.notice if line.strip()],
            "title": self.words(document.title.strip() or document.outside_title),
            "promise": self.text(document.promise),
            "picture": self.picture(document.picture) if document.picture else None,
            "blocks": self.blocks(document.blocks),
            "sources": self._section(document.labels.sources, [self.text(source) for source in document.sources]),
            "help": self._section(document.labels.help, [self.helpline(line) for line in document.help]),
            "address": self.address(),
        }

    def blocks(self, blocks: Iterable[Block]) -> list[Data]:
        return [data for block in blocks for data in self._of(block)]

    def _of(self, block: Block) -> Iterator[Data]:
        match block:
            case Heading(text, level):
                yield from self._heading(text, level)
            case Paragraph(text):
                yield from self._if_said({"kind": "paragraph", "text": self.text(text)})
            case Items() | Steps():
                yield from self._items(block)
            case Table():
                yield from self._table(block)
            case Picture():
                yield self.picture(block)
            case Quotation(text, who):
                yield from self._if_said({"kind": "quotation", "text": self.text(text), "who": self.text(who)})
            case Helpline():
                yield self.helpline(block)
            case Box():
                yield self._box(block)
            case Row(text, picture):
                yield {"kind": "row", "text": self.text(text), "picture": self.picture(picture)}

    def _if_said(self, data: Data) -> Iterator[Data]:
        if data["text"]:
            yield data

    def _heading(self, text: Text, level: int) -> Iterator[Data]:
        """Yield a heading no more than one level below the last: PDF/UA refuses a gap."""
        words = self.text(text)
        if words:
            self.level = min(max(level, 2), 3, self.level + 1)
            yield {"kind": "heading", "text": words, "level": self.level}

    def _items(self, block: Items | Steps) -> Iterator[Data]:
        said = [words for words in map(self.text, block.items) if words]
        if said:
            yield {"kind": _kind(block), "items": said}

    def _table(self, table: Table) -> Iterator[Data]:
        head = [self.text(cell) for cell in table.head]
        rows = [[self.text(cell) for cell in row] for row in table.rows]
        columns = max(map(len, [head, *rows]))
        even = [row + [[]] * (columns - len(row)) for row in [head, *rows]]
        caption = self.text(table.caption)
        if caption:
            yield {"kind": "caption", "text": caption}
        if self.large and columns > COLUMNS_IN_LARGE_PRINT:
            yield {"kind": "items", "items": [_row_read(even[0], row) for row in even[1:] if any(row)]}
        elif columns:
            yield {"kind": "table", "head": even[0], "rows": even[1:]}

    def _box(self, box: Box) -> Data:
        title = self.text(box.title)
        headed = bool(title) and box.tone in _HEADED_TONES
        if headed:
            self.level = 2
        return {
            "kind": "box",
            "tone": box.tone if box.tone in _KNOWN_TONES else "note",
            "title": title,
            "is_headed": headed,
            "blocks": self.blocks(box.blocks),
            "is_whole": _is_short(box.blocks),
        }

    def helpline(self, line: Helpline) -> Data:
        phone = self.words(line.phone)
        rings = bool(re.fullmatch(r"\+?[\d\s().-]+", line.phone.strip()))
        digits = re.sub(r"[^\d+]", "", line.phone)
        number = [piece | {"href": f"tel:{digits}" if rings else ""} for piece in phone]
        return {
            "kind": "helpline",
            "name": self.text(line.name),
            "phone": number,
            "facts": [words for words in map(self.text, line.facts) if words],
        }

    def picture(self, picture: Picture) -> Data:
        """Return a picture, or its description where the picture itself is not to be had."""
        description = picture.description.strip()
        name = self._file(picture)
        if not name and description:
            label = self.document.labels.picture
            return {"kind": "paragraph", "text": self.text((Run(f"[{label} "), *picture.words, Run("]")))}
        return {
            "kind": "picture",
            "file": name,
            "alt": clean(description),
            "language": _typst_language(picture.language) if picture.language else None,
            "is_mirrored": self.document.mirrors(picture),
        }

    def _file(self, picture: Picture) -> str:
        """Keep the picture's bytes and return their name in this sheet; ``""`` where there are none."""
        data = self._bytes(picture)
        if not data:
            return ""
        name = f"{len(self.files)}.{'svg' if picture.drawing else 'picture'}"
        self.files[name] = data
        return name

    def _bytes(self, picture: Picture) -> bytes:
        if picture.drawing:
            return self.kit.drawing(picture.drawing).encode()
        if not picture.file or self.caution >= 1:
            return b""
        return self.kit.picture(picture.file)

    def address(self) -> Data | None:
        """Return the page's address with its QR code; ``None`` where it has none."""
        address = self.document.address.strip()
        if not address:
            return None
        self.files["address.svg"] = _qr_code(address)
        label = self.document.labels.page_address
        return {
            "label": self.words(label),
            "text": self.text((Run(address, href=address),)),
            "file": "address.svg",
            "alt": clean(f"{label} {address}".strip()),
        }

    def _section(self, title: str, parts: list[Any]) -> Data | None:
        said = [part for part in parts if part]
        return {"title": self.words(title), "parts": said} if said else None

    # --- Words ------------------------------------------------------------------------------------------------------

    def words(self, words: str) -> list[Data]:
        return self.text((Run(words),))

    def text(self, text: Text) -> list[Data]:
        """Return a text's runs, telephone numbers as runs of their own; nothing where it says nothing."""
        whole = plain(text)
        return [piece for run in text for piece in self._pieces(run, whole)] if whole.strip() else []

    def _pieces(self, run: Run, whole: str) -> Iterator[Data]:
        language = _language(run.language) or self.document.language
        is_address = bool(_ADDRESS.fullmatch(run.text.strip()))
        common = {
            "strong": run.strong,
            "href": run.href if has_address(run) else "",
            "language": _typst_language(run.language) if run.language else None,
            "is_address": is_address,
            # An address runs from left to right in any language, its slashes too.
            "rtl": language.is_rtl and not is_address,
        }
        for words, is_number in _numbers_apart(self._printable(run.text, whole)):
            if words:
                yield {"text": words, "is_number": is_number, **common}

    def _printable(self, words: str, whole: str) -> str:
        """Return words that the fonts can print; list what they can't."""
        composed = _SPACES.sub(" ", unicodedata.normalize("NFC", words).translate(SUBSTITUTES))
        known = _unprintable().sub(lambda sign: self._stand_in(sign[0], whole), composed)
        return _marked_letters().sub(lambda letter: self._with_marks(letter[0], whole), known)

    def _with_marks(self, letter: str, whole: str) -> str:
        """Return a letter and its marks. One font must know them all: a mark can't be lent by another."""
        seen = _UNSEEN.sub("", letter)
        if self.caution < 2 and any(font.issuperset(seen) for font in known_by_font()):
            return letter
        return seen[:1] + "".join(self._stand_in(mark, whole) for mark in seen[1:])

    def _stand_in(self, sign: str, whole: str) -> str:
        at = max(whole.find(sign[0]), 0)
        place = clean(whole[max(0, at - AROUND) : at + len(sign) + AROUND]).strip()
        found = Unreadable(clean(sign), place)
        if found not in self.unreadable:
            self.unreadable.append(found)
        return STAND_IN


@lru_cache(maxsize=1)
def _unprintable() -> re.Pattern[str]:
    """Return what finds one sign that no font knows; emoji joined into one picture are one sign."""
    unknown = f"[^\n{re.escape(''.join(sorted(known_characters())))}]"
    return re.compile(f"{unknown}(?:[\U0001f3fb-\U0001f3ff\u20e3]|\u200d{unknown})*")


@lru_cache(maxsize=1)
def _marked_letters() -> re.Pattern[str]:
    """Return what finds a letter with marks of its own, or with signs that steer how it is set."""
    marks = {sign for sign in known_characters() if unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf"}}
    loose = f"[{re.escape(''.join(sorted(marks)))}]"
    return re.compile(f"(?:(?!{loose}).|^|\n){loose}+", re.MULTILINE)


def clean(words: str) -> str:
    """Return words that may stand in metadata: any letter of any script, but no control signs or halves of signs."""
    return "".join("\ufffd" if unicodedata.category(sign) in {"Cc", "Cs", "Cn"} else sign for sign in words)


def _numbers_apart(words: str) -> Iterator[tuple[str, bool]]:
    """Yield the words between telephone numbers, and each number: it must not break, nor turn round in Arabic."""
    end = 0
    for number in NUMBER.finditer(words):
        yield words[end : number.start()], False
        yield number[0], True
        end = number.end()
    yield words[end:], False


def _kind(block: Items | Steps) -> str:
    if isinstance(block, Steps):
        return "steps"
    return "numbers" if block.ordered else "items"


def _row_read(head: list[list[Data]], row: list[list[Data]]) -> list[Data]:
    """Return a row as one text, each cell after its heading."""
    parts = [[*title, _between(": "), *cell] if title else cell for title, cell in zip(head, row, strict=True) if cell]
    return [piece for part in parts for piece in (*part, _between("; "))][:-1]


def _between(words: str) -> Data:
    marks = dict.fromkeys(("is_number", "is_address", "strong", "rtl"), False)
    return {"text": words, "href": "", "language": None, **marks}


def _is_short(blocks: Iterable[Block]) -> bool:
    return len(re.findall(r"\S+", str([str(block) for block in blocks]))) <= WORDS_KEPT_TOGETHER


def _language(tag: str) -> Language | None:
    main = tag.partition("-")[0].lower()
    return next((language for language in REGISTRY if language.tag.partition("-")[0] == main), None)


def _typst_language(tag: str) -> Data | None:
    """Return a BCP 47 tag as Typst takes it: language and region alone."""
    match = _TAG.fullmatch(tag)
    return {"lang": match["lang"].lower(), "region": (match["region"] or "").upper()} if match else None


def _qr_code(address: str) -> bytes:
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="svg", scale=4, border=4, xmldecl=False)
    return code.getvalue()
