"""Put a backup back where there is nothing yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from feedback.keeping.archive import CannotRestore, restore, words_for


class Command(BaseCommand):
    help = "Puts database and uploads back from a file of ./run backup, where there are none. Stop the site before."
    # Nothing may open the database: that would make one.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file that opens a sealed backup (./run backup_key made it)")

    def handle(self, **options: Any) -> None:
        if connection.vendor != "sqlite":
            raise CommandError("This site's database is not SQLite: put it back with pg_restore (docs/runbook.md).")
        try:
            manifest = restore(
                options["file"],
                database=Path(connection.settings_dict["NAME"]),
                media=Path(settings.MEDIA_ROOT),
                key_file=options["key"],
            )
        except CannotRestore as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Put back, as of {manifest.made}: {sum(manifest.rows.values())} rows, {len(manifest.files) - 1} files."
            f"{words_for(manifest.missing)} Now start the site: ./run"
        )
