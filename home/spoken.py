"""The interface language of the request being answered.

Not the same as the language of the words: an English article stands in a Polish interface, and while it is drawn
Django's active language is English.
"""

from contextvars import ContextVar

from home.languages import SOURCE

interface_language: ContextVar[str] = ContextVar("interface_language", default=SOURCE.code)
