"""What a page did for its readers, one word at a time."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reaction(models.Model):
    """One word about one page as it was then. Two words of one reader are two rows that nothing joins."""

    class Question(models.TextChoices):
        HELPED = "helped", _("Did this help?")
        FEELING = "feeling", _("How did it make you feel?")

    class Helped(models.TextChoices):
        YES = "yes", _("Yes")
        A_BIT = "a-bit", _("A bit")
        NO = "no", _("No")

    class Feeling(models.TextChoices):
        HOPEFUL = "hopeful", _("Hopeful")
        OK = "ok", _("OK")
        GUILTY = "guilty", _("Guilty")
        WORRIED = "worried", _("Worried")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: What all language versions of the page share (Wagtail's translation key).
    page_key = models.UUIDField(db_index=True)
    #: The words it is about: the page's digest as it was read.
    words_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=20)
    format = models.CharField(max_length=30, default="page")
    question = models.CharField(max_length=10, choices=Question.choices)
    code = models.CharField(max_length=10)
    #: The Monday of the week in which it was said.
    week = models.DateField()

    class Meta:
        verbose_name = _("word about a page")
        verbose_name_plural = _("words about pages")

    def __str__(self) -> str:
        return f"{self.question}: {self.code}"
