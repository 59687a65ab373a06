"""Let Wagtail's own groups edit the site's records, and clinical reviewers into the admin."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = {
    "home": ["helpline"],
    "guidance": ["door", "glossaryterm", "source"],
}


def permit(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for label in (*RECORDS, "wagtail_localize"):
        # Permissions are usually made after all migrations: too late for this one.
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)

    def grant(group_name, app_label, codenames):
        group, _created = Group.objects.get_or_create(name=group_name)
        wanted = Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames)
        group.permissions.add(*wanted)

    for group_name in ("Editors", "Moderators"):
        for label, models in RECORDS.items():
            grant(group_name, label, [f"{action}_{model}" for model in models for action in ("add", "change", "view")])
        grant(group_name, "wagtail_localize", ["submit_translation"])
    grant("Moderators", "home", ["view_sitelanguage", "change_sitelanguage", "view_timedjob"])
    grant("Clinical reviewers", "wagtailadmin", ["access_admin"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_clinical_reviewers"),
        ("guidance", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtail_localize", "0001_initial"),
    ]

    # Left in place when undone: the Trust may have come to rely on them.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
