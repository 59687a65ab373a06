"""What the report card of a service says on paper."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.outcomes.cards.paper import Part, Piece, Sheet, plain, printed, said, told_first
from home.languages import Language


def card_on_paper(card: Mapping[str, Any], language: Language) -> bytes:
    """Return the card as a PDF of one page. About 100 ms."""
    beside, *below = _parts(card)
    sheet = Sheet(
        title=card["service"],
        subtitle=f"{card['quarter']} · {_('Who answers for this:')} {card['owner']}"
        if card["owner"]
        else card["quarter"],
        notices=told_first(card["notice"]),
        boxes=card["boxes"],
        picture=card["picture"],
        beside=beside,
        below=tuple(below),
    )
    return printed(sheet, language)


def _parts(card: Mapping[str, Any]) -> tuple[tuple[Part, ...], ...]:
    """Return what stands beside the chart, and what stands under it: the story, or how to read it without one.

    Under the story there is a second, shorter one, for a card that says much.
    """
    told = (
        Part(_("The story behind the figures"), said(card["story"])),
        Part(_("What families said"), tuple(line for each in card["quotations"] for line in said(each))),
    )
    steps, notes = _steps(card), _notes(card)
    if not any(part.lines for part in told):
        return (notes,), (steps,)
    return told, (steps, notes), (steps, Part(notes.title, notes.lines[:2] + notes.lines[-1:]))


def _steps(card: Mapping[str, Any]) -> Part:
    lines = (
        line
        for step in card["steps"]
        for line in (
            (Piece(step["what"].text, step["what"].words),),
            plain(_("Who: %(who)s. By: %(due)s.") % {"who": step["who"], "due": date_format(step["due"], "j E Y")}),
        )
    )
    return Part(_("What we will do next"), tuple(lines))


def _notes(card: Mapping[str, Any]) -> Part:
    """Return how to read the figures: the first two and the last are never left out."""
    checked = _("Checked by two people and published on %(date)s.") % {
        "date": date_format(card["released_on"], "j E Y")
    }
    notes = (
        _(
            "“–” stands where too few people answered to show a number. It also stands where a number would tell us "
            "one that is too small."
        ),
        _("A range says what chance alone could do with this many answers. It does not allow for who chose to answer."),
        _("We do not know how many could have answered, so nobody can say how the others feel."),
    )
    heard = tuple(
        (
            Piece(_("About %(number)s families answered this survey in the quarter:") % {"number": each["about"]}),
            Piece(each["title"].text, each["title"].words),
        )
        for each in card["heard"]
    )
    return Part(_("To read these figures rightly"), (*map(plain, notes), *heard, plain(checked)))
