"""The interface language of the request being answered.

Not the same as the language of the words: an English article stands in a Polish interface, and while it is drawn
Django's active language is English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import translation

from home.languages import SOURCE, Language

interface_language: ContextVar[str] = ContextVar("interface_language", default=SOURCE.code)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Let the interface speak this language while this lasts."""
    token = interface_language.set(language.code)
    try:
        with translation.override(language.code):
            yield
    finally:
        interface_language.reset(token)
