"""What was sent is known again, so that it is kept once: by a digest that only this installation can make."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from feedback.surveys.models import Receipt

#: Days for which the same token is known again.
RECEIPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Insert:
    """New rows of one table, ready to be written with one statement."""

    sql: str
    values: list[Any]

    @classmethod
    def of(cls, rows: Sequence[Model]) -> "Insert":
        """Make it from rows of one model; there must be one."""
        database, meta = connections[DEFAULT_DB_ALIAS], rows[0]._meta
        fields, quote = meta.concrete_fields, database.ops.quote_name
        columns, places = ", ".join(quote(field.column) for field in fields), ", ".join(["%s"] * len(fields))
        values = [field.get_db_prep_save(getattr(row, field.attname), database) for row in rows for field in fields]
        lines = ", ".join([f"({places})"] * len(rows))
        return cls(f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES {lines}", values)  # noqa: S608  our own names

    def run(self, cursor: CursorWrapper, *, unless: str = "") -> int:
        """Write them; return how many were written: fewer only with a clause that says when not to."""
        cursor.execute(f"{self.sql} {unless}", self.values)
        return int(cursor.rowcount)


class Claim:
    """Something that was sent under a token of the sender's making, and may be sent again.

    It is known by the key that this site has now, and by those that it had before (`SECRET_KEY_FALLBACKS`): what was
    sent before a change of the key, and again after it, is the same.
    """

    def __init__(self, purpose: str, token: str, body: str, *, week: date) -> None:
        """Note nothing yet. ``week``: the Monday of the week in which it came."""
        expires_on = week + timedelta(days=RECEIPT_DAYS + 7)
        self._receipt, *self._older = [
            Receipt(token_mac=_mac(purpose, token, key), body_mac=_mac("body", body, key), expires_on=expires_on)
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        ]
        # Ready before anybody's turn comes: others wait for as long as we write.
        self._insert = Insert.of([self._receipt])

    def note(self, cursor: CursorWrapper) -> bool:
        """Note that it came; return whether it is the first time. One query, and one more while an older key is known.

        The second time is no error to the database: an error would put the receipt, and the second in which it came,
        into PostgreSQL's log.
        """
        if self._older and Receipt.objects.filter(pk__in=[receipt.pk for receipt in self._older]).exists():
            return False
        return self._insert.run(cursor, unless="ON CONFLICT DO NOTHING") == 1

    def is_the_same(self) -> bool:
        """Tell whether what came before under this token was, word for word, this. One query."""
        bodies = {receipt.pk: receipt.body_mac for receipt in (self._receipt, *self._older)}
        noted = Receipt.objects.filter(pk__in=bodies)
        return any(hmac.compare_digest(receipt.body_mac, bodies[receipt.pk]) for receipt in noted)


def _mac(purpose: str, words: str, secret: str) -> str:
    key = sha256(f"feedback.{purpose}:{secret}".encode()).digest()
    return hmac.new(key, words.encode(), sha256).hexdigest()
