"""Give two pages that somebody may have to leave in a hurry an address that does not tell what they are about."""

from django.db import migrations

MOVED = {"alcohol-drugs-at-home": "someone-steady", "alcohol-drugs-pregnancy": "help-without-judgement"}


def move(apps, old, new):
    pages = apps.get_model("guidance", "GuidancePage").objects.filter(slug=old)
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for page in pages:
        url_path = page.url_path.replace(f"/{old}/", f"/{new}/")
        # Wagtail keeps drafts whole: published later, one would bring the old address back.
        for revision in revisions.filter(object_id=str(page.pk), content__slug=old):
            revision.content |= {"slug": new, "url_path": url_path}
            revision.save(update_fields=["content"])
        pages.filter(pk=page.pk).update(slug=new, url_path=url_path)
    loaded = apps.get_model("guidance", "LoadedFile").objects
    for row in loaded.filter(path__regex=rf"(^|/){old}\.\w+$"):
        loaded.filter(pk=row.pk).update(path=row.path.replace(f"/{old}.", f"/{new}."))


def discreet(apps, schema_editor):
    for old, new in MOVED.items():
        move(apps, old, new)


def as_before(apps, schema_editor):
    for old, new in MOVED.items():
        move(apps, new, old)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0033_core_pages")]

    operations = [migrations.RunPython(discreet, as_before)]
