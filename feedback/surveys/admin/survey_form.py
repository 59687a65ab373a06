"""The form in which a survey is written."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from feedback.surveys.admin.kept import KeptFormSet
from feedback.surveys.definition import Question
from feedback.surveys.freeze import Change, change_of, faults_by_field, last_published
from feedback.surveys.models import Survey, SurveyQuestion
from home.languages import REGISTRY, SOURCE

#: The button that publishes. A draft may be as unfinished as it likes.
PUBLISH = "action-publish"
LANGUAGES = [(language.code, f"{language.english_name} ({language.own_name})") for language in REGISTRY]


class QuestionForm(WagtailAdminModelForm):
    """One question. ``before`` is what families saw of it last."""

    before: Question | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "meaning" in self.fields:
            self.fields["meaning"].choices = [
                choice for choice in SurveyQuestion.Meaning.choices if choice[0] != SurveyQuestion.Meaning.NOT_SAID
            ]

    @property
    def change(self) -> Change | None:
        """Return what is different since it was last published."""
        return change_of(self.instance, self.before)

    def _post_clean(self) -> None:
        super()._post_clean()
        # What was said of a change that is no longer there must not speak for another one.
        if self.change is None:
            self.instance.meaning = SurveyQuestion.Meaning.NOT_SAID


class QuestionFormSet(KeptFormSet):
    """The questions of a survey. One that was ever published is not deleted, and its key never changes."""

    name_field = "key"

    @cached_property
    def published(self) -> dict[str, Question]:
        return last_published(self.instance)

    def seen(self) -> Collection[str]:
        return self.published

    def refusal(self) -> str:
        return _("Families have been asked this, so it stays. Tick “no longer asked” instead.")

    def add_fields(self, form: QuestionForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.before = self.published.get(form.instance.key) if form.instance.pk else None


class SurveyForm(WagtailAdminModelForm):
    """A survey. What stands against publishing is said beside the question it is about."""

    moderation_languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which comments can be read"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.versions.exists():
            self.fields["key"].disabled = True

    def is_valid(self) -> bool:
        """Check the survey; where it is to be published, also whether it can be.

        The faults are found in the survey as it would be published: whole, and not saved yet.
        """
        if not super().is_valid():
            return False
        if PUBLISH in self.data and not self.is_deferred_validation:
            self._add_faults(self.save(commit=False))
        return super().is_valid()

    def _add_faults(self, survey: Survey) -> None:
        forms_by_key = {form.instance.key: form for form in self.formsets["questions"].forms}
        for key, field, words in faults_by_field(survey):
            form = forms_by_key.get(key, self)
            form.add_error(field if field in form.fields else None, words)


def _in_words(question: Question) -> dict[str, Any]:
    """Return a question's English as an editor compares it."""
    code = SOURCE.code
    options = [option.label(code) for option in question.options]
    return {"label": question.label(code), "hint": question.hint(code), "options": options}


class ChangePanel(Panel):
    """What families were asked until now, beside what they would be asked."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "feedback/admin/change.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            change: Change = self.form.change
            return context | {"before": _in_words(change.before), "now": _in_words(change.now), "tag": SOURCE.tag}


class MeaningPanel(MultiFieldPanel):
    """Does it mean the same? Asked only where something has changed since the question was last published."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", gettext_lazy("It has changed since it was published"))
        kwargs["children"] = [ChangePanel(), FieldPanel("meaning", widget=forms.RadioSelect)]
        super().__init__(**kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what Wagtail needs to copy this panel, which it does for every form."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        return {name: value for name, value in kwargs.items() if name != "children"}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.form is not None and self.form.change is not None and super().is_shown()
