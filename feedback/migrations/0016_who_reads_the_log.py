"""Let the strategic group and administrators read the whole log of who did what."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from feedback.groups import STRATEGIC_GROUP


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("wagtailcore"), apps=apps, verbosity=0)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailcore", codename="view_modellogentry"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=[STRATEGIC_GROUP, "Administrators"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0015_families_are_asked_about_services_they_know"),
        ("guidance", "0016_owners_and_administrators"),
        ("home", "0009_the_log_is_kept"),
    ]

    # Left in place when undone: the Trust may have said otherwise since.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
