"""Write what the site is made of, for programs and for people, or say whether that is old."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from good_beginnings import materials


class Command(BaseCommand):
    help = "Prints the bill of materials (CycloneDX). Asks nothing of the database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--write", action="store_true", help="write it, and the licences, into docs")
        how.add_argument("--check", action="store_true", help="fail where they are old")

    def handle(self, **options: Any) -> None:
        if not (options["write"] or options["check"]):
            return self.stdout.write(materials.bill())
        fresh = {file: make() for file, make in materials.FILES.items()}
        old = [file for file, text in fresh.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
        names = ", ".join(file.name for file in old)
        if options["check"] and old:
            raise CommandError(f"Old: {names}. Write them anew: ./run bill_of_materials --write")
        for file in old:
            file.write_text(fresh[file], encoding="utf-8")
        self.stdout.write(f"Written: {names}." if old else "Nothing is old.")
