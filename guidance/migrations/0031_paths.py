"""Let a door have a short path of chosen pages, and doors and pages say what nothing cheerful may stand beside."""

import hashlib
import json

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

MOODS = [
    ("", "Everyday"),
    ("cheerful", "Cheerful: it plays with a baby, or is glad of one"),
    ("tender", "Tender: on feeling low, illness, fear, violence"),
    ("loss", "Loss: a pregnancy lost, a baby who died"),
]


def digest_of(row):
    """Return what the loader of the starter content kept of a row that it had just written."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def load_again(apps, schema_editor):
    """Let the starter content fill in the doors that nobody has changed since they were loaded.

    With the new columns every row differs from what the loader remembers, and it would leave all of them alone.
    """
    doors = {door.code: door for door in apps.get_model("guidance", "Door").objects.all()}
    for loaded in apps.get_model("guidance", "LoadedFile").objects.filter(path__startswith="records/door/"):
        door = doors.get(loaded.path.rsplit("/", 1)[1])
        if door and digest_of(door) == loaded.words_digest:
            loaded.delete()


class Migration(migrations.Migration):
    dependencies = [("guidance", "0030_usage")]

    operations = [
        migrations.RunPython(load_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="door",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=MOODS,
                help_text="Nothing cheerful is shown behind a door that is tender, or about loss.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="door",
            name="why_these",
            field=models.CharField(
                blank=True,
                help_text="One sentence for whoever looks after this after you. Readers never see it.",
                max_length=250,
                verbose_name="why these pages",
            ),
        ),
        migrations.AddField(
            model_name="guidancepage",
            name="mood",
            field=models.CharField(
                blank=True,
                choices=MOODS,
                help_text="Nothing cheerful is shown beside what is tender, or about loss.",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="DoorChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "door",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="guidance.door"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="guidance.guidancepage"
                    ),
                ),
            ],
            options={"verbose_name": "page of the path", "ordering": ["sort_order"], "abstract": False},
        ),
    ]
