"""Count how often pages are opened; editors and administrators see it."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def permit(apps, schema_editor):
    # Permissions are usually made after all migrations: too late for this one.
    create_permissions(installed.get_app_config("guidance"), apps=apps, verbosity=0)
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="guidance", codename="view_usage"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editors", "Moderators", "Administrators"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0029_who_keeps_questions_and_stories")]

    operations = [
        migrations.CreateModel(
            name="Usage",
            fields=[
                ("key", models.CharField(editable=False, max_length=100, primary_key=True, serialize=False)),
                ("first_day", models.DateField(db_index=True)),
                ("is_month", models.BooleanField(default=False)),
                ("page", models.UUIDField()),
                ("language", models.CharField(blank=True, max_length=20)),
                ("format", models.CharField(blank=True, max_length=30)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={"default_permissions": ("view",)},
        ),
        migrations.CreateModel(
            name="UsageLogDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("day", "digest"), name="a_day_of_a_log_is_counted_once")
                ],
            },
        ),
        # Left in place when undone: the Trust may have said otherwise since.
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
