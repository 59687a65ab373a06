"""What `manage.py check` holds the project to."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from modeltranslation.translator import translator
from wagtail.models import Locale, TranslatableMixin

from home import backups, languages


@register()
def one_way_of_translating(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Never both on one model: wagtail-localize would offer every language's column as a string to translate."""
    return [
        Error(
            f"{model.__name__} has TranslatableMixin and modeltranslation's columns",
            hint="Keep one: pages are translated by wagtail-localize, records by modeltranslation.",
            id="home.E001",
        )
        for model in translator.get_registered_models()
        if issubclass(model, TranslatableMixin)
    ]


@register(Tags.database)
def locales_are_known(app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Name Locale rows that the registry does not know: their pages are shown to nobody."""
    # `migrate` asks before it has made the first table.
    if not databases or Locale._meta.db_table not in connection.introspection.table_names():
        return []
    codes = Locale.all_objects.values_list("language_code", flat=True)
    return [
        Warning(
            f"The locale {code!r} is not in the language registry (home/languages.py)",
            hint="Remove the locale in the admin, or add the language as CONTRIBUTING.md says.",
            id="home.W001",
        )
        for code in codes
        if languages.find(code) is None
    ]


@register(Tags.security)
def security_contacts_are_addresses(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Name what can't stand in security.txt: a contact is an address that a program can open."""
    return [
        Error(
            f"SECURITY_CONTACT holds {contact!r}, which is no address",
            hint="Write mailto:somebody@example.org, or https://www.example.org/report.",
            id="home.E003",
        )
        for contact in settings.SECURITY_CONTACT
        if not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+?[0-9-]+)", contact)
    ]


def handed_out() -> list[Path]:
    """Return the folders whose files a web server may hand to everybody."""
    return [Path(folder) for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.PAGE_CACHE_DIR)]


@register()
def backups_lie_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Never where everybody could fetch one, or where each would hold those before it."""
    around = settings.BACKUP_DIR and backups.the_one_around(settings.BACKUP_DIR, handed_out())
    if not around:
        return []
    return [
        Error(
            f"BACKUP_DIR lies in {around}, which is handed out to everybody",
            hint="Name a folder that no web server knows, best on another disk.",
            id="home.E002",
        )
    ]
