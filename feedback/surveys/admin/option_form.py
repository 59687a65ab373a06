"""The form of a set of options."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from feedback.surveys.admin.kept import KeptFormSet
from feedback.surveys.freeze import published_codes


class OptionForm(WagtailAdminModelForm):
    pass


class OptionFormSet(KeptFormSet):
    """The options of a set. One that families have seen is not deleted, and its code never changes."""

    name_field = "code"

    @cached_property
    def published(self) -> frozenset[str]:
        return published_codes(self.instance.key) if self.instance.pk else frozenset()

    def seen(self) -> Collection[str]:
        return self.published

    def refusal(self) -> str:
        return _("Families have been offered this, so it stays. Tick “no longer offered” instead.")


class OptionSetForm(WagtailAdminModelForm):
    """A set of options. Its key never changes: versions name it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True
