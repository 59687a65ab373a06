"""What the tour tells. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of the tour. ``place`` names an address of the admin, ``go`` is what its link says."""

    title: str
    words: Sequence[str]
    place: str = ""
    go: str = ""


STEPS: Sequence[Step] = (
    Step(
        "What this site is for",
        (
            "A parent who can't sleep reads your page on a phone, perhaps in Polish, perhaps read aloud.",
            "So every page says one thing, in plain words, with hope and without blame. The desk helps you: it shows "
            "what to change while you write, and it lets nothing go out that has not been checked.",
        ),
    ),
    Step(
        "Where the pages are",
        (
            "Under Pages. The English page is the source: doors, sources and “more on this” are set there for all.",
            "A telephone number is never typed. It lives once, under Site, Helplines, and every page "
            "shows it from there.",
        ),
        "wagtailadmin_explore_root",
        "See the pages",
    ),
    Step(
        "While you write",
        (
            "Open the checks at the right of a page. They list what to change, where, and a better "
            "phrase with the reason. "
            "There is no score.",
            "What must be mended before publishing holds the page back, until you mend it or say why it may stand.",
        ),
    ),
    Step(
        "Save, publish, sign",
        (
            "Saving keeps a draft. Publishing shows it as a preview: it says that nobody has checked it.",
            "Then two named people sign, a clinician too on a safety page. Nobody approves their own words alone.",
        ),
    ),
    Step(
        "When the English changes",
        (
            "You are asked what the change means: wording only, meaning, or old words unsafe. "
            "In doubt take the lower one.",
            "The desk of languages shows how each page stands in each language, and whose turn it is.",
        ),
        "language_desk",
        "See the languages",
    ),
    Step(
        "Twenty minutes a day",
        (
            "“Keep it true” lists what is to be read again, dead links, and sources that were withdrawn. "
            "Begin there, then go to the desk of languages and tick “Only what waits for me”.",
            "If something went wrong: every page has its history, and any earlier state can be brought back.",
        ),
        "upkeep",
        "See what is due",
    ),
    Step(
        "Now practise",
        (
            "This makes a page of your own with two good paragraphs and a bad one. Find the bad one, repair it, "
            "and write a bad one yourself. Look at the checks each time.",
            "Nobody else minds, readers never see it, and it can't be published.",
        ),
    ),
)
