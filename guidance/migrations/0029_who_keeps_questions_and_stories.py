"""Let editors keep the questions, moderators sign for them, and moderators let stories through."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

KEEP = ["add_questiontoask", "change_questiontoask", "view_questiontoask"]
SIGN = ["add_questionsignoff", "delete_questiontoask", "moderate_story"]
GRANTS = {
    "Editors": KEEP,
    "Moderators": [*KEEP, *SIGN],
    "Administrators": [*KEEP, *SIGN],
    "Practitioners": ["add_story"],
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
    dependencies = [("guidance", "0028_questions_and_stories")]

    # Left in place when undone: the Trust may have said otherwise since.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
