"""When guidance has something to do."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

# Imported first, so that its receiver runs first: the index asks which language the words were noted to be in.
import home.signals  # noqa: F401
from guidance.models import GuidancePage
from guidance.search.index import forget_page, index_page


@receiver(page_published, sender=GuidancePage, dispatch_uid="guidance.index")
def on_published(sender: type, instance: GuidancePage, **kwargs: Any) -> None:
    # An alias holds another language's words: a Polish search must not find them.
    if not instance.alias_of_id:
        index_page(instance)


@receiver(page_unpublished, sender=GuidancePage, dispatch_uid="guidance.forget")
def on_unpublished(sender: type, instance: GuidancePage, **kwargs: Any) -> None:
    forget_page(instance)
