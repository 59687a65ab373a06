"""Make the groups that work on what families tell us. Who is in them is the Trust's to say."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from feedback.groups import PERMISSIONS


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for label in ("feedback", "guidance"):
        # Permissions are usually made after all migrations: too late for this one.
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    # Wagtail makes this one, for what has drafts; as late.
    survey = apps.get_model("contenttypes", "ContentType").objects.get(app_label="feedback", model="survey")
    Permission.objects.get_or_create(
        content_type=survey, codename="publish_survey", defaults={"name": "Can publish survey"}
    )
    for name, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for permission in (*wanted, "wagtailadmin.access_admin"):
            label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_survey_change_note"),
        ("guidance", "0009_services"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    # Left in place when undone: the Trust may have put people into them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
