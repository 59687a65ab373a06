"""Edit records that hold every language in one row: a collapsed group per language, right-to-left where it is."""

from typing import Any

from wagtail.admin.panels import FieldPanel, MultiFieldPanel

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
