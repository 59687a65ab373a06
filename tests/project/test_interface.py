"""The interface speaks each offered language whole: no string missing, none left over from long ago."""

import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from guidance.content.load import FIRST_LANGUAGES
from home import languages

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = [code for code in FIRST_LANGUAGES if code != "en"]
#: Drafted for a competent speaker to review, and off until then.
DRAFTED = ["ga"]
#: What only those who read comments see: English, for now (docs/decisions/0024).
ENGLISH_ONLY = (
    "feedback/comments/*",
    "feedback/reactions/models.py",
    "templates/feedback/admin/comment*.html",
)


def catalogue(code: str) -> polib.POFile:
    language = languages.get(code)
    return polib.pofile(str(ROOT / "locale" / language.catalogue / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", TRANSLATED + DRAFTED)
def test_every_string_of_the_catalogue_is_translated(code: str) -> None:
    po = catalogue(code)

    assert not [entry.msgid for entry in po if not entry.obsolete and not entry.translated()]
    assert not po.fuzzy_entries()


@pytest.mark.parametrize("code", TRANSLATED + DRAFTED)
def test_the_catalogue_counts_as_the_registry_says(code: str) -> None:
    po = catalogue(code)
    forms = int(po.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0])

    assert po.metadata["Plural-Forms"] == languages.get(code).plural_forms
    assert {len(entry.msgstr_plural) for entry in po if entry.msgid_plural} <= {forms}


def test_the_catalogues_hold_exactly_what_the_site_says(tmp_path: Path) -> None:
    assert shutil.which("xgettext"), "gettext is missing: apt-get install gettext"
    for folder in ("home", "staff", "guidance", "feedback", "templates", "site"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "manage.py", tmp_path)
    for name in ("locale", "static"):
        (tmp_path / name).mkdir()
    (tmp_path / "static" / "img").symlink_to(ROOT / "static" / "img")
    ignored = [f"--ignore={path}" for path in ("site/good_beginnings/*", *ENGLISH_ONLY)]
    command = [sys.executable, "manage.py", "makemessages", "-l", "pl", *ignored]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    said = polib.pofile(str(tmp_path / "locale" / "pl" / "LC_MESSAGES" / "django.po"))

    wanted = {(entry.msgctxt, entry.msgid) for entry in said}

    for code in TRANSLATED + DRAFTED:
        kept = {(entry.msgctxt, entry.msgid) for entry in catalogue(code) if not entry.obsolete}
        assert kept == wanted, code
