"""The editors' view of formats: what each page has in each language, why something is missing, and "make again"."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.models import Page

from guidance import recorded, services, tasks
from guidance.formats.contract import Why
from guidance.models import FormatFile
from guidance.ready_formats import NAMES, SUFFIXES, address_of
from home.models import BasePage

#: Why a format is missing, in an editor's words.
REASONS: Mapping[str, Promise] = {
    Why.NO_TABLE.value: gettext_lazy("There is no braille table for this language."),
    Why.NO_VOICE.value: gettext_lazy("There is no computer voice for this language. A person can record it."),
    Why.NO_FONT.value: gettext_lazy("No font for this language's letters is installed."),
    Why.NO_BRAILLE_LIBRARY.value: gettext_lazy("The braille library (liblouis) is not installed on this machine."),
    Why.NO_SPEECH_LIBRARY.value: gettext_lazy("The speech library is not installed on this machine."),
    Why.NOTHING_TO_READ.value: gettext_lazy("The page has no words yet."),
    Why.NO_VOICE_FOR_NOTICE.value: gettext_lazy(
        "It is recorded, and offered once the page is signed: no voice here can say that it is a draft."
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One format of one version: its row, where its file is, and what an editor is told of it."""

    row: FormatFile | None
    language: str
    url: str = ""
    #: Where a person may record it; empty for what is not heard, and for those who may not.
    recording_url: str = ""

    @property
    def is_recording_behind(self) -> bool:
        row = self.row
        return row is not None and row.is_recording and row.is_behind and row.status == FormatFile.Status.READY

    @property
    def tone(self) -> str:
        """Return how Wagtail colours it: "success", "warning" or "critical"; nothing where there is nothing to say."""
        if self.row is None or self.row.status == FormatFile.Status.IMPOSSIBLE:
            return ""
        if self.row.status == FormatFile.Status.FAILED:
            return "critical"
        if self.is_recording_behind:
            return "warning"
        return "success" if self.row.status == FormatFile.Status.READY else "warning"

    @property
    def words(self) -> str:
        """Return its state in a sentence."""
        row = self.row
        if row is None:
            return _("Not asked for: the page is not published, or nobody may see it here yet.")
        if row.status == FormatFile.Status.IMPOSSIBLE:
            return str(REASONS.get(row.why, row.why))
        if row.status == FormatFile.Status.FAILED:
            return _("It could not be made, though it was tried several times. What the software said: %(error)s") % {
                "error": row.error
            }
        if row.error:
            return _("It could not be made; it will be tried again. What the software said: %(error)s") % {
                "error": row.error
            }
        if row.status != FormatFile.Status.READY:
            return _("Behind the page: a new one is on its way.") if row.file else _("On its way.")
        if self.is_recording_behind:
            return _("Recorded before the last change to the page. Readers are told so until it is recorded again.")
        return _("Read by a person.") if row.is_recording else _("Ready.")


def page_formats(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show every format of this page in every language it is published in.

    Raises:
        PermissionDenied: this user may not edit the page.
    """
    page = _page(request, page_id)
    versions = page.versions.pages
    rows = {(row.page_id, row.kind): row for row in FormatFile.objects.filter(page__in=versions)}
    table = [
        (NAMES[kind], [_cell(request, version, kind, rows.get((version.pk, kind))) for version in versions])
        for kind in SUFFIXES
    ]
    languages = [version.words.own_name for version in versions]
    context = {"page": page, "languages": languages, "table": table}
    return TemplateResponse(request, "guidance/admin/page_formats.html", context)


def _cell(request: HttpRequest, version: BasePage, kind: str, row: FormatFile | None) -> Cell:
    url = address_of(version, SUFFIXES[kind]) if row and row.file else ""
    has_words = not version.alias_of_id and version.words_language == version.locale.language_code
    may_record = kind == recorded.KIND and has_words and request.user.has_perm(recorded.MAY_RECORD)
    return Cell(row, version.words.own_name, url, reverse("page_recording", args=[version.pk]) if may_record else "")


@require_POST
def make_again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make one file anew (`row`), or every file of every version of the page.

    Raises:
        PermissionDenied: this user may not edit the page.
    """
    page = _page(request, page_id)
    versions = {version.pk for version in page.versions.pages}
    rows = FormatFile.objects.filter(page__in=versions).exclude(status=FormatFile.Status.IMPOSSIBLE)
    if request.POST.get("row"):
        rows = rows.filter(pk=request.POST["row"]) if request.POST["row"].isdecimal() else rows.none()
    chosen = list(rows)
    for row in chosen:
        services.make_again(row)
    tasks.enqueue(row.pk for row in chosen)
    messages.success(request, _("Asked for. New files appear here within seconds."))
    return redirect("page_formats", page_id=page.pk)


def _page(request: HttpRequest, page_id: int) -> BasePage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage) or not page.has_formats:
        raise Http404("No files are made of this page")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page
