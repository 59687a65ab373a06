"""The forms of waves, and of ways in."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.surveys.admin.survey_form import LANGUAGES
from feedback.surveys.models import SurveyVersion, Wave


class VersionsField(forms.ModelMultipleChoiceField):
    """Versions to tick, each with what it changed."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, version: Any) -> str:
        said = f"{version.number} ({date_format(version.published_on)})"
        retired = [_("no longer offered")] if version.is_retired else []
        return ": ".join(filter(None, [said, ", ".join(filter(None, [version.change_note, *retired]))]))


class WaveForm(WagtailAdminModelForm):
    """A wave. It begins with the newest version of its survey; which others it takes is chosen afterwards."""

    accepted_versions = VersionsField(
        queryset=SurveyVersion.objects.none(),
        label=gettext_lazy("Versions"),
        help_text=gettext_lazy(
            "The newest that is ticked is offered. Answers to the older ones are still taken, each under its own."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every language that the survey has."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["accepted_versions"]
            return
        # Its ways in and its answers belong to this survey.
        self.fields["survey"].disabled = True
        versions = SurveyVersion.objects.filter(survey_id=self.instance.survey_id).defer("frozen")
        self.fields["accepted_versions"].queryset = versions
        self.fields["languages"].choices = _language_choices(versions.order_by("-number").first())

    def clean(self) -> dict[str, Any]:
        """Refuse a wave of a survey that families could not be shown."""
        cleaned: dict[str, Any] = super().clean()
        survey = cleaned.get("survey")
        if survey and not survey.versions.exists():
            self.add_error("survey", _("Publish this survey first: a wave offers a published version."))
        return cleaned

    def save(self, commit: bool = True) -> Wave:
        is_new = not self.instance.pk
        wave: Wave = super().save(commit=commit)
        if is_new and commit:
            wave.accepted_versions.set(SurveyVersion.objects.filter(survey=wave.survey).order_by("-number")[:1])
        return wave


def _language_choices(version: SurveyVersion | None) -> list[tuple[str, str]]:
    """Return the languages to tick, and say of which the newest version lacks texts."""
    whole = version.definition.languages if version else ()
    lacks = _("%(language)s: not all texts are there yet")
    return [(code, name if code in whole else lacks % {"language": name}) for code, name in LANGUAGES]


class LanguageAudienceForm(WagtailAdminModelForm):
    """How many families are expected in one language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)


class EntryPointForm(WagtailAdminModelForm):
    """A way in, and how many families stand behind it."""

    def is_valid(self) -> bool:
        """Check the way in; in all languages together there are no more families than there are."""
        if not super().is_valid():
            return False
        audiences = [form for form in self.formsets["audiences"].forms if form not in self._dropped()]
        if sum(form.cleaned_data["expected"] for form in audiences) > self.cleaned_data["expected_audience"]:
            self.add_error("expected_audience", _("By language there are more families than here."))
        return super().is_valid()

    def _dropped(self) -> list[forms.BaseForm]:
        return list(self.formsets["audiences"].deleted_forms)
