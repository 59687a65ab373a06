"""`manage.py translation_templates CODE`: PO files for what a language still has to say."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandParser

from feedback.content import load as surveys
from feedback.content.files import template_texts
from feedback.content.framework import load as framework
from feedback.content.framework.files import FILE as FRAMEWORK
from feedback.content.framework.files import framework_texts
from feedback.content.plan_files import PLAN, plan_texts
from guidance.content.files import read
from guidance.content.load import CONTENT_DIR, PAGE_TYPES, write_template
from guidance.content.po import po_file, read_po
from guidance.content.records import read_records, texts_of
from home import languages


class Command(BaseCommand):
    help = "Write CODE/*.po of guidance, surveys and framework with the English words, keeping the translations there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--folder", type=Path, default=CONTENT_DIR)
        parser.add_argument("--surveys", type=Path, default=surveys.CONTENT_DIR)
        parser.add_argument("--framework", type=Path, default=framework.CONTENT_DIR)

    def handle(self, *args: Any, code: str, folder: Path, **options: Any) -> None:
        language = languages.get(code)
        (folder / code).mkdir(parents=True, exist_ok=True)
        for file in sorted((CONTENT_DIR / languages.SOURCE.code).glob("*.md")):
            content = read(file)
            pages = PAGE_TYPES[content.type].objects.filter(locale__language_code=languages.SOURCE.code)
            page = (pages if content.type == "home" else pages.filter(slug=content.slug)).get()
            self._save(write_template(page, language), folder / code / f"{content.slug}.po")
        self._save(_template(texts_of(read_records(CONTENT_DIR)), language), folder / code / "records.po")
        (options["surveys"] / code).mkdir(parents=True, exist_ok=True)
        for file in sorted((surveys.CONTENT_DIR / languages.SOURCE.code).glob("*.toml")):
            is_plan = file.stem == PLAN
            texts = plan_texts(surveys.CONTENT_DIR) if is_plan else template_texts(surveys.CONTENT_DIR, file.stem)
            self._save(_template(texts, language), options["surveys"] / code / f"{file.stem}.po")
        (options["framework"] / code).mkdir(parents=True, exist_ok=True)
        texts = framework_texts(framework.CONTENT_DIR, framework.known())
        self._save(_template(texts, language), options["framework"] / code / f"{FRAMEWORK}.po")

    def _save(self, po: polib.POFile, file: Path) -> None:
        """Write the file, with the translations the old one has for the same words in the same place."""
        if file.is_file():
            old = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in read_po(file)}
            for entry in po:
                entry.msgstr = old.get((entry.msgctxt, entry.msgid), "")
        po.save(str(file))
        lacking = sum(not entry.msgstr for entry in po)
        self.stdout.write(f"{file.parent.name}/{file.name}: {lacking} of {len(po)} to translate")


def _template(texts: Iterable[tuple[str, str]], language: languages.Language) -> polib.POFile:
    po = po_file(language)
    po.extend(polib.POEntry(msgid=text, msgctxt=context, msgstr="") for context, text in texts)
    return po
