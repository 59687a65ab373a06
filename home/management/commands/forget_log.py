"""Delete old lines of the log of who did what: the one way there is."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from home.audit import guard
from home.audit.actions import FORGOTTEN, note


class Command(BaseCommand):
    help = "Deletes lines of the log that are older than so many years, and writes into the log that it did."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than", type=int, required=True, metavar="YEARS", help="1 at least")

    def handle(self, *args: Any, older_than: int, **options: Any) -> None:
        if older_than < 1:
            raise CommandError("Lines of the last year stay.")
        before = timezone.now() - timedelta(days=366 * older_than)
        gone = self._delete(before)
        self.stdout.write(f"Deleted: {gone} lines from before {before:%d %B %Y}.")

    def _delete(self, before: datetime) -> int:
        with guard.lifted(connection):
            models = registry.get_log_entry_models()
            gone = sum(model.objects.filter(timestamp__lt=before).delete()[0] for model in models)
            if gone:
                log = ContentType.objects.get_for_model(ModelLogEntry)
                note(FORGOTTEN, log, title="Log of who did what", said=f"{gone}, from before {before:%d %B %Y}")
        return int(gone)
