"""What guidance does by the clock."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from guidance import queries, services, tasks
from guidance.models import FormatRequest, RecordedPart
from guidance.upkeep import letters, links
from guidance.usage.services import fold_exit_pages, merge_old_days
from home.jobs import timed_job


@timed_job(name="take_up_formats", every=timedelta(minutes=1))
def take_up_formats() -> None:
    """Make what a dead worker left, what is to be tried again, and what the queue has lost."""
    tasks.enqueue(services.take_up_formats())


@timed_job(name="take_up_recordings", every=timedelta(minutes=1))
def take_up_recordings() -> None:
    """Decode what a dead worker left, and what the queue has lost."""
    tasks.enqueue_recordings(RecordedPart.objects.unqueued().values_list("pk", flat=True))


@timed_job(name="compare_formats", every=timedelta(hours=6))
def compare_formats() -> None:
    """Compare every file with the words it should be made from today, and drop what no row points to.

    Dates alone can change a page: a helpline whose check is overdue loses its hours.
    """
    for page in queries.pages_with_formats():
        tasks.enqueue_formats(page)
    services.drop_strays()


@timed_job(name="forget_format_requests", every=timedelta(days=1))
def forget_format_requests() -> None:
    """Delete what families asked for thirty days after they were answered."""
    FormatRequest.objects.over().delete()


@timed_job(name="check_links", every=timedelta(hours=1), lease=timedelta(minutes=30))
def check_links() -> None:
    """Ask for the addresses that our pages give and whose week is over, some at a time."""
    if settings.CHECK_LINKS:
        links.check_some()


@timed_job(name="tell_what_is_due", every=timedelta(days=7))
def tell_what_is_due() -> None:
    """Write to the owners of what is due, and to the editors where nobody saw to it."""
    if settings.TELLS_BY_MAIL:
        letters.tell_what_is_due()


@timed_job(name="tell_of_work", every=timedelta(days=1))
def tell_of_work() -> None:
    """Write to those for whom a step has come to wait, or has waited long."""
    if settings.TELLS_BY_MAIL:
        letters.tell_of_work()


@timed_job(name="merge_usage", every=timedelta(days=1))
def merge_usage() -> None:
    """Put what was counted of new exit pages into their total, and days that are long over into months."""
    fold_exit_pages()
    merge_old_days(timezone.localdate())
