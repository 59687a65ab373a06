"""What readers say of a page: did it help, how did it make them feel, does a paragraph read right; a kind word back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from feedback.reactions import services
from feedback.reactions.models import Reaction
from feedback.reactions.services import HEAVY
from feedback.reactions.tickets import BadTicket, PageTicket, read_ticket
from feedback.surveys import limits
from guidance import doubts, queries
from guidance.models import Doubt, GuidancePage
from home.context import spoken_language
from home.errors import forbidden
from home.models import BasePage
from home.same_site import is_same_site
from home.urgent_help import HelplineShelf

LARGEST_FORM = 4096

_limit = limits.Limit()


@csrf_exempt
@require_POST
def did_this_help(request: HttpRequest) -> HttpResponse:
    """Keep a reader's word about a page, then ask how it made them feel, or answer.

    Fields: `ticket` (which page, which words), `question` and `code`; `token`, made by the script, so that it counts
    once.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        return _page(request, None, status=413)
    if not is_same_site(request):
        return forbidden(request)
    question, code = request.POST.get("question", ""), request.POST.get("code", "")
    try:
        ticket = read_ticket(request.POST.get("ticket", ""))
        _keep(request, ticket, question, code)
    except (BadTicket, ValueError):
        return _page(request, None, status=422)
    page = queries.version_of(ticket.page_key, spoken_language())
    return _page(request, page, ticket=ticket, question=question, code=code)


@csrf_exempt
@require_POST
def reads_right(request: HttpRequest) -> HttpResponse:
    """Count that a paragraph of a translation was said not to read right. Of the reader nothing is kept.

    Fields: `ticket` (which page, which words), `said`: one of three things, and the paragraph.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        return _thanks(request, None, status=413)
    if not is_same_site(request):
        return forbidden(request)
    choice, _space, part = request.POST.get("said", "").partition(" ")
    try:
        ticket = read_ticket(request.POST.get("ticket", ""))
    except BadTicket:
        return _thanks(request, None, status=422)
    page = doubts.version_in(ticket.page_key, spoken_language().code)
    place = doubts.place_of(page, part) if page and page.words_digest == ticket.words_digest else None
    if page is None or place is None or choice not in Doubt.Choice.values:
        return _thanks(request, page, status=422, is_refused=True)
    if not _limit.is_over(limits.address_of(request), most=services.WORDS_AN_HOUR):
        doubts.keep(page, place, choice)
    return _thanks(request, page)


def _thanks(
    request: HttpRequest, page: BasePage | None, *, status: int = 200, is_refused: bool = False
) -> HttpResponse:
    is_exit_page = page is not None and page.is_exit_page
    path = "/".join(page.url_path.strip("/").split("/")[1:]) if page else ""
    context: dict[str, Any] = {
        "page_title": _("Family information") if is_exit_page else _("Thank you"),
        "page_url": f"/{spoken_language().code}/{path}/" if page else "",
        "show_exit": is_exit_page,
        "is_refused": is_refused or page is None,
        "noindex": True,
        "canonical_url": "",
        "alternates": [],
        "notice": None,
    }
    response = render(request, "feedback/reads_right.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(request: HttpRequest, ticket: PageTicket, question: str, code: str) -> None:
    if not _limit.is_over(limits.address_of(request), most=services.WORDS_AN_HOUR):
        services.keep(ticket, question, code, token=request.POST.get("token", "")[:100])


def _page(
    request: HttpRequest,
    page: GuidancePage | None,
    *,
    ticket: PageTicket | None = None,
    question: str = "",
    code: str = "",
    status: int = 200,
) -> HttpResponse:
    language = spoken_language()
    is_heavy = code in HEAVY
    context: dict[str, Any] = {
        "page_title": _("Family information") if page and page.is_exit_page else _("Thank you"),
        "page_url": f"/{language.code}/guidance/{page.slug}/" if page else "",
        "show_exit": bool(page and page.is_exit_page),
        "ticket": str(ticket) if ticket else "",
        "asks_feeling": bool(ticket) and question == Reaction.Question.HELPED,
        "is_heavy": is_heavy,
        "is_refused": ticket is None,
        "lines": _help_of(request, page) if is_heavy else [],
        "noindex": True,
        "canonical_url": "",
        "alternates": [],
        "notice": None,
    }
    response = render(request, "feedback/did_this_help.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    # The next question's form is ours too, for phones that know no Sec-Fetch-Site.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _help_of(request: HttpRequest, page: GuidancePage | None) -> list[Any]:
    """Return the lines that the page itself names, else those of every page."""
    shelf, language = HelplineShelf.of(request), spoken_language()
    keys = queries.helplines_of(page) if page else []
    return (shelf.cards(keys, language) if keys else []) or shelf.urgent(language)
