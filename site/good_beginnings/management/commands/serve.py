"""Serve the site without a worker: for further machines beside one that `start` runs on."""

import io
import sys
from typing import Any

from django.core.management.base import BaseCommand

from good_beginnings import start


class Command(BaseCommand):
    help = "Serve the site without a worker, on further machines; `start` runs on one. PORT and HOST say where."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)
        try:
            place = start.check_place()
            start.compile_catalogues()
            self.check()
            start.prepare_without_migrating(say=self.stdout.write)
            status = start.serve_without_worker(place, say=self.stdout.write)
        except start.CannotStart as problem:
            sys.exit(str(problem))
        sys.exit(status)
