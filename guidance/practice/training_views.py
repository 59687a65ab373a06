"""Training in infant mental health, by role, with where each fact was found."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from guidance.models import Source
from guidance.practice import training
from home.languages import SOURCE


@require_safe
def training_routes(request: HttpRequest) -> HttpResponse:
    """Show the training that a source names for a role: `?role=`. One query."""
    wanted = request.GET.get("role", "")
    role = wanted if wanted in training.roles() else ""
    routes = training.routes(role)
    sources = {source.key: source for source in Source.objects.filter(key__in={route.source for route in routes})}
    context = {
        "source": SOURCE,
        "roles": training.roles().items(),
        "role": role,
        "routes": [(route, sources.get(route.source)) for route in routes],
    }
    return TemplateResponse(request, "guidance/practice/training.html", context)
