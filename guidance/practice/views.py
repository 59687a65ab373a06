"""The practitioners' first screen."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from home.languages import SOURCE


@require_safe
def practice(request: HttpRequest) -> HttpResponse:
    """Show what a practitioner can do from here."""
    return TemplateResponse(request, "guidance/practice/practice.html", {"source": SOURCE})
