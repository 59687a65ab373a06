"""Propose what says who somebody is. Pure: no Django, and nothing is taken out by it.

A person looks at every proposal, drops what is none, adds what was missed (`feedback.comments.admin`,
`guidance.practice.story_views`). So this module would rather propose too much than too little. What nobody can see
(marks of direction, joiners), other digits, wide letters and odd spaces are folded first; proposals are places in the
text as it was written.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

#: What stands where words were taken out: no word of any language.
MARK = "[…]"
_WORDS = Path(__file__).with_name("redaction.toml")


class Kind(Enum):
    """What a proposal says of somebody. Where two overlap, the first here gives its name to both."""

    EMAIL = "email"
    WEB = "web"
    HANDLE = "handle"
    HEALTH_NUMBER = "health-number"
    DATE = "date"
    PHONE = "phone"
    POSTCODE = "postcode"
    NUMBER = "number"
    PLACE = "place"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Letters ``start`` to ``end`` of a text, as Python counts them. An unsure one is often wrong."""

    start: int
    end: int
    kind: Kind
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to look for things in; each letter knows which letters of the original it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def proposal(self, start: int, end: int, kind: Kind, *, is_sure: bool = True) -> Proposal:
        return Proposal(self.starts[start], self.ends[end - 1], kind, is_sure)


def propose(text: str, *, people: Iterable[str] = (), places: Iterable[str] = ()) -> tuple[Proposal, ...]:
    """Return what might have to go, in the order of the text; no two overlap.

    ``people`` and ``places`` are names known to the site: its staff, its areas. It never raises, whatever the text.
    """
    folded = fold(text)
    found = [
        *_addresses(folded),
        *_numbers(folded),
        *_dates(folded),
        *_postcodes(folded),
        *_names(folded, people),
        *_places(folded, places),
    ]
    return _wherever_it_stands(text, _joined(found))


def redact(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with a mark in place of each span. Spans may overlap, and may point outside."""
    parts, reached = [], 0
    for start, end in sorted((max(start, 0), min(end, len(text))) for start, end in spans):
        if end <= max(start, reached):
            continue
        if start >= reached:
            parts += [text[reached:start], MARK]
        reached = end
    return "".join([*parts, text[reached:]])


def _joined(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals with overlapping ones made one, which covers them all."""
    order = list(Kind)
    joined: list[Proposal] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        last = joined[-1] if joined else None
        if last is None or one.start >= last.end:
            joined.append(one)
            continue
        kind = min(last.kind, one.kind, key=order.index)
        joined[-1] = Proposal(last.start, max(last.end, one.end), kind, last.is_sure or one.is_sure)
    return tuple(joined)


def _wherever_it_stands(text: str, found: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """Return the proposals, and each once more where the same letters stand again as words of their own."""
    kinds = {text[each.start : each.end]: each.kind for each in reversed(found)}
    again = [
        Proposal(match.start(), match.end(), kind, is_sure=False)
        for words, kind in kinds.items()
        if text.count(words) > 1
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    ]
    return _joined([*found, *again])


# --- Folding --------------------------------------------------------------------------------------------------------


def fold(text: str) -> Folded:
    """Return the text with one form for each letter, digit, space and dash, without what nobody sees."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        seen = "".join(letter for letter in text[start:end] if not _is_unseen(letter))
        for letter in unicodedata.normalize("NFKC", seen):
            if (plain := _plain(letter)) is not None:
                letters.append(plain)
                starts.append(start)
                ends.append(end)
    return Folded("".join(letters), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield each letter with the marks and unseen things behind it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not (_is_unseen(text[place]) or unicodedata.category(text[place])[0] == "M"):
            yield start, place
            start = place


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Cs", "Co", "Cn") or letter in "\u115f\u1160\u3164\uffa0\u00ad"


def _plain(letter: str) -> str | None:
    """Return the one form of a letter, or ``None`` for a mark that belongs to no letter."""
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if category == "Pd" or letter in "\u2212\u2043":
        return "-"
    if letter in "’‘ʼ`´\u02b9":
        return "'"
    if letter in "。․\u06d4":
        return "."
    if category[0] == "M":
        return None
    if letter != "\n" and category in ("Zs", "Zl", "Zp", "Cc"):
        return " "
    return letter


# --- What has a form ------------------------------------------------------------------------------------------------
_AT = r"(?: {0,2}@ {0,2}| {0,2}[(\[{] {0,2}(?:at|@) {0,2}[)\]}] {0,2})"
_DOT = r"(?: {0,2}[(\[{] {0,2}(?:dot|\.) {0,2}[)\]}] {0,2}| dot |\.| \. )"
_EMAIL = re.compile(
    rf"[\w.+%'-]{{1,64}}(?:{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,5}}"
    rf"| at [\w-]{{1,63}}(?: dot [\w-]{{1,63}}){{1,5}})",
    re.IGNORECASE,
)
_TOP = "com|org|net|info|biz|me|io|app|ly|gg|co|uk|ie|eu|gov|nhs|pl|lt|pt|br|ro|md|bg|ua|ru|by|tl"
_WEB = re.compile(
    r"(?:h(?:tt|xx)ps?\s?:\s?//|www\.)[^\s<>\"]{1,500}"
    rf"|(?<![\w@.])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_TOP})(?![\w-])(?:/[^\s<>\"]{{0,500}})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@])@ ?\w[\w.]{1,40}"
    r"|(?<!\w)(?:instagram|insta|snapchat|facebook|fb|tiktok|twitter|whatsapp|viber|telegram|messenger)"
    r" {0,2}(?:is |[:=-]) {0,2}@?\w[\w.-]{1,40}",
    re.IGNORECASE,
)
_GAP = r"[\s.\-_/()·•*,|+\u066b\u066c]{0,3}"
_DIGITS = re.compile(rf"(?<!\d)[+(]{{0,2}}\d(?:{_GAP}\d){{6,}}")
#: A letter that looks the same in Cyrillic is the same to a reader.
_POSTCODE = re.compile(
    rf"(?<!\w)(?:[BbВв]{_GAP}[TtТт]{_GAP}\d{{1,2}}(?!\d)(?:{_GAP}\d{_GAP}[^\W\d_]{_GAP}[^\W\d_](?!\w))?"
    r"|[A-Za-z]{1,2}\d[A-Za-z\d]?[ .\-]{0,2}\d[A-Za-z]{2}(?!\w)"
    r"|[AC-FHKNPRTV-Yac-fhknprtv-y]\d[\dWw][ .\-]{0,2}(?=[A-Za-z\d]{0,3}\d)[A-Za-z\d]{4}(?!\w))"
)


def _addresses(folded: Folded) -> Iterator[Proposal]:
    for kind, pattern in ((Kind.EMAIL, _EMAIL), (Kind.WEB, _WEB), (Kind.HANDLE, _HANDLE)):
        for match in pattern.finditer(folded.text):
            end = match.start() + len(match[0].rstrip(".,;:!?)]}'\""))
            yield folded.proposal(match.start(), max(end, match.start() + 1), kind)


def _numbers(folded: Folded) -> Iterator[Proposal]:
    for match in _DIGITS.finditer(folded.text):
        kind, is_sure = _kind_of(match[0])
        yield folded.proposal(match.start(), match.end(), kind, is_sure=is_sure)


def _kind_of(number: str) -> tuple[Kind, bool]:
    """Return what a number of seven digits or more may be, and whether that is sure: it goes in any case."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 10 and digits[0] != "0":
        return Kind.HEALTH_NUMBER, is_health_number(digits)
    abroad = number.startswith(("+", "(+")) or digits.startswith("00")
    at_home = digits[0] == "0" and 9 <= len(digits) <= 11
    if abroad or at_home or (digits.startswith(("44", "353")) and 11 <= len(digits) <= 13):
        return Kind.PHONE, True
    return (Kind.PHONE, False) if len(digits) == 8 else (Kind.NUMBER, False)


def is_health_number(digits: str) -> bool:
    """Tell whether ten digits are a Health and Care number: its range, and the last digit by modulus 11."""
    if len(digits) != 10 or not 320_000_001 <= int(digits[:9]) <= 399_999_999:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return (11 - rest) % 11 == int(digits[9])


def _postcodes(folded: Folded) -> Iterator[Proposal]:
    for match in _POSTCODE.finditer(folded.text):
        yield folded.proposal(match.start(), match.end(), Kind.POSTCODE)


# --- Words that stand beside ----------------------------------------------------------------------------------------


@cache
def _listed(section: str) -> frozenset[str]:
    """Return a section's words in all languages, folded: families write in more than one."""
    by_language = tomllib.loads(_WORDS.read_text(encoding="utf-8"))[section]
    return frozenset(fold(word).text.casefold() for words in by_language.values() for word in words)


@cache
def _any_of(section: str) -> str:
    return _either(_listed(section))


def _either(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, the longest first, whatever spaces are between their parts."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,3}") for word in longest_first)


@cache
def _date_patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?:{_any_of('months')})(?![^\W\d])"
    day = r"(?<!\d)\d{1,2}(?: ?(?:st|nd|rd|th)|-?[^\W\d_]{1,2})?\.?"
    year = r"(?:,? {1,2}(?:de )?(?:19|20)?\d{2}(?!\d))?"
    apart = r" {0,2}[./\-\u066b\\] {0,2}"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?<!\d)\d{{1,2}}{apart}\d{{1,2}}{apart}(?:\d{{4}}|\d{{2}})(?!\d)",
            rf"(?<!\d)(?:19|20)\d{{2}}(?:{apart}| )\d{{1,2}}(?:{apart}| )\d{{1,2}}(?!\d)",
            rf"{day}\s{{0,3}}(?:of |de |d')?{month}{year}",
            rf"(?<!\w){month}\s{{1,3}}\d{{1,2}}(?: ?(?:st|nd|rd|th))?(?!\d){year}",
            rf"(?<!\w)(?:{_any_of('born')})(?!\w)\D{{0,12}}\d[\d ./\-]{{1,12}}\d",
        )
    )


def _dates(folded: Folded) -> Iterator[Proposal]:
    for pattern in _date_patterns():
        for match in pattern.finditer(folded.text):
            yield folded.proposal(match.start(), match.end(), Kind.DATE)


# --- Names ----------------------------------------------------------------------------------------------------------
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_NEXT = re.compile(r"[.:,-]{0,2}\s{1,3}([^\W\d_]+(?:['-][^\W\d_]+)*)")
_AFTER_NAMES = (".", ",", ":", "!", "?", "،", "؟", "\n", "")
_QUOTES = " \t\"“”„«»'([-*•"
#: How many words of a name are proposed after one that announces it.
_LONGEST_NAME = 3


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    is_sure: bool


def _names(folded: Folded, people: Iterable[str]) -> Iterator[Proposal]:
    text = folded.text
    found = [*_announced(text), *_known(text, people), *_capitals(text)]
    found += _repeated(text, found)
    for name in found:
        yield folded.proposal(name.start, name.end, Kind.NAME, is_sure=name.is_sure)


@dataclass(frozen=True, slots=True)
class _Announcer:
    """How many words after it may be a name: with a small letter, in a script without capitals."""

    small: int
    bare: int
    is_sure: bool


_ANNOUNCERS = {
    "introductions": _Announcer(small=2, bare=2, is_sure=True),
    "abbreviated": _Announcer(small=1, bare=2, is_sure=True),
    "titles": _Announcer(small=0, bare=2, is_sure=True),
    "beside": _Announcer(small=0, bare=1, is_sure=False),
}


def _announced(text: str) -> Iterator[_Name]:
    """Yield the names after "my name is", after titles, and after work and kin."""
    for section, announcer in _ANNOUNCERS.items():
        # Arabic writes "and" as one letter before the word.
        for match in re.finditer(rf"(?<!\w)و?(?:{_any_of(section)})(?!\w)", text, re.IGNORECASE):
            yield from _after(text, match.end(), announcer)


def _after(text: str, place: int, announcer: _Announcer) -> Iterator[_Name]:
    small, bare, is_sure = announcer.small, announcer.bare, announcer.is_sure
    for _word in range(_LONGEST_NAME):
        match = _NEXT.match(text, place)
        if match is None or _is_no_name(match[1]):
            return
        first = match[1][0]
        is_capital, is_small = first.isupper(), first.islower()
        if (is_small and (not small or len(match[1]) == 1)) or (not is_capital and not is_small and not bare):
            return
        yield _Name(match.start(1), match.end(1), is_sure)
        place = match.end(1)
        if text[place : place + 1] in _AFTER_NAMES:
            return
        # A small word after a capital is no name; one after a small word may be a surname.
        small, bare = (small - 1 if is_small else 0), bare - 1
        is_sure = is_sure and is_capital


def _is_no_name(word: str) -> bool:
    small = word.casefold()
    others = {small, small.removeprefix("و")}
    return not others.isdisjoint(_listed("not_names") | _listed("beside") | _listed("titles"))


def _known(text: str, people: Iterable[str]) -> Iterator[_Name]:
    words = {word for person in people for word in _WORD.findall(fold(person).text) if len(word) > 1}
    for word in sorted(words):
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            yield _Name(match.start(), match.end(), is_sure=match[0][0].isupper())


def _capitals(text: str) -> Iterator[_Name]:
    """Yield words with a capital that begin no sentence. Where most letters are capitals they say nothing."""
    letters = [letter for letter in text if letter.isupper() or letter.islower()]
    if sum(letter.isupper() for letter in letters) * 2 > len(letters) > 12:
        return
    first: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        word = match[0]
        is_name = len(word) > 1 and word[0].isupper() and not _is_no_name(word)
        if is_name and _begins_sentence(text, match.start()):
            # Alone it is any word; before another capital it may be the first of two names.
            first = match
            continue
        if is_name:
            if first is not None and text[first.end() : match.start()].strip(" ") == "":
                yield _Name(first.start(), first.end(), is_sure=False)
            yield _Name(match.start(), match.end(), is_sure=False)
        first = None


def _begins_sentence(text: str, place: int) -> bool:
    before = place - 1
    while before >= 0 and text[before] in _QUOTES:
        before -= 1
    return before < 0 or text[before] in ".!?…:\n؟"


def _repeated(text: str, found: Iterable[_Name]) -> list[_Name]:
    """Return where a name stands once more with a capital; in small letters too, if it was sure."""
    sure: dict[str, bool] = {}
    for name in found:
        for word in _WORD.findall(text[name.start : name.end]):
            if not _is_no_name(word):
                sure[word.casefold()] = sure.get(word.casefold(), False) or (name.is_sure and len(word) > 2)
    again = []
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if sure.get(word) or (word in sure and not match[0][0].islower()):
            again.append(_Name(match.start(), match.end(), is_sure=False))
    return again


# --- Places ---------------------------------------------------------------------------------------------------------
_STREET = re.compile(
    r"(?<![\d.])\d{1,4} ?[a-z]?,? {1,2}(?:[^\W\d_][\w'-]{0,30} {1,2}){1,3}"
    r"(?:street|st|road|rd|avenue|ave|park|drive|lane|close|court|crescent|terrace|gardens|grove|heights|manor|square)"
    r"(?!\w)",
    re.IGNORECASE,
)


def _places(folded: Folded, places: Iterable[str]) -> Iterator[Proposal]:
    known = {fold(place).text.strip() for place in places} - {""} | _listed("places")
    for match in re.finditer(rf"(?<!\w)(?:{_either(known)})(?!\w)", folded.text, re.IGNORECASE):
        yield folded.proposal(match.start(), match.end(), Kind.PLACE, is_sure=False)
    for match in _STREET.finditer(folded.text):
        yield folded.proposal(match.start(), match.end(), Kind.PLACE)


# --- What a person adds ---------------------------------------------------------------------------------------------


def places_of(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Return where words that a person named stand in the text: as words of their own, else wherever they do."""
    wanted = words.strip()
    if not wanted:
        return ()
    alone = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", re.IGNORECASE)
    found = list(alone.finditer(text)) or list(re.finditer(re.escape(wanted), text, re.IGNORECASE))
    return tuple((match.start(), match.end()) for match in found)
