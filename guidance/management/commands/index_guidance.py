"""`manage.py index_guidance`: make the search index anew, after its folding has changed or a database was restored."""

from typing import Any

from django.core.management.base import BaseCommand

from guidance.models import GuidancePage
from guidance.search.index import forget_page, index_page


class Command(BaseCommand):
    help = "Make the search index of the guidance pages anew."

    def handle(self, *args: Any, **options: Any) -> None:
        pages = list(GuidancePage.objects.all())
        for page in pages:
            forget_page(page)
            if page.live and not page.alias_of_id:
                index_page(page)
        self.stdout.write(f"Indexed {len(pages)} pages.")
