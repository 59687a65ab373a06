"""A survey goes out as a spreadsheet and comes back word for word; what is not as it went out is refused whole."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from feedback.surveys.definition import Definition
from feedback.surveys.exchange import spreadsheet
from feedback.surveys.exchange.form import words_of
from feedback.surveys.exchange.services import Outdated, apply_changes, changes_by, draft, room
from feedback.surveys.freeze import draft_of, written_of
from feedback.surveys.models import Option, OptionSet, Survey, SurveyQuestion
from guidance.content.files import BadContent
from home.languages import REGISTRY, SOURCE, get
from tests.feedback.surveys import a_survey_in, rows_of

CODES = [language.code for language in REGISTRY]
WHOLE = a_survey_in(CODES)


def read(data: bytes, *, definition: Definition = WHOLE, name: str = "view.xlsx") -> Any:
    return spreadsheet.read(data, name=name, definition=definition, room=room())


def translations(definition: Definition) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for ref, words in words_of(definition):
        for code, said in words.items():
            if code != SOURCE.code:
                found.setdefault(code, {})[ref] = said
    return found


def edited(change: Callable[[Any], object], *, definition: Definition = WHOLE) -> bytes:
    """Return the survey's file after somebody has changed its workbook."""
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(definition, REGISTRY)))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cell(book: Any, sheet: str, header: str, row: int) -> Any:
    page = book[sheet]
    column = next(each.column for each in page[1] if each.value == header)
    return page.cell(row=row, column=column)


# --- Round ----------------------------------------------------------------------------------------------------------


def test_every_word_of_twenty_languages_comes_back() -> None:
    assert len(CODES) == 20
    assert read(spreadsheet.write(WHOLE, REGISTRY)) == translations(WHOLE)


def test_what_another_program_has_opened_and_saved_comes_back_too() -> None:
    assert read(edited(lambda book: None)) == translations(WHOLE)


def test_a_file_for_one_language_has_that_one_and_english() -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(WHOLE, [get("ar")])))

    headers = [each.value for each in book["survey"][1]]

    assert [h for h in headers if "::" in h] == [
        "label::English (en)", "label::العربية (ar)", "hint::English (en)", "hint::العربية (ar)",
    ]  # fmt: skip
    assert cell(book, "survey", "label::العربية (ar)", 2).alignment.readingOrder == 2


def test_the_form_is_one_that_kobo_reads() -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(WHOLE, [])))
    rows = [dict(zip((c.value for c in book["survey"][1]), (c.value for c in row), strict=True))
            for row in book["survey"].iter_rows(min_row=2)]  # fmt: skip
    by_name = {row["name"]: row for row in rows if row["type"] != "end_group"}

    assert book.sheetnames == ["survey", "choices", "settings"]
    assert [row["type"] for row in rows[5:]] == [
        "begin_group", "select_one rating", "select_one rating", "end_group",
        "begin_group", "select_multiple other", "integer", "note", "text", "end_group",
    ]  # fmt: skip
    assert by_name["how"]["relevant"] == "selected(${seen}, 'good') or selected(${seen}, '0-3m')"
    assert by_name["months"]["constraint"] == ". >= 0 and . <= 36"
    assert by_name["change"]["constraint"] == "string-length(.) <= 500"


def test_what_looks_like_a_formula_is_text_to_every_program() -> None:
    book = openpyxl.load_workbook(io.BytesIO(spreadsheet.write(WHOLE, REGISTRY)))

    cells = [each for page in book for row in page.iter_rows() for each in row if each.value is not None]

    assert {each.data_type for each in cells} == {"s"}
    assert any(each.value == "=1+1" and each.quotePrefix for each in cells)


def test_what_looks_like_an_escaped_letter_is_read_as_words_by_every_program() -> None:
    with zipfile.ZipFile(io.BytesIO(spreadsheet.write(WHOLE, REGISTRY))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()

    assert "_x005F_x0041_" in sheet
    assert not re.search(r"(?<!_x005F)_x0041_", sheet)


# --- Into the survey ------------------------------------------------------------------------------------------------


def wiped(survey: Survey) -> None:
    """Take every word but the English out of the survey."""
    kept = {"key", "name", "code"}
    for model in (Survey, SurveyQuestion, Option):
        fields = [f for f in model._meta.get_fields() if getattr(f, "translated_field", None)]
        others = [f.name for f in fields if not f.name.endswith("_en") and f.name not in kept]
        model.objects.update(**dict.fromkeys(others, ""))


@pytest.mark.django_db
def test_the_rows_are_again_what_they_were() -> None:
    OptionSet.objects.filter(key="rating").update(key="rating-of-the-starter-surveys")
    survey = rows_of(WHOLE)
    assert written_of(survey) == WHOLE
    data = spreadsheet.write(written_of(survey), REGISTRY)
    wiped(survey)
    survey.refresh_from_db()
    assert set(draft_of(survey).languages) == {"en"}

    changes = changes_by(survey, data, name="view.xlsx")
    apply_changes(survey, changes)

    assert written_of(draft(survey)) == WHOLE
    draft(survey).save_revision().publish()
    assert written_of(Survey.objects.get(pk=survey.pk)) == WHOLE
    assert set(survey.versions.get().definition.languages) == set(CODES)


@pytest.mark.django_db
def test_a_file_that_was_not_changed_changes_nothing() -> None:
    for survey in Survey.objects.all():
        data = spreadsheet.write(written_of(survey), REGISTRY)

        assert changes_by(survey, data, name=f"{survey.key}.xlsx") == []


@pytest.mark.django_db
def test_an_empty_cell_takes_nothing_away() -> None:
    survey = Survey.objects.get(key="service-card")

    def empty(book: Any) -> None:
        cell(book, "survey", "label::Polski (pl)", 2).value = None
        cell(book, "survey", "label::Polski (pl)", 3).value = "Pytamy my."

    changes = changes_by(survey, edited(empty, definition=written_of(survey)), name="card.xlsx")

    assert [(change.code, change.ref, change.after) for change in changes] == [("pl", "survey.who_asks", "Pytamy my.")]


@pytest.mark.django_db
def test_what_comes_back_is_a_draft_until_somebody_publishes_it() -> None:
    survey = Survey.objects.get(key="service-card")
    before = written_of(survey)

    def other(book: Any) -> None:
        cell(book, "survey", "label::Polski (pl)", 2).value = "Jak było?"

    apply_changes(survey, changes_by(survey, edited(other, definition=before), name="card.xlsx"))

    survey.refresh_from_db()
    assert survey.has_unpublished_changes
    assert draft(survey).title_pl == "Jak było?"
    assert written_of(survey) == before


@pytest.mark.django_db
def test_changes_to_a_survey_that_has_changed_since_are_refused() -> None:
    survey = Survey.objects.get(key="service-card")

    def other(book: Any) -> None:
        cell(book, "survey", "label::Polski (pl)", 2).value = "Jak było?"

    changes = changes_by(survey, edited(other, definition=written_of(survey)), name="card.xlsx")
    Survey.objects.filter(pk=survey.pk).update(title_pl="Jak poszło?")
    survey.refresh_from_db()

    with pytest.raises(Outdated):
        apply_changes(survey, changes)

    assert not Survey.objects.get(pk=survey.pk).has_unpublished_changes


# --- Refused --------------------------------------------------------------------------------------------------------


def put(sheet: str, header: str, row: int, value: Any) -> Callable[[Any], object]:
    def change(book: Any) -> None:
        cell(book, sheet, header, row).value = value

    return change


def repeat(book: Any) -> None:
    book["choices"].append([each.value if each.column < 3 else "" for each in book["choices"][2]])


def extra_column(header: str) -> Callable[[Any], object]:
    def change(book: Any) -> None:
        book["survey"].cell(row=1, column=book["survey"].max_column + 1).value = header

    return change


def put_far_right(book: Any) -> None:
    book["survey"]["XFD1"].value = "far away"


PL = "label::Polski (pl)"
BAD = [
    (lambda book: book.remove(book["choices"]), r"the sheet choices is missing"),
    (put("survey", "relevant", 1, None), r"sheet survey, row 1: no column is called ''"),
    (put("survey", "label::English (en)", 1, "label::Angielski (pl)"), r"row 1: the column .* is there twice|missing"),
    (put("choices", PL, 1, "label::Klingon (tlh)"), r"choices, row 1: 'label::Klingon \(tlh\)' names no language"),
    (extra_column("notes"), r"sheet survey, row 1: no column is called 'notes'"),
    (extra_column(PL), r"sheet survey, row 1: the column label::Polski \(pl\) is there twice"),
    (put("survey", "name", 8, "sean"), r"sheet survey, row 8: the survey has no 'sean'"),
    (put("choices", "name", 2, "goood"), r"sheet choices, row 2: the survey has no 'rating: goood'"),
    (put("choices", "list_name", 2, "rating2"), r"sheet choices, row 2: the survey has no 'rating2: good'"),
    (repeat, r"sheet choices, row 8: 'rating: good' stands in row 2 already"),
    (lambda book: book["survey"].delete_rows(9), r"sheet survey: the row 'how' is missing"),
    (put("survey", "type", 8, "select_multiple rating"), r"row 8: type is 'select_multiple rating' here, and"),
    (put("survey", "required", 9, None), r"sheet survey, row 9: required is '' here, and 'yes' in the survey"),
    (put("choices", "points", 2, "positive"), r"sheet choices, row 2: points is 'positive' here, and 'neutral'"),
    (put("settings", "form_id", 2, "another"), r"sheet settings, row 2: form_id is 'another' here, and 'your-view'"),
    (put("survey", "label::English (en)", 8, "Other words"), r"row 8: the English is not the survey's"),
    (put("survey", "label::English (en)", 8, None), r"row 8: the English is not the survey's"),
    (put("survey", PL, 8, "x" * 301), r"sheet survey, row 8: label in pl has room for 300 letters"),
    (put("survey", "hint::Polski (pl)", 9, "Nowe"), r"sheet survey, row 9: hint has no English"),
    (put("survey", PL, 8, 7), r"sheet survey, row 8: column D holds a number: format the cell as text"),
    (put("survey", PL, 8, "=HYPERLINK(\"https://example.org\")"), r"row 8: column D holds a formula"),
    (put("survey", PL, 8, True), r"row 8: column D holds true or false"),
    (put("survey", PL, 6001, "far below"), r"sheet survey, row 6001: no survey has as many rows"),
    (put_far_right, r"sheet survey, row 1: no survey has as many columns"),
    (put("survey", PL, 40, "below"), r"sheet survey, row 40: the survey has no ''"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BAD, ids=[said for _, said in BAD])
def test_a_file_that_says_anything_but_words_is_refused(change: Callable[[Any], object], said: str) -> None:
    with pytest.raises(BadContent, match=r"^view\.xlsx: ") as refused:
        read(edited(change))

    assert re.search(said, str(refused.value))


def package(parts: dict[str, bytes]) -> bytes:
    """Return the survey's file with these parts in it."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(spreadsheet.write(WHOLE, []))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in set(parts) - set(old.namelist()):
            new.writestr(name, parts[name])
    return file.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
UNSAFE = [
    ("view.xls", b"", r"a spreadsheet's name ends with \.xlsx"),
    ("view.csv", b"type,name", r"a spreadsheet's name ends with \.xlsx"),
    ("view.xlsx", b"", r"this is no spreadsheet"),
    ("view.xlsx", b"PK\x03\x04 and then nothing", r"this is no spreadsheet"),
    ("view.xlsx", b"x" * (5 * 1024 * 1024 + 1), r"larger than 5 MB"),
    ("view.xlsx", spreadsheet.write(WHOLE, [])[:-200], r"this is no spreadsheet"),
    ("view.xlsx", package({"bomb.bin": b"\0" * (41 * 1024 * 1024)}), r"unpacked it is far larger"),
    ("view.xlsx", package({f"part{n}.bin": b"" for n in range(201)}), r"unpacked it is far larger"),
    ("view.xlsx", package({"xl/worksheets/sheet1.xml": LAUGHS}), r"what no spreadsheet program writes"),
    ("view.xlsx", package({"xl/worksheets/sheet1.xml": LAUGHS.decode().encode("utf-16")}), r"no spreadsheet program"),
    ("view.xlsx", package({"xl/worksheets/sheet1.xml": b"<worksheet"}), r"can't be read"),
    ("view.xlsx", package({"xl/workbook.xml": b"no xml"}), r"can't be read"),
]


@pytest.mark.parametrize(("name", "data", "said"), UNSAFE, ids=range(len(UNSAFE)))
def test_what_is_no_spreadsheet_or_not_safe_is_refused(name: str, data: bytes, said: str) -> None:
    with pytest.raises(BadContent, match=said):
        read(data, name=name)
