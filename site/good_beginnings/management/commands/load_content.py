"""`manage.py load_content`: put in what is new of the starter content."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from feedback.content.framework.load import load_framework
from feedback.content.load import load_surveys
from feedback.content.load_plan import load_plan
from guidance.content.files import BadContent
from guidance.content.load import load_everything


class Command(BaseCommand):
    help = (
        "Load the starter content: pages, records, surveys, framework, translations. Never overwrites an editor's work."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                pages = load_everything(tell=lambda line: self.stdout.write(f"  {line}"))
                reports = [pages, load_surveys(), load_framework(), load_plan()]
        except BadContent as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        loaded, unchanged = sum(len(each.loaded) for each in reports), sum(each.unchanged for each in reports)
        self.stdout.write(f"Loaded {loaded}, unchanged {unchanged}.")
        for path in (path for each in reports for path in each.kept):
            self.stdout.write(f"Left as it is here: {path}")
