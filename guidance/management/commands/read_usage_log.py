"""`./run read_usage_log FILE`: count what a proxy in front of the site answered by itself."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guidance.usage.log import read_log

#: So many numbers of lines are named; then only how many there are.
_MOST_NAMED = 20


class Command(BaseCommand):
    help = "Count a log of day, path and status. The same days of the same log never count twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open(encoding="utf-8", errors="replace") as lines:
                read = read_log(lines, today=timezone.localdate())
        except OSError as error:
            raise CommandError(f"The log can't be read: {error.strerror}.") from error
        self.stdout.write(f"Counted: {read.counted} openings on {len(read.days)} days.")
        self.stdout.write(f"Not counted: {read.passed_over} lines that are no page, or were not answered.")
        for days, why in ((read.known, "counted before"), (read.unfinished, "not over yet: read it again tomorrow")):
            if days:
                self.stdout.write(f"Passed over, {why}: {', '.join(day.isoformat() for day in days)}.")
        if read.bad:
            named = ", ".join(str(number) for number in read.bad[:_MOST_NAMED])
            more = ", …" if len(read.bad) > _MOST_NAMED else ""
            self.stdout.write(f"{len(read.bad)} lines could not be read: {named}{more}.")
