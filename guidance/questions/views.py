"""A parent picks questions, and shows them large in both languages. The address holds their keys, and nothing else."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.models import QuestionToAsk
from guidance.questions.queries import Offered, offered
from home.context import Choice, Notice, spoken_language
from home.languages import SOURCE, Language, find
from home.site_languages import shown_languages


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Let a parent pick questions; show those that `?ask=` names. Two queries besides the shell's.

    ``?with=ar`` names the second language where the address is English; ``?pick=again`` leads back to the picking.
    """
    language = _second_language(request)
    every = offered(language)
    asked = set(request.GET.getlist("ask"))
    chosen = [question for question in every if question.key in asked]
    context = {
        "page_title": _("Questions to ask"),
        "meta_description": _("Pick what you would like to ask, and show it to your health visitor."),
        "words": language,
        "second": language if language != SOURCE else None,
    }
    if notice := _notice(every, language):
        context["notice"] = notice
    if chosen and request.GET.get("pick") != "again":
        context |= {
            "chosen": chosen,
            "again_url": "?" + urlencode([*_asking(chosen, language), ("pick", "again")]),
            "choices": _choices(request, chosen),
            "noindex": True,
            "alternates": [],
        }
        response = render(request, "guidance/questions_shown.html", context)
    else:
        context |= {"groups": _groups(every), "asked": asked, "nothing": not every}
        response = render(request, "guidance/questions.html", context)
    if request.GET:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _second_language(request: HttpRequest) -> Language:
    """Return the language beside the English; English itself where nobody has chosen one."""
    spoken = spoken_language()
    wanted = find(request.GET.get("with", "")) if spoken == SOURCE else spoken
    return wanted if wanted in shown_languages(request) or wanted == spoken else SOURCE


def _asking(chosen: Iterable[Offered], language: Language) -> list[tuple[str, str]]:
    asking = [("ask", question.key) for question in chosen]
    return [*asking, ("with", language.code)] if language != spoken_language() else asking


def _choices(request: HttpRequest, chosen: list[Offered]) -> list[Choice]:
    """Return, at the English address, the languages that the questions can stand beside."""
    if spoken_language() != SOURCE:
        return []
    return [
        Choice(language, f"{reverse('questions')}?{urlencode(_asking(chosen, language))}")
        for language in shown_languages(request)
        if language != SOURCE
    ]


def _groups(every: list[Offered]) -> list[dict[str, object]]:
    grouped = [
        {"name": group.label, "questions": [each for each in every if each.group == group]}
        for group in QuestionToAsk.Group
    ]
    return [group for group in grouped if group["questions"]]


def _notice(every: list[Offered], language: Language) -> Notice | None:
    if not any(question.is_draft for question in every):
        return None
    return Notice("draft" if language == SOURCE else "draft-translation", "")
