"""Make the key that seals backups: one half for the site, the other for a safe."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback.keeping.sealing import new_key


class Command(BaseCommand):
    help = "Makes a key for backups: writes the half that opens them into a new file, and prints the half that seals."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that is not there yet")

    def handle(self, **options: Any) -> None:
        file, (secret, public) = options["file"], new_key()
        try:
            with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
                opened.write(f"# Opens the backups of Good Beginnings that were sealed for {public}\n{secret}\n")
        except FileExistsError as error:
            raise CommandError(
                f"{file} is there already: a key that is written over opens nothing any more."
            ) from error
        except OSError as error:
            raise CommandError(f"{file} can't be written: {error}") from error
        self.stdout.write(f"BACKUP_KEY={public}")
        self.stdout.write(
            f"Set this where the site runs. Print {file}, keep it in two safes, and take it away from this machine: "
            "without it no sealed backup can ever be opened, by anybody."
        )
