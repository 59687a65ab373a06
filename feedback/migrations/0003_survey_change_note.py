"""Give editors a place to say what the next version changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_question_is_retired")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="change_note",
            field=models.CharField(
                blank=True,
                help_text="What this version changes, for those who choose versions. Families don’t see it.",
                max_length=300,
                verbose_name="what is new",
            ),
        ),
    ]
