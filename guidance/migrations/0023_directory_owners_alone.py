"""Let directory owners and administrators alone change helplines and services. Others go on seeing them."""

from django.db import migrations

CHANGES = {
    "Editors": ("add_helpline", "change_helpline"),
    "Moderators": ("add_helpline", "change_helpline"),
    "Survey editors": ("add_service", "change_service"),
}


def take_away(apps, schema_editor):
    _each(apps, lambda group, permissions: group.permissions.remove(*permissions))


def give_back(apps, schema_editor):
    _each(apps, lambda group, permissions: group.permissions.add(*permissions))


def _each(apps, change):
    Permission = apps.get_model("auth", "Permission")
    # On a new site survey editors come later, and are never given these.
    for group in apps.get_model("auth", "Group").objects.filter(name__in=CHANGES):
        change(group, Permission.objects.filter(codename__in=CHANGES[group.name]))


class Migration(migrations.Migration):
    dependencies = [("guidance", "0022_directory_of_services")]

    operations = [migrations.RunPython(take_away, give_back)]
