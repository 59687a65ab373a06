"""Let an Easy Read remember which words of its page it was written from."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_as_written_from_the_page(apps, schema_editor):
    """Nobody knows what the rows that are there were written from. From here on the site notices a change."""
    page = apps.get_model("guidance", "GuidancePage").objects.filter(pk=OuterRef("page_id"))
    apps.get_model("guidance", "EasyRead").objects.update(written_from=Subquery(page.values("words_digest")[:1]))


class Migration(migrations.Migration):
    dependencies = [("guidance", "0004_moderators_pass_formats")]

    operations = [
        migrations.AddField(
            model_name="easyread",
            name="written_from",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.RunPython(take_as_written_from_the_page, migrations.RunPython.noop),
    ]
