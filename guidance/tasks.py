"""Where guidance's slow work is done: in the worker, never while a reader waits."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from guidance import services
from guidance.models import FormatFile, GuidancePage


@task()
def make_format(pk: int) -> None:
    """Make one file (`guidance.models.FormatFile`), if it is still waiting."""
    services.make_format(pk)


def enqueue_formats(page: GuidancePage) -> None:
    """Queue one job for each format of this page whose words have changed."""
    enqueue(services.request_formats(page))


def enqueue(rows: Iterable[int]) -> None:
    """Queue one job a row, once the transaction is through."""
    for pk in rows:
        FormatFile.objects.filter(pk=pk).update(queued_at=timezone.now())
        transaction.on_commit(partial(make_format.enqueue, pk))
