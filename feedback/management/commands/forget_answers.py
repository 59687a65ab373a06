"""Delete what families told us once its time is over; or only say what would go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from feedback.keeping import forgetting


class Command(BaseCommand):
    help = "Deletes answers, comments and receipts whose time is over. The worker does it every day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, **options: Any) -> None:
        rows = forgetting.due() if options["dry_run"] else forgetting.forget()
        self.stdout.write("Would go:" if options["dry_run"] else "Gone:")
        for row in rows:
            self.stdout.write(f"  {row.count:>8}  {row.what}, {row.why}")
