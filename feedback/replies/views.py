"""The two pages on which families see what became of what they said, and what is planned."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback.replies.queries import (
    REPLIES_A_PAGE,
    ShownAction,
    ShownPriority,
    ShownReply,
    by_month,
    newest_plan,
    plan_shown,
    replies_shown,
)
from guidance import doubts
from home.context import Notice, address_in, spoken_language
from home.languages import SOURCE, Language
from home.site_languages import is_live
from home.states import PageState

Part = ShownReply | ShownPriority | ShownAction


@require_safe
def you_said_we_did(request: HttpRequest) -> HttpResponse:
    """Show what families told us and what became of it, the newest first."""
    language = spoken_language()
    replies = Paginator(replies_shown(language, today=timezone.localdate()), REPLIES_A_PAGE)
    page = replies.get_page(request.GET.get("page"))
    context = _shared(request, page.object_list, language) | {
        "page_title": _("You said, we did"),
        "meta_description": _(
            "What families told us, and what became of it. Where something can’t be done, we say why."
        ),
        "months": by_month(page.object_list),
        "page": page,
        "surveys_url": reverse("surveys"),
        "put_right": doubts.put_right(),
    }
    return render(request, "feedback/you_said_we_did.html", context)


@require_safe
def action_plan(request: HttpRequest) -> HttpResponse:
    """Show what the strategy puts first, and what is done about it."""
    language = spoken_language()
    plan = newest_plan()
    priorities = plan_shown(plan, language, today=timezone.localdate()) if plan else []
    actions = [action for each in priorities for told in each.recommendations for action in told.actions]
    context = _shared(request, [*priorities, *actions], language) | {
        "page_title": _("The action plan"),
        "plan": plan,
        "priorities": priorities,
        "surveys_url": reverse("surveys"),
    }
    return render(request, "feedback/action_plan.html", context)


def _shared(request: HttpRequest, parts: Iterable[Part], language: Language) -> dict[str, Any]:
    """Return what a reader must know of these words before reading them, and what the head says of the page."""
    shown = [(part.words, part.state) for part in parts]
    notices = _notices(request, shown, language)
    is_checked = is_live(request, language) and all(state is PageState.LIVE for _words, state in shown)
    is_foreign = bool(shown) and all(words != language for words, _state in shown)
    context: dict[str, Any] = {"notices": notices, "noindex": not is_checked or is_foreign}
    if is_foreign:
        context["canonical_url"] = request.build_absolute_uri(address_in(request.path, SOURCE))
        context["alternates"] = []
    return context


def _notices(request: HttpRequest, shown: list[tuple[Language, PageState]], language: Language) -> list[Notice]:
    original = address_in(request.path, SOURCE)
    drafts = {words for words, state in shown if state is PageState.PREVIEW}
    if not is_live(request, language):
        drafts.add(language)
    kinds = []
    # One word on what nobody has checked is enough.
    if drafts:
        kinds.append("draft" if drafts == {SOURCE} else "draft-translation")
    foreign = [words != language for words, _state in shown]
    if any(foreign):
        kinds.append("not-translated" if all(foreign) else "partly-translated")
    return [Notice(kind, original) for kind in kinds]
