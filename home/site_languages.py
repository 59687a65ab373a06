"""The languages this site offers its readers, asked of the database once a request."""

from django.http import HttpRequest

from home import languages
from home.models.site_language import SiteLanguage


def shown_languages(request: HttpRequest) -> tuple[languages.Language, ...]:
    """Return the offered languages in the registry's order. One query a request.

    A row whose code the registry does not know is passed over: it can't break a page.
    """
    kept = getattr(request, "_shown_languages", None)
    if kept is None:
        codes = set(SiteLanguage.objects.shown().values_list("code", flat=True))
        kept = tuple(language for language in languages.REGISTRY if language.code in codes)
        request._shown_languages = kept
    return kept
