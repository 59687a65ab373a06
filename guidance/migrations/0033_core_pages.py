"""Let an editor say which pages a language needs before it is live; until now it was every safety page."""

from django.db import migrations, models

#: The safety pages among the twenty that are translated first.
CORE = (
    "big-feelings",
    "feeding-and-closeness",
    "feeling-low-after-birth",
    "feeling-safe-at-home",
    "feelings-in-pregnancy",
    "get-help-fast",
    "getting-to-know-your-bump",
    "looking-after-you",
    "love-can-grow-slowly",
    "making-up",
    "sleeping-safely",
    "when-crying-gets-too-much",
    "why-babies-cry",
)


def mark(apps, schema_editor):
    apps.get_model("guidance", "GuidancePage").objects.filter(slug__in=CORE, safety=True).update(core=True)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0032_search_in_every_page")]

    operations = [
        migrations.AddField(
            model_name="guidancepage",
            name="core",
            field=models.BooleanField(
                default=False,
                help_text="No language can be live before this page is translated and signed in it.",
                verbose_name="needed in every language",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
