"""Let editors work on formats, and moderators pass voices and braille tables."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = ("easyread", "signvideo", "formatrequest")
EDIT = [f"{action}_{record}" for record in RECORDS for action in ("add", "change", "view")]
LOOK = ["view_formatfile", "view_formatcheck"]
GRANTS = {
    "Editors": [*EDIT, *LOOK],
    "Moderators": [*EDIT, *LOOK, *(f"delete_{record}" for record in RECORDS), "add_formatcheck"],
}


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("guidance"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="guidance")
    for name, codenames in GRANTS.items():
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("guidance", "0003_formats")]

    # Left in place when undone: the Trust may have come to rely on them.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
