"""An editor's page to send a survey to translators, and to take in what they send back.

What a file would change is shown first. It waits in the page itself, signed: nothing is kept on the server for a file
that nobody confirms.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin.widgets.button import Button

from feedback.surveys.exchange import po, spreadsheet
from feedback.surveys.exchange.form import words_of
from feedback.surveys.exchange.services import Change, Outdated, apply_changes, changes_by, draft, room
from feedback.surveys.freeze import written_of
from feedback.surveys.models import Survey
from guidance.content.files import BadContent
from home import languages
from home.languages import REGISTRY, SOURCE, Language

PERMISSION = "feedback.change_survey"
_TEMPLATE = "feedback/admin/exchange.html"
_SALT = "feedback.exchange"
#: Seconds for which what was shown can be confirmed.
_SHOWN_FOR = 60 * 60


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the survey there is in one language."""

    language: Language
    done: int
    whole: int


class FileForm(forms.Form):
    """One file from a translator; what is wrong with it stands beside it."""

    file = forms.FileField(
        label=gettext_lazy("File from the translator"),
        help_text=gettext_lazy("A spreadsheet or PO file that was downloaded here. You see first what it changes."),
        error_messages={"required": gettext_lazy("Choose a file first."), "empty": gettext_lazy("This file is empty.")},
    )

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        self.changes: list[Change] = []

    def clean_file(self) -> UploadedFile:
        """Work out what the file changes.

        Raises:
            ValidationError: it can't be taken, and why.
        """
        upload: UploadedFile = self.cleaned_data["file"]
        # Before it is read: what is larger is refused unread.
        data = upload.read(spreadsheet.LARGEST + 1)
        try:
            self.changes = changes_by(self.survey, data, name=Path(upload.name or "").name)
        except BadContent as problem:
            raise forms.ValidationError(_("Nothing was taken. %(problem)s") % {"problem": problem}) from problem
        return upload


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Offer the survey's files, and show what one that comes back would change.

    Raises:
        PermissionDenied: this user may not change surveys.
    """
    survey = _survey(request, survey_id)
    form = FileForm(survey, request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        return _page(request, survey, FileForm(survey), changes=form.changes)
    return _page(request, survey, form or FileForm(survey), status=422 if form else 200)


def _page(
    request: HttpRequest, survey: Survey, form: FileForm, *, changes: list[Change] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "survey": survey,
        "form": form,
        "progress": _progress(survey),
        "is_preview": changes is not None,
        "changes": [(change, languages.get(change.code)) for change in changes or []],
        "shown": _sign(survey, changes) if changes else "",
    }
    return TemplateResponse(request, _TEMPLATE, context, status=status)


def _progress(survey: Survey) -> list[Progress]:
    words = [said for _, said in words_of(written_of(draft(survey)))]
    return [
        Progress(language, sum(bool(said.get(language.code)) for said in words), len(words))
        for language in REGISTRY
        if language != SOURCE
    ]


def _sign(survey: Survey, changes: list[Change]) -> str:
    shown = {"survey": survey.pk, "changes": [asdict(change) for change in changes]}
    return signing.dumps(shown, salt=_SALT, compress=True)


@require_POST
def confirm(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Put the words that were shown into the survey's draft.

    Raises:
        PermissionDenied: this user may not change surveys.
    """
    survey = _survey(request, survey_id)
    form = FileForm(survey)
    try:
        shown = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SHOWN_FOR)
        if shown["survey"] != survey.pk:
            raise Outdated
        changes = [Change(**each) for each in shown["changes"]]
        apply_changes(survey, changes, user=request.user)
    except (signing.BadSignature, Outdated):
        form.errors["file"] = form.error_class([_("The survey has changed since. Put the file in again.")])
        return _page(request, survey, form, status=422)
    messages.success(request, _("In the draft. Families get these words when the survey is published and signed."))
    return redirect("survey_exchange", survey_id=survey.pk)


@require_GET
def download_spreadsheet(request: HttpRequest, survey_id: int, code: str = "") -> HttpResponse:
    """Return the draft as a spreadsheet: English and one language, or all of them.

    Raises:
        PermissionDenied: this user may not change surveys.
    """
    survey = _survey(request, survey_id)
    wanted = [_language(code)] if code else REGISTRY
    data = spreadsheet.write(written_of(draft(survey)), wanted)
    return _file(data, ".".join(filter(None, [survey.key, code])) + spreadsheet.EXTENSION, spreadsheet.MEDIA_TYPE)


@require_GET
def download_po(request: HttpRequest, survey_id: int, code: str) -> HttpResponse:
    """Return the draft's words in one language as a PO file.

    Raises:
        PermissionDenied: this user may not change surveys.
    """
    survey = _survey(request, survey_id)
    data = po.write(written_of(draft(survey)), _language(code), room=room())
    return _file(data, f"{survey.key}.{code}{po.EXTENSION}", po.MEDIA_TYPE)


def _survey(request: HttpRequest, survey_id: int) -> Survey:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Survey, pk=survey_id)


def _language(code: str) -> Language:
    found = languages.find(code)
    if found is None or found == SOURCE:
        raise Http404
    return found


def _file(data: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


#: For the hook that registers the admin's addresses.
exchange_urls = [
    path("surveys/<int:survey_id>/exchange/", exchange, name="survey_exchange"),
    path("surveys/<int:survey_id>/exchange/confirm/", confirm, name="survey_exchange_confirm"),
    path("surveys/<int:survey_id>/exchange/spreadsheet/", download_spreadsheet, name="survey_spreadsheet"),
    path(
        "surveys/<int:survey_id>/exchange/spreadsheet/<slug:code>/", download_spreadsheet, name="survey_spreadsheet_in"
    ),
    path("surveys/<int:survey_id>/exchange/po/<slug:code>/", download_po, name="survey_po"),
]


def exchange_button(survey: Survey) -> Button:
    """Return the button that leads from a survey to this page."""
    url = reverse("survey_exchange", args=[survey.pk])
    return Button(_("Send to a translator"), url, icon_name="site", priority=40)
