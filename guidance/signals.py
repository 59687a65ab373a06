"""When guidance has something to do."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

# Imported first, so that its receiver runs first: the index asks which language the words were noted to be in.
import home.signals  # noqa: F401
from guidance import services, tasks
from guidance.models import (
    EasyRead,
    FormatCheck,
    GlossaryTerm,
    GuidancePage,
    RecordedPart,
    SignVideo,
    Source,
)
from guidance.search.index import forget_page, index_page
from home.models import BasePage, EnglishChange, Helpline, SignOff, StandardPage, TimedJob

#: Records whose words, or whose say, stand in many pages' files. A translated Easy Read stands on the English one.
_IN_MANY_PAGES = (EasyRead, EnglishChange, FormatCheck, GlossaryTerm, Helpline, SignOff, Source)


@receiver(page_published, sender=GuidancePage, dispatch_uid="guidance.index")
@receiver(page_published, sender=StandardPage, dispatch_uid="guidance.index_plain")
def on_published(sender: type, instance: BasePage, **kwargs: Any) -> None:
    # An alias holds another language's words: a Polish search must not find them.
    if not instance.alias_of_id:
        index_page(instance)
        tasks.enqueue_formats(instance)


@receiver(page_unpublished, sender=GuidancePage, dispatch_uid="guidance.forget")
@receiver(page_unpublished, sender=StandardPage, dispatch_uid="guidance.forget_plain")
def on_unpublished(sender: type, instance: BasePage, **kwargs: Any) -> None:
    forget_page(instance)
    services.forget_formats(instance)


@receiver(post_save, sender=EasyRead, dispatch_uid="guidance.easy_read")
def on_easy_read_changed(sender: type, instance: EasyRead, **kwargs: Any) -> None:
    tasks.enqueue_formats(instance.page)


@receiver(post_delete, sender=EasyRead, dispatch_uid="guidance.easy_read_deleted")
def on_easy_read_deleted(sender: type, instance: EasyRead, **kwargs: Any) -> None:
    # Its page may be going with it, and must not be asked for files any more.
    services.forget_easy_read(instance.page_id)


@receiver(post_delete, sender=SignVideo, dispatch_uid="guidance.sign_video")
def on_film_deleted(sender: type, instance: SignVideo, **kwargs: Any) -> None:
    # Also when its page was deleted: then nobody calls the film's own `delete`.
    instance.drop_files()


@receiver(post_delete, sender=RecordedPart, dispatch_uid="guidance.forget_sound")
def on_recorded_part_deleted(sender: type, instance: RecordedPart, **kwargs: Any) -> None:
    # Whatever it was deleted with, a page too; and not before that is certain.
    if instance.sound:
        transaction.on_commit(partial(default_storage.delete, str(instance.sound)))


@receiver([post_save, post_delete], dispatch_uid="guidance.compare_formats")
def on_record_changed(sender: type, **kwargs: Any) -> None:
    # Not at once: an editor who changes ten lines, or a load of hundreds, asks for one comparison.
    if sender in _IN_MANY_PAGES:
        TimedJob.objects.hurry("compare_formats")
