"""The forms in which the framework and its figures are kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.outcomes.exchange.columns import Unreadable, waits
from feedback.outcomes.exchange.tables import Cell
from feedback.outcomes.models import Measure, MeasureRule
from feedback.surveys.definition import Missing, Option, Part, Polarity, Question
from feedback.surveys.models import Survey, SurveyQuestion, SurveyVersion

# --- Several things in one line -------------------------------------------------------------------------------------


class ListField(forms.CharField):
    """A list that is typed in one line, parted by spaces."""

    def __init__(self, *, reads: Callable[[str], list[Any]], **kwargs: Any) -> None:
        self.reads = reads
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return " ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        typed = " ".join((super().to_python(value) or "").split())
        try:
            return self.reads(typed) if typed else []
        except Unreadable as reason:
            raise forms.ValidationError(f"{reason}.") from reason

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True


def _codes(typed: str) -> list[str]:
    return list(dict.fromkeys(typed.replace(",", " ").split()))


def _days(typed: str) -> list[int]:
    return waits(Cell(typed))


# --- The framework --------------------------------------------------------------------------------------------------


class KeyedForm(WagtailAdminModelForm):
    """A record that files and figures name by its key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True


class RuleForm(WagtailAdminModelForm):
    """A rule: the question and its answers are checked against what families were asked last."""

    numerator = ListField(
        label="Answers that count", reads=_codes, help_text="Codes of options, parted by spaces: very-good good"
    )

    def clean(self) -> dict[str, Any]:
        """Fill in what the question meant; refuse one whose answers can't be counted.

        A rule that nobody has touched stays what it was: it may be about a question that is no longer asked.
        """
        cleaned: dict[str, Any] = super().clean()
        if self.has_changed() and {"survey", "question", "numerator", "denominator"} <= set(cleaned):
            self._fill(cleaned)
        return cleaned

    def _fill(self, cleaned: dict[str, Any]) -> None:
        question = self._question(cleaned["survey"], cleaned["question"])
        if question is None:
            return
        left_out: list[str] = []
        if cleaned["denominator"] == MeasureRule.Denominator.VALID:
            left_out = [option.code for option in question.options if _is_no_opinion(option)]
        known = [option.code for option in question.options]
        if unknown := [code for code in cleaned["numerator"] if code not in known]:
            self.add_error("numerator", f"“{unknown[0]}” is no option of this question. There are: {' '.join(known)}.")
        elif outside := [code for code in cleaned["numerator"] if code in left_out]:
            self.add_error("numerator", f"“{outside[0]}” is no opinion, so it is not in this base and can’t count.")
        else:
            self.instance.series, self.instance.left_out = question.series, left_out

    def _question(self, survey: Survey, key: str) -> Question | None:
        """Return the question as it was published last; ``None`` where it can't be counted, which is said beside it."""
        version = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
        if version is None:
            self.add_error("survey", "Publish this survey first: a rule is about a published question.")
            return None
        question = version.definition.question(key)
        is_retired = SurveyQuestion.objects.filter(survey=survey, key=key, is_retired=True).exists()
        if is_retired:
            self.add_error("question", "This question is no longer asked.")
        elif question is None:
            asked = " ".join(each.key for each in version.definition.questions if _can_count(each))
            self.add_error("question", f"The published survey has no question “{key}”. There are: {asked}.")
        elif question.part is Part.EQUALITY:
            self.add_error("question", "Answers about equality are never used for measures.")
        elif not question.kind.has_options:
            self.add_error("question", "This question has no options to count: choose one that has.")
        return None if "question" in self.errors else question


def _can_count(question: Question) -> bool:
    return question.kind.has_options and question.part is not Part.EQUALITY


def _is_no_opinion(option: Option) -> bool:
    return option.missing is not Missing.NO or option.polarity is Polarity.EXCLUDED


class RuleFormSet(BaseChildFormSet):
    """The rules of a measure."""

    def kept_forms(self) -> list[RuleForm]:
        return [form for form in self.forms if form not in self.deleted_forms and form.instance.series]


class MeasureForm(KeyedForm):
    """A measure, and its rules."""

    def is_valid(self) -> bool:
        """Check the measure; only one that comes from answers has rules, and no two are about the same question."""
        if not super().is_valid():
            return False
        rules = self.formsets["rules"].kept_forms()
        if rules and self.cleaned_data["source"] != Measure.Source.SURVEY:
            self.add_error("source", "Only a measure that comes from answers of families has rules.")
        seen: set[str] = set()
        for form in rules:
            if str(form.instance.series) in seen:
                form.add_error("question", "Another rule of this measure is about the same question.")
            seen.add(str(form.instance.series))
        return super().is_valid()


# --- Figures --------------------------------------------------------------------------------------------------------


class EnteredForm(WagtailAdminModelForm):
    """A figure. Whoever changes it has entered it."""

    def save(self, commit: bool = True) -> Any:
        if self.has_changed():
            self.instance.entered_by, self.instance.entered_on = self.for_user, timezone.localdate()
        return super().save(commit=commit)


class ReturnForm(EnteredForm):
    days_waited = ListField(
        label="Days waited",
        reads=_days,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One whole number for each family, parted by spaces: 12 15 30",
    )
