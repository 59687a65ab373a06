"""Urgent help: the lines of every page, asked of the database once a request at most."""

from collections.abc import Iterable

from django.http import HttpRequest

from home import languages
from home.models.helplines import HELPLINE_TEXTS, Helpline, HelplineCard, helpline_card
from home.remembered import Remembered

_remembered: Remembered[str, list[Helpline]] = Remembered(for_generation=True)


def _columns(language: languages.Language) -> list[str]:
    """Return the columns a card in this language needs: twenty languages' texts would weigh the row down."""
    codes = {language.code.replace("-", "_"), languages.SOURCE.code}
    texts = [f"{field}_{code}" for field in HELPLINE_TEXTS for code in sorted(codes)]
    plain = [field.name for field in Helpline._meta.concrete_fields if not _is_text(field.name)]
    return plain + texts


def _read(language: languages.Language) -> list[Helpline]:
    return list(Helpline.objects.only(*_columns(language)))


def _is_text(name: str) -> bool:
    return any(name == field or name.startswith(f"{field}_") for field in HELPLINE_TEXTS)


class HelplineShelf:
    """All helplines, in the words of the language that asks. One query a language, or none."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Helpline]] = {}

    @classmethod
    def of(cls, request: HttpRequest) -> "HelplineShelf":
        """Return this request's shelf."""
        if not hasattr(request, "_helplines"):
            request._helplines = cls()
        return request._helplines

    def _in(self, language: languages.Language) -> list[Helpline]:
        if language.code not in self._rows:
            self._rows[language.code] = _remembered.get(language.code, lambda: _read(language))
        return self._rows[language.code]

    def urgent(self, language: languages.Language) -> list[HelplineCard]:
        """Return the panel's lines in their fixed order."""
        return [helpline_card(line, language) for line in self._in(language) if line.is_urgent]

    def cards(self, keys: Iterable[str], language: languages.Language) -> list[HelplineCard]:
        """Return the named lines in their fixed order; a key that no line has any more is passed over."""
        wanted = set(keys)
        return [helpline_card(line, language) for line in self._in(language) if line.key in wanted]

    def groups(self, language: languages.Language) -> list[tuple[str, list[HelplineCard]]]:
        """Return every line under its group's heading, in the groups' order."""
        cards = [helpline_card(line, language) for line in self._in(language)]
        grouped = [(group.label, [card for card in cards if card.group == group]) for group in Helpline.Group]
        return [(str(label), lines) for label, lines in grouped if lines]
