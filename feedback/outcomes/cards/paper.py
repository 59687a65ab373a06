"""Report cards on one sheet of A4, as PDF/UA-1: the same words and figures as on their pages."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext as _

from feedback.outcomes.cards.figures import Box, Figure, Said
from feedback.outcomes.cards.pictures import Picture
from guidance.formats.pdf.letters import FONTS_DIR, known_characters
from guidance.formats.pdf.sheet import STAND_IN, SUBSTITUTES
from home.context import Notice
from home.languages import Language

_TEMPLATE = Path(__file__).with_name("card.typ")
Data = dict[str, Any]
_OTHER_END = {"start": "end", "end": "start"}
_GRID = re.compile(r'(<line class="chart__grid"[^>]*)stroke="currentColor"')
_ON_PAPER = (
    ('font-size="15"', 'font-size="15" font-family="Noto Sans, Vazirmatn"'),
    ('<rect class="chart__band"', '<rect class="chart__band" fill-opacity="0.15"'),
    ('<polyline class="chart__', '<polyline stroke-width="2.5" class="chart__'),
    # Words over a line stay readable.
    ('<text class="chart__value"', '<text stroke="#ffffff" stroke-width="4" paint-order="stroke" class="chart__value"'),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; without ``words`` they are in the language of the sheet."""

    text: str
    words: Language | None = None
    url: str = ""
    is_strong: bool = False
    #: It stays on one line, and runs its own way whatever stands beside it.
    is_whole: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it. Without lines it is left out."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says, from the top down.

    ``below`` is what stands under the chart, first as a whole, then shorter and shorter: the first that can be read
    on one page is printed.
    """

    title: Said
    subtitle: str
    notices: tuple[str, ...]
    boxes: Sequence[Box]
    picture: Picture | None
    below: tuple[tuple[Part, ...], ...]
    beside: tuple[Part, ...] = ()


def printed(sheet: Sheet, language: Language) -> bytes:
    """Return a sheet as a PDF of one page. About 100 ms."""
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs={"card": json.dumps(_data(sheet, language))}
    )
    page = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(page, bytes)  # noqa: S101 - a PDF is one file; only pictures come as several
    return page


@lru_cache
def _fonts() -> typst.Fonts:
    """Read the fonts once a process: it takes longer than setting a card."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS_DIR])


def plain(text: str) -> Line:
    """Return a line in the language of the sheet."""
    return (Piece(text),)


def said(words: Said | None) -> tuple[Line, ...]:
    """Return one line in the language of its words; none where there are no words."""
    return ((Piece(words.text, words.words),),) if words and words.text else ()


def told_first(notice: Notice | None) -> tuple[str, ...]:
    """Return what the reader must know of these words: nobody is shown a draft, or English, without being told."""
    if notice is None:
        return ()
    if notice.kind == "draft-translation":
        return (_("This translation is a draft, made with a computer’s help. No native speaker has checked it yet."),)
    return (_("This page is not in this language yet. It is shown in English."),)


# --- As data for the template ----------------------------------------------------------------------------------------


def _data(sheet: Sheet, language: Language) -> Data:
    return {
        "language": _language(language),
        "rtl": language.is_rtl,
        "title": _piece(Piece(sheet.title.text, sheet.title.words), language),
        "subtitle": _printable(sheet.subtitle),
        "notices": [_printable(notice) for notice in sheet.notices],
        "nothing": _("Nothing to show here yet."),
        "boxes": [_box(box, language) for box in sheet.boxes],
        "chart": _chart(sheet.picture, language) if sheet.picture else None,
        "beside": _parts(sheet.beside, language),
        "below": [_parts(version, language) for version in sheet.below],
    }


def _printable(words: str) -> str:
    """Return words that the fonts here can set: a sign they lack stands as one that is seen, and harmless."""
    known = known_characters()
    return "".join(sign if sign in known else STAND_IN for sign in words.translate(SUBSTITUTES))


def _language(language: Language) -> Data:
    lang, _dash, region = language.tag.partition("-")
    return {"lang": lang, "region": region if len(region) == 2 else None, "rtl": language.is_rtl}


def _piece(piece: Piece, around: Language) -> Data:
    return {
        "text": _printable(piece.text),
        "language": None if piece.words is None or piece.words == around else _language(piece.words),
        "url": piece.url,
        "strong": piece.is_strong,
        "whole": piece.is_whole,
    }


def _parts(parts: Sequence[Part], around: Language) -> list[Data]:
    return [
        {
            "title": _printable(part.title),
            "lines": [[_piece(piece, around) for piece in line] for line in part.lines],
        }
        for part in parts
        if part.lines
    ]


def _box(box: Box, around: Language) -> Data:
    return {
        "title": _printable(box.title),
        "subtitle": _printable(box.subtitle),
        "figures": [_figure(figure, around) for figure in box.figures],
    }


def _figure(figure: Figure, around: Language) -> Data:
    # Without the arrow, which the fonts lack: its words say it.
    small = (figure.detail, figure.change, figure.before, figure.expected, figure.target, figure.interval)
    return {
        "name": _piece(Piece(figure.name, figure.words), around),
        "value": _printable(figure.value),
        "small": [_printable(each) for each in small if each],
    }


def _chart(picture: Picture, around: Language) -> Data:
    return {
        "heading": _("Over time"),
        "title": _piece(Piece(picture.title, picture.words), around),
        "svg": for_paper(picture.svg),
        "alt": picture.summary,
    }


def for_paper(svg: str) -> str:
    """Return a chart with its font and colours in it: Typst knows nothing of our style sheet.

    Nor does it know that words from right to left begin on the right: there their ends are exchanged.
    """
    if 'direction="rtl"' in svg:
        svg = re.sub(r'text-anchor="(start|end)"', lambda found: f'text-anchor="{_OTHER_END[found[1]]}"', svg)
    for plain_sign, on_paper in _ON_PAPER:
        svg = svg.replace(plain_sign, on_paper)
    return re.sub(_GRID, r'\1stroke="#c9c0b2"', svg).replace("currentColor", "#0e5a5a")
