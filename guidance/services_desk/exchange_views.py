"""Where directory owners take services out as a file, and put one in: looked at first, then taken whole."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from guidance.directory.models import Service
from guidance.services_desk import exchange
from guidance.services_desk.exchange import BadFile, Plan
from home.languages import SOURCE

_SALT = "guidance.services_desk.import"
#: Seconds for which what was shown can be confirmed.
_SHOWN_FOR = 60 * 60
_PERMISSIONS = ("guidance.add_service", "guidance.change_service")


class FileForm(forms.Form):
    """One file of services; what is wrong with it as a whole stands beside it."""

    file = forms.FileField(
        label="CSV file",
        help_text="At most 1 MB. You see first what it would do.",
        error_messages={"required": "Choose a file first.", "empty": "This file is empty."},
    )

    def clean_file(self) -> str:
        """Return the words of the file.

        Raises:
            ValidationError: it can't be read.
        """
        try:
            return exchange.read(self.cleaned_data["file"].read(exchange.LARGEST + 1))
        except BadFile as problem:
            raise forms.ValidationError(f"Nothing was imported. {problem}") from problem


def _need_to_keep(request: HttpRequest) -> None:
    if not request.user.has_perms(_PERMISSIONS):
        raise PermissionDenied


@require_safe
def services_csv(request: HttpRequest) -> HttpResponse:
    """Hand out every service as a file, notes for staff included.

    Raises:
        PermissionDenied: this person does not keep the directory.
    """
    _need_to_keep(request)
    rows = Service.objects.prefetch_related("doors", "phones")
    response = HttpResponse(exchange.to_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="services.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_services(request: HttpRequest) -> HttpResponse:
    """Take a file and show what it would do, row by row. Nothing is changed.

    Raises:
        PermissionDenied: this person does not keep the directory.
    """
    _need_to_keep(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not (form.is_bound and form.is_valid()):
        return _page(request, form, status=422 if form.is_bound else 200)
    text = form.cleaned_data["file"]
    try:
        plan = exchange.plan(text)
    except BadFile as problem:
        form.add_error("file", f"Nothing was imported. {problem}")
        return _page(request, form, status=422)
    said = {"text": text, "digest": plan.digest, "user": request.user.pk}
    is_to_do = bool(plan.new or plan.changed) and not plan.faults
    shown = signing.dumps(said, salt=_SALT, compress=True) if is_to_do else ""
    return _page(request, FileForm(), plan=plan, shown=shown, status=422 if plan.faults else 200)


@require_POST
def confirm_import_of_services(request: HttpRequest) -> HttpResponse:
    """Do what was shown, or nothing: all is checked again.

    Raises:
        PermissionDenied: this person does not keep the directory.
    """
    _need_to_keep(request)
    try:
        said = signing.loads(request.POST.get("shown", ""), salt=_SALT, max_age=_SHOWN_FOR)
        if said["user"] != request.user.pk:
            raise BadFile("Somebody else looked at this file.")
        plan = exchange.apply(said["text"], digest=said["digest"])
    except (signing.BadSignature, BadFile):
        form = FileForm({}, MultiValueDict())
        form.errors["file"] = form.error_class(
            ["Nothing was imported: services have changed since, or an hour has passed. Put the file in again."]
        )
        return _page(request, form, status=422)
    for row in (*plan.new, *plan.changed):
        log(row.service, "wagtail.create" if row.is_new else "wagtail.edit", user=request.user)
    messages.success(request, f"Imported: {len(plan.new)} new, {len(plan.changed)} changed.")
    return redirect(reverse("wagtailsnippets_guidance_service:list"))


def _page(
    request: HttpRequest, form: FileForm, *, plan: Plan | None = None, shown: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "plan": plan, "shown": shown, "source": SOURCE}
    return TemplateResponse(request, "guidance/admin/services_import.html", context, status=status)
