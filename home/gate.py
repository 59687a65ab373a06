"""What a language lacks before readers of the public site may be offered it."""

from dataclasses import dataclass

from wagtail.models import get_page_models

from home.interface_words import missing_in
from home.languages import SOURCE, Language
from home.models import BasePage, Helpline
from home.states import PageState


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not there yet: what, how much of it, and the first few by name."""

    what: str
    count: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" ({', '.join(self.names)}{' …' if self.count > len(self.names) else ''})" if self.names else ""
        return f"{self.what}: {self.count}{named}"


_NAMED = 5


def lacking(language: Language) -> list[Lack]:
    """Return what keeps a language from being live: words of the interface, urgent help, pages that are not signed.

    Core pages are the home page and those that an editor has marked as needed in every language. Some ten queries.
    """
    found = [
        ("Words of the interface that are not translated", _interface(language)),
        ("Lines of urgent help that are not complete", _urgent(language)),
        ("Core pages that are not translated and signed", _core_pages(language)),
    ]
    return [Lack(what, len(names), tuple(names[:_NAMED])) for what, names in found if names]


def _interface(language: Language) -> list[str]:
    return [said.message.english.replace("\n", " ").strip()[:40] for said in missing_in(language)]


def _urgent(language: Language) -> list[str]:
    return [str(line) for line in Helpline.objects.urgent() if not line.is_complete_in(language.code)]


def _core_pages(language: Language) -> list[str]:
    return [english.title for english in _core() if not _is_signed(english, language)]


def _core() -> list[BasePage]:
    kinds = [kind for kind in get_page_models() if issubclass(kind, BasePage)]
    pages = [
        page
        for kind in kinds
        for page in kind.objects.filter(locale__language_code=SOURCE.code, live=True).select_related("locale")
    ]
    return [page for page in pages if page.is_core]


def _is_signed(english: BasePage, language: Language) -> bool:
    versions = english.versions
    own = next((page for page in versions.pages if page.locale.language_code == language.code), None)
    if own is None or own.words_language != language.code:
        return False
    return all(versions.state_of(page) is PageState.LIVE for page in {own, english})
