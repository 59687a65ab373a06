"""Compile message catalogues without gettext."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from good_beginnings import start


class Command(BaseCommand):
    help = "Compile the message catalogues that have changed. Needs no gettext. `start` does it by itself."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            start.compile_catalogues()
        except start.CannotStart as problem:
            sys.exit(str(problem))
