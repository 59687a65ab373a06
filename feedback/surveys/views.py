"""A family's way through a survey: before the first question, one question a page, the check, the record, thank you.

Nothing is kept until the last button. Answers so far ride in the form (`tickets`), never in an address, a cookie or a
session, so that Back, another language and a lost signal cost nothing.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import hearing
from feedback.comments import gate
from feedback.surveys import limits, offered, pages, reading, submit
from feedback.surveys.answers import Given, Problem, clean, read, read_all
from feedback.surveys.definition import Definition, Kind, Part, Question
from feedback.surveys.models import EntryPoint, Response
from feedback.surveys.offered import Offer, WayIn
from feedback.surveys.tickets import BadTicket, Ticket, read_ticket
from home.context import Choice, Notice, address_in, spoken_language
from home.kiosk import Kiosk, kiosk_of
from home.languages import REGISTRY, SOURCE, Language
from home.same_site import is_same_site
from home.site_languages import shown_languages
from home.states import PageState
from home.views import wanted_language

View = Callable[..., HttpResponse]

#: Bytes. The longest survey with every box filled is a tenth of it.
LARGEST_FORM = 128 * 1024
#: The pages that are no question.
CHECK, EQUALITY, RECORD = "check", "equality", "record"
#: A field that nobody sees and that programs fill in.
TRAP = "website"
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}

#: After these somebody can begin again: nothing is over.
BEGIN_AGAIN = {403, 413, 415, 422}

_limit = limits.Limit()


class CanNotGoOn(Exception):
    """A form can't be taken up: a page says so, and leads on."""

    def __init__(self, status: int, title: str, words: str) -> None:
        super().__init__(title)
        self.status, self.title, self.words = status, title, words


@dataclass(frozen=True)
class Visit:
    """One request to a survey: where the family came in, what it is shown, in which language."""

    request: HttpRequest
    offer: Offer
    interface: Language

    @property
    def words(self) -> Language:
        return self.offer.words_for(self.interface)

    @property
    def definition(self) -> Definition:
        return self.offer.version.definition

    @cached_property
    def with_words(self) -> bool:
        """Tell whether there is a box to write in."""
        has_box = any(question.kind is Kind.TEXT for question in self.definition.questions)
        return has_box and gate.is_open(self.offer.wave.survey, self.words.code)

    def asked(self, given: Given, part: Part = Part.MAIN) -> tuple[Question, ...]:
        return pages.asked(self.definition, given, part=part, with_words=self.with_words)

    def address(self, name: str, language: Language | None = None) -> str:
        path = reverse(name, args=[self.offer.point.code])
        kiosk = kiosk_of(self.request)
        marked = kiosk.marked(path) if kiosk else path
        return address_in(marked, language) if language else marked

    @property
    def notice(self) -> Notice | None:
        """Return what the reader must know of these words before reading them."""
        if self.words != self.interface:
            kind = "not-translated"
        elif self.offer.states[self.words.code] is PageState.LIVE:
            return None
        else:
            kind = "draft" if self.words == SOURCE else "draft-translation"
        return Notice(kind, self.address("survey", SOURCE))


# --- The way in -----------------------------------------------------------------------------------------------------


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """List the surveys that are open on this site."""
    language = spoken_language()
    offers = offered.open_on_the_site(timezone.localdate())
    cards = [
        {
            "url": reverse("survey", args=[offer.point.code]),
            "title": offer.version.definition.text("title", offer.words_for(language).code),
            "why": offer.version.definition.text("why", offer.words_for(language).code),
            "words": offer.words_for(language),
            "service": pages.service_name(offer.point, language),
        }
        for offer in offers
    ]
    context = {
        "surveys": cards,
        "page_title": _("Tell us"),
        "meta_description": _(
            "What helps you and your baby, and what gets in the way? A few minutes, without your name. What "
            "families say here changes what services do."
        ),
        "replies_url": reverse("you_said_we_did"),
    }
    return render(request, "feedback/surveys.html", context)


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """Send whoever typed a short link, or took a picture of a code, to the survey in the phone's language.

    Raises:
        Http404: there is no such way in.
    """
    if offered.find_way_in(code) is None:
        raise Http404("There is no such way in")
    response = HttpResponseRedirect(f"/{wanted_language(request).code}/survey/{code.lower()}/")
    response.headers["Vary"] = "Accept-Language"
    return response


def _guarded(view: View) -> View:
    """Let a view say that it can't go on, and show the page that leads on."""

    @wraps(view)
    def guarded(request: HttpRequest, code: str) -> HttpResponse:
        try:
            response = view(request, code)
        except CanNotGoOn as error:
            response = _dead_end(request, code, error)
        # With no-referrer, phones that know no Sec-Fetch-Site send our own forms as if from nowhere (`Origin: null`).
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def _dead_end(request: HttpRequest, code: str, error: CanNotGoOn) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": error.title}, status=error.status)
    context = {
        "page_title": error.title,
        "words_of_error": error.words,
        "begin_url": reverse("survey", args=[code]) if error.status in BEGIN_AGAIN else "",
        "surveys_url": reverse("surveys"),
        "noindex": True,
    }
    return _unkept(render(request, "feedback/survey_dead_end.html", context, status=error.status))


def _closed() -> CanNotGoOn:
    return CanNotGoOn(410, _("This survey is closed"), _("Thank you for wanting to answer. Nothing was kept."))


def _not_open_yet(day: date) -> CanNotGoOn:
    return CanNotGoOn(404, _("This survey is not open yet"), _("It opens on %(day)s.") % {"day": date_format(day)})


def _begin_again() -> CanNotGoOn:
    return CanNotGoOn(
        422,
        _("We can’t go on from here"),
        _("The survey has changed, or this page is too old. Nothing was kept. You can begin again."),
    )


def _way_in(code: str) -> WayIn:
    way_in = offered.find_way_in(code)
    if way_in is None:
        raise Http404("There is no such way in")
    return way_in


def _visit(request: HttpRequest, code: str) -> Visit:
    """Return the visit of somebody who begins now.

    Raises:
        Http404: there is no such way in, or nothing behind it that families may see.
        CanNotGoOn: its wave is not open.
    """
    way_in, today = _way_in(code), timezone.localdate()
    point = way_in.point
    if point.is_active and today < point.wave.opens_on:
        raise _not_open_yet(point.wave.opens_on)
    if not (point.is_active and point.wave.is_open(today)):
        raise _closed()
    offer = way_in.offer(way_in.current) if way_in.current else None
    if offer is None or not offer.states:
        raise Http404("Nothing here may be seen yet")
    return Visit(request, offer, spoken_language())


def _visit_again(request: HttpRequest, code: str, ticket: Ticket) -> Visit:
    """Return the visit of somebody who is in the middle: under the version that they were shown.

    Raises:
        Http404: there is no such way in.
        CanNotGoOn: the wave is over, or takes this version no longer.
    """
    way_in = _way_in(code)
    point = way_in.point
    if not (point.is_active and point.wave.takes_answers(timezone.localdate())):
        raise _closed()
    version = way_in.version(ticket.version)
    if version is None or ticket.code != point.code:
        raise _begin_again()
    offer = way_in.offer(version)
    if not offer.states:
        raise _begin_again()
    return Visit(request, offer, spoken_language())


@require_safe
@_guarded
def intro(request: HttpRequest, code: str) -> HttpResponse:
    """Say who asks, why, and what is kept, before the first question.

    Raises:
        Http404: there is no such way in, or nothing behind it that families may see.
    """
    visit = _visit(request, code)
    texts = {name: visit.definition.text(name, visit.words.code) for name in ("who_asks", "why", "what_is_kept")}
    context = _shared(visit, title=visit.definition.text("title", visit.words.code)) | {
        "texts": texts,
        "service": pages.service_name(visit.offer.point, visit.interface),
        "questions_url": visit.address("survey_questions"),
        "whole_url": visit.address("survey_whole"),
        "with_words": visit.with_words,
        "sound": _sound(visit, reading.BEGIN),
    }
    return _kept_as(visit, render(request, "feedback/survey_intro.html", context))


def _shared(visit: Visit, *, title: str) -> dict[str, Any]:
    """Return what every page of a survey shows."""
    is_sensitive = visit.offer.wave.survey.is_sensitive
    return {
        "words": visit.words,
        "survey_title": visit.definition.text("title", visit.words.code),
        "page_title": _("Family information") if is_sensitive else title,
        "notice": visit.notice,
        "show_exit": is_sensitive,
        "noindex": True,
        "canonical_url": "",
        "alternates": [],
        "send_url": visit.address("survey_send"),
    }


def _kept_as(visit: Visit, response: HttpResponse) -> HttpResponse:
    return _unkept(response) if visit.offer.wave.survey.is_sensitive else response


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@_guarded
def kiosk(request: HttpRequest, code: str) -> HttpResponse:
    """Let a family choose its language on a tablet in a waiting room, before it is told what the survey is about.

    Raises:
        Http404: there is no such way in, or nothing behind it that families may see.
    """
    visit = _visit(request, code)
    mark = Kiosk(f"survey.{visit.offer.point.code}", is_start=True)
    path = mark.marked(visit.address("survey"))
    offered_here = {choice.language for choice in _choices(visit)}
    context = _shared(visit, title=_("Welcome")) | {
        "kiosk": mark,
        "choices": [
            Choice(language, address_in(path, language))
            for language in visit.offer.languages
            if language in offered_here
        ],
        "show_exit": False,
        "notice": None,
    }
    return render(request, "home/kiosk.html", context)


# --- Question by question -------------------------------------------------------------------------------------------


def _form_only(view: View) -> View:
    """Take forms of this site only, of a size that somebody could have written."""

    @wraps(view)
    def checked(request: HttpRequest, code: str) -> HttpResponse:
        if request.method == "POST":
            if _length(request) > LARGEST_FORM:
                words = _("What you wrote is too long to send. Go back, and make it shorter.")
                return _dead_end(request, code, CanNotGoOn(413, _("This is too long"), words))
            if request.content_type not in FORM_TYPES:
                words = _("This was not sent by the form of this page.")
                return _dead_end(request, code, CanNotGoOn(415, _("We can’t go on from here"), words))
            if not is_same_site(request):
                words = _("This was not sent by the form of this page.")
                return _dead_end(request, code, CanNotGoOn(403, _("We can’t go on from here"), words))
        return view(request, code)

    return checked


def _length(request: HttpRequest) -> int:
    """Return how many bytes are said to come; 0 where that is no number: then Django reads none either."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_form_only
@_guarded
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the first question; with a form, take the answers of its page and go where its button says.

    Raises:
        Http404: there is no such way in.
    """
    if request.method != "POST":
        visit = _visit(request, code)
        ticket = Ticket(visit.offer.point.code, visit.offer.version.pk)
        first = visit.asked({})
        return _kept_as(visit, _show(visit, ticket, first[0].key if first else RECORD))
    ticket = _ticket(request)
    visit = _visit_again(request, code, ticket)
    at, go = request.POST.get("at", ""), request.POST.get("go", "next")
    try:
        ticket = _answered(visit, ticket, at, is_final=go == "next")
    except Problem as problem:
        ticket = _typed(visit, ticket, at)
        return _unkept(_show(visit, ticket, at, problem=problem, status=422))
    return _unkept(_show(visit, ticket, _to(visit, ticket, at, go)))


def _ticket(request: HttpRequest) -> Ticket:
    try:
        return read_ticket(request.POST.get("ticket", ""))
    except BadTicket:
        raise _begin_again() from None


def _on_page(visit: Visit, ticket: Ticket, at: str) -> tuple[Question, ...]:
    """Return the questions that stand on a page."""
    if at == EQUALITY:
        return visit.asked(ticket.given, Part.EQUALITY)
    question = visit.definition.question(at)
    is_asked = question in visit.asked(ticket.given)
    return (question,) if question and is_asked else ()


def _raw(visit: Visit, question: Question) -> tuple[str, ...]:
    return tuple(visit.request.POST.getlist(pages.field_name(question.key)))


def _answered(visit: Visit, ticket: Ticket, at: str, *, is_final: bool) -> Ticket:
    """Return the ticket with the answers of this page in it.

    On the way back, or to another language, what is no answer yet is kept as it was typed.

    Raises:
        Problem: an answer can't be kept, and the family wants to go on.
    """
    for question in _on_page(visit, ticket, at):
        raw = _raw(visit, question)
        try:
            ticket = ticket.with_answer(question.key, read(question, raw))
        except Problem:
            if is_final:
                raise
            ticket = ticket.with_typed(question.key, raw)
    return ticket


def _typed(visit: Visit, ticket: Ticket, at: str) -> Ticket:
    for question in _on_page(visit, ticket, at):
        ticket = ticket.with_typed(question.key, _raw(visit, question))
    return ticket


def _to(visit: Visit, ticket: Ticket, at: str, go: str) -> str:
    """Return the page that a button leads to."""
    keys = [question.key for question in visit.asked(ticket.given)]
    stops = [*keys, CHECK, *([EQUALITY] if visit.asked(ticket.given, Part.EQUALITY) else []), RECORD]
    where = stops.index(at) if at in stops else 0
    if go.startswith("change:") and go.removeprefix("change:") in stops:
        return go.removeprefix("change:")
    if go == "back":
        return stops[max(where - 1, 0)]
    if go == "stay":
        return stops[where]
    following = stops[where + 1 :] or [RECORD]
    # After a change, on to what was never asked before, else back to the check.
    return next((stop for stop in following if stop not in ticket.seen), following[0])


def _show(visit: Visit, ticket: Ticket, at: str, *, problem: Problem | None = None, status: int = 200) -> HttpResponse:
    """Show one page of the survey."""
    if at in (CHECK, RECORD):
        return _show_answers(visit, ticket, at)
    on_page = _on_page(visit, ticket, at)
    held = {**ticket.given, **ticket.typed}
    sounds = _sounds(visit, on_page)
    shown = [
        pages.shown_question(
            question,
            visit.words,
            given=held.get(question.key, ()),
            problem=problem,
            sound=sounds.get(question.key),
        )
        for question in on_page
    ]
    keys = [question.key for question in visit.asked(ticket.given)]
    title = shown[0].label if shown and at != EQUALITY else _("A few more, if you like")
    context = _form_context(visit, ticket, at, title=title) | {
        "questions": shown,
        "is_equality": at == EQUALITY,
        "level": 0 if at == EQUALITY else 1,
        "is_words": any(question.kind == Kind.TEXT.value for question in shown),
        "number": keys.index(at) + 1 if at in keys else 0,
        "about": len(keys),
        "is_first": bool(keys) and at == keys[0],
        "problems": [question for question in shown if question.problem],
    }
    if problem:
        context["page_title"] = _("Error: %(title)s") % {"title": context["page_title"]}
    return render(visit.request, "feedback/survey_question.html", context, status=status)


def _sounds(visit: Visit, on_page: Iterable[Question]) -> dict[str, hearing.Sound]:
    # A recording would stay in the phone's memory.
    is_sensitive = visit.offer.wave.survey.is_sensitive
    read = {question.key: reading.of_question(question, visit.words) for question in on_page}
    return {} if is_sensitive else hearing.sounds_of(read)


def _sound(visit: Visit, page: str) -> hearing.Sound | None:
    """Return what is heard on a page that asks nothing: only where all of it is in the survey's own language."""
    if visit.offer.wave.survey.is_sensitive or visit.words != visit.interface:
        return None
    return hearing.sounds_of({page: reading.of_page(page, visit.definition, visit.words)}).get(page)


def _form_context(visit: Visit, ticket: Ticket, at: str, *, title: str) -> dict[str, Any]:
    action = visit.address("survey_questions")
    switch = [
        Choice(language, address_in(action, language), language == visit.interface)
        for language in (choice.language for choice in _choices(visit))
    ]
    return _shared(visit, title=title) | {
        "ticket": str(ticket),
        "at": at,
        "action": action,
        "languages": switch,
        "whole_url": visit.address("survey_whole"),
        "intro_url": visit.address("survey"),
    }


def _to_the_beginning(visit: Visit) -> list[Choice]:
    """Return the languages as the switcher offers them where there is no form to keep: each leads to the beginning."""
    return [
        Choice(choice.language, visit.address("survey", choice.language), choice.language == visit.interface)
        for choice in _choices(visit)
    ]


def _choices(visit: Visit) -> list[Choice]:
    shown = {*shown_languages(visit.request), visit.interface}
    return [Choice(language, "") for language in REGISTRY if language in shown]


def _show_answers(visit: Visit, ticket: Ticket, at: str, *, token: str = "", again: str = "") -> HttpResponse:
    """Show the check, or the record that will be kept."""
    given = _asked_answers(visit, ticket.given)
    main = visit.asked(given)
    if at == CHECK:
        context = _form_context(visit, ticket, at, title=_("Check your answers"))
        context["rows"] = pages.rows(main, given, visit.words)
        context["sound"] = _sound(visit, reading.CHECK)
        return render(visit.request, "feedback/survey_check.html", context)
    context = _form_context(visit, ticket, at, title=_("What will be kept"))
    week = submit.monday(timezone.localdate())
    facts, apart = pages.record(visit.offer.point, visit.definition, given, visit.words, visit.interface, week)
    # Without script it is made here; with it, the phone makes its own.
    context |= {"facts": facts, "apart": apart, "token": token or str(uuid.uuid4()), "trap": TRAP, "again": again}
    context["sound"] = _sound(visit, reading.RECORD)
    return render(visit.request, "feedback/survey_record.html", context)


# --- Sent -----------------------------------------------------------------------------------------------------------


@csrf_exempt
@require_POST
@_form_only
@_guarded
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what a family has answered, once; 201 the first time, 200 when the same comes again.

    Fields: `ticket`; `token`, made on the phone; `answers` (JSON of codes by question) and `week` (a day of the week in
    which it was answered) where the phone has kept it.

    Raises:
        Http404: there is no such way in.
    """
    ticket = _ticket(request)
    visit = _visit_again(request, code, ticket)
    token = request.POST.get("token", "").strip()[:100]
    try:
        given = _all_answers(visit, ticket)
    except Problem as problem:
        return _unkept(_show(visit, ticket, problem.question.key, problem=problem, status=422))
    if not token or request.POST.get("go") == "back":
        return _unkept(_show(visit, ticket, _to(visit, ticket, RECORD, "back")))
    try:
        kept = submit.submit_response(_submission(visit, given, token))
    except submit.AnotherUnderThisToken:
        words = _("Other answers were sent from this page before. They are kept. To answer again, begin again.")
        raise CanNotGoOn(409, _("These answers were sent before"), words) from None
    except submit.Closed:
        raise _closed() from None
    except OperationalError:
        return _busy(visit, ticket, token)
    return _thanks(visit, status=201 if kept is submit.Kept.NEW else 200)


def _all_answers(visit: Visit, ticket: Ticket) -> dict[str, tuple[str, ...]]:
    """Return all answers, clean: those of the ticket, and over them those that the phone has kept itself.

    Raises:
        Problem: one of them is none that its question takes.
    """
    raw = dict(ticket.given) | _from_phone(visit.request.POST.get("answers", ""))
    return clean(visit.definition, read_all(visit.definition, _asked_answers(visit, raw)))


def _asked_answers(visit: Visit, given: Given) -> dict[str, tuple[str, ...]]:
    """Return the answers to what is asked now: words that nobody would read any more are not among them."""
    asked = {question.key for part in Part for question in visit.asked(given, part)}
    return {key: answer for key, answer in given.items() if key in asked}


def _from_phone(text: str) -> dict[str, tuple[str, ...]]:
    """Return the answers that a phone has kept.

    Raises:
        CanNotGoOn: they can't be read.
    """
    try:
        data = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise _begin_again() from None
    if not isinstance(data, Mapping) or not all(isinstance(answer, list) for answer in data.values()):
        raise _begin_again()
    return {str(key): tuple(str(each) for each in answer) for key, answer in data.items()}


def _submission(visit: Visit, given: Given, token: str) -> submit.Submission:
    request, point = visit.request, visit.offer.point
    is_over = _limit.is_over(limits.address_of(request), most=settings.ANSWERS_AN_HOUR)
    is_read_out = point.kind == EntryPoint.Kind.READ_OUT
    return submit.Submission(
        entry=point,
        version=visit.offer.version,
        language=visit.words.code,
        given=given,
        token=token,
        mode=Response.Mode.READ_OUT if is_read_out else Response.Mode.SELF,
        answered_week=_day(request.POST.get("week", "")),
        is_suspect=is_over or bool(request.POST.get(TRAP)),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _busy(visit: Visit, ticket: Ticket, token: str) -> HttpResponse:
    """Say that it could not be kept just now, with the same form to try again."""
    if _wants_json(visit.request):
        response: HttpResponse = JsonResponse({"error": "busy"}, status=503)
    else:
        again = _("Many people are answering just now. Nothing is lost: wait a moment, then send again.")
        response = _show_answers(visit, ticket, RECORD, token=token, again=again)
        response.status_code = 503
    response.headers["Retry-After"] = "2"
    return _unkept(response)


def _thanks(visit: Visit, *, status: int) -> HttpResponse:
    if _wants_json(visit.request):
        return _unkept(JsonResponse({"kept": True}, status=status))
    context = _shared(visit, title=_("Thank you")) | {
        "what_next": visit.definition.text("what_next", visit.words.code),
        "languages": _to_the_beginning(visit),
        "sound": _sound(visit, reading.THANKS),
    }
    return _unkept(render(visit.request, "feedback/survey_thanks.html", context, status=status))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


# --- Kept on the phone ----------------------------------------------------------------------------------------------


@require_safe
@_guarded
def whole(request: HttpRequest, code: str) -> HttpResponse:
    """Show the whole survey in one page, for the phone to keep: a script shows one part of it at a time.

    Raises:
        Http404: there is no such way in, nothing behind it, or it may not be kept on a phone.
    """
    visit = _visit(request, code)
    if visit.offer.wave.survey.is_sensitive:
        raise Http404("Nothing of this survey is kept on a phone")
    ticket = Ticket(visit.offer.point.code, visit.offer.version.pk)
    # Free text is never kept on a phone, so that no box is shown there.
    main = [each for each in visit.definition.questions if each.part is Part.MAIN and each.kind is not Kind.TEXT]
    equality = [each for each in visit.definition.questions if each.part is Part.EQUALITY]
    facts, _apart = pages.record(
        visit.offer.point, visit.definition, {}, visit.words, visit.interface, submit.monday(timezone.localdate())
    )
    context = _form_context(visit, ticket, "", title=visit.definition.text("title", visit.words.code)) | {
        "questions": [pages.shown_question(question, visit.words) for question in main],
        "equality_questions": [pages.shown_question(question, visit.words) for question in equality],
        "facts": facts,
        "languages": _to_the_beginning(visit),
        "texts": {"what_next": visit.definition.text("what_next", visit.words.code)},
    }
    return render(request, "feedback/survey_whole.html", context)
