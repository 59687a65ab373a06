"""How babies are doing: every outcome for all families on one page, and each on a card of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback.outcomes.cards.heads import head_of
from feedback.outcomes.cards.population import outcome_card, outcomes_shown
from home.context import spoken_language


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Show the outcomes for all, with what official publishers say. Three queries beside those of every page."""
    language = spoken_language()
    shown = outcomes_shown(language)
    context = head_of(request, language) | {
        "page_title": _("How babies are doing"),
        "meta_description": _(
            "These figures are about all families, not about you. Many things shape them. No one service, and no "
            "one family, makes them go up or down."
        ),
        "outcomes": [{"shown": each, "url": reverse("outcome", args=[each.key])} for each in shown],
        "has_drafts": any(each.has_drafts for each in shown),
    }
    return render(request, "feedback/outcomes.html", context)


@require_safe
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """Show the card of one outcome. Three queries beside those of every page.

    Raises:
        Http404: there is no such outcome.
    """
    language = spoken_language()
    card = outcome_card(key, language)
    if card is None:
        raise Http404("There is no such outcome")
    context = head_of(request, language) | {
        "page_title": card.outcome.statement,
        "card": card,
        "outcome": card.outcome,
        "paper_url": reverse("outcome_paper", args=[key]),
        "plan_url": reverse("action_plan"),
    }
    return render(request, "feedback/outcome.html", context)
