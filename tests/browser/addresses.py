"""Where every public template can be seen, and in which languages."""

from dataclasses import dataclass
from urllib.parse import quote

from guidance.content.load import FIRST_LANGUAGES

#: A left-to-right language with long words, one that is written right to left, and the source.
CLOSELY_WATCHED = ("en", "pl", "ar")
SHOWN = FIRST_LANGUAGES

GUIDANCE = "guidance/calm-together/"
EXIT = "guidance/feeling-safe-at-home/"
EXIT_DESTINATION = "https://www.bbc.co.uk/weather"
#: A word that finds pages, but not the one that is left in a hurry.
_FINDS = {"en": "crying", "pl": "płacz", "ar": "بكاء"}


#: The figures of this year are made up before the site starts.
SIMULATED_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Place:
    """A page of one template. ``search`` is typed into the search, in the language it is asked in."""

    path: str
    status: int = 200
    search: bool = False

    def address(self, code: str) -> str:
        query = f"?q={quote(_FINDS[code])}" if self.search else ""
        return f"/{code}/{self.path}{query}"


PLACES = {
    "home": Place(""),
    "index": Place("guidance/"),
    "guidance": Place(GUIDANCE),
    "exit": Place(EXIT),
    "easy-read": Place(f"{GUIDANCE}easy-read/"),
    "side-by-side": Place(f"{GUIDANCE}side-by-side/"),
    "standard": Place("accessibility/"),
    "stage": Place("stage/birth-to-3-months/"),
    "topic": Place("topic/finding-help/"),
    "who": Place("who/new-to-northern-ireland/"),
    "topics": Place("topics/"),
    "services": Place("services/"),
    "listen": Place("listen/"),
    "services-nothing": Place("services/?need=midwife"),
    "services-all": Place("services/?all=1"),
    "service": Place("services/icamhs/"),
    "search": Place("search/"),
    "search-found": Place("search/", search=True),
    "search-nothing": Place("search/?q=xqzwvkj"),
    "search-error": Place(f"search/?q={'x' * 300}", status=400),
    "glossary": Place("words/"),
    "questions": Place("questions/"),
    "questions-shown": Place("questions/?ask=crying&ask=who-else"),
    "kiosk": Place("kiosk/pages/calm-together.looking-after-you/"),
    "kiosk-pages": Place("kiosk/pages/calm-together.looking-after-you/?kiosk=pages.calm-together.looking-after-you"),
    "kiosk-page": Place(f"{GUIDANCE}?kiosk=pages.calm-together.looking-after-you"),
    "help": Place("help/"),
    "on-this-phone": Place("kept/"),
    "keep": Place("kept/topic/crying-and-calming/"),
    "you-said-we-did": Place("you-said-we-did/"),
    "action-plan": Place("action-plan/"),
    "report-cards": Place("report-cards/"),
    "outcomes": Place("how-babies-are-doing/"),
    "outcome": Place("how-babies-are-doing/best-start/"),
    "figures": Place("figures/"),
    "report-card": Place(f"report-cards/sure-start/{SIMULATED_YEAR}-q4/"),
    "interpreter-cards": Place("interpreter/"),
    "interpreter-card": Place("interpreter/tet/"),
    "not-found": Place("no-such-page/", status=404),
}
