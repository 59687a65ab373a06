"""The form of a service."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from guidance.directory.choices import SIGNED, Locality
from home.languages import REGISTRY


class ServiceForm(WagtailAdminModelForm):
    """A service. Answers name it by its key."""

    localities = forms.MultipleChoiceField(
        label="Areas",
        choices=Locality.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: not known yet. Families are told to ask.",
    )
    languages = forms.MultipleChoiceField(
        label="Languages spoken",
        choices=[*((each.code, each.english_name) for each in REGISTRY), *SIGNED.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True
