"""Make the groups that keep the directory, and accounts and languages. Who is in them is the Trust's to say."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def of(label, *models, actions=("add", "change", "delete", "view")):
    return [f"{label}.{action}_{model}" for model in models for action in actions]


GRANTS = {
    # What 0002 meant to give them: it ran before the permission was made.
    "Editors": ["wagtail_localize.submit_translation"],
    "Moderators": ["wagtail_localize.submit_translation"],
    "Directory owners": [
        *of("home", "helpline", actions=("add", "change", "view")),
        *of("guidance", "service", actions=("add", "change", "view")),
    ],
    "Administrators": [
        *of("auth", "user", "group"),
        *of("home", "sitelanguage", "helpline"),
        *of("home", "timedjob", actions=("view",)),
        *of("guidance", "door", "glossaryterm", "source", "service"),
        *of("wagtailcore", "locale", "workflow", "task"),
        *of("wagtailredirects", "redirect"),
        "wagtail_localize.submit_translation",
    ],
}
ON_PAGES = ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"]


def permit(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    # Permissions are usually made after all migrations: too late for this one.
    for label in ("auth", "wagtailcore", "wagtailredirects", "wagtail_localize", "home", "guidance"):
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    for name, wanted in GRANTS.items():
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for permission in (*wanted, "wagtailadmin.access_admin"):
            label, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    administrators = apps.get_model("auth", "Group").objects.get(name="Administrators")
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=administrators, page=root, permission=permission
        )


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0014_doubts"),
        ("home", "0005_approval_by_a_second_person"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailredirects", "0001_initial"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
    ]

    # Left in place when undone: the Trust may have put people into them.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
