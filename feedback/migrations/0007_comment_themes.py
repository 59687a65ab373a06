"""Name a few things that comments are about, so that the first can be sorted. Moderators add others."""

from django.db import migrations

THEMES = {
    "access": "Getting help: where, when, travel",
    "waiting": "Waiting",
    "language": "Language and interpreters",
    "kindness": "Kindness, being listened to",
    "information": "Information",
    "other": "Something else",
}


def add(apps, schema_editor):
    theme = apps.get_model("feedback", "CommentTheme")
    for key, name in THEMES.items():
        theme.objects.get_or_create(key=key, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_comments_are_quoted_without_names")]

    # Left in place when undone: comments may stand under them.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
