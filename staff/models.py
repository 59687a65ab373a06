"""What is counted of tries to sign in, without whose they were."""

from django.db import models


class Tries(models.Model):
    """Tries in a row that were not right. The key is a digest of an account's name: no name, no address stands here."""

    key = models.CharField(max_length=64, unique=True)
    wrong = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["last_at"]),)

    def __str__(self) -> str:
        return f"{self.wrong} since {self.last_at:%H:%M}"
