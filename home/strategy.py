"""The pages that tell families what the strategy is, in the order in which they are read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from home.context import spoken_language
from home.queries import shown_among

#: Each page's slug, and its name beside the others.
PAGES = {
    "the-strategy": gettext_noop("What it is"),
    "what-the-strategy-wants": gettext_noop("What it wants"),
    "what-the-strategy-does": gettext_noop("What happens"),
    "have-a-say": gettext_noop("How to have a say"),
}


@dataclass(frozen=True, slots=True)
class StrategyLink:
    label: str
    url: str
    is_here: bool


def strategy_links(here: str = "") -> list[StrategyLink]:
    """Return the way to each of the pages that readers are shown. ``here``: the slug of the page being read."""
    shown = shown_among(PAGES, spoken_language())
    home = f"/{spoken_language().code}/"
    return [StrategyLink(_(label), f"{home}{slug}/", slug == here) for slug, label in PAGES.items() if slug in shown]
