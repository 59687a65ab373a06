"""The practitioners' first screen, and the pages to look at with an interpreter."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from guidance import queries
from home.languages import SOURCE, find
from home.site_languages import shown_languages


@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """Show what a practitioner can do from here."""
    return TemplateResponse(request, "guidance/practice/practice.html", {"source": SOURCE})


@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """List the pages that can be looked at beside a family's language: `?language=ar`. Four queries at most."""
    choices = [language for language in shown_languages(request) if language != SOURCE]
    wanted = find(request.GET.get("language", ""))
    language = wanted if wanted in choices else None
    pages = queries.library(language).cards() if language else []
    english = {card.translation_key: card for card in queries.library(SOURCE).cards()} if language else {}
    context = {
        "source": SOURCE,
        "choices": choices,
        "language": language,
        "pages": [
            english[card.translation_key] for card in pages if not card.words_differ and card.translation_key in english
        ],
    }
    return TemplateResponse(request, "guidance/practice/side_by_side.html", context)
