"""What happens when a survey is published, and when what stands in files of pages has changed."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published

from feedback.models import ActionPlan, Priority, Recommendation, ReplySignOff
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Survey
from home.models import TimedJob

#: What stands in files of a page, and who signed for it (`feedback.appendices`).
_IN_FILES = (ActionPlan, Priority, Recommendation, ReplySignOff)


@receiver(published, sender=Survey)
def freeze_survey(instance: Survey, **kwargs: Any) -> None:
    """Freeze what was published, within the transaction of publishing.

    Raises:
        CannotPublish: nothing is published then (`Survey.publish`).
    """
    # Wagtail says "published" of what is only set for an hour to come, too.
    if instance.live:
        publish_version(instance, change_note=instance.change_note)


@receiver([post_save, post_delete], dispatch_uid="feedback.compare_formats")
def on_plan_changed(sender: type, **kwargs: Any) -> None:
    if sender in _IN_FILES:
        TimedJob.objects.hurry("compare_formats")
