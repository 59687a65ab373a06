"""The tour, a step at a time, and the practice page at its end."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guidance.language_desk.people import need_to_look
from guidance.tour import practice
from guidance.tour.steps import STEPS
from home.languages import SOURCE


@require_safe
def tour(request: HttpRequest, number: int = 1) -> HttpResponse:
    """Show one step.

    Raises:
        Http404: there is no such step.
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    need_to_look(request.user)
    if not 1 <= number <= len(STEPS):
        raise Http404
    step, is_last = STEPS[number - 1], number == len(STEPS)
    context = {
        "step": step,
        "number": number,
        "count": len(STEPS),
        "go_url": reverse(step.place) if step.place else "",
        "before": number - 1,
        "after": 0 if is_last else number + 1,
        "is_last": is_last,
        "may_practise": is_last and practice.may_practise(request.user),
        "practice_page": practice.practice_page_of(request.user) if is_last else None,
        "source": SOURCE,
    }
    return TemplateResponse(request, "guidance/admin/tour.html", context)


@require_POST
def begin_practice(request: HttpRequest) -> HttpResponse:
    """Make this person's practice page anew, and open it.

    Raises:
        PermissionDenied: this person may not write pages.
    """
    if not practice.may_practise(request.user):
        raise PermissionDenied
    return redirect("wagtailadmin_pages:edit", practice.begin(request.user).pk)


@require_POST
def end_practice(request: HttpRequest) -> HttpResponse:
    """Take this person's practice page away.

    Raises:
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    need_to_look(request.user)
    practice.remove(request.user)
    return redirect("tour_step", len(STEPS))
