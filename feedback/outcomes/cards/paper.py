"""A report card on one sheet of A4, as PDF/UA-1: the same words and figures as on its page."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.outcomes.cards.figures import Box, Figure, Said
from feedback.outcomes.cards.pictures import Picture
from guidance.formats.pdf.letters import FONTS_DIR, known_characters
from guidance.formats.pdf.sheet import STAND_IN, SUBSTITUTES
from home.languages import Language

_TEMPLATE = Path(__file__).with_name("card.typ")
Data = dict[str, Any]


@lru_cache
def _fonts() -> typst.Fonts:
    """Read the fonts once a process: it takes longer than setting a card."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS_DIR])


def card_on_paper(card: Mapping[str, Any], language: Language) -> bytes:
    """Return the card as a PDF of one page. About 100 ms."""
    data = json.dumps(_data(card, language))
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=_fonts(), sys_inputs={"card": data})
    page = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(page, bytes)  # noqa: S101 - a PDF is one file; only pictures come as several
    return page


def _data(card: Mapping[str, Any], language: Language) -> Data:
    return {
        "language": _language(language),
        "rtl": language.is_rtl,
        "title": _words(card["service"], language),
        "quarter": _printable(card["quarter"]),
        "notice": _printable(_notice(card)),
        "nothing": _("Nothing to show here yet."),
        "boxes": [_box(box, language) for box in card["boxes"]],
        "chart": _chart(card["picture"], language) if card["picture"] else None,
        "parts": [part for part in _parts(card, language) if part["lines"]],
    }


def _printable(words: str) -> str:
    """Return words that the fonts here can set: a sign they lack stands as one that is seen, and harmless."""
    known = known_characters()
    return "".join(sign if sign in known else STAND_IN for sign in words.translate(SUBSTITUTES))


def _notice(card: Mapping[str, Any]) -> str:
    """Return what the reader must know of these words: nobody is shown a draft, or English, without being told."""
    if card["notice"] is None:
        return ""
    if card["notice"].kind == "draft-translation":
        return _("This translation is a draft, made with a computer’s help. No native speaker has checked it yet.")
    return _("This page is not in this language yet. It is shown in English.")


def _language(language: Language) -> Data:
    lang, _dash, region = language.tag.partition("-")
    return {"lang": lang, "region": region if len(region) == 2 else None, "rtl": language.is_rtl}


def _words(said: Said, around: Language) -> Data:
    return {"text": _printable(said.text), "language": None if said.words == around else _language(said.words)}


def _box(box: Box, around: Language) -> Data:
    return {
        "title": _printable(box.title),
        "subtitle": _printable(box.subtitle),
        "figures": [_figure(figure, around) for figure in box.figures],
    }


def _figure(figure: Figure, around: Language) -> Data:
    # Without the arrow, which the fonts lack: its words say it.
    small = (figure.detail, figure.change, figure.before, figure.target, figure.interval)
    return {
        "name": _words(Said(figure.name, figure.words), around),
        "value": _printable(figure.value),
        "small": [_printable(each) for each in small if each],
    }


def _chart(picture: Picture, around: Language) -> Data:
    return {
        "heading": _("Over time"),
        "title": _words(Said(picture.title, picture.words), around),
        "svg": _for_paper(picture.svg),
        "alt": picture.summary,
    }


def _for_paper(svg: str) -> str:
    """Return a chart with its font and colours in it: Typst knows nothing of our style sheet."""
    with_font = svg.replace('font-size="15"', 'font-size="15" font-family="Noto Sans, Vazirmatn"')
    faint = with_font.replace('<rect class="chart__band"', '<rect class="chart__band" fill-opacity="0.15"')
    return faint.replace("currentColor", "#0e5a5a")


def _parts(card: Mapping[str, Any], around: Language) -> Iterable[Data]:
    def plain(text: str) -> Data:
        return {"text": _printable(text), "language": None}

    story = [_words(card["story"], around)] if card["story"] else []
    yield {"title": _("The story behind the figures"), "lines": story}
    said = [_words(each, around) for each in card["quotations"]]
    yield {"title": _("What families said"), "lines": said}
    steps = [
        line
        for step in card["steps"]
        for line in (
            _words(step["what"], around),
            plain(_("Who: %(who)s. By: %(due)s.") % {"who": step["who"], "due": date_format(step["due"], "j E Y")}),
        )
    ]
    yield {"title": _("What we will do next"), "lines": steps}
    notes = [
        _(
            "“–” stands where too few people answered to show a number. It also stands where a number would tell us "
            "one that is too small."
        ),
        _("A range says what chance alone could do with this many answers. It does not allow for who chose to answer."),
        _("Checked by two people and published on %(date)s.") % {"date": date_format(card["released_on"], "j E Y")},
    ]
    yield {"title": _("To read these figures rightly"), "lines": [plain(note) for note in notes]}
