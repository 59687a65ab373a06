"""Let a question be asked no longer: one that was published is never deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="surveyquestion",
            name="is_retired",
            field=models.BooleanField(
                default=False,
                help_text="Its old answers stay. Its key is never used again.",
                verbose_name="no longer asked",
            ),
        ),
    ]
