"""Where guidance's slow work is done: in the worker, never while a reader waits."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from guidance import recorded, services
from guidance.models import FormatFile, RecordedPart
from home.models import BasePage


@task()
def make_format(pk: int) -> None:
    """Make one file (`guidance.models.FormatFile`), if it is still waiting."""
    services.make_format(pk)


# Somebody sits before the screen and waits; files may wait.
@task(priority=10)
def take_in_recording(pk: int) -> None:
    """Decode what somebody has recorded (`guidance.models.RecordedPart`), and have the page's audio made of it."""
    page = recorded.take_in(pk)
    if page is not None:
        enqueue_audio(page)


def enqueue_recordings(parts: Iterable[int]) -> None:
    """Queue one job for each part that waits to be decoded, once the transaction is through."""
    for pk in parts:
        RecordedPart.objects.filter(pk=pk).update(queued_at=timezone.now())
        transaction.on_commit(partial(take_in_recording.enqueue, pk))


def enqueue_audio(page: BasePage) -> None:
    """Queue the page's audio, if a recording has come or gone."""
    enqueue(services.request_formats(page, kinds=[recorded.KIND]))


def enqueue_formats(page: BasePage) -> None:
    """Queue one job for each format of this page whose words have changed."""
    enqueue(services.request_formats(page))


def enqueue(rows: Iterable[int]) -> None:
    """Queue one job a row, once the transaction is through."""
    for pk in rows:
        FormatFile.objects.filter(pk=pk).update(queued_at=timezone.now())
        transaction.on_commit(partial(make_format.enqueue, pk))
