"""Give each language that has pages its translators and second readers. Who is in them is the Trust's to say."""

from django.db import migrations

from home import languages

ON_PAGES = {"Translators": ["change_page"], "Second readers": ["change_page", "publish_page"]}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    may = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for home in apps.get_model("home", "HomePage").objects.exclude(locale__language_code="en"):
        language = languages.find(home.locale.language_code)
        for role, wanted in ON_PAGES.items() if language else ():
            group, _created = Group.objects.get_or_create(name=f"{role}: {language.english_name}")
            group.permissions.add(*Permission.objects.filter(codename="access_admin"))
            for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=wanted):
                may.get_or_create(group=group, page_id=home.pk, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0017_editors_correct_the_interface"),
        ("home", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    # Left in place when undone: the Trust may have put people into them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
