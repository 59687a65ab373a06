"""Let editors, moderators and a new group of practitioners record pages."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {
    "Practitioners": ["add_recordedpart"],
    "Editors": ["add_recordedpart", "delete_recordedpart"],
    "Moderators": ["add_recordedpart", "delete_recordedpart"],
}


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("guidance"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for name, codenames in GRANTS.items():
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(content_type__app_label="guidance", codename__in=codenames))
    practitioners = apps.get_model("auth", "Group").objects.get(name="Practitioners")
    practitioners.permissions.add(*permissions.filter(content_type__app_label="wagtailadmin", codename="access_admin"))


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0007_recordings"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    # Left in place when undone: the Trust may have come to rely on them.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
