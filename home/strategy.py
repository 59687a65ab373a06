"""The pages that tell families what the strategy is, in the order in which they are read."""

from django.utils.translation import gettext_noop

#: Each page's slug, and its name beside the others.
PAGES = {
    "the-strategy": gettext_noop("What it is"),
    "what-the-strategy-wants": gettext_noop("What it wants"),
    "what-the-strategy-does": gettext_noop("What happens"),
    "have-a-say": gettext_noop("How to have a say"),
}
