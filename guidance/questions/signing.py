"""Where named people sign for the questions, language by language."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from guidance.models import QuestionSignOff, QuestionToAsk
from guidance.questions.queries import Given, signatures, state_in
from home.audit.actions import SIGNED, note
from home.languages import REGISTRY, SOURCE, Language, find
from home.models import SignOff
from home.records import column
from home.roles import steps_of
from home.sign_off_views import CHANGED_MEANWHILE
from home.states import PageState, Signature, Step, Words, steps_needed, valid_signatures

MAY_SIGN = "guidance.add_questionsignoff"


@dataclass(frozen=True, slots=True)
class Row:
    """A question in one language: its words, its English, and who has signed for them."""

    question: QuestionToAsk
    language: Language
    english: str
    words: str
    signed: dict[Step, Signature]
    state: PageState

    @property
    def steps(self) -> list[tuple[str, Signature | None]]:
        """Return each step that these words need, with the signature that counts for it."""
        return [(_label(step), self.signed.get(step)) for step in _steps_in(self.language)]

    @property
    def mark(self) -> str:
        """Return `Words.mark` of what stands on the screen."""
        return self.question.words_to_sign(self.language).mark


def _steps_in(language: Language) -> tuple[Step, ...]:
    return steps_needed(Words("", is_translation=language != SOURCE))


def _label(step: Step) -> str:
    return str(SignOff.StepChoices(step.value).label)


def steps_to_sign(user: Any, language: Language) -> tuple[Step, ...]:
    """Return the steps that this person may sign in a language: their group's, else all where they sign at all."""
    needed = _steps_in(language)
    if own := steps_of(user, language.code):
        return tuple(step for step in needed if step in own)
    return needed if user.has_perm(MAY_SIGN) else ()


def may_sign(user: Any) -> bool:
    """Tell whether this person signs for questions in any language."""
    return any(steps_to_sign(user, language) for language in REGISTRY)


class SignForm(forms.Form):
    """One step, for the questions that were ticked."""

    step = forms.ChoiceField(label="What you have done")
    role = forms.CharField(label="Your role", max_length=120, help_text="For example Health visitor")
    questions: Any = forms.ModelMultipleChoiceField(QuestionToAsk.objects.all())

    def __init__(self, *args: Any, steps: tuple[Step, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.value, _label(step)) for step in steps]  # type: ignore[attr-defined]


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Show how many questions each language has, and how many are signed for.

    Raises:
        PermissionDenied: this person signs for no questions.
    """
    if not may_sign(request.user):
        raise PermissionDenied
    questions = list(QuestionToAsk.objects.filter(is_offered=True))
    given = signatures(questions)
    rows = [(language, _rows(questions, language, given)) for language in REGISTRY]
    context = {
        "source": SOURCE,
        "in_all": len(questions),
        "rows": [
            (language, len(found), sum(row.state is PageState.LIVE for row in found))
            for language, found in rows
            if found
        ],
    }
    return TemplateResponse(request, "guidance/admin/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Show the questions of one language beside their English; take a signature for those that are ticked.

    Raises:
        PermissionDenied: this person signs nothing in this language.
        Http404: there is no such language.
    """
    language = find(code)
    if language is None:
        raise Http404("No such language")
    steps = steps_to_sign(request.user, language)
    if not steps:
        raise PermissionDenied
    form = SignForm(request.POST or None, steps=steps)
    if request.method == "POST" and form.is_valid() and _sign(request, form, language):
        return redirect("sign_questions", code=code)
    questions = list(QuestionToAsk.objects.filter(is_offered=True))
    context = {
        "source": SOURCE,
        "language": language,
        "rows": _rows(questions, language, signatures(questions)),
        "form": form,
    }
    return TemplateResponse(request, "guidance/admin/questions_sign.html", context, status=422 if form.errors else 200)


def _rows(questions: list[QuestionToAsk], language: Language, given: Given) -> list[Row]:
    """Return the questions that have words in this language."""
    return [
        Row(
            question,
            language,
            column(question, "question", SOURCE),
            column(question, "question", language),
            valid_signatures(question.words_to_sign(language), given.get((question.pk, language.code), [])),
            state_in(question, language, given),
        )
        for question in questions
        if column(question, "question", language)
    ]


def _sign(request: HttpRequest, form: SignForm, language: Language) -> bool:
    """Keep the signatures; tell whether all could be.

    What the same person signed before is refused, and so are words that were changed while somebody read them.
    """
    rows = []
    for question in form.cleaned_data["questions"]:
        words = question.words_to_sign(language)
        if request.POST.get(f"words-{question.pk}", words.mark) != words.mark:
            form.add_error("questions", CHANGED_MEANWHILE)
        row = QuestionSignOff(
            question=question,
            language=language.code,
            step=form.cleaned_data["step"],
            role=form.cleaned_data["role"],
            signed_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
            words_digest=words.digest,
            source_digest=words.source_digest,
        )
        try:
            row.full_clean()
        except ValidationError as error:
            form.add_error("questions", [f"{question}: {message}" for message in error.messages])
        rows.append(row)
    if form.errors:
        return False
    QuestionSignOff.objects.bulk_create(rows)
    for row in rows:
        said = f"{_label(Step(row.step))} ({language.english_name})"
        note(SIGNED, row.question, user=request.user, said=said)
    messages.success(request, "Signed. Your word stands for exactly these words; a change asks for it again.")
    return True
