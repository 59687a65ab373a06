"""What other apps add after a page's own words in its files: what the site shows elsewhere, where paper can't lead.

Each app names its own; `guidance.linearise` reads them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from home.languages import Language


@dataclass(frozen=True, slots=True)
class Appendix:
    """A title, a text, and a list under a title of its own, all in the language ``words``.

    ``is_draft``: nobody has signed for them.
    """

    words: Language
    title: str
    text: str
    list_title: str
    items: tuple[str, ...]
    is_draft: bool


#: Returns what readers of a language are shown of it.
Appends = Callable[[Language], list[Appendix]]
_registry: dict[str, Appends] = {}


def appends_to(local_path: str) -> Callable[[Appends], Appends]:
    """Register what is added to the page that stands there (`home.models.BasePage.local_path`)."""

    def register(appends: Appends) -> Appends:
        _registry[local_path] = appends
        return appends

    return register


def appendices_of(local_path: str, language: Language) -> list[Appendix]:
    """Return what is added to the page that stands there; nothing for most."""
    appends = _registry.get(local_path)
    return appends(language) if appends else []
