"""Copy an SQLite site's rows into an empty PostgreSQL database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.keeping.moving import CannotMove
from feedback.keeping.this_site import copy_this_site_to_postgres


class Command(BaseCommand):
    help = "Copies every row of this SQLite site into an empty PostgreSQL database, and compares them one by one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "address", help="postgres://user@host/database; its password is read from PGPASSWORD, or stands in it"
        )

    def handle(self, **options: Any) -> None:
        moment = timezone.localtime()
        try:
            rows = copy_this_site_to_postgres(options["address"], say=self._say)
        except CannotMove as error:
            why = str(error).rstrip(".")
            raise CommandError(f"{why}. Nothing was copied, and that database is as it was.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Broken off. Begin again: unless all is there, that database is as it was.") from error
        width = max(map(len, rows))
        for name, count in rows.items():
            if count:
                self._say(f"{name:<{width}}  {count:>9,}  the same")
        empty = sum(not count for count in rows.values())
        self._say(
            f"Copied, and compared one by one: {sum(rows.values()):,} rows in {len(rows)} tables ({empty} empty)."
        )
        self._say(
            f"It is the site of {moment:%H:%M}: nothing that was written here since is there. Uploads stay in media."
        )
        self._say("Now set DATABASE_URL to that address, and start the site anew.")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
