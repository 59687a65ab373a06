"""Set up what is missing, then serve the site."""

import io
import sys
from typing import Any

from django.core.management.base import BaseCommand

from good_beginnings import start


class Command(BaseCommand):
    help = "Set up what is missing, then serve the site and run the background worker. PORT and HOST say where."
    # Whether the folder can be written to and the port is free is said first, in one sentence.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        # Said at once even where the output is a pipe or a log file.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)
        try:
            place = start.check_place()
            # Before anything reads them: the web server inherits what this process has read.
            start.compile_catalogues()
            self.check()
            status = self.serve(place)
        except start.CannotStart as problem:
            sys.exit(str(problem))
        sys.exit(status)

    def serve(self, place: start.Place) -> int:
        """Prepare the site, serve it until told to stop, and return the exit status."""
        start.check_uploads()
        start.prepare(say=self.stdout.write)
        return start.serve(place, say=self.stdout.write)
