"""Edit records that hold every language in one row: a collapsed group per language, right-to-left where it is."""

from typing import Any

from modelcluster.forms import BaseChildFormSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.panels.base import get_form_for_model

from home.languages import REGISTRY, SOURCE, Language


class LanguagePanel(FieldPanel):
    """One text in one language. Always names its column: the bare field writes to the editor's own language."""

    def __init__(self, field: str, language: Language, **kwargs: Any) -> None:
        self.field, self.language = field, language
        kwargs.setdefault("attrs", {"lang": language.tag, "dir": language.dir})
        super().__init__(f"{field}_{language.code.replace('-', '_')}", **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what Wagtail needs to copy this panel, which it does for every form."""
        kwargs = super().clone_kwargs()
        kwargs.pop("field_name", None)
        return kwargs | {"field": self.field, "language": self.language}


def language_panels(*fields: str) -> list[MultiFieldPanel]:
    """Return a group of these fields for each language of the registry, English open and first."""
    return [
        MultiFieldPanel(
            [LanguagePanel(field, language) for field in fields],
            heading=f"{language.own_name} ({language.english_name})",
            classname="" if language == SOURCE else "collapsed",
        )
        for language in REGISTRY
    ]


class FoldedPanel(MultiFieldPanel):
    """A group of one language's texts that opens by itself where something is wrong in it.

    Inside a list of children Wagtail's own groups can't be folded, and twenty languages would bury the questions.
    """

    def __init__(self, children: Any = (), *, language: Language = SOURCE, **kwargs: Any) -> None:
        self.language = language
        super().__init__(children, **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what Wagtail needs to copy this panel, which it does for every form."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs | {"language": self.language}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "home/admin/folded_panel.html"

        @property
        def language(self) -> Language:
            language: Language = self.panel.language
            return language

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            fields = [child.bound_field for child in self.visible_children if child.bound_field is not None]
            is_wrong = any(field.errors for field in fields)
            return context | {
                "language": self.language,
                "there": sum(bool(field.value()) for field in fields),
                "whole": len(fields),
                "is_open": is_wrong or self.language == SOURCE,
            }


def folded_language_panels(*fields: str) -> list[FoldedPanel]:
    """Return the same groups as `language_panels`, for the children of an inline panel."""
    return [
        FoldedPanel([LanguagePanel(field, language) for field in fields], language=language) for language in REGISTRY
    ]


class OwnInlinePanel(InlinePanel):
    """An inline panel with a form and a formset of its own."""

    def __init__(
        self,
        relation_name: str,
        *,
        form: type[WagtailAdminModelForm],
        formset: type[BaseChildFormSet] = BaseChildFormSet,
        **kwargs: Any,
    ) -> None:
        self.child_form, self.child_formset = form, formset
        super().__init__(relation_name, **kwargs)

    def clone_kwargs(self) -> dict[str, Any]:
        """Return what Wagtail needs to copy this panel, which it does for every form."""
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs | {"form": self.child_form, "formset": self.child_formset}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        form = get_form_for_model(
            self.db_field.related_model, form_class=self.child_form, defer_required_on_fields=deferred
        )
        options["formsets"][self.relation_name] |= {"form": form, "formset": self.child_formset}
        return options
