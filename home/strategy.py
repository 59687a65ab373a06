"""The pages that tell families what the strategy is, in the order in which they are read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from home.places import places
from home.spoken import interface_language

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
    """Return the way to each of the pages that is published. ``here``: the slug of the page being read."""
    published = places().by_path
    home = f"/{interface_language.get()}/"
    return [
        StrategyLink(_(label), f"{home}{slug}/", slug == here) for slug, label in PAGES.items() if slug in published
    ]
