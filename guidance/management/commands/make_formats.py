"""Make formats now, in this process, instead of waiting for the worker."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guidance import queries, services
from guidance.formats.producers import KINDS
from guidance.models import FormatFile
from home import languages
from home.models import BasePage

_BAR = 30


class Command(BaseCommand):
    help = "Makes the pages' formats now. Safe to stop and to run again: what is finished stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", help="only this language, for example pl")
        parser.add_argument("--page", help="only the page whose address ends so, for example why-babies-cry")
        parser.add_argument("--kind", help=f"only this format: {', '.join(sorted(KINDS))}")
        parser.add_argument("--missing", action="store_true", help="only what has no file; otherwise everything again")

    def handle(self, **options: Any) -> None:
        pages = self._pages(options["language"], options["page"])
        kinds = self._kinds(options["kind"])
        rows: list[int] = []
        for number, page in enumerate(pages, start=1):
            rows += self._ask_for(page, kinds, only_missing=options["missing"])
            self._show("Pages read", number, len(pages))
        for number, pk in enumerate(rows, start=1):
            services.make_format(pk)
            self._show("Files made", number, len(rows))
        self._sum_up(rows)

    def _pages(self, language: str | None, slug: str | None) -> list[BasePage]:
        if language and languages.find(language) is None:
            raise CommandError(f"There is no language {language!r}. There are: {_codes()}.")
        asked = {"locale__language_code": language, "slug": slug}
        pages = queries.pages_with_formats(**{field: value for field, value in asked.items() if value})
        if not pages:
            raise CommandError("No published page fits. Look at the page's address, and at the language.")
        return pages

    def _kinds(self, kind: str | None) -> frozenset[str]:
        if kind is None:
            return KINDS
        if kind not in KINDS:
            raise CommandError(f"There is no format {kind!r}. There are: {', '.join(sorted(KINDS))}.")
        return frozenset({kind})

    def _ask_for(self, page: BasePage, kinds: frozenset[str], *, only_missing: bool) -> list[int]:
        """Return the rows to make of this page: what has changed or waits, and without ``only_missing`` all others."""
        services.request_formats(page, kinds=kinds)
        rows = FormatFile.objects.filter(page=page, kind__in=kinds).exclude(status=FormatFile.Status.IMPOSSIBLE)
        if only_missing:
            rows = rows.exclude(status=FormatFile.Status.READY)
        chosen = list(rows)
        for row in chosen:
            services.make_again(row)
        return [row.pk for row in chosen]

    def _show(self, what: str, done: int, total: int) -> None:
        filled = _BAR * done // total
        end = "\n" if done == total else ""
        self.stdout.write(f"\r{what}: [{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total}", ending=end)
        self.stdout.flush()

    def _sum_up(self, rows: list[int]) -> None:
        """Print how many are ready, and of each other what is wrong."""
        made = FormatFile.objects.filter(pk__in=rows).select_related("page", "page__locale")
        ready = [row for row in made if row.status == FormatFile.Status.READY]
        self.stdout.write(f"Ready: {len(ready)} of {len(rows)}.")
        for row in made:
            if row.status != FormatFile.Status.READY:
                name = f"{row.page.slug}, {row.page.locale.language_code}, {row.kind}"
                self.stdout.write(
                    f"  {name}: {row.get_status_display()}: {row.error or row.why or 'another worker has it'}"
                )


def _codes() -> str:
    return ", ".join(language.code for language in languages.REGISTRY)
