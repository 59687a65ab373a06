"""Let editors, moderators and administrators put words of the interface right."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("home"), apps=apps, verbosity=0)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="home", codename="change_interfaceword"
    )
    for name in ("Editors", "Moderators", "Administrators"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0016_owners_and_administrators"),
        ("home", "0006_interface_words"),
    ]

    # Left in place when undone: the Trust may have come to rely on it.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
