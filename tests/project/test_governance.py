"""The governance papers: figures as the code gives them, every table named, every test there is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from good_beginnings import governance

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(governance.PAPERS.glob("*.md"))
HELD = dict(governance.tables_named())
#: With PostgreSQL there is no such table.
ONLY_SQLITE = {"wagtailsearch.SQLiteFTSIndexEntry"}
each_paper = pytest.mark.parametrize("file", PAPERS, ids=lambda file: file.stem)


# --- Figures --------------------------------------------------------------------------------------------------------


def test_no_figure_is_old() -> None:
    call_command("governance_figures", "--check")


def test_every_figure_stands_in_some_paper() -> None:
    words = "".join(file.read_text(encoding="utf-8") for file in PAPERS)

    assert {name for name in governance.FIGURES if f"<!-- figures: {name} -->" not in words} == set()


def test_an_old_figure_is_named_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "paper.md"
    old.write_text("Kept:\n\n<!-- figures: retention -->\n| Rule |\n<!-- end -->\n\nMore.\n", encoding="utf-8")
    monkeypatch.setattr(governance, "PAPERS", tmp_path)

    with pytest.raises(CommandError, match=r"Old figures in paper\.md"):
        call_command("governance_figures", "--check")
    call_command("governance_figures", "--write")
    call_command("governance_figures", "--check")

    written = old.read_text(encoding="utf-8")
    assert "| **requests** | 30 days after the answer |" in written
    assert written.startswith("Kept:\n\n<!-- figures: retention -->\n| Rule | Kept |")
    assert written.endswith("|\n<!-- end -->\n\nMore.\n")
    assert "Written: paper.md." in capsys.readouterr().out


def test_what_there_is_no_figure_for_is_said() -> None:
    with pytest.raises(governance.UnknownFigures, match="weather"):
        governance.renewed("<!-- figures: weather -->\n<!-- end -->\n")


# No mark for a database: a query would fail this test.
def test_it_prints_all_figures_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("governance_figures")

    assert re.findall(r"^## ([\w-]+)$", capsys.readouterr().out, re.MULTILINE) == list(governance.FIGURES)


# --- Tables ---------------------------------------------------------------------------------------------------------


def test_every_table_is_named_once() -> None:
    named = Counter(label for label, _ in governance.tables_named())
    there = {model._meta.label for model in apps.get_models()}

    assert sorted(there - set(named)) == [], "docs/governance/dpia.md does not say what these hold of whom"
    assert sorted(set(named) - there - ONLY_SQLITE) == []
    assert [label for label, times in named.items() if times > 1] == []


@pytest.mark.parametrize("label", [label for label, held in HELD.items() if held.heading != governance.NOBODY])
def test_every_field_that_can_hold_something_of_a_person_is_named(label: str) -> None:
    words = HELD[label].words

    assert [name for name in governance.personal_fields(apps.get_model(label)) if f"`{name}`" not in words] == []


@pytest.mark.parametrize("label", [label for label, held in HELD.items() if held.heading != governance.NOBODY])
def test_every_table_has_a_rule_of_retention_that_there_is(label: str) -> None:
    found = re.search(r"Rules?: ([\w ,]+)\.$", HELD[label].words)

    assert found
    assert set(found[1].split(", ")) <= {rule.name for rule in governance.rules()}


def test_what_holds_nothing_of_a_person_links_to_no_account() -> None:
    nobody = [label for label, held in HELD.items() if held.heading == governance.NOBODY]
    there = {model._meta.label: model for model in apps.get_models()}

    assert len(nobody) > 50
    assert [label for label in nobody if label in there and governance.names_staff(there[label])] == []


def test_a_link_to_an_account_and_free_words_are_found() -> None:
    comment, note = apps.get_model("feedback.Comment"), apps.get_model("feedback.TriageNote")

    assert governance.personal_fields(comment) == ["question", "language", "original", "redacted", "english"]
    assert governance.personal_fields(note) == ["decided_by", "reference", "words"]
    assert governance.names_staff(note)
    assert not governance.names_staff(comment)


# --- What the papers say themselves ---------------------------------------------------------------------------------


@each_paper
def test_every_test_that_a_paper_names_is_there(file: Path) -> None:
    named = governance.tests_named(file.read_text(encoding="utf-8"))

    missing = [
        f"{where}::{name}"
        for where, name in named
        if not (ROOT / where).is_file() or f"def {name}(" not in (ROOT / where).read_text(encoding="utf-8")
    ]

    assert missing == []


@each_paper
def test_whatever_looks_like_a_test_is_written_so_that_it_is_found(file: Path) -> None:
    words = file.read_text(encoding="utf-8")

    assert len(governance.tests_named(words)) == words.count("::test_")


@each_paper
def test_every_paper_has_blanks_and_names_nobody_to_ring(file: Path) -> None:
    words = file.read_text(encoding="utf-8")

    assert governance.BLANK in words
    # A search finds no blank whose first words stand on two lines.
    assert words.count(governance.BLANK) == " ".join(words.split()).count(governance.BLANK)
    assert not re.search(r"\d(?:[ \-]?\d){5,}", words)


def test_every_hazard_has_causes_controls_tests_and_what_is_left() -> None:
    hazards = re.split(r"^### ", governance.paper("clinical-safety"), flags=re.MULTILINE)[1:]

    assert len(hazards) > 5
    for number, hazard in enumerate(hazards, start=1):
        assert hazard.startswith(f"H{number}: ")
        assert all(f"\n{word}: " in hazard for word in ("Causes", "Controls", "Left")), hazard[:60]
        assert governance.tests_named(hazard), hazard[:60]


def test_each_criterion_of_level_a_and_aa_stands_once() -> None:
    numbers = re.findall(r"^- \*\*(\d\.\d\.\d+) ", governance.paper("accessibility-evidence"), re.MULTILINE)

    assert len(numbers) == len(set(numbers)) == 55


@each_paper
def test_lines_are_no_longer_than_120_letters(file: Path) -> None:
    outside = re.sub(r"<!-- figures: .*?<!-- end -->", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [line for line in outside.splitlines() if len(line) > 120] == []
