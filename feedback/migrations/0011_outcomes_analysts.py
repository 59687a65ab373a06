"""Make the group that keeps figures. Who is in it is the Trust's to say."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from feedback.groups import ANALYSTS_MAY, OUTCOMES_ANALYSTS


def make_group(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("feedback"), apps=apps, verbosity=0)
    group, _created = Group.objects.get_or_create(name=OUTCOMES_ANALYSTS)
    for permission in (*ANALYSTS_MAY, "wagtailadmin.access_admin"):
        label, codename = permission.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0010_replies"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="indicatorvalue",
            options={
                "ordering": ["indicator", "area", "group", "first_day"],
                "permissions": [("confirm_indicatorvalue", "Can say that a figure was compared with its publisher")],
                "verbose_name": "figure of an indicator",
                "verbose_name_plural": "figures of indicators",
            },
        ),
        # Left in place when undone: the Trust may have put people into it.
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
