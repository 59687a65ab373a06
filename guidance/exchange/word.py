"""Texts of a page as a table in a Word document, and back, for translators who have no program of their own. Pure.

Three columns: where a text stands, the English, the translation. The format is ECMA-376's, and as little of it as a
table needs.
"""

import io
import re
import zipfile
import zlib
from typing import Any

from guidance.content.files import BadContent
from guidance.exchange import xml
from guidance.exchange.moments import read_moment
from guidance.exchange.texts import PageTexts, Text
from home import languages
from home.languages import SOURCE, Language

EXTENSION = ".docx"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_IN = f"{{{_NAMESPACE}}}"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
#: Twentieths of a point.
_WIDTHS = (1400, 4000, 4000)
#: Bytes that a document may hold; the longest page has a hundredth.
_LARGEST = 10 * 1024 * 1024
_SAID = re.compile(r"page=(\S+); language=(\S+); english=(\S*); taken=(\S+)")


# --- Out ------------------------------------------------------------------------------------------------------------


def write(page: PageTexts) -> bytes:
    """Return the document."""
    language = languages.get(page.language)
    said = (
        f"page={page.page}; language={page.language}; english={page.english}; "
        f"taken={page.taken_at.isoformat(timespec='microseconds')}"
    )
    guide = "Write into the last column only. Leave everything else as it is, also what stands between < and >."
    rows = [_row(("Place", "English", language.english_name), (SOURCE, SOURCE, SOURCE))]
    rows += [_row((each.place, each.english, each.words), (SOURCE, SOURCE, language)) for each in page.texts]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in _SIDES)
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>'
        f"{_paragraph(page.title, SOURCE)}{_paragraph(guide, SOURCE)}{_paragraph(said, SOURCE, is_small=True)}"
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{_paragraph('', SOURCE)}</w:body></w:document>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
    return made.getvalue()


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _row(words: tuple[str, str, str], spoken: tuple[Language, Language, Language]) -> str:
    cells = [
        _cell(width, each, language, is_small=width < _WIDTHS[-1])
        for width, each, language in zip(_WIDTHS, words, spoken, strict=True)
    ]
    return f"<w:tr>{''.join(cells)}</w:tr>"


def _cell(width: int, words: str, language: Language, *, is_small: bool) -> str:
    paragraph = _paragraph(words, language, is_small=is_small)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>'


def _paragraph(words: str, language: Language, *, is_small: bool = False) -> str:
    whole = "<w:pPr><w:bidi/></w:pPr>" if language.is_rtl else ""
    small = '<w:color w:val="767676"/><w:sz w:val="14"/>' if is_small else ""
    spoken = f'<w:rtl/><w:lang w:bidi="{language.tag}"/>' if language.is_rtl else f'<w:lang w:val="{language.tag}"/>'
    run = f'<w:r><w:rPr>{small}{spoken}</w:rPr><w:t xml:space="preserve">{xml.text(words)}</w:t></w:r>'
    return f"<w:p>{whole}{run}</w:p>"


# --- In -------------------------------------------------------------------------------------------------------------


def read(data: bytes, *, name: str) -> PageTexts:
    """Return what a translator wrote into such a document.

    Raises:
        BadContent: it is no Word document, or not one that went out from here.
    """
    root = xml.parse(_document(data, name), name)
    paragraphs = [_words(each) for each in root.iterfind(f"{_IN}body/{_IN}p")]
    said = next((found for each in paragraphs if (found := _SAID.search(each))), None)
    table = root.find(f"{_IN}body/{_IN}tbl")
    if said is None or table is None:
        raise BadContent(f"{name}: it does not say which page it is of: the line above its table is gone")
    texts = []
    for number, row in enumerate(table.iterfind(f"{_IN}tr"), start=1):
        cells = [" ".join(_words(each) for each in cell.iter(f"{_IN}p")).strip() for cell in row.iterfind(f"{_IN}tc")]
        if number > 1:
            place, english, words = (*cells, "", "", "")[:3]
            texts.append(Text(place, english, words, where=f"row {number}"))
    return PageTexts(said[1], said[2], said[3], read_moment(said[4], name), texts)


def _words(paragraph: Any) -> str:
    """Return what a paragraph says, with what was inserted and without what was struck out."""
    kinds = {f"{_IN}t": None, f"{_IN}br": " ", f"{_IN}tab": " ", f"{_IN}noBreakHyphen": "\u2011"}
    found = (each for each in paragraph.iter() if each.tag in kinds)
    return "".join(kinds[each.tag] or each.text or "" for each in found)


def _document(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            member = package.getinfo("word/document.xml")
            if member.file_size > _LARGEST:
                raise BadContent(f"{name}: unpacked it is far larger than translations are")
            return package.read(member)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise BadContent(f"{name}: this is no Word document (.docx), or it is damaged or locked") from error
