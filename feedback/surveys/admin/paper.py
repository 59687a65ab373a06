"""Typing in what families wrote on paper: one screen a form, by the keyboard alone.

What is typed goes the same way as what families send, with a token of its own: a form that is sent twice is kept once.
"""

import secrets
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.comments import gate
from feedback.surveys import offered
from feedback.surveys.admin.paper_form import judge, paper_questions, raw_of, typed_questions, weeks
from feedback.surveys.definition import Question
from feedback.surveys.models import EntryPoint, Response, SurveyVersion
from feedback.surveys.submit import AnotherUnderThisToken, Closed, Kept, Submission, submit_response
from home.languages import REGISTRY, SOURCE, Language, find

PERMISSION = "feedback.add_response"
#: In the editor's own session: how many forms of each batch were typed in. Nothing else is remembered of them.
_COUNTS = "survey_paper"
_LONGEST_TOKEN = 60


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an empty form; with one that is filled in, keep it and show the next.

    Raises:
        PermissionDenied: this user may not type in answers.
        Http404: no paper was handed out at this way in, or there is nothing to answer yet.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    points = EntryPoint.objects.select_related("wave__survey", "service").filter(kind=EntryPoint.Kind.PAPER)
    point = get_object_or_404(points, pk=pk)
    sheet = Sheet(request, point)
    return sheet.take() if request.method == "POST" else sheet.show(raw={}, problems={}, token=new_token())


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Sheet:
    """One form on paper, of one version, in one language."""

    def __init__(self, request: HttpRequest, point: EntryPoint) -> None:
        self.request, self.point = request, point
        self.sent = request.POST if request.method == "POST" else request.GET
        self.version = self._version()
        self.languages = [each for each in REGISTRY if each.code in self.version.definition.languages]
        self.language = self._language()
        self.week = self._week()
        survey = point.wave.survey
        with_words = gate.is_open(survey, self.language.code)
        self.questions: tuple[Question, ...] = typed_questions(self.version.definition, with_words=with_words)

    def _version(self) -> SurveyVersion:
        """Return the version this form was shown in, else the one that is offered now."""
        versions = offered.accepted(self.point.wave)
        shown = next((each for each in versions if str(each.pk) == self.sent.get("version")), None)
        version = shown or offered.current(versions)
        if version is None:
            raise Http404("There is nothing to answer yet")
        return version

    def _language(self) -> Language:
        wanted = find(self.sent.get("language", ""))
        return wanted if wanted in self.languages else SOURCE

    def _week(self) -> str:
        offered_weeks = [value for value, _words in weeks(timezone.localdate())]
        wanted = self.sent.get("week", "")
        return wanted if wanted in offered_weeks else offered_weeks[0]

    # --- Taking -----------------------------------------------------------------------------------------------------
    def take(self) -> HttpResponse:
        raw = raw_of(self.questions, dict(self.request.POST.lists()))
        token = self.sent.get("token", "")[:_LONGEST_TOKEN] or new_token()
        if "show" in self.sent:
            # Another language was chosen in the middle: what was typed so far stays.
            return self.show(raw=raw, problems={}, token=token)
        judged = judge(self.version.definition, self.questions, raw)
        if judged.problems or not judged.given:
            error = "" if judged.problems else _("Nothing is answered yet. Leave out a form that is empty.")
            return self.show(raw=raw, problems=judged.problems, token=token, error=error)
        try:
            kept = submit_response(self._submission(judged.given, token))
        except Closed:
            error = _("This batch takes no answers any more: its wave is over, or the way in is not in use.")
        except AnotherUnderThisToken:
            # Going back in the browser, changing something, and saving again.
            token = new_token()
            error = _("This form was saved before, with other answers. Save again only if it is another form.")
        else:
            return self._next(kept)
        return self.show(raw=raw, problems={}, token=token, error=error)

    def _submission(self, given: dict[str, tuple[str, ...]], token: str) -> Submission:
        return Submission(
            entry=self.point,
            version=self.version,
            language=self.language.code,
            given=given,
            token=token,
            mode=Response.Mode.PAPER,
            answered_week=date.fromisoformat(self.week),
        )

    def _next(self, kept: Kept) -> HttpResponse:
        if kept is Kept.NEW:
            self._count_one()
            messages.success(self.request, _("Saved. Here is the next form."))
        else:
            messages.warning(self.request, _("This form was saved before. It is kept once."))
        again = urlencode({"language": self.language.code, "week": self.week})
        return redirect(f"{reverse('survey_paper', args=[self.point.pk])}?{again}")

    @property
    def count(self) -> int:
        return int(self.request.session.get(_COUNTS, {}).get(str(self.point.pk), 0))

    def _count_one(self) -> None:
        counts = self.request.session.get(_COUNTS, {})
        self.request.session[_COUNTS] = counts | {str(self.point.pk): self.count + 1}

    # --- Showing ----------------------------------------------------------------------------------------------------
    def show(self, *, raw: dict[str, list[str]], problems: dict[str, str], token: str, error: str = "") -> HttpResponse:
        definition = self.version.definition
        context: dict[str, Any] = {
            "point": self.point,
            "version": self.version,
            "language": self.language,
            "languages": self.languages,
            "source": SOURCE,
            "week": self.week,
            "weeks": weeks(timezone.localdate()),
            "questions": paper_questions(definition, self.questions, raw, problems, self.language),
            "token": token,
            "error": error,
            "problems": [(question, problems[question.key]) for question in self.questions if question.key in problems],
            "count": self.count,
        }
        status = 422 if error or problems else 200
        return TemplateResponse(self.request, "feedback/admin/paper.html", context, status=status)
