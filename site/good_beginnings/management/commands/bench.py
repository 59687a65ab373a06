"""Print tables of weight, requests, queries and milliseconds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from good_beginnings.bench.run import run_apart


class Command(BaseCommand):
    help = "Print what pages weigh and how quick they are here. Uses a folder of its own; about a quarter of an hour."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--steady",
            nargs="?",
            type=float,
            const=30.0,
            metavar="MINUTES",
            help="instead: 200 readers and 20 answers a second for so many minutes (30), and what that takes of memory",
        )

    def handle(self, *args: Any, steady: float | None, **options: Any) -> None:
        sys.exit(run_apart(steady=steady))
