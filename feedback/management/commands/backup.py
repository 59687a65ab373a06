"""Copy the database while the site runs, so that no row's place in the copy says anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from feedback.keeping.copying import CannotCopy, copy_sqlite, dump_command
from feedback.keeping.shuffling import shuffle


class Command(BaseCommand):
    help = "Copies the database into a folder while the site runs. Uploads are ordinary files: copy var/media yourself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the copy goes; it is made if it is not there")

    def handle(self, **options: Any) -> None:
        folder, today = options["folder"].resolve(), timezone.localdate()
        shuffle()
        if connection.vendor == "postgresql":
            self.stdout.write("The rows are shuffled. Now, at once:")
            self.stdout.write(dump_command(connection.settings_dict, folder, today=today))
            return
        try:
            copy = copy_sqlite(Path(connection.settings_dict["NAME"]), folder, today=today)
        except CannotCopy as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Copied: {copy} ({copy.stat().st_size / 1024 / 1024:.1f} MB).")
