"""Mark the English names that stay English in every translation. Pure.

People need the English word to ask for a service, so "health visitor" stands in a Polish sentence; unmarked, a Polish
voice would read it as Polish.
"""

import re
from functools import lru_cache

from home.languages import SOURCE, Language

#: Names and words that translators keep in English. Longer ones first: "GP out of hours" is not "GP" and two words.
NAMES = (
    "Southern Health and Social Care Trust",
    "Perinatal Infant Mental Health Services",
    "UNICEF UK Baby Friendly Initiative",
    "Infant Mental Health Online",
    "Perinatal Mental Health Team",
    "Health and Social Care Trust",
    "Infant Mental Health Panel",
    "Domestic and Sexual Abuse Helpline",
    "Emergency Department",
    "Emergency social work",
    "Health and Social Care",
    "Family Nurse Partnership",
    "Family nurse",
    "family nurse",
    "Family Support Hub",
    "Good Beginnings",
    "GP out of hours",
    "Southern Trust",
    "Southern area",
    "Irish Travellers",
    "Health visiting",
    "health visitor",
    "Health visitor",
    "NSPCC Helpline",
    "Lullaby Trust",
    "Action on Postpartum Psychosis",
    "Phone First",
    "Tiny Steps",
    "Home-Start",
    "Sure Start",
    "text relay",
    "Section 75",
    "Samaritans",
    "Childline",
    "Easy Read",
    "Lifeline",
    "Gateway",
    "midwife",
    "iCAMHS",
    "999 BSL",
    "Trust",
    "GP",
)
_TAG_OR_TEXT = re.compile(r"(<[^>]*>|&[a-zA-Z#0-9]+;)")
_NAME = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, NAMES)) + r")(?![\w-])")
#: In another script, every run of Latin words is English: "GP out of hours, Southern area", "Section 75". Digits that
#: belong to a word stay with it: left outside, they would jump to its other side in Arabic.
_WORD = r"(?:Section 75|(?:\d[\d–-]*)?[A-Za-z][A-Za-z0-9'’-]*)"
_LATIN = re.compile(rf"(?:999 )?{_WORD}(?:,? (?:and |& )?{_WORD}| \d[\d–-]*(?= [A-Za-z]))*")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def _mark(match: re.Match[str]) -> str:
    return f'<bdi lang="{SOURCE.tag}" dir="ltr">{match[0]}</bdi>'


def _mail(match: re.Match[str]) -> str:
    return f'<a href="mailto:{match[0]}"><bdi dir="ltr">{match[0]}</bdi></a>'


def _marked_text(text: str, names: re.Pattern[str]) -> str:
    """Mark names in a stretch of text, leaving e-mail addresses whole."""
    parts = re.split(f"({_EMAIL.pattern})", text)
    return "".join(part if number % 2 else names.sub(_mark, part) for number, part in enumerate(parts))


# Words of pages are the same for everybody, and come again with each page: names of services, helplines, headings.
@lru_cache(maxsize=4096)
def mark_english(html: str, language: Language) -> str:
    """Return the HTML of a text in ``language`` with English names marked as English."""
    if language == SOURCE:
        return html
    names = _NAME if language.script == "Latn" else _LATIN
    parts = _TAG_OR_TEXT.split(html)
    return "".join(part if number % 2 else _marked_text(part, names) for number, part in enumerate(parts))


@lru_cache(maxsize=1024)
def link_emails(html: str) -> str:
    """Return the HTML with its e-mail addresses made links; those inside links stay as they are."""
    parts = re.split(r"(<a\b.*?</a>|<[^>]*>)", html, flags=re.DOTALL)
    return "".join(part if number % 2 else _EMAIL.sub(_mail, part) for number, part in enumerate(parts))
