"""Run queued tasks and timed jobs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from good_beginnings import worker


class Command(BaseCommand):
    help = "Run queued tasks and timed jobs, until told to stop. `start` runs one of these by itself."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due and queued now, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            worker.work_once()
        else:
            worker.work()
