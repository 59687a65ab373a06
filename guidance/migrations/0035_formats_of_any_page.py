"""Let files and recordings be of any page, not of guidance alone. Ids of pages are the same: every row stays."""

import django.db.models.deletion
from django.db import migrations, models


def forget_other_pages(apps, schema_editor):
    """Drop the rows of pages that are no guidance: before, there is no place for them.

    What they named is left in storage; `drop_strays` deletes it. Files can be made again, recordings can't.
    """
    guidance = apps.get_model("guidance", "GuidancePage").objects.values("pk")
    for name in ("FormatFile", "RecordedPart"):
        apps.get_model("guidance", name).objects.exclude(page__in=guidance).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0034_discreet_addresses"),
        ("home", "0009_the_log_is_kept"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]

    operations = [
        migrations.AlterField(
            model_name="formatfile",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="formats",
                to="wagtailcore.page",
                verbose_name="page",
            ),
        ),
        migrations.AlterField(
            model_name="recordedpart",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="recorded_parts", to="wagtailcore.page"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_other_pages),
    ]
