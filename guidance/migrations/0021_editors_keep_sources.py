"""Let editors keep what pages rest on."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

KEEP = ["add_source", "change_source", "view_source", "add_claim", "change_claim", "view_claim"]
GRANTS = {
    "Editors": KEEP,
    "Moderators": [*KEEP, "delete_claim"],
    "Administrators": [*KEEP, "delete_claim"],
}


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("guidance"), apps=apps, verbosity=0)
    for name, wanted in GRANTS.items():
        permissions = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="guidance", codename__in=wanted
        )
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0020_work_told")]

    # Left in place when undone: the Trust may have said otherwise since.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
