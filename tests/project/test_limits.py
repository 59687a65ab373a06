"""docs/limits.md names limits that there are."""

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
NAMES = re.findall(r"`((?:[a-z_]+\.)+[A-Z]\w+)`", TEXT)
FILES = re.findall(r"`((?:docs|site)/[\w./]+)`", TEXT)


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_is_where_the_paper_says(name: str) -> None:
    module, _, constant = name.rpartition(".")
    if module == "django.conf.settings":
        module, constant = "good_beginnings.settings.base", constant

    assert getattr(import_module(module), constant)


def test_each_file_that_it_names_is_there() -> None:
    assert len(NAMES) > 30
    assert [file for file in FILES if not (ROOT / file).is_file()] == []
