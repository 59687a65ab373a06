"""What people write on report cards, beside the figures."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from guidance.directory.models import Service

CARD_TEXTS = ("story",)
STEP_TEXTS = ("what",)


class ReportCard(ClusterableModel):
    """The words of one service's card for one quarter. Its figures come from the release."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name="service")
    year = models.PositiveSmallIntegerField("year")
    number = models.PositiveSmallIntegerField("quarter", choices=[(number, f"Q{number}") for number in (1, 2, 3, 4)])
    owner = models.CharField("owner", max_length=120, help_text="A team, not a person.")
    story = models.TextField("the story behind the numbers", max_length=900, blank=True, help_text="At most 120 words.")

    class Meta:
        verbose_name = "report card"
        verbose_name_plural = "report cards"
        ordering = ["-year", "-number", "service"]
        constraints = [
            models.UniqueConstraint(fields=["service", "year", "number"], name="one_card_a_service_and_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.year}-Q{self.number}"


class NextStep(models.Model):
    """What will be done next: who, by when."""

    card = ParentalKey(ReportCard, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField("what", max_length=200)
    who = models.CharField("who", max_length=120, help_text="A team, not a person.")
    due = models.DateField("by when")

    class Meta:
        verbose_name = "next step"
        verbose_name_plural = "what we will do next"
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return f"{self.who}, {self.due}"
