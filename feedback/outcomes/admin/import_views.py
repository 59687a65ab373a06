"""Where analysts import figures: a file is looked at first, and taken only when somebody says so.

What a file says waits in the page itself, signed for the person who looks at it: nothing is kept on the server for a
file that nobody confirms, and nothing has to be chosen twice.
"""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback.outcomes.exchange import blanks, tables
from feedback.outcomes.exchange.kinds import KIND_OF, KINDS, Kind, keys_of
from feedback.outcomes.exchange.services import Fate, Plan, Refused, apply_import, plan_import
from feedback.surveys.exchange.package import LARGEST
from guidance.content.files import BadContent

_TEMPLATE = "feedback/admin/outcomes_import.html"
_SALT = "feedback.outcomes.import"
#: Seconds for which what was shown can be confirmed.
_SHOWN_FOR = 60 * 60
_LARGEST_MB = LARGEST // 1024 // 1024
_AGAIN = "Nothing was imported: figures have changed since, or an hour has passed. Put the file in again."


class FileForm(forms.Form):
    """One file of figures; what is wrong with it as a whole stands beside it."""

    file = forms.FileField(
        label="File with figures",
        help_text=f"CSV or Excel (.xlsx), at most {_LARGEST_MB} MB. You see first what it would do.",
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.table: tables.Table | None = None

    def clean_file(self) -> UploadedFile:
        """Read the file.

        Raises:
            ValidationError: it can't be taken as a whole, and why.
        """
        upload: UploadedFile = self.cleaned_data["file"]
        name = Path(upload.name or "").name
        # No more of it is read than may be there.
        try:
            self.table = tables.read(upload.read(LARGEST + 1), name=name, headings=self.kind.headings)
        except BadContent as problem:
            raise forms.ValidationError(f"Nothing was imported. {problem}.") from problem
        return upload


@require_http_methods(["GET", "HEAD", "POST"])
def import_figures(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a file and show what it would do, row by row. Nothing is changed.

    Raises:
        PermissionDenied: this user may not add and change these figures.
    """
    chosen = _kind(request, kind)
    form = FileForm(chosen, request.POST, request.FILES) if request.method == "POST" else FileForm(chosen)
    if not (form.is_bound and form.is_valid() and form.table):
        return _page(request, chosen, form, status=422 if form.is_bound else 200)
    plan = plan_import(chosen, form.table)
    shown = "" if plan.is_refused or plan.does_nothing else _sign(request, form.table, plan)
    return _page(request, chosen, FileForm(chosen), plan=plan, shown=shown, status=422 if plan.is_refused else 200)


def _page(
    request: HttpRequest, kind: Kind, form: FileForm, *, plan: Plan | None = None, shown: str = "", status: int = 200
) -> HttpResponse:
    counts = [(fate.value, plan.count(fate)) for fate in Fate if plan.count(fate)] if plan else []
    context = {"kind": kind, "form": form, "plan": plan, "counts": counts, "shown": shown, "list_url": _list_of(kind)}
    return TemplateResponse(request, _TEMPLATE, context, status=status)


def _sign(request: HttpRequest, table: tables.Table, plan: Plan) -> str:
    said = {"kind": plan.kind.name, "digest": plan.digest, "user": request.user.pk, "table": table.as_json()}
    return signing.dumps(said, salt=_SALT, compress=True)


@require_POST
def confirm_import(request: HttpRequest, kind: str) -> HttpResponse:
    """Do what was shown, or nothing: all is checked again.

    Raises:
        PermissionDenied: this user may not add and change these figures.
    """
    chosen = _kind(request, kind)
    try:
        said = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SHOWN_FOR)
        if (said["kind"], said["user"]) != (chosen.name, request.user.pk):
            raise Refused
        table = tables.Table.from_json(said["table"])
        plan = apply_import(chosen, table, digest=said["digest"], user=request.user)
    except (signing.BadSignature, Refused):
        form = FileForm(chosen, {}, {})
        form.errors["file"] = form.error_class([_AGAIN])
        return _page(request, chosen, form, status=422)
    if plan.does_nothing:
        messages.success(request, "All of it was there already: nothing has changed.")
    else:
        done = [f"{plan.count(fate)} {fate.value}" for fate in Fate if plan.count(fate)]
        messages.success(request, f"Imported: {', '.join(done)}.")
    return redirect(_list_of(chosen))


@require_safe
def blank_file(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """Return a file to fill in, as `csv` or `xlsx`.

    Raises:
        PermissionDenied: this user may not add and change these figures.
    """
    chosen = _kind(request, kind)
    if form == "csv":
        data, media_type = blanks.blank_csv(chosen.columns), blanks.CSV_MEDIA_TYPE
    else:
        data, media_type = blanks.blank_book(chosen.title, chosen.columns, keys_of(chosen)), blanks.XLSX_MEDIA_TYPE
    headers = {"Content-Disposition": f'attachment; filename="{chosen.name}.{form}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def may_import(user: Any, model: type[models.Model]) -> bool:
    """Tell whether somebody may do by a file what they may do by hand."""
    label, name = model._meta.app_label, model._meta.model_name
    return bool(user.has_perms([f"{label}.add_{name}", f"{label}.change_{name}"]))


def import_url(model: type[models.Model]) -> str:
    return reverse("outcomes_import", args=[KIND_OF[model].name])


def _kind(request: HttpRequest, name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    if not may_import(request.user, KINDS[name].model):
        raise PermissionDenied
    return KINDS[name]


def _list_of(kind: Kind) -> str:
    model: Any = kind.model
    return reverse(model.snippet_viewset.get_url_name("list"))
