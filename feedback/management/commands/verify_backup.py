"""Try whether a backup can be put back, without touching the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from feedback.keeping.archive import Damaged, verify, words_for


class Command(BaseCommand):
    help = "Restores a file of ./run backup into a temporary place, and compares checksums, rows and files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file that opens a sealed backup (./run backup_key made it)")

    def handle(self, **options: Any) -> None:
        file = options["file"]
        try:
            manifest = verify(file, beside=Path(settings.VAR_DIR), key_file=options["key"])
        except Damaged as error:
            raise CommandError(f"{file} is not a good backup: {error}.") from error
        except OSError as error:
            raise CommandError(f"{file} can't be read, or {settings.VAR_DIR} not be written to: {error}") from error
        self.stdout.write(
            f"Good, of {manifest.made}: {len(manifest.rows)} tables with {sum(manifest.rows.values())} rows, "
            f"{len(manifest.files) - 1} files, every checksum right.{words_for(manifest.missing)}"
        )
