"""Try whether a backup can be put back, without touching the site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from feedback.keeping.archive import words_for
from feedback.keeping.copying import CannotRestore, Damaged
from feedback.keeping.this_site import verify_for_this_site


class Command(BaseCommand):
    help = "Restores a file of ./run backup into a temporary place, and compares checksums, rows and files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="the file that opens a sealed backup (./run backup_key made it)")
        parser.add_argument(
            "--into",
            default="",
            metavar="postgres://…",
            help="an empty PostgreSQL database to try it in, which is left empty; else one is made for a moment, "
            "beside the site's own. Its password is read from PGPASSWORD, or stands in the address",
        )

    def handle(self, **options: Any) -> None:
        file = options["file"]
        try:
            manifest = verify_for_this_site(file, into=options["into"], key_file=options["key"])
        except Damaged as error:
            raise CommandError(f"{file} is not a good backup: {error}.") from error
        except CannotRestore as error:
            raise CommandError(f"{file} could not be tried: {error}") from error
        except OSError as error:
            raise CommandError(f"{file} can't be read, or {settings.VAR_DIR} not be written to: {error}") from error
        self.stdout.write(
            f"Good, of {manifest.made}: {len(manifest.rows)} tables with {sum(manifest.rows.values())} rows, "
            f"{len(manifest.files) - 1} files, every checksum right.{words_for(manifest.missing)}"
        )
