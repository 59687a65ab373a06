"""What staff were told of by e-mail, so that they are told once, and again when it is late."""

from django.conf import settings
from django.db import models
from wagtail.models import Page


class WorkTold(models.Model):
    """A step on a page that waits for somebody, and when they were told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    work = models.CharField(max_length=40)
    first_told = models.DateField()
    last_told = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page", "work"], name="work_is_told_once")]

    def __str__(self) -> str:
        return f"{self.work}: {self.page_id}, told on {self.first_told}"
