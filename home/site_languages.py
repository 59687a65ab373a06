"""The languages this site offers its readers, asked of the database once a request at most."""

from django.conf import settings
from django.http import HttpRequest

from home import languages
from home.models.site_language import SiteLanguage
from home.remembered import Remembered

_remembered: Remembered[bool, dict[str, str]] = Remembered()


def _states(request: HttpRequest) -> dict[str, str]:
    """Return the states of the offered languages by code. One query a request, or none."""
    kept = getattr(request, "_language_states", None)
    if kept is None:
        kept = _remembered.get(
            settings.SHOW_PREVIEW, lambda: dict(SiteLanguage.objects.shown().values_list("code", "state"))
        )
        request._language_states = kept
    return kept


def shown_languages(request: HttpRequest) -> tuple[languages.Language, ...]:
    """Return the offered languages in the registry's order.

    A row whose code the registry does not know is passed over: it can't break a page.
    """
    return tuple(language for language in languages.REGISTRY if language.code in _states(request))


def is_live(request: HttpRequest, language: languages.Language) -> bool:
    """Tell whether people have checked this language's interface, doors and helplines."""
    return _states(request).get(language.code) == SiteLanguage.State.LIVE
