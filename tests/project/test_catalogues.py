"""Message catalogues are compiled without gettext, and only when they have changed."""

import gettext
import os
from pathlib import Path

import pytest

from good_beginnings.catalogues import BrokenCatalogue, compile_catalogue, stale_catalogues

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locale"


def write(folder: Path, text: str) -> Path:
    po = folder / "pl" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(HEADER + text, encoding="utf-8")
    return po


def compiled(po: Path) -> gettext.GNUTranslations:
    with po.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_a_finished_message_is_compiled(folder: Path) -> None:
    po = write(folder, 'msgid "Search"\nmsgstr "Szukaj"\n')

    compile_catalogue(po)

    assert compiled(po).gettext("Search") == "Szukaj"


def test_a_fuzzy_message_stays_out(folder: Path) -> None:
    po = write(folder, '#, fuzzy\nmsgid "Search"\nmsgstr "Słuchaj"\n')

    compile_catalogue(po)

    assert compiled(po).gettext("Search") == "Search"


def test_a_catalogue_is_stale_until_it_is_compiled_and_again_when_it_changes(folder: Path) -> None:
    po = write(folder, 'msgid "Search"\nmsgstr "Szukaj"\n')

    assert stale_catalogues([folder]) == [po]

    compile_catalogue(po)
    assert stale_catalogues([folder]) == []

    later = po.with_suffix(".mo").stat().st_mtime + 1
    os.utime(po, (later, later))
    assert stale_catalogues([folder]) == [po]


def test_a_broken_catalogue_is_named_with_its_line(folder: Path) -> None:
    po = write(folder, 'msgid "Search"\nmsgstr Szukaj\n')

    with pytest.raises(BrokenCatalogue, match=r"django\.po.*line 5"):
        compile_catalogue(po)

    assert not po.with_suffix(".mo").exists()
