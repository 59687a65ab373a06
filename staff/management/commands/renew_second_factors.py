"""Encrypts second factors with the new SECRET_KEY, after a change of it."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

#: What of an app, and of recovery codes, is encrypted.
_ENCRYPTED = ("secret", "seed")


class Command(BaseCommand):
    help = "Encrypt what apps share with us anew, so that the key before this one is not needed any more."

    def handle(self, *args: Any, **options: Any) -> None:
        unread = 0
        for pk in Authenticator.objects.values_list("pk", flat=True):
            unread += not self._renew(pk)
        if unread:
            raise CommandError(
                f"{unread} can't be read, and stay as they are: neither SECRET_KEY nor SECRET_KEY_FALLBACKS is theirs."
            )
        self.stdout.write("All second factors need SECRET_KEY alone now.")

    @transaction.atomic
    def _renew(self, pk: int) -> bool:
        """Tell whether it could be read."""
        # Whoever signs in meanwhile has a recovery code ticked off in the same field.
        row = Authenticator.objects.select_for_update().get(pk=pk)
        adapter = get_adapter()
        try:
            renewed = {
                name: adapter.encrypt(adapter.decrypt(row.data[name])) for name in _ENCRYPTED if name in row.data
            }
        except ValidationError:
            return False
        row.data = row.data | renewed
        row.save(update_fields=["data"])
        return True
