"""`manage.py translation_templates CODE`: PO files for what a language still has to say."""

from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandParser

from guidance.content.files import read
from guidance.content.load import CONTENT_DIR, PAGE_TYPES, write_template
from guidance.content.po import po_file, read_po
from guidance.content.records import read_records, texts_of
from home import languages


class Command(BaseCommand):
    help = "Write guidance/content/CODE/*.po with the English words, keeping the translations already there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--folder", type=Path, default=CONTENT_DIR)

    def handle(self, *args: Any, code: str, folder: Path, **options: Any) -> None:
        language = languages.get(code)
        (folder / code).mkdir(parents=True, exist_ok=True)
        for file in sorted((CONTENT_DIR / languages.SOURCE.code).glob("*.md")):
            content = read(file)
            pages = PAGE_TYPES[content.type].objects.filter(locale__language_code=languages.SOURCE.code)
            page = (pages if content.type == "home" else pages.filter(slug=content.slug)).get()
            self._save(write_template(page, language), folder / code / f"{content.slug}.po")
        records = po_file(language)
        for context, text in texts_of(read_records(CONTENT_DIR)):
            records.append(polib.POEntry(msgid=text, msgctxt=context, msgstr=""))
        self._save(records, folder / code / "records.po")

    def _save(self, po: polib.POFile, file: Path) -> None:
        """Write the file, with the translations the old one has for the same words in the same place."""
        if file.is_file():
            old = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in read_po(file)}
            for entry in po:
                entry.msgstr = old.get((entry.msgctxt, entry.msgid), "")
        po.save(str(file))
        lacking = sum(not entry.msgstr for entry in po)
        self.stdout.write(f"{file.parent.name}/{file.name}: {lacking} of {len(po)} to translate")
