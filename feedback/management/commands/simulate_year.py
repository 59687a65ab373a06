"""Make up a year of answers, and release its quarters: to look at report cards before there are any families."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feedback.outcomes.simulated import NotHere, Simulation, release_all, simulate


class Command(BaseCommand):
    help = "Makes up a year of answers and releases its quarters. Only where nothing is real: not in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, nargs="?", default=2025, help="the year; 2025 unless said")
        parser.add_argument("--responses", type=int, default=3000, help="how many families; 3000 unless said")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same up")

    def handle(self, **options: Any) -> None:
        try:
            made = simulate(Simulation(options["year"], responses=options["responses"], seed=options["seed"]))
        except NotHere as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Made up: {made} families.")
        for release in release_all(options["year"]):
            self.stdout.write(f"{release}: {release.get_state_display()}")
            for problem in release.audit.get("problems", []):
                self.stdout.write(f"  {problem}")
