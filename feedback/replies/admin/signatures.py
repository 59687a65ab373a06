"""Where two people sign for the words of a reply, a priority or an action, language by language."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from feedback.replies.models import SUBJECTS, InWords, ReplySignOff
from feedback.replies.words import is_whole, signatures_for, words_to_sign
from home.audit.actions import SIGNED, note
from home.languages import REGISTRY, SOURCE, Language, find
from home.models import SignOff
from home.states import PageState, Step, steps_read_twice

SIGN = "feedback.add_replysignoff"


@dataclass(frozen=True, slots=True)
class SignedStep:
    """A step that a language needs, and who has signed it for the words as they are."""

    step: Step
    signature: ReplySignOff | None

    @property
    def label(self) -> str:
        return str(SignOff.StepChoices(self.step.value).label)


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Where one language of a record stands."""

    language: Language
    texts: int
    texts_in_all: int
    steps: tuple[SignedStep, ...]
    is_live: bool

    @property
    def is_whole(self) -> bool:
        return self.texts == self.texts_in_all

    @property
    def lacking(self) -> list[str]:
        """Return what this language lacks before families are shown it, in words."""
        if not self.is_whole:
            count = self.texts_in_all - self.texts
            return [ngettext("%(count)s text", "%(count)s texts", count) % {"count": count}]
        lacking = [signed.label for signed in self.steps if signed.signature is None]
        return lacking or ([] if self.is_live else [_("the signatures for the English")])


class SignForm(forms.ModelForm):
    class Meta:
        model = ReplySignOff
        fields = ["step", "role"]


@require_safe
def signatures(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """Show where each language of a record stands.

    Raises:
        PermissionDenied: this user may not see it.
        Http404: there is no such record.
    """
    record = _record(request, subject, pk)
    context = {
        "record": record,
        "subject": subject,
        "rows": _rows(record, subject),
        "may_sign": request.user.has_perm(SIGN),
        "edit_url": _edit_url(record),
    }
    return TemplateResponse(request, "feedback/admin/reply_signatures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, subject: str, pk: int, code: str) -> HttpResponse:
    """Show all that a record says in one language, beside its English; take a signature for it.

    Raises:
        PermissionDenied: this user may not sign.
        Http404: there is no such record, or it lacks a text in this language.
    """
    if not request.user.has_perm(SIGN):
        raise PermissionDenied
    record, language = _record(request, subject, pk), find(code)
    if language is None or not is_whole(record, language):
        raise Http404("It lacks a text in this language")
    form = _form(request, record, subject, language)
    if request.method == "POST" and form.is_valid():
        signed = form.save()
        note(SIGNED, record, user=request.user, said=f"{signed.get_step_display()} ({language.english_name})")
        messages.success(request, _("Signed. Your word stands for exactly these words; a change asks for it again."))
        return redirect("reply_signatures", subject=subject, pk=record.pk)
    english, words = record.texts_in(SOURCE), record.texts_in(language)
    context = {
        "record": record,
        "subject": subject,
        "language": language,
        "source": SOURCE,
        "texts": [(english[name], words[name]) for name in english],
        "claim": record.claim() if language == SOURCE else {},
        "steps": _steps(record, subject, language),
        "form": form,
    }
    return TemplateResponse(request, "feedback/admin/reply_sign.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, subject: str, pk: int) -> InWords:
    model = SUBJECTS.get(subject)
    if model is None:
        raise Http404("Nobody signs for that")
    if not (request.user.has_perm(look_at(model)) or request.user.has_perm(SIGN)):
        raise PermissionDenied
    return get_object_or_404(model, pk=pk)


def look_at(model: type[Model]) -> str:
    """Return the permission to see records of this kind."""
    return f"feedback.view_{model._meta.model_name}"


def _edit_url(record: Any) -> str:
    return reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])


def _rows(record: InWords, subject: str) -> list[LanguageRow]:
    """Return every language that has a text, English first."""
    given = signatures_for(subject)
    rows = []
    for language in REGISTRY:
        texts = record.texts_in(language)
        if any(texts.values()):
            is_live = given.state_of(record, language) is PageState.LIVE
            there = sum(bool(words) for words in texts.values())
            rows.append(LanguageRow(language, there, len(texts), _steps(record, subject, language), is_live))
    return rows


def _steps(record: InWords, subject: str, language: Language) -> tuple[SignedStep, ...]:
    words = words_to_sign(record, language)
    counting = ReplySignOff.objects.filter(
        **{subject: record},
        language=language.code,
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    given = {row.step: row for row in counting}
    return tuple(SignedStep(step, given.get(step.value)) for step in steps_read_twice(words))


def _form(request: HttpRequest, record: InWords, subject: str, language: Language) -> SignForm:
    words = words_to_sign(record, language)
    sign_off = ReplySignOff(
        **{subject: record},
        language=language.code,
        signed_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    form = SignForm(request.POST or None, instance=sign_off)
    open_steps = [signed for signed in _steps(record, subject, language) if signed.signature is None]
    choices: list[Any] = [(signed.step.value, signed.label) for signed in open_steps]
    form.fields["step"].choices = choices  # type: ignore[attr-defined]
    return form


urlpatterns = [
    path("replies/<slug:subject>/<int:pk>/signatures/", signatures, name="reply_signatures"),
    path("replies/<slug:subject>/<int:pk>/signatures/<slug:code>/", sign, name="reply_sign"),
]
