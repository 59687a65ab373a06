"""The bill of materials names what the site is made of, as it is now."""

import hashlib
import json
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from good_beginnings import materials

ROOT = Path(__file__).resolve().parents[2]


def is_installed(component: dict[str, Any]) -> bool:
    """Tell whether this machine can know a licence: some packages are for other machines, or other Pythons."""
    try:
        return version(component["name"]) == component.get("version")
    except PackageNotFoundError:
        return False


def known(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return them without the licences of what is not installed here."""
    return [
        {name: value for name, value in each.items() if name != "licenses" or is_installed(each)} for each in components
    ]


def test_the_bill_is_that_of_the_requirements_as_they_are() -> None:
    written = json.loads(materials.BILL.read_text(encoding="utf-8"))
    fresh = json.loads(materials.bill())

    assert known(written.pop("components")) == known(fresh.pop("components"))
    assert written == fresh


def test_the_table_for_people_names_what_the_bill_names() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]*) \| ([^|]*) \|", materials.LICENCES.read_text(encoding="utf-8"), re.MULTILINE
    )
    told = {(name.strip(), version.strip()): licence.strip() for name, version, licence in rows}

    for each in json.loads(materials.BILL.read_text(encoding="utf-8"))["components"]:
        licence = each.get("licenses", [{"license": {"name": materials.NOT_STATED}}])[0]["license"]["name"]
        assert told[each["name"], each.get("version", "")] == licence


def test_every_digest_that_is_installed_by_is_in_the_bill() -> None:
    pinned = set(re.findall(r"sha256:([0-9a-f]{64})", (ROOT / "requirements.txt").read_text(encoding="utf-8")))
    fonts = {hashlib.sha256(file.read_bytes()).hexdigest() for file in materials.FONTS.glob("*.ttf")}

    assert set(re.findall(r'"([0-9a-f]{64})"', materials.BILL.read_text(encoding="utf-8"))) == pinned | fonts


def test_a_file_of_somebody_elses_has_its_place_in_the_bill() -> None:
    endings = {".ttf", ".otf", ".woff", ".woff2", ".onnx", ".ctb", ".utb", ".wasm", ".so", ".jar", ".whl"}
    folders = ("home", "guidance", "feedback", "site", "static", "templates")
    brought = {file for folder in folders for file in (ROOT / folder).rglob("*") if file.suffix in endings}
    minified = {file for folder in folders for file in (ROOT / folder).rglob("*.min.*")}

    # A table of our own, which takes in one of liblouis.
    ours = {ROOT / "guidance" / "formats" / "braille" / "tables" / "ro-site.utb"}
    assert brought | minified == set(materials.FONTS.glob("*.ttf")) | ours


def test_a_line_that_nobody_reads_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(
        "django==5.2.19 \\\n    --hash=sha256:00\nother @ https://example.org/x\n"
    )
    monkeypatch.setattr(materials, "REQUIREMENTS", tmp_path / "requirements.txt")

    with pytest.raises(ValueError, match="requirements"):
        materials.packages()


def test_an_old_one_is_named_and_written_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(materials, "FILES", {tmp_path / "bill.json": materials.bill})

    with pytest.raises(CommandError, match="bill_of_materials --write"):
        call_command("bill_of_materials", "--check")
    call_command("bill_of_materials", "--write", verbosity=0)
    call_command("bill_of_materials", "--check")
