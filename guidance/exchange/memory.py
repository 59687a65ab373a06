"""What a language's translators have said before, and the terms that are agreed in it. Reads only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wagtail_localize.models import StringTranslation

from guidance.exchange.likeness import Known
from guidance.models import GlossaryTerm
from home.languages import SOURCE, Language
from home.records import column

_TAG = re.compile(r"<[^>]*>")
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the glossary, and what it is called in a language. It is not to be translated in another way."""

    english: str
    words: str

    def __str__(self) -> str:
        return f"Glossary: {self.english} = {self.words}"


def known_in(language: Language) -> list[Known]:
    """Return all that was translated into a language, whatever page it stands on. One query."""
    rows = StringTranslation.objects.filter(locale__language_code=language.code, has_error=False).order_by("pk")
    machine = StringTranslation.TRANSLATION_TYPE_MACHINE
    said = rows.values_list("translation_of__data", "data", "translation_type")
    return [Known(english, words, kind == machine) for english, words, kind in said]


def terms_in(language: Language) -> list[Term]:
    """Return the terms of the glossary that have a name in a language, the longest first. One query."""
    pairs = [(column(term, "term", SOURCE), column(term, "term", language)) for term in GlossaryTerm.objects.all()]
    return [Term(*pair) for pair in sorted(pairs, key=lambda pair: -len(pair[0])) if all(pair)]


def terms_of(english: str, terms: Iterable[Term]) -> Sequence[Term]:
    """Return the terms that stand in an English text, also with an s at their end."""
    text = _TAG.sub(" ", english)
    return [term for term in terms if _pattern(term).search(text)]


def _pattern(term: Term) -> re.Pattern[str]:
    # What stands in brackets explains the term; nobody writes it in a sentence.
    name = _BRACKETS.sub("", term.english).strip() or term.english
    return re.compile(rf"(?<!\w){re.escape(name)}s?(?!\w)", re.IGNORECASE)
