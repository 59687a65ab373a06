"""`manage.py index_guidance`: make the search index anew, after its folding has changed or a database was restored."""

from typing import Any

from django.core.management.base import BaseCommand

from guidance.search.index import KINDS, forget_page, index_page


class Command(BaseCommand):
    help = "Make the search index of all pages that parents read anew."

    def handle(self, *args: Any, **options: Any) -> None:
        pages = [page for kind in KINDS for page in kind.objects.all()]
        for page in pages:
            forget_page(page)
            if page.live and not page.alias_of_id:
                index_page(page)
        self.stdout.write(f"Indexed {len(pages)} pages.")
