"""What goes out to a translator and comes back: the texts of one page in one language. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a page. ``is_doubtful``: the translator has marked it as unfinished.

    ``hints`` are for the translator: terms and what they are called in this language. ``where`` says where it stands
    in the file that came back.
    """

    place: str
    english: str
    words: str = ""
    is_doubtful: bool = False
    hints: Sequence[str] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The texts of one page. ``page`` is its translation key, ``english`` the digest of the English they stand beside.

    ``taken_at`` is when they left: what somebody else has written since then is not overwritten.
    """

    page: str
    language: str
    english: str
    taken_at: datetime
    texts: Sequence[Text]
    title: str = ""
    slug: str = ""


class Fate(Enum):
    """What became of one text that came back."""

    TAKEN = "taken"
    SAME = "as it was"
    EMPTY = "not translated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text, and why. ``before`` are the words that it took the place of."""

    text: Text
    fate: Fate
    why: str = ""
    before: str = ""
