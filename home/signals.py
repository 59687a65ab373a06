"""When the shell has something to note."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django_tasks.signals import task_started
from wagtail.models import Page
from wagtail.signals import page_published

from home.interface_words import keep_up
from home.models import BasePage, HomePage
from home.roles import make_language_groups
from home.services import note_language_of_words


@receiver(page_published, dispatch_uid="home.note_language_of_words")
def on_published(sender: type, instance: Page, **kwargs: Any) -> None:
    # Wagtail also sends this for every alias. An alias shows English words at another language's address, and keeps
    # the note that says so, because it is copied with the rest.
    if isinstance(instance, BasePage) and not instance.alias_of_id:
        note_language_of_words(instance)


@receiver(post_save, sender=HomePage, dispatch_uid="home.make_language_groups")
def on_new_home(sender: type, instance: HomePage, created: bool, **kwargs: Any) -> None:
    # Once: what an administrator has changed in the groups since is theirs to say.
    if created:
        make_language_groups(instance)


@receiver(task_started, dispatch_uid="home.keep_up_with_interface_words")
def on_task(sender: type, **kwargs: Any) -> None:
    # The worker answers no request, and writes words of the interface into files.
    keep_up()
