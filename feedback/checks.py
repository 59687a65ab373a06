"""What `manage.py check` holds the settings of this part to."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

from feedback.keeping.dumping import missing_programs
from feedback.keeping.sealing import BadKey, public_half


@register()
def backups_can_be_sealed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Before the site starts, not at night when the first backup is due."""
    if not settings.BACKUP_KEY:
        return []
    try:
        public_half(settings.BACKUP_KEY)
    except BadKey as error:
        return [
            Error(
                f"BACKUP_KEY can't be used: {error}",
                hint="Set it to the line that ./run backup_key prints; the other half stays in its safe.",
                id="feedback.E001",
            )
        ]
    return []


@register()
def postgresql_can_be_copied(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Say so by a warning: without them the site does all that families need."""
    if not settings.BACKUP_DIR or connection.vendor != "postgresql" or not (missing := missing_programs()):
        return []
    return [
        Warning(
            f"Backups can't be made: {' and '.join(missing)} of PostgreSQL are not on this machine",
            hint="apt-get install postgresql-client, of the server's version or a newer one.",
            id="feedback.W001",
        )
    ]
