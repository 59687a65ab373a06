"""Print tables of weight, requests, queries and milliseconds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from good_beginnings.bench.run import run_apart


class Command(BaseCommand):
    help = "Print what pages weigh and how quick they are here. Uses a folder of its own, and takes about a minute."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(run_apart())
