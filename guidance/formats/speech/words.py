"""What signs are called in each language when they are read aloud: the rows of `words.toml`. Pure."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from home import languages

_FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; ``plural`` is its plural rule, as gettext counts forms."""

    names: dict[str, str]
    plural: Callable[[int], int]
    is_decimal_comma: bool
    counts_to_twelve: bool

    def name(self, key: str) -> str:
        return self.names[key]

    def count(self, amount: str, key: str) -> str:
        """Return an amount with its noun: "2", "pound" give "2 pounds". A fraction takes the last form."""
        forms = self.names[key].split("|")
        form = forms[min(self.plural(int(amount)), len(forms) - 1)] if amount.isdecimal() else forms[-1]
        return form.format(amount) if "{}" in form else f"{amount} {form}".strip()

    def date(self, day: int, month: int, year: str) -> str:
        name = self.names["months"].split()[month - 1].replace("_", " ")
        return self.names["date"].format(day=day, month=name, year=year)


@lru_cache
def words_in(code: str) -> Words:
    """Return the words of the language with this code; those of English where the table has no row for it."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    known = code if code in rows else languages.SOURCE.code
    names = {key: value for key, value in rows[known].items() if isinstance(value, str)}
    rule = languages.get(known).plural_forms.partition("plural=")[2].rstrip(";")
    return Words(names, c2py(rule), names["decimal"] == ",", bool(rows[known].get("am")))
