"""Put a backup back where there is nothing yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback.keeping.archive import words_for
from feedback.keeping.copying import CannotRestore
from feedback.keeping.this_site import restore_this_site


class Command(BaseCommand):
    help = "Puts database and uploads back from a file of ./run backup, where there are none. Stop the site before."
    # Nothing may open the database: that would make one, or keep it from being ours alone.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file that opens a sealed backup (./run backup_key made it)")

    def handle(self, **options: Any) -> None:
        try:
            manifest = restore_this_site(options["file"], key_file=options["key"])
        except CannotRestore as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Put back, as of {manifest.made}: {sum(manifest.rows.values())} rows, {len(manifest.files) - 1} files."
            f"{words_for(manifest.missing)} Now start the site: ./run"
        )
