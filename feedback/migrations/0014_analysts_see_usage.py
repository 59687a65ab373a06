"""Let analysts see how often pages are opened."""

from django.db import migrations

from feedback.groups import OUTCOMES_ANALYSTS


def permit(apps, schema_editor):
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="guidance", codename="view_usage"
    )
    apps.get_model("auth", "Group").objects.get(name=OUTCOMES_ANALYSTS).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0013_responses_of_a_week"), ("guidance", "0030_usage")]

    # Left in place when undone: the Trust may have said otherwise since.
    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
