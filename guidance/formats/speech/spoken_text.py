"""A text as a voice should read it: numbers, times, prices and addresses as words that can't be misheard. Pure.

Speech engines read "0808 808 8000" as an amount, some leave out "€" and the point of "2.5", and none knows that 5.30 is
a time. Everything that could come out as another value is spelled out here, one rule for each kind of thing, and each
stretch of the text is taken by one rule only.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from guidance.formats.speech.words import Words, words_in

_Speak = Callable[[re.Match[str], Words], str]


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    speak: _Speak


def prepare(text: str, language: str) -> str:
    """Return ``text`` as it is to be spoken in the language with this code. Words stay as they are."""
    words = words_in(language)
    rules, anything = _rules(language)
    clean = _clean(text)
    spoken: list[str] = []
    position = 0
    for match in anything.finditer(clean):
        rule = rules[int((match.lastgroup or "rule0")[4:])]
        found = rule.pattern.match(clean, match.start())
        assert found is not None  # noqa: S101 - the same pattern has just matched here
        spoken += [clean[position : match.start()], rule.speak(found, words)]
        position = match.end()
    return tidy("".join([*spoken, clean[position:]]))


def phone(text: str, language: str) -> str:
    """Return a text that is known to be a telephone number: its digits one by one, in its own groups."""
    words = words_in(language)
    return tidy(_PHONE_DIGITS.sub(lambda match: f" {_digits(match[0], words)} ", _clean(text)))


# Signs that are seen and not heard

_KEPT_FORMAT = "\u200c"  # Persian spells with it
_EMOJI_MARKS = "\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_KEPT_SYMBOLS = "°№©"


def _clean(text: str) -> str:
    """Return the text with plain digits, and without emoji, soft hyphens and marks of direction."""
    return "".join(map(_clean_character, text))


@lru_cache(maxsize=4096)
def _clean_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if kind == "Cf":
        return character if character == _KEPT_FORMAT else ""
    if kind in ("Cc", "Cs", "Co", "Cn") or character in _EMOJI_MARKS:
        return " "  # control characters are orders to espeak
    if kind == "So" and character not in _KEPT_SYMBOLS:
        return " "
    return ", " if character in "→•·" else character


def tidy(text: str) -> str:
    """Return a text with single spaces, and none before the marks that end a clause."""
    return re.sub(r"\s+([,.;:!?，。、；：！？،؛؟])", r"\1", " ".join(text.split()))


# Numbers

_SPACES = " \u00a0\u2009\u202f"
_PHONE_DIGITS = re.compile(r"\+?\s?\(?\d[\d\s().-]*")
_DIGITS_TOO_MANY = 7
_GROUP_LENGTH = 5


#: One number, with its groups of thousands and its fraction.
_AMOUNT = rf"(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}}(?!\d))+|\d+)(?:[.,٫٬]\d+)*"


def _number(number: str, words: Words) -> str:
    """Return a number as one that no engine reads wrong: no sign for thousands, a word for the fraction's."""
    plain = re.sub(rf"[{_SPACES}٬]", "", number).replace("٫", "." if not words.is_decimal_comma else ",")
    thousands = "." if words.is_decimal_comma else ","
    if "," in plain and "." in plain:  # whichever comes last is the fraction's, whatever the language's habit
        thousands = min(",.", key=plain.rfind)
    if re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{thousands}\d{{3}})+(?:[.,]\d+)?", plain):
        plain = plain.replace(thousands, "")
    elif re.fullmatch(r"[1-9]\d{0,2}[.,]000", plain):  # nobody writes three noughts after a fraction's sign
        plain = re.sub("[.,]", "", plain)
    parts = re.split(r"[.,]", plain)
    if len(parts) > 2:
        return _dotted(plain, parts, words)
    if len(parts) == 1:
        return _whole(plain)
    if "," in plain and not words.is_decimal_comma:
        return f"{_whole(parts[0])}, {_whole(parts[1])}"
    return f"{parts[0]} {words.name('point')} {' '.join(parts[1])}"


def _measure(number: str, words: Words) -> str:
    """Return how much there is of something that is measured: "37,5" is a fraction here in any language."""
    return _number(number if words.is_decimal_comma else re.sub(r"^(\d+),(\d\d?)$", r"\1.\2", number), words)


def _dotted(number: str, parts: list[str], words: Words) -> str:
    between = ", " if "," in number else f" {words.name('dot')} "
    return between.join(map(_whole, parts))


def _whole(digits: str) -> str:
    """Return an amount as it is, and what is more likely a code digit by digit."""
    is_code = len(digits) >= _DIGITS_TOO_MANY or (digits.startswith("0") and len(digits) > 1)
    return " ".join(digits) if is_code else digits


def _digits(number: str, words: Words) -> str:
    """Return a telephone number's digits one by one, with a rest after each group."""
    groups = [part for group in re.findall(r"\d+", number) for part in _short_groups(group)]
    spoken = ", ".join(" ".join(group) for group in groups)
    return f"{words.name('plus')} {spoken}" if number.lstrip().startswith("+") else spoken


def _short_groups(digits: str) -> list[str]:
    if len(digits) <= _GROUP_LENGTH:
        return [digits]
    return [digits[:3], *_short_groups(digits[3:])]


# One function for each kind of thing


def _address(match: re.Match[str], words: Words) -> str:
    """Return a web or e-mail address as it is said on the telephone, without what nobody types."""
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.IGNORECASE)
    host, _, path = re.split(r"[?#]", address)[0].rstrip("/").partition("/")
    said = f"{host}/{path}" if path and len(path) <= _LONGEST_PATH else host
    for sign, key in (("@", "at"), (".", "dot"), ("/", "slash"), ("-", "dash"), ("_", "underscore")):
        said = said.replace(sign, f" {words.name(key)} ")
    return f" {said} "


_LONGEST_PATH = 40


def _date(match: re.Match[str], words: Words) -> str:
    first, second, third = (part for part in match.groups() if part)
    day, month, year = (third, second, first) if len(first) == 4 else (first, second, third)
    if not 1 <= int(day) <= 31 or not 1 <= int(month) <= 12:
        return f" {int(first)}, {int(second)}, {int(third)} "
    return f" {words.date(int(day), int(month), year)} "


def _always(match: re.Match[str], words: Words) -> str:
    return f" {words.name('always')} "


_CURRENCIES = {"£": "pound", "€": "euro", "$": "dollar"}


def _price(match: re.Match[str], words: Words) -> str:
    before, amount, magnitude, amount_first, magnitude_first, after = match.groups()
    currency = _CURRENCIES[before or after]
    number, size = amount or amount_first, magnitude or magnitude_first
    if size:
        return f" {_large(number, size, words)} {words.count('', currency).strip()} "
    whole, small = re.fullmatch(r"(.+?)(?:[.,٫](\d\d))?", number).groups()  # type: ignore[union-attr]
    # No currency here has three places: "1,250" is thousands in every language.
    whole = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", "", whole)
    spoken = words.count(_number(whole, words), currency)
    return f" {spoken} {_minutes(small)} " if small and int(small) else f" {spoken} "


#: English signs and words for large numbers. In most languages here a "billion" is a thousand times as much.
_MAGNITUDES = {
    **{"m": "million", "bn": "billion", "k": "thousand"},
    **{name: name for name in ("million", "billion", "thousand")},
}


def _large(number: str, size: str, words: Words) -> str:
    """Return an amount of thousands, millions or billions in the language's own words."""
    amount, key = _measure(number, words), _MAGNITUDES.get(size.lower())
    return words.count(amount, key) if key else f"{amount} {size}"


def _temperature(match: re.Match[str], words: Words) -> str:
    amount, scale = _measure(match[1], words), (match[2] or "").upper()
    return f" {words.count(amount, 'celsius' if scale == 'C' else 'degree')} {'F' if scale == 'F' else ''} "


def _percent(match: re.Match[str], words: Words) -> str:
    return f" {words.count(_measure(match[1], words), 'percent')} "


def _unit(match: re.Match[str], words: Words) -> str:
    return f" {words.count(_measure(match[1], words), _UNITS[match[2]])} "


#: Signs of units in the alphabets of the registry. "m" is left alone: it may be a metre or a month.
_UNITS = {
    **{sign: sign for sign in ("kg", "g", "mg", "l", "ml", "km", "cm", "mm", "min", "h")},
    **{sign.upper(): sign for sign in ("kg", "mg", "l", "ml", "km", "cm", "mm")},
    **{
        "Kg": "kg",
        "kgs": "kg",
        "mins": "min",
        "hr": "h",
        "hrs": "h",
        "кг": "kg",
        "мг": "mg",
        "мл": "ml",
        "л": "l",
        "см": "cm",
    },
    **{"мм": "mm", "км": "km", "мин": "min", "хв": "min", "ч": "h", "كغ": "kg", "كجم": "kg", "مل": "ml", "سم": "cm"},
}


def _twelve_hours(match: re.Match[str], words: Words) -> str:
    hour, minutes, half = int(match[1]), match[2] or "", match[3].lower()
    past = "" if minutes in ("", "00") else f" {_minutes(minutes)}"
    if words.counts_to_twelve or not 1 <= hour <= 12:
        return f" {hour}{past} {half.upper()}M "
    return f" {hour % 12 + (12 if half == 'p' else 0)}{past} "


def _time(match: re.Match[str], words: Words) -> str:
    hour, minutes = int(match[1]), match[2]
    if words.counts_to_twelve and minutes == "00" and 1 <= hour <= 12:
        return f" {hour} o'clock " if words.name("at") == "at" else f" {hour} "
    return f" {hour} {_minutes(minutes)} "


def _time_range(match: re.Match[str], words: Words) -> str:
    first, its_minutes, second, minutes_after = match.groups()
    return f" {_clock(first, its_minutes)} {words.name('to')} {_clock(second, minutes_after)} "


def _clock(hour: str, minutes: str) -> str:
    return f"{int(hour)}" if minutes == "00" else f"{int(hour)} {_minutes(minutes)}"


def _minutes(minutes: str) -> str:
    """Return two digits that follow an hour or pounds: 05 is "0 5", that it may not become 50."""
    return " ".join(minutes) if minutes.startswith("0") else minutes


def _phone(match: re.Match[str], words: Words) -> str:
    return f" {_digits(match[0], words)} "


_FRACTIONS = {"½": "half", "⅓": "third", "⅔": "two_thirds", "¼": "quarter", "¾": "three_quarters"}
_FRACTIONS |= {"1/2": "half", "1/3": "third", "2/3": "two_thirds", "1/4": "quarter", "3/4": "three_quarters"}


def _over(match: re.Match[str], words: Words) -> str:
    return f" {match[1]} {words.name('slash')} {match[2]} "


def _percent_sign(match: re.Match[str], words: Words) -> str:
    return f" {words.count('', 'percent')} "


def _plain_number(match: re.Match[str], words: Words) -> str:
    return _number(match[0], words)


def _named(key: str) -> _Speak:
    return lambda match, words: f" {words.name(key)} "


def _nothing(match: re.Match[str], words: Words) -> str:
    return " "


# The rules, first come first served

_TOP_LEVEL = r"(?:uk|com|org|net|ie|eu|info|gov|edu|scot|wales|pl|lt|pt|ro|bg|ua|lv|sk|hu|es)"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_WEB = (
    r"(?:https?://|www\.)[^\s<>\"'»”]+[^\s<>\"'»”.,;:!?)\]]"
    rf"|(?<![\w.@])(?:[A-Za-z0-9-]+\.)+{_TOP_LEVEL}(?![\w-]|\.\w)(?:/[\w/.-]*[\w/])?"
)
_DATE = (
    r"(?<![\d./-])(?:(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{1,2})-(\d{1,2})-(\d{4})"
    r"|(\d{4})-(\d{2})-(\d{2}))(?![\d/-])"
)
_ALWAYS = r"(?<![\d/])24\s?/\s?7(?![\d/])"
_TWELVE = {
    True: r"(?<![\d.:])(\d{1,2})(?:[.:]([0-5]\d))?\s?([ap])(?:\.\s?m\.|m(?![a-z]))",
    False: r"(?<![\d.:])(\d{1,2})(?:[.:]([0-5]\d))?(?=\s?[ap]\.\s?m\.|[ap]m|\sp\.?m)\s?([ap])(?:\.\s?m\.|m(?![a-z]))",
}
_COLON_TIME = r"(?<![\d:.,/])([01]?\d|2[0-4]):([0-5]\d)(?::00)?(?![\d:])"
_H_TIME = r"(?<![\d:.,/])([01]?\d|2[0-3])\s?h\s?([0-5]\d)(?!\w)"
_DOT_TIME = {
    # Where a comma parts the fraction, a dot and two digits are a time. Elsewhere only after a word that says so.
    True: r"(?<![\d:.,/])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.,]\d|\d)",
    False: r"(?:(?<=\bat )|(?<=\bfrom )|(?<=\buntil )|(?<=\btill )|(?<=\bbefore )|(?<=\bafter ))"
    r"([01]?\d|2[0-3])\.([0-5]\d)(?!\d|[.,]\d)"
    r"|(?<![\d.,])([01]?\d|2[0-3])\.([0-5]\d)(?=\s?(?:-|–|—|to|until)\s?\d{1,2}(?:[.:]\d\d)?\s?[ap]\.?m)",
}
#: "8.00–17.00" is said of times alone; one of the two must be on the hour, for "1.25–1.50" may be anything.
_UNTIL = r"\s?(?:-|–|—|to|until|إلى)\s?"
_TIME_RANGE = (
    rf"(?<![\d:.,/£€$])(?=\d{{1,2}}\.(?:00|\d\d{_UNTIL}\d{{1,2}}\.00))"
    rf"([01]?\d|2[0-3])\.([0-5]\d){_UNTIL}([01]?\d|2[0-3])\.([0-5]\d)(?!\d|[.,/]\d|\s?[£€$%°º])"
)
_THREE_DIGITS = "(?:999|112|101|111|105|119)"
_PHONE = (
    r"(?<![\d+./,£€$#-])(?:\+44[\s-]?(?:\(0\))?(?:[\s-]?\d){10}|\+\d(?:[\s()-]{0,2}\d){6,13}"
    r"|18001(?:[\s-]?\d){10,11}|0800\s?1111|0845\s?46\s?47|\(?01\)?\s\d{3}\s\d{4}"
    r"|\(?0(?:[\s()-]{0,2}\d){10}|\(?0(?:[\s()-]{0,2}\d){9}|1[58]\d\d(?:\s\d{2,4}){2,3}|116\s?\d{3}"
    rf"|{_THREE_DIGITS}(?:\s?/\s?{_THREE_DIGITS})*)(?!\d|[.,:/]\d)"
)
_SIZE = r"(?:million|billion|thousand|bn|m|k|mln|mld|mlrd|tys|tūkst|mil\w*|млн|млрд|тис|тыс|хил|مليون|万|亿)(?!\w)"
_ALPHABETIC = r"A-Za-zÀ-žА-яЀ-ӿ\u0600-\u06ff"


@lru_cache
def _rules(language: str) -> tuple[tuple[_Rule, ...], re.Pattern[str]]:
    """Return a language's rules in order, and one pattern that finds the first of them."""
    comma = words_in(language).is_decimal_comma
    twelve = words_in(language).counts_to_twelve
    fresh = rf"(?<![\d{_ALPHABETIC}])(?<!\d[.,])"
    units = "|".join(sorted(_UNITS, key=len, reverse=True))
    table: tuple[tuple[str, _Speak], ...] = (
        (_EMAIL, _address),
        (_WEB, _address),
        (_DATE, _date),
        (_ALWAYS, _always),
        (rf"([£€$])\s?({_AMOUNT})(?:\s?({_SIZE}))?|{fresh}({_AMOUNT})\s?({_SIZE})?\s?([£€$])(?!\d)", _price),
        (rf"{fresh}({_AMOUNT})\s?[°º]\s?([CFcf](?![{_ALPHABETIC}]))?", _temperature),
        (rf"{fresh}({_AMOUNT})\s?[%٪]", _percent),
        (_H_TIME, _time),
        (rf"{fresh}({_AMOUNT})\s?((?-i:{units}))(?![{_ALPHABETIC}\d])", _unit),
        (_TWELVE[twelve], _twelve_hours),
        (_COLON_TIME, _time),
        (rf"{_TIME_RANGE}(?!\s?(?-i:{units})(?![{_ALPHABETIC}\d]))", _time_range),
        (_DOT_TIME[comma], _dot_time),
        (_PHONE, _phone),
        (rf"(?:(?<!\d)(\d+)\s?)?([½⅓⅔¼¾])|{fresh}()(?<!/)(1/[234]|[23]/[34])(?![\d/])", _some_fraction),
        (r"(?<![\d/])(\d+)\s?/\s?(\d+)(?![\d/])", _over),
        (r"(?<=[\d%°CpmM½¼¾)])\s?[–—‒-]\s?(?=[£€$]?\d)", _named("to")),
        (r"(?<![\w.,/)-])[-−–](?=\d)", _named("minus")),
        (rf"{fresh}{_AMOUNT}", _plain_number),
        (r"(?<=\d)\+(?!\d)|\+(?=\d)", _named("plus")),
        (r"(?<=\d)\s?×\s?(?=\d)", _named("times")),
        (r"≥\s?(?=\d)", _named("at_least")),
        (r"≤\s?(?=\d)", _named("at_most")),
        (r"[≈~]\s?(?=\d)", _named("about")),
        (r"<\s?(?=\d)", _named("less")),
        (r">\s?(?=\d)", _named("more")),
        (r"[%٪]", _percent_sign),
        (r"&(?!\w+;)", _named("and")),
        (r"[<>\[\]{}|\\^`~]", _nothing),
    )
    rules = tuple(_Rule(re.compile(pattern, re.IGNORECASE), speak) for pattern, speak in table)
    joined = "|".join(f"(?P<rule{number}>{pattern})" for number, (pattern, _) in enumerate(table))
    return rules, re.compile(joined, re.IGNORECASE)


def _dot_time(match: re.Match[str], words: Words) -> str:
    hour, minutes = (part for part in match.groups() if part)
    return f" {int(hour)} {_minutes(minutes)} " if minutes != "00" else _time_on_the_hour(int(hour), words)


def _time_on_the_hour(hour: int, words: Words) -> str:
    return f" {hour} " if words.counts_to_twelve else f" {hour} 0 0 "


def _some_fraction(match: re.Match[str], words: Words) -> str:
    whole, sign, _, written = match.groups()
    name = words.name(_FRACTIONS[sign or written])
    return f" {whole} {words.name('and')} {name} " if whole else f" {name} "
