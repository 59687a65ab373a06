"""Serve the site without a worker: for further machines beside one that `start` runs on."""

from good_beginnings import start
from good_beginnings.management.commands.start import Command as Start


class Command(Start):
    help = "Serve the site without a worker, on further machines; `start` runs on one. PORT and HOST say where."

    def serve(self, place: start.Place) -> int:
        """Serve until told to stop; nothing is migrated, nothing loaded."""
        start.prepare_without_migrating(say=self.stdout.write)
        return start.serve_without_worker(place, say=self.stdout.write)
