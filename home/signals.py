"""When the shell has something to note."""

from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models.signals import post_migrate, post_save, pre_migrate, pre_save
from django.dispatch import receiver
from django_tasks.signals import task_started
from wagtail.images.models import AbstractImage
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished
from wagtail_localize.models import StringTranslation

from home import services
from home.audit import guard
from home.audit.actions import TRANSLATED, note
from home.interface_words import keep_up
from home.languages import SOURCE
from home.models import BasePage, Helpline, HomePage
from home.roles import make_language_groups
from home.tasks import make_picture_sizes


@receiver(page_published, dispatch_uid="home.note_language_of_words")
def on_published(sender: type, instance: Page, revision: Any = None, **kwargs: Any) -> None:
    # Wagtail also sends this for every alias. An alias shows English words at another language's address, and keeps
    # the note that says so, because it is copied with the rest.
    if isinstance(instance, BasePage) and not instance.alias_of_id:
        services.note_language_of_words(instance, revision)


# Before and after a page is saved, not when it is published: a program may save published words without publishing.
@receiver(pre_save, dispatch_uid="home.remember_english")
def before_saving(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if not raw and update_fields is None and isinstance(instance, BasePage) and instance.live and instance.pk:
        instance.__dict__["english_before"] = _english_before(instance)
    if not raw and isinstance(instance, Helpline) and instance.pk:
        instance.__dict__["line_before"] = Helpline.objects.filter(pk=instance.pk).first()


def _english_before(page: BasePage) -> BasePage | None:
    """Return the English that readers see until now, if it says something else. One query where it says the same."""
    if page.locale.language_code != SOURCE.code:
        return None
    same = type(page).objects.filter(pk=page.pk, live=True, words_digest=page.words_digest)
    if same.exists():
        return None
    before = services.last_published(page)
    return before if before and before.words_digest != page.words_digest else None


@receiver(post_save, dispatch_uid="home.note_change")
def after_saving(sender: type, instance: Any, **kwargs: Any) -> None:
    before = instance.__dict__.pop("english_before", None)
    if before is not None:
        services.note_change(before, instance)
    line = instance.__dict__.pop("line_before", None)
    if line is not None:
        services.note_number(line, instance)


@receiver(post_save, dispatch_uid="home.make_picture_sizes")
def after_upload(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, AbstractImage) and not raw:
        transaction.on_commit(partial(make_picture_sizes.enqueue, instance.pk))


@receiver(page_unpublished, dispatch_uid="home.note_withdrawal")
def on_unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    # Wagtail also sends this for a page that is about to be deleted: then there is nothing to bring back.
    if not isinstance(instance, BasePage) or instance.alias_of_id:
        return
    if type(instance).objects.filter(pk=instance.pk, live=False).exists():
        services.note_withdrawal(instance)


@receiver(post_save, sender=HomePage, dispatch_uid="home.make_language_groups")
def on_new_home(sender: type, instance: HomePage, created: bool, **kwargs: Any) -> None:
    # Once: what an administrator has changed in the groups since is theirs to say.
    if created:
        make_language_groups(instance)


@receiver(task_started, dispatch_uid="home.keep_up_with_interface_words")
def on_task(sender: type, **kwargs: Any) -> None:
    # The worker answers no request, and writes words of the interface into files.
    keep_up()


@receiver(post_save, sender=StringTranslation, dispatch_uid="home.note_translation")
def on_translated(sender: type, instance: StringTranslation, raw: bool = False, **kwargs: Any) -> None:
    """Note who changed a page's translation: once for each request, however many texts came with it."""
    work = get_active_log_context()
    if raw or work.user is None:
        return
    page = Page.objects.filter(translation_key=instance.context.object_id, locale=instance.locale).first()
    noted = work.__dict__.setdefault("translated", set())
    if page is not None and page.pk not in noted:
        noted.add(page.pk)
        note(TRANSLATED, page, user=work.user)


# A migration of Wagtail's may have to rewrite the log; on SQLite it makes the table anew, without what guarded it.
@receiver(pre_migrate, dispatch_uid="home.take_guard_down")
def before_migrating(sender: Any, using: str, plan: Any = (), **kwargs: Any) -> None:
    changes_log = any(migration.app_label == "wagtailcore" for migration, _backwards in plan)
    if sender.label == "home" and changes_log and guard.are_there(connections[using]):
        guard.take_down(connections[using])


@receiver(post_migrate, dispatch_uid="home.put_guard_up")
def after_migrating(sender: Any, using: str, **kwargs: Any) -> None:
    if sender.label == "home" and guard.are_there(connections[using]):
        guard.put_up(connections[using])
