"""Which language the words of a page are in, and which of them are still the source's: asked of wagtail-localize."""

from typing import Any

from wagtail_localize.models import StringSegment, Translation

from home.languages import SOURCE

#: Fields whose words set the language of the whole page: a page with an English title is an English page.
_LEADING = {"title", "promise"}


def translation_of(page: Any) -> Translation | None:
    """Return the translation that this page is kept by; ``None`` for English, and where an editor has taken it over."""
    if page.locale.language_code == SOURCE.code:
        return None
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )


def language_of_words(page: Any, translation: Translation | None) -> tuple[str, list[str]]:
    """Return the code of the language, and the places (`title`, `body.<block id>…`) that are still English. One query.

    wagtail-localize publishes with nothing translated, and fills gaps with English.
    """
    if translation is None:
        return page.locale.language_code, []
    segments = StringSegment.objects.filter(source=translation.source).annotate_translation(page.locale)
    lacking = sorted(set(segments.filter(translation__isnull=True).values_list("context__path", flat=True)))
    return SOURCE.code if _LEADING.intersection(lacking) else page.locale.language_code, lacking
