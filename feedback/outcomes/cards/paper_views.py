"""Report cards to print: of a service, and of an outcome."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from feedback.outcomes.cards.heads import head_of
from feedback.outcomes.cards.paper_of_outcome import outcome_on_paper
from feedback.outcomes.cards.paper_of_service import card_on_paper
from feedback.outcomes.cards.population import outcome_card
from feedback.outcomes.cards.views import card_context
from home.context import spoken_language


@require_safe
def service(request: HttpRequest, group: str, quarter: str) -> HttpResponse:
    """Hand out the card of a service as a PDF of one A4 page.

    Raises:
        Http404: nothing was published of it.
    """
    page = card_on_paper(card_context(request, group, quarter), spoken_language())
    return _to_print(page, f"{group}-{quarter}.pdf")


@require_safe
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """Hand out the card of an outcome as a PDF of one A4 page.

    Raises:
        Http404: there is no such outcome.
    """
    language = spoken_language()
    card = outcome_card(key, language)
    if card is None:
        raise Http404("There is no such outcome")
    return _to_print(outcome_on_paper(card, head_of(request, language)["notice"], language), f"{key}.pdf")


def _to_print(page: bytes, name: str) -> HttpResponse:
    response = HttpResponse(page, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
