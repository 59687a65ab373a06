"""What was changed in published English, what an editor said of it, and who agreed.

Its words are for editors alone, in English: see docs/decisions/0037.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from home.changes import Behind, Change


class ToConfirmQuerySet(models.QuerySet):
    def waiting(self) -> "ToConfirmQuerySet":
        """Return what one person did at once, and no second person has confirmed yet."""
        return self.filter(must_be_confirmed=True, confirmed_at=None)


class EnglishChangeQuerySet(ToConfirmQuerySet):
    def unsaid(self) -> "EnglishChangeQuerySet":
        """Return the changes of which nobody has said what they mean: they count as meaning."""
        return self.filter(said_at=None)


class ToConfirm(models.Model):
    """Something done by one person at once; another one confirms it."""

    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    must_be_confirmed = models.BooleanField(default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class EnglishChange(ToConfirm):
    """One change of a published English page that has translations; or a page withdrawn, in any language.

    ``before`` and ``after`` are digests of its words; ``after`` is empty where it was withdrawn. ``places`` are those
    whose words changed.
    """

    class Kind(models.TextChoices):
        WORDING = "wording", "Wording only"
        MEANING = "meaning", "Meaning"
        UNSAFE = "unsafe", "Old words unsafe"
        WITHDRAWN = "withdrawn", "Page withdrawn"

    page = models.ForeignKey(Page, models.CASCADE, related_name="english_changes", editable=False)
    before = models.CharField(max_length=64, editable=False)
    after = models.CharField(max_length=64, blank=True, editable=False)
    revision_from = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    revision_to = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+", editable=False)
    places = models.JSONField(default=list, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEANING)
    said_at = models.DateTimeField(null=True, editable=False)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    objects = EnglishChangeQuerySet.as_manager()

    #: To Wagtail it would be a use of the page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "change of the English"
        verbose_name_plural = "changes of the English"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.made_at:%Y-%m-%d}: {self.kind}"

    @property
    def people(self) -> set[int]:
        """The people who had a hand in it: none of them can be the second person."""
        return {pk for pk in (self.made_by_id, self.said_by_id) if pk}


class JSONArrayAgg(models.Aggregate):
    """All values of a group as one JSON array: Django has it for PostgreSQL alone."""

    template = "%(function)s(%(expressions)s)"
    output_field = models.JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


_COLUMNS = ("pk", "kind", "before", "after", "made_at", "said_at", "places", "confirmed_at")


def with_changes(pages: "models.QuerySet") -> "models.QuerySet":
    """Return the pages with ``kept_changes``, what `changes_in` reads. No query of its own."""
    changes = EnglishChange.objects.exclude(kind=EnglishChange.Kind.WITHDRAWN).filter(page=models.OuterRef("pk"))
    rows = (
        changes.order_by().values("page").annotate(rows=JSONArrayAgg(JSONObject(**{name: name for name in _COLUMNS})))
    )
    return pages.annotate(kept_changes=models.Subquery(rows.values("rows")))


def changes_in(kept: Sequence[dict[str, Any]] | None) -> list[Change]:
    """Return the changes of a page in their order, out of its ``kept_changes``."""
    return [
        Change(
            behind=Behind[row["kind"].upper()],
            before=row["before"],
            after=row["after"],
            made_at=_moment(row["made_at"]) or timezone.now(),
            # SQLite keeps JSON as a text, and a text inside JSON stays one.
            places=frozenset(json.loads(row["places"]) if isinstance(row["places"], str) else row["places"]),
            is_confirmed=row["confirmed_at"] is not None,
            said_at=_moment(row["said_at"]),
        )
        for row in sorted(kept or (), key=lambda row: int(row["pk"]))
    ]


def _moment(text: str | None) -> datetime | None:
    moment = parse_datetime(text) if text else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


class NumberChange(ToConfirm):
    """A helpline's number that somebody has corrected. It stands at once."""

    helpline = models.ForeignKey("home.Helpline", models.CASCADE, related_name="number_changes", editable=False)
    before = models.CharField(max_length=100, editable=False, blank=True)
    after = models.CharField(max_length=100, editable=False, blank=True)

    objects = ToConfirmQuerySet.as_manager()

    #: To Wagtail it would be a use of the helpline.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "corrected number"
        verbose_name_plural = "corrected numbers"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.helpline_id}: {self.before} → {self.after}"

    @property
    def people(self) -> set[int]:
        """The people who had a hand in it: none of them can be the second person."""
        return {pk for pk in (self.made_by_id,) if pk}
