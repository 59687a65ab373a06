"""Takes somebody's lost second factor away, where no administrator can sign in to do it."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from staff import second_factor


class Command(BaseCommand):
    help = "Take away the second factor of an account, and end its sign-ins. It asks for the name once more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the person signs in with")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no account called {name!r}")
        self.stdout.write(f"Be sure that it is really {person.get_full_name() or name} who asks for it.")
        if input("To take the second factor away, type the name once more: ").strip() != name:
            raise CommandError("Nothing was changed")
        second_factor.take_away(person, by=None)
        self.stdout.write(f"Taken away. At the next sign-in {name} is asked to set up another.")
