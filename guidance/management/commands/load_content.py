"""`manage.py load_content`: put in what is new of the starter content."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guidance.content.files import BadContent
from guidance.content.load import load_everything


class Command(BaseCommand):
    help = "Load the starter content: pages, records, translations. Never overwrites an editor's work."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_everything(tell=lambda line: self.stdout.write(f"  {line}"))
        except BadContent as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(f"Loaded {len(report.loaded)}, unchanged {report.unchanged}.")
        for path in report.kept:
            self.stdout.write(f"Kept as an editor left it: {path}")
