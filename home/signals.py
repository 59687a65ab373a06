"""When the shell has something to note."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published

from home.models import BasePage
from home.services import note_language_of_words


@receiver(page_published, dispatch_uid="home.note_language_of_words")
def on_published(sender: type, instance: Page, **kwargs: Any) -> None:
    # Wagtail also sends this for every alias. An alias shows English words at another language's address, and keeps
    # the note that says so, because it is copied with the rest.
    if isinstance(instance, BasePage) and not instance.alias_of_id:
        note_language_of_words(instance)
