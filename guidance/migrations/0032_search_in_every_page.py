"""Let the search index hold every kind of page that parents read, not guidance alone."""

import django.db.models.deletion
from django.db import migrations, models


def load_again(apps, schema_editor):
    """Let the next load publish the plain pages that nobody has changed, so that they are indexed.

    Those that an editor has changed stay theirs; publishing them, or `./run index_guidance`, indexes them.
    """
    slugs = set(apps.get_model("home", "StandardPage").objects.values_list("slug", flat=True))
    loaded = apps.get_model("guidance", "LoadedFile").objects
    for row in loaded.all():
        if row.path.rsplit("/", 1)[-1].rsplit(".", 1)[0] in slugs:
            loaded.filter(pk=row.pk).update(file_digest="")


def forget_plain_pages(apps, schema_editor):
    plain = apps.get_model("home", "StandardPage").objects.values("pk")
    apps.get_model("guidance", "SearchWord").objects.filter(page__in=plain).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0031_paths"),
        ("home", "0008_shown_changes"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]

    operations = [
        migrations.AlterField(
            model_name="searchword",
            name="page",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="search_words", to="wagtailcore.page"
            ),
        ),
        migrations.RunPython(load_again, forget_plain_pages),
    ]
