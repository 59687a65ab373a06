"""Copy database and media into one file while the site runs, so that no row's place in the copy says anything."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from feedback.keeping.archive import words_for
from feedback.keeping.copying import CannotCopy
from feedback.keeping.this_site import back_up_this_site


class Command(BaseCommand):
    help = "Copies database and uploads into one new file while the site runs. Nothing there is ever written over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help="where the file goes, unless into BACKUP_DIR")

    def handle(self, **options: Any) -> None:
        folder = options["folder"] or settings.BACKUP_DIR
        if not folder:
            raise CommandError("Name a folder: ./run backup /srv/copies (or set BACKUP_DIR).")
        try:
            made = back_up_this_site(folder)
        except CannotCopy as error:
            raise CommandError(str(error)) from error
        size = made.file.stat().st_size / 1024 / 1024
        self.stdout.write(f"Backed up: {made.file} ({size:.1f} MB).{words_for(made.missing)}")
