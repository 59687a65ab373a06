"""What keys and numbers of a release are called, in English words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from feedback.outcomes.disclosure.signs import (
    ALL,
    HIDDEN,
    LANGUAGE,
    LOCALITY,
    NOT_GIVEN,
    OTHER_LANGUAGES,
    SERVICE,
    TOGETHER,
)
from feedback.outcomes.models import Measure
from feedback.outcomes.models.framework import Direction
from guidance.directory.models import Locality, Service
from home.languages import SOURCE
from home.records import column

MARGINS = {ALL: "everybody", SERVICE: "by service", LOCALITY: "by area", LANGUAGE: "by language"}
_OTHERS = {ALL: "everybody", NOT_GIVEN: "not given", OTHER_LANGUAGES: "other languages"}
#: How the audit names a row of a release, and of it a count.
_ROW = re.compile(
    r"(?P<what>.+), (?P<margin>all|service|locality|language) (?P<group>[^,]+), (?P<period>\d{4}(?:-Q\d)?)"
)
_COUNTS = {
    "numerator": "how many gave an answer that counts",
    "the others": "how many gave another answer",
    "denominator": "how many answered",
    "percent": "the percentage",
}


def day(when: date) -> str:
    return f"{when:%-d %B %Y}"


def address(name: str, *args: Any) -> str:
    """Return an address, or "" where this site has no such screen."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Names:
    """What measures and groups are called; a key that is no more is called by its key."""

    measures: Mapping[str, str]
    services: Mapping[str, str]

    def measure(self, key: str) -> str:
        return self.measures.get(key) or key

    def group(self, margin: str, key: str) -> str:
        known: Mapping[str, str] = {
            SERVICE: self.services,
            LOCALITY: {each.value: str(each.label) for each in Locality},
        }.get(margin, {})
        parts = (_OTHERS.get(each) or known.get(each) or each for each in key.split(TOGETHER))
        return " and ".join(parts)

    def fact(self, name: str) -> str:
        """Return in words what the audit says that a reader knows, or could work out. It holds no number of people."""
        row, _, count = name.partition(": ")
        found = _ROW.fullmatch(row)
        if found is None:
            return name
        group = self.group(found["margin"], found["group"])
        what = ", ".join(self.measure(each) for each in found["what"].split(", "))
        of_what, _, since = count.partition(", ")
        said = _COUNTS.get(of_what, of_what) or "how many gave this answer"
        return f"{what}, {group}, {found['period']}: {said}" + (f", {since}" if since else "")

    def proposal(self, proposal: Mapping[str, Any]) -> str:
        """Return what accepting a proposal will do."""
        if merge := proposal.get("merge"):
            areas = " and ".join(self.group(LOCALITY, each) for each in merge)
            return f"Show {areas} together as one area, for every measure of this release."
        if drop := proposal.get("drop"):
            tables = [self._table(code) for code in drop]
            return f"Leave out {tables[0]}." if len(tables) == 1 else f"Leave out {len(tables)}: {'; '.join(tables)}."
        return str(proposal["words"])

    def _table(self, code: str) -> str:
        measure, margin, period = code.split("|")
        return f"“{self.measure(measure)}” {MARGINS.get(margin, margin)}, {period}"


def names() -> Names:
    """Return what everything is called. Two queries."""
    measures = Measure.objects.values_list("key", "name_en")
    return Names(dict(measures), dict(Service.objects.values_list("key", "name_en")))


def name_of(record: Any, field: str = "name") -> str:
    return column(record, field, SOURCE)


# --- Numbers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as it is shown: its number, what stands around it, and which way it went, as an arrow and a word."""

    number: str
    around: str = ""
    arrow: str = ""
    change: str = ""

    @property
    def is_hidden(self) -> bool:
        return self.number == HIDDEN


def say(cell: Mapping[str, Any], form: str, change: str, direction: str) -> Said:
    """Return one published row in words; of a hidden one, nothing but the sign."""
    if HIDDEN in (cell.get("numerator"), cell.get("number")):
        return Said(HIDDEN)
    if "number" in cell:
        return Said(*_number(cell, form), *went(change, direction))
    if not cell["denominator"]:
        return Said("no answers yet")
    around = f"{cell['low']} to {cell['high']} %, {cell['numerator']} of {cell['denominator']}"
    return Said(f"{cell['percent']} %", around, *went(change, direction))


def _number(cell: Mapping[str, Any], form: str) -> tuple[str, str]:
    if form != Measure.Form.DAYS:
        return plain(cell["number"]), ""
    around = f"half waited {plain(cell['lower'])} to {plain(cell['upper'])}" if "lower" in cell else ""
    return f"{plain(cell['number'])} days", around


def plain(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


_WENT = {
    "up": ("↑", "up"),
    "down": ("↓", "down"),
    "no-clear-change": ("→", "no clear change"),
    "not-compared": ("", "not compared"),
    # Of numbers that are no share of answers: no more is made of them than they are.
    "more": ("↑", "more than before"),
    "less": ("↓", "less than before"),
    "same": ("→", "as before"),
}
_BETTER = {("up", Direction.HIGHER): True, ("down", Direction.LOWER): True}


def went(change: str, direction: str) -> tuple[str, str]:
    """Return which way a figure went, as an arrow and in words; better or worse only where it clearly is."""
    arrow, words = _WENT.get(change, ("", ""))
    if change in ("up", "down") and direction != Direction.CONTEXT:
        words += ", better" if _BETTER.get((change, Direction(direction))) else ", worse"
    return arrow, words
