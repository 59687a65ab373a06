"""A pack on paper, as PDF/UA-1: a card for a bag (A6), a leaflet (A5), a poster (A4), in the family's language."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from guidance.formats.pdf import fonts
from guidance.formats.pdf.letters import SCRIPTS, known_characters
from guidance.formats.pdf.sheet import STAND_IN, SUBSTITUTES
from guidance.models import Pack
from guidance.queries import helplines_of
from guidance.signposting import codes, services
from guidance.signposting.queries import Contents, made_of
from home.languages import SOURCE, Language
from home.models import Helpline
from home.models.helplines import HelplineCard, helpline_card
from home.spoken import speaking

_TEMPLATE = Path(__file__).with_name("card.typ")
Data = dict[str, Any]


class Size(Enum):
    """What it is printed on."""

    CARD = "a6"
    LEAFLET = "a5"
    POSTER = "a4"


@dataclass(frozen=True, slots=True)
class Printed:
    """A card as a file, and the version that it carries."""

    pdf: bytes
    version: str


def short_address(code: str, version: str = "") -> str:
    """Return the whole address as a QR code carries it; with the version of the card that it stands on."""
    parts = [part for part in (codes.shown(code), version) if part]
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('enter_pack', args=parts)}"


def typed_address(code: str) -> str:
    """Return the address as people type it: without what every browser adds."""
    return short_address(code).partition("://")[2].rstrip("/")


def qr_svg(address: str, **look: Any) -> str:
    """Return a QR code as an SVG document. A quarter of it may be torn, wet or behind a crack."""
    drawn = io.BytesIO()
    # Four empty cells around it are what cameras look for.
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", border=4, xmldecl=False, dark="#000", **look)
    return drawn.getvalue().decode()


def can_print(language: Language) -> bool:
    """Tell whether a font here can set the language."""
    return language.script in SCRIPTS


def print_pack(pack: Pack, contents: Contents, size: Size) -> Printed:
    """Return a pack on paper, in the language of its contents, and note what it is made of. About 50 ms.

    Raises:
        ValueError: no font here can set the language.
    """
    if not can_print(contents.language):
        raise ValueError("No font for this language")
    lines = _lines_on(contents)
    version = services.note_card(pack, made_of(contents, lines)).version
    with speaking(contents.language):
        data = _data(pack, contents, lines, version) | {"size": size.value}
    return Printed(_set(data), version)


def _set(data: Data) -> bytes:
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts(), sys_inputs={"card": json.dumps(data)})
    page = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(page, bytes)  # noqa: S101 - a PDF is one file; only pictures come as several
    return page


def _lines_on(contents: Contents) -> list[Helpline]:
    """Return the lines of the panel on every page; on an exit pack none that says what the pack is about."""
    lines = list(Helpline.objects.urgent())
    if not contents.is_exit:
        return lines
    telling = {key for each in contents.pages if each.card.is_exit_page for key in helplines_of(each.page)}
    return [
        line
        for line in lines
        if line.group == Helpline.Group.EMERGENCY or (line.key not in telling and line.group != Helpline.Group.ABUSE)
    ]


# --- As data for the template ----------------------------------------------------------------------------------------


def _data(pack: Pack, contents: Contents, lines: Sequence[Helpline], version: str) -> Data:
    """Return what is printed. Of an exit pack nothing is named: somebody else may find the card."""
    language = contents.language
    is_neutral = contents.is_exit
    address = short_address(pack.pk, version)
    title = _("Family information") if is_neutral else _("Picked for your family")
    take_or_type = _("Take a picture of the code with your phone, or type:")
    return {
        "language": _language(language),
        "rtl": language.is_rtl,
        "title": _printable(title),
        "notices": [] if is_neutral else [_printable(notice) for notice in _notices(contents)],
        "pages": [] if is_neutral else [_words(each.card.title, each.page.words, language) for each in contents.pages],
        "others": [] if is_neutral else list(_others(contents)),
        "others_title": _printable(_("People who can help")),
        "take_or_type": _printable(take_or_type),
        "address": _printable(typed_address(pack.pk)),
        "url": address,
        "qr": qr_svg(address),
        "alt": f"{title}: {typed_address(pack.pk)}",
        "help_title": _printable(_("Get help now")),
        "lines": [_line(helpline_card(line, language), language) for line in lines if line.phone],
        "version": version,
        "not_asked": _printable(_("Nobody is told who opens it.")),
    }


def _notices(contents: Contents) -> Iterator[str]:
    """Yield what the reader must know of these words: nobody is handed a draft without being told."""
    if any(each.is_draft for each in contents.pages):
        if contents.language == SOURCE:
            yield _("This page is a draft. Nobody at the Trust has checked it yet.")
        else:
            yield _("This translation is a draft, made with a computer’s help. No native speaker has checked it yet.")


def _others(contents: Contents) -> Iterator[Data]:
    for service in contents.services:
        yield _words(service.name, SOURCE if service.words_differ else contents.language, contents.language)


def _line(card: HelplineCard, around: Language) -> Data:
    name = _words(card.name, SOURCE if card.words_differ else around, around)
    return {
        "name": name | {"text": "" if card.name == card.phone else name["text"]},
        "phone": card.phone,
        "tel": card.tel,
        "doubt": _printable(_("This number may have changed.")) if card.may_have_changed else "",
    }


def _words(text: str, language: Language, around: Language) -> Data:
    return {"text": _printable(text), "language": None if language == around else _language(language)}


def _language(language: Language) -> Data:
    lang, _dash, region = language.tag.partition("-")
    return {"lang": lang, "region": region if len(region) == 2 else None, "rtl": language.is_rtl}


def _printable(words: str) -> str:
    """Return words that the fonts here can set: a sign they lack stands as one that is seen, and harmless."""
    known = known_characters()
    return "".join(sign if sign in known else STAND_IN for sign in words.translate(SUBSTITUTES))
