"""That something changed which pages show: the publish counter, which the pages that are kept go by."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Max

#: Rows kept: what counts is that each change makes a number that was not there before.
KEPT = 100


class ShownChangeQuerySet(models.QuerySet["ShownChange"]):
    def signature(self) -> str:
        """Return what is another after every change, from whatever process or machine. One query.

        Both numbers are needed: of two changes at a time, the one with the lower number may be the later one.
        """
        found = self.aggregate(count=Count("pk"), newest=Max("pk"))
        return f"{found['count']}-{found['newest'] or 0}"

    def forget_old(self) -> None:
        """Delete all but the last hundred."""
        newest = self.aggregate(newest=Max("pk"))["newest"]
        if newest:
            self.filter(pk__lte=newest - KEPT).delete()


class ShownChange(models.Model):
    """One transaction that changed what pages show; written in the same one, so that neither is there alone.

    Rows, and not one number that is raised: two transactions would have to wait for each other.
    """

    objects = ShownChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
