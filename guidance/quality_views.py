"""Where a named person listens to a computer voice, or reads a braille table's sample, and says whether it will do."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.downloads import send
from guidance.formats.producers import BY_KIND, OFFERS, Quality
from guidance.models import FormatCheck, FormatFile
from guidance.ready_formats import SUFFIXES, file_name
from guidance.services import why_not
from home.audit.actions import DECIDED, note
from home.languages import Language, find
from home.models import SiteLanguage

PERMISSION = "guidance.add_formatcheck"


@dataclass(frozen=True, slots=True)
class Sample:
    """A voice or table of one language: where it can be heard or read, and what the last person said of it."""

    subject: str
    subject_label: str
    language: Language
    name: str
    url: str
    latest: FormatCheck | None

    @property
    def is_settled(self) -> bool:
        """Tell whether the last word is about this very voice or table, not about one before it."""
        return self.latest is not None and self.latest.name == self.name


class CheckForm(forms.ModelForm):
    class Meta:
        model = FormatCheck
        fields = ["subject", "language", "name", "passed", "checked_by", "note"]
        widgets = {"subject": forms.HiddenInput, "language": forms.HiddenInput, "name": forms.HiddenInput}


def format_quality(request: HttpRequest) -> HttpResponse:
    """Show every voice and table of the offered languages; take a decision about one of them.

    Raises:
        PermissionDenied: this user may not decide.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    samples = _samples()
    form = CheckForm(request.POST or None, instance=FormatCheck(signed_by=request.user))  # type: ignore[misc]
    if request.method == "POST" and form.is_valid() and _is_known(form.instance, samples):
        check = form.save()
        note(DECIDED, check, user=request.user, said="passed" if check.passed else "not passed")
        messages.success(request, _("Noted. Files that stand on it are made again within a minute."))
        return redirect("format_quality")
    status = 422 if request.method == "POST" else 200
    context = {"samples": samples, "form": form}
    return TemplateResponse(request, "guidance/admin/quality.html", context, status=status)


@require_safe
def format_sample(request: HttpRequest, row_id: int) -> HttpResponseBase:
    """Hand out a file to whoever is to decide on it: where unchecked files are kept from parents, too.

    Raises:
        PermissionDenied: this user may not decide.
        Http404: there is no such file.
    """
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    row = get_object_or_404(FormatFile.objects.ready(), pk=row_id)
    response = send(request, row.file, f'"{row.digest[:32]}"')
    response.headers["Content-Type"] = BY_KIND[row.kind].producer.media_type
    name = file_name(row.page.specific, SUFFIXES[row.kind])
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _is_known(check: FormatCheck, samples: list[Sample]) -> bool:
    """Tell whether the decision is about a voice or table in use: another may have come since the page opened."""
    return any((check.subject, check.language, check.name) == (s.subject, s.language.code, s.name) for s in samples)


def _samples() -> list[Sample]:
    """Return one sample a subject and language, in the order of the languages. Three queries."""
    codes = SiteLanguage.objects.shown().values_list("code", flat=True)
    languages = [language for code in codes if (language := find(code))]
    latest: dict[tuple[str, str], FormatCheck] = {}
    for check in FormatCheck.objects.order_by("checked_on", "pk"):
        latest[check.subject, check.language] = check
    files = _files()
    # The first format that stands on a voice or table says where there is one.
    offers = {offer.quality: offer for offer in reversed(OFFERS) if offer.quality}
    return [
        _sample(quality, language, files, latest)
        for language in languages
        for quality, offer in sorted(offers.items(), key=lambda pair: FormatCheck.Subject.values.index(pair[0].subject))
        if why_not(offer, language) is None
    ]


def _files() -> dict[tuple[str, str], str]:
    """Return the address of one file for each kind and language. One query."""
    # A person's recording says nothing of the computer voice.
    files = FormatFile.objects.ready().filter(is_recording=False).order_by("-page__path")
    rows = files.values_list("kind", "page__locale__language_code", "pk")
    return {(kind, code): reverse("format_sample", args=[pk]) for kind, code, pk in rows}


def _sample(
    quality: Quality,
    language: Language,
    files: dict[tuple[str, str], str],
    latest: dict[tuple[str, str], FormatCheck],
) -> Sample:
    subject = quality.subject
    # Where a person reads every page, the e-book is still the computer's.
    urls = [files.get((offer.kind, language.code), "") for offer in OFFERS if offer.quality is quality]
    return Sample(
        subject=subject,
        subject_label=str(FormatCheck.Subject(subject).label),
        language=language,
        name=quality.name(language, settings.VOICE_FILES),
        url=next(filter(None, urls), ""),
        latest=latest.get((subject, language.code)),
    )
