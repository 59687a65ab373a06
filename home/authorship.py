"""Who changed the words of a page last: the one person who can't be the second pair of eyes."""

from wagtail.models import Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.languages import SOURCE
from home.models import BasePage

#: How far back the words of a page are followed, in revisions.
_FAR = 30


def last_editor(page: BasePage) -> int | None:
    """Return who gave a page the words that are published now; ``None`` where no person did.

    Of a translation that is kept as strings it is who wrote the newest of them. Of any other page it is who saved
    these words first: publishing somebody else's draft changes nothing. Up to thirty revisions are read.
    """
    if page.locale.language_code != SOURCE.code and _is_kept_as_strings(page):
        newest = (
            StringTranslation.objects.filter(
                context__object_id=page.translation_key,
                locale_id=page.locale_id,
                translation_of__in=StringSegment.objects.filter(source__object_id=page.translation_key).values(
                    "string"
                ),
            )
            .order_by("-updated_at")
            .first()
        )
        return newest.last_translated_by_id if newest else None
    return _first_to_save(page)


def _is_kept_as_strings(page: BasePage) -> bool:
    kept = Translation.objects.filter(source__object_id=page.translation_key, target_locale_id=page.locale_id)
    return bool(kept.filter(enabled=True).exists())


def _first_to_save(page: BasePage) -> int | None:
    published = page.live_revision
    if published is None:
        return None
    editor: int | None = published.user_id
    earlier = Revision.objects.for_instance(page).filter(created_at__lt=published.created_at)
    for revision in earlier.order_by("-created_at")[:_FAR]:
        if revision.as_object().compute_words_digest() != page.words_digest:
            break
        editor = revision.user_id
    return editor
