"""Print the figures of the papers in docs/governance, write them there, or say which are old."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from good_beginnings import governance


class Command(BaseCommand):
    help = "Prints the figures of the governance papers. Asks nothing of the database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--write", action="store_true", help="write them into docs/governance")
        how.add_argument("--check", action="store_true", help="fail where a paper has old ones")

    def handle(self, **options: Any) -> None:
        if not (options["write"] or options["check"]):
            return self._print()
        old = [file for file in sorted(governance.PAPERS.glob("*.md")) if _is_old(file.read_text(encoding="utf-8"))]
        names = ", ".join(file.name for file in old)
        if options["check"] and old:
            raise CommandError(f"Old figures in {names}. Write new ones: ./run governance_figures --write")
        for file in old:
            file.write_text(governance.renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"Written: {names}." if old else "All figures are as they should be.")

    def _print(self) -> None:
        for name, figures in governance.FIGURES.items():
            self.stdout.write("\n".join([f"## {name}", "", *figures(), ""]))


def _is_old(text: str) -> bool:
    return governance.renewed(text) != text
