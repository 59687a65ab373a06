"""A small content folder of its own for each test, beside the starter content that is already in the database."""

from pathlib import Path

import polib
import pytest

from guidance.content.load import write_template
from guidance.content.po import po_file
from guidance.models import GuidancePage
from home import languages

PAGE = """+++
type = "guidance"
title = "{title}"
promise = "It gets easier, a little at a time."
stages = []
topics = ["calm"]
audiences = []
drawing = "breathing-together"
drawing_description = "A parent and a child breathe out slowly."
sources = ["STRAT"]
related = []
+++

[heading: what-helps]
What helps

[steps: small-steps]
- Breathe out slowly.
- Sit down beside your child.

[text: why]
Your calm is catching.

[help: ask | helplines: lifeline]
you are worried.
"""
LINE = """
[helpline.test-line]
order = 900
group = "support"
name = "A line for tests"
who = "Anyone"
hours = "Weekdays"
phone = "{phone}"
status = "found"
owner = "Nobody"
sources = ["STRAT"]
"""


class Folder:
    """A content folder with one page, `quiet-evenings`, that no test has to spell out again."""

    slug = "quiet-evenings"

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "en").mkdir(parents=True)
        self.write_page()
        self.write("en/records.toml", "")

    def write(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def write_page(self, *, title: str = "Quiet evenings", slug: str = slug, old: str = "", new: str = "") -> Path:
        text = PAGE.format(title=title)
        return self.write(f"en/{slug}.md", text.replace(old, new) if old else text)

    def write_line(self, phone: str) -> Path:
        return self.write("en/records.toml", LINE.format(phone=phone))

    def write_translation(self, code: str = "pl", *, without: tuple[str, ...] = (), mark: str = "") -> Path:
        """Translate the page as it stands in the database, word by word into the mark and the English words."""
        po = self.template(code)
        for entry in po:
            if entry.msgid not in without:
                entry.msgstr = f"{mark or code.upper()} {entry.msgid}"
        file = self.path / code / f"{self.slug}.po"
        file.parent.mkdir(exist_ok=True)
        po.save(str(file))
        return file

    def template(self, code: str = "pl") -> polib.POFile:
        page = GuidancePage.objects.get(slug=self.slug, locale__language_code="en")
        return write_template(page, languages.get(code))

    def write_record_translation(self, context: str, english: str, words: str, code: str = "pl") -> Path:
        po = po_file(languages.get(code))
        po.append(polib.POEntry(msgctxt=context, msgid=english, msgstr=words))
        file = self.path / code / "records.po"
        file.parent.mkdir(exist_ok=True)
        po.save(str(file))
        return file


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "content")
