"""Where files for translators are fetched, and where they come back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from guidance.content.files import BadContent
from guidance.exchange import package
from guidance.exchange.services import Taken, files_of, take_in
from guidance.exchange.texts import Fate
from guidance.language_desk import queries
from guidance.language_desk.cells import State, Work
from guidance.language_desk.people import languages_of, need_to_look, rights_of
from guidance.language_desk.views import KINDS_OF_FILES
from home.languages import SOURCE, Language
from home.models import BasePage

_TEMPLATE = "guidance/admin/translation_exchange.html"


class OutForm(forms.Form):
    """Which pages go out, into which language, as what."""

    language = forms.ChoiceField()
    kind = forms.ChoiceField(choices=KINDS_OF_FILES)
    page = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any, allowed: Sequence[Language], pages: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["language"].choices = [(each.code, each.english_name) for each in allowed]  # type: ignore[attr-defined]
        self.fields["page"].choices = [(pk, str(pk)) for pk in pages]  # type: ignore[attr-defined]


class InForm(forms.Form):
    file = forms.FileField(
        label="File from the translator",
        help_text="One file that was downloaded here, or a zip of them.",
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )


def _languages(request: HttpRequest) -> list[Language]:
    """Return the languages this person translates into.

    Raises:
        PermissionDenied: there is none.
    """
    need_to_look(request.user)
    languages = languages_of(rights_of(request.user))
    if not languages:
        raise PermissionDenied
    return languages


@require_POST
def translation_files(request: HttpRequest) -> HttpResponse:
    """Hand out the files of the ticked pages, or of all that is behind or missing in a language, in one zip.

    Raises:
        PermissionDenied: this person translates into no language.
    """
    allowed = _languages(request)
    rows = queries.rows(queries.all_columns())
    english = [row.english.page_id for row in rows if row.english and row.english.version.is_published]
    form = OutForm(request.POST, allowed, english)
    if not form.is_valid():
        messages.error(request, "Nothing was made: choose a language, a kind of file, and pages that are published.")
        return redirect("language_desk")
    language = next(each for each in allowed if each.code == form.cleaned_data["language"])
    kind = form.cleaned_data["kind"]
    wanted = form.cleaned_data["page"] if "ticked" in request.POST else _open_work(rows, language)
    pages = Page.objects.filter(pk__in=wanted).order_by("path").specific()
    files = files_of([page for page in pages if isinstance(page, BasePage)], language, kind)
    if not files:
        messages.warning(request, "Nothing was made: no page is ticked, or nothing is behind or missing.")
        return redirect("language_desk")
    response = HttpResponse(package.write_zip(files), content_type="application/zip")
    name = f"translations-{language.code}-{kind}-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _open_work(rows: Sequence[queries.Row], language: Language) -> list[int]:
    """Return the published English pages whose translation is behind, missing, or begun and not finished."""
    return [
        row.english.page_id
        for row in rows
        if row.english and row.english.version.is_published
        for cell in row.cells
        if cell.language == language.code
        and (cell.state in (State.BEHIND, State.MISSING) or (cell.next and cell.next.work is Work.TRANSLATE))
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def translation_exchange(request: HttpRequest) -> HttpResponse:
    """Take in what translators send back, and say of each text what became of it.

    Raises:
        PermissionDenied: this person translates into no language.
    """
    allowed = _languages(request)
    form = InForm(request.POST, request.FILES) if request.method == "POST" else InForm()
    taken: list[Taken] = []
    if form.is_bound and form.is_valid():
        upload: UploadedFile = form.cleaned_data["file"]
        data = upload.read(package.LARGEST_ZIP + 1)
        try:
            taken = take_in(data, name=upload.name or "", user=request.user, into=allowed)
            if not taken:
                form.add_error("file", "There is no file in this zip.")
        except BadContent as problem:
            form.add_error("file", f"Nothing was taken. {problem}")
    context = {
        "form": form,
        "taken": taken,
        "totals": {fate.name.lower(): sum(each.count(fate) for each in taken) for fate in Fate},
        "source": SOURCE,
    }
    return TemplateResponse(request, _TEMPLATE, context, status=422 if form.errors else 200)
