"""Where named people sign for the words of a survey, language by language."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from feedback.surveys import offered
from feedback.surveys.freeze import written_of
from feedback.surveys.models import Survey, SurveySignOff, SurveyVersion
from home.audit.actions import SIGNED, note
from home.languages import REGISTRY, SOURCE, Language, find
from home.models import SignOff
from home.states import PageState, Step

LOOK, SIGN = "feedback.view_survey", "feedback.add_surveysignoff"


@dataclass(frozen=True, slots=True)
class SignedStep:
    """A step that a language needs, and who has signed it for the words as they are."""

    step: Step
    signature: SurveySignOff | None

    @property
    def label(self) -> str:
        return str(SignOff.StepChoices(self.step.value).label)


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Where one language of a survey stands."""

    language: Language
    texts: int
    texts_in_all: int
    #: Where families get them: in the newest version. A draft may have more.
    is_published: bool
    steps: tuple[SignedStep, ...]
    is_live: bool

    @property
    def lacking(self) -> list[str]:
        """Return what this language lacks before families are offered it, in words."""
        lacking = []
        if self.texts < self.texts_in_all:
            count = self.texts_in_all - self.texts
            lacking.append(ngettext("%(count)s text", "%(count)s texts", count) % {"count": count})
        elif not self.is_published:
            lacking.append(_("publishing: all texts are there, and not in the published version"))
        else:
            lacking += [signed.label for signed in self.steps if signed.signature is None]
        if not lacking and not self.is_live:
            lacking.append(_("the signatures for the English"))
        return lacking


class SignForm(forms.ModelForm):
    class Meta:
        model = SurveySignOff
        fields = ["step", "role"]


@require_safe
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where each language of a survey stands.

    Raises:
        PermissionDenied: this user may not see surveys.
    """
    survey = _survey(request, pk)
    version = _newest(survey)
    context = {
        "survey": survey,
        "version": version,
        "rows": _rows(survey, version),
        "may_sign": request.user.has_perm(SIGN),
    }
    return TemplateResponse(request, "feedback/admin/signatures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show all that the newest version says in one language, beside its English; take a signature for it.

    Raises:
        PermissionDenied: this user may not sign.
        Http404: the newest version does not speak this language.
    """
    if not request.user.has_perm(SIGN):
        raise PermissionDenied
    survey = _survey(request, pk)
    version, language = _newest(survey), find(code)
    if version is None or language is None or code not in version.definition.languages:
        raise Http404("The newest version does not speak this language")
    form = _form(request, version, language)
    if request.method == "POST" and form.is_valid():
        signed = form.save()
        note(SIGNED, survey, user=request.user, said=f"{signed.get_step_display()} ({language.english_name})")
        messages.success(request, _("Signed. Your word stands for exactly these words; a change asks for it again."))
        return redirect("survey_signatures", pk=survey.pk)
    definition = version.definition
    context = {
        "survey": survey,
        "version": version,
        "language": language,
        "source": SOURCE,
        "texts": [(words[SOURCE.code], words[code]) for _name, words in definition.refs()],
        "steps": _steps(version, code),
        "form": form,
    }
    return TemplateResponse(request, "feedback/admin/sign.html", context, status=422 if form.errors else 200)


def _survey(request: HttpRequest, pk: int) -> Survey:
    if not (request.user.has_perm(LOOK) or request.user.has_perm(SIGN)):
        raise PermissionDenied
    return get_object_or_404(Survey, pk=pk)


def _newest(survey: Survey) -> SurveyVersion | None:
    return SurveyVersion.objects.filter(survey=survey).order_by("-number").first()


def _rows(survey: Survey, version: SurveyVersion | None) -> list[LanguageRow]:
    """Return every language that has a text, English first. What is there is counted in the draft."""
    texts = [words for _name, words in written_of(survey.get_latest_revision_as_object()).refs()]
    states = offered.language_states(version) if version else {}
    rows = [
        LanguageRow(
            language=language,
            texts=sum(bool(words.get(language.code)) for words in texts),
            texts_in_all=len(texts),
            is_published=language.code in states,
            steps=_steps(version, language.code),
            is_live=states.get(language.code) is PageState.LIVE,
        )
        for language in REGISTRY
    ]
    return [row for row in rows if row.texts or row.is_published]


def _steps(version: SurveyVersion | None, code: str) -> tuple[SignedStep, ...]:
    if version is None or code not in version.definition.languages:
        return tuple(SignedStep(step, None) for step in offered.steps_to_sign(code))
    words = offered.words_to_sign(version, code)
    counting = SurveySignOff.objects.filter(
        survey=version.survey, language=code, words_digest=words.digest, source_digest=words.source_digest
    )
    given = {row.step: row for row in counting}
    return tuple(SignedStep(step, given.get(step.value)) for step in offered.steps_to_sign(code))


def _form(request: HttpRequest, version: SurveyVersion, language: Language) -> SignForm:
    words = offered.words_to_sign(version, language.code)
    sign_off = SurveySignOff(
        survey=version.survey,
        language=language.code,
        signed_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    form = SignForm(request.POST or None, instance=sign_off)
    open_steps = [signed for signed in _steps(version, language.code) if signed.signature is None]
    choices: list[Any] = [(signed.step.value, signed.label) for signed in open_steps]
    form.fields["step"].choices = choices  # type: ignore[attr-defined]
    return form
