"""Let editors and moderators keep the phrases to avoid."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDIT = [f"{action}_avoidedphrase" for action in ("add", "change", "view")]
GRANTS = {"Editors": EDIT, "Moderators": [*EDIT, "delete_avoidedphrase"]}


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("guidance"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="guidance")
    for name, codenames in GRANTS.items():
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("guidance", "0010_phrases_to_avoid")]

    # Left in place when undone: the Trust may have come to rely on them.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
