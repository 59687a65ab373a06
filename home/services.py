"""What the shell does to its records."""

from wagtail_localize.models import StringSegment, Translation

from home.languages import SOURCE
from home.models import BasePage

#: Fields whose words set the language of the whole page: a page with an English title is an English page.
_LEADING = {"title", "promise"}


def untranslated_places(page: BasePage) -> list[str] | None:
    """Return the places (`title`, `body.<block id>…`) whose words are still the source's.

    ``None`` where the page is not a translation, or an editor has taken it over: then its words are its own. Two
    queries.
    """
    if page.locale.language_code == SOURCE.code:
        return None
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )
    if translation is None:
        return None
    segments = StringSegment.objects.filter(source=translation.source).annotate_translation(page.locale)
    return sorted(set(segments.filter(translation__isnull=True).values_list("context__path", flat=True)))


def note_language_of_words(page: BasePage) -> None:
    """Record which language the words of a page just published are in, and which parts are not.

    wagtail-localize publishes with nothing translated, and fills gaps with English: whatever path did it, this says so.
    """
    lacking = untranslated_places(page)
    own = page.locale.language_code
    is_english = bool(_LEADING.intersection(lacking or []))
    noted = {"words_language": SOURCE.code if is_english else own, "untranslated": lacking or []}
    type(page).objects.filter(pk=page.pk).update(**noted)
    for name, value in noted.items():
        setattr(page, name, value)
