"""What happens when Wagtail publishes: the survey becomes a version that never changes again."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Survey


@receiver(published, sender=Survey)
def freeze_survey(instance: Survey, **kwargs: Any) -> None:
    """Freeze what was published, within the transaction of publishing.

    Raises:
        CannotPublish: nothing is published then (`Survey.publish`).
    """
    # Wagtail says "published" of what is only set for an hour to come, too.
    if instance.live:
        publish_version(instance, change_note=instance.change_note)
