"""A report card to print."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from feedback.outcomes.cards.paper import card_on_paper
from feedback.outcomes.cards.views import card_context
from home.context import spoken_language


@require_safe
def paper(request: HttpRequest, group: str, quarter: str) -> HttpResponse:
    """Hand out a card as a PDF of one A4 page.

    Raises:
        Http404: nothing was published of it.
    """
    page = card_on_paper(card_context(request, group, quarter), spoken_language())
    response = HttpResponse(page, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{group}-{quarter}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
