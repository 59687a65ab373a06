"""Make the group whose members may sign the clinical step. Who is in it is the Trust's to say."""

from django.db import migrations


def make_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="Clinical reviewers")


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    # Left in place when undone: the Trust may have put people into it.
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
