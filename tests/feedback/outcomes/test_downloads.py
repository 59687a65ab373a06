"""What is published can be taken away as files; what is hidden is in none, and no cell becomes a formula."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from jsonschema import Draft202012Validator

from feedback.models import Indicator, IndicatorValue, Measure, MeasureRule, Outcome, Release, SurveyVersion
from feedback.outcomes.open_data import separated
from feedback.outcomes.open_data.columns import OF_A_RELEASE, OF_EVERYTHING, Column, Kind
from feedback.outcomes.open_data.names import english_names
from feedback.outcomes.open_data.safe import safe_words
from feedback.outcomes.simulated import Simulation, release_all, simulate
from feedback.surveys.definition import Kind as SurveyKind
from guidance.directory.models import Service
from tests.feedback.outcomes.published import SECRET, a_cell, a_measure, a_payload, a_release, a_table
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

ENDINGS = ("csv", "xlsx", "json")
Q1 = "/figures/2026-q1/figures"
#: What programs have taken for the beginning of a formula.
HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "\ufeff=1+1",
    '"=1+1',
    '=HYPERLINK("http://example.org?"&A1,"here")',
    "=cmd|' /C calc'!A0",
    "nothing;=1+1",
    'nothing";"=1+1',
)
BEGINNINGS = "=+-@＝＋－＠\t\r\n"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    return CheckingClient()


def read_csv(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def read_workbook(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def read_figures(data: bytes) -> list[dict[str, Any]]:
    header, *rows = read_workbook(data)["Figures"].iter_rows()
    names = [cell.value for cell in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


def unpacked(data: bytes) -> bytes:
    """Return what a file says, also where it is packed."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join(package.read(part) for part in package.infolist())


def an_indicator_value(**changed: Any) -> IndicatorValue:
    outcome, _ = Outcome.objects.get_or_create(key="test-start", defaults={"statement_en": "Babies have a good start"})
    indicator, _ = Indicator.objects.get_or_create(
        key="test-weight",
        defaults={
            "outcome": outcome,
            "name_en": "Low birth weight",
            "definition_en": "Live births under 2,500 g",
            "direction": "lower",
            "source_name": "A publisher",
            "source_url": "https://example.org/births",
        },
    )
    facts = {
        "indicator": indicator,
        "area": "ni",
        "period_label": "2017/18",
        "first_day": date(2017, 4, 1),
        "last_day": date(2018, 3, 31),
        "value": Decimal("6.10"),
        "source": "Table 1",
        "confirmed_on": date(2026, 1, 1),
    }
    return IndicatorValue.objects.create(**facts | changed)


# --- What stands in them ---


def test_each_published_figure_is_a_row_with_every_column(visitor: Client) -> None:
    a_measure()
    a_release()

    rows = read_csv(visitor.get(f"{Q1}.csv").content)

    assert list(rows[0]) == [column.name for column in OF_A_RELEASE]
    assert len(rows) == 1 + 3 + 1 + 4
    assert rows[0] == {
        "quarter": "2026-Q1",
        "period": "2026-Q1",
        "issue": "1",
        "measure_key": "found-good",
        "measure_name": "Families who found it good",
        "series": "11111111-1111-1111-1111-111111111111",
        "margin": "all",
        "group_key": "all",
        "group_name": "all",
        "numerator": "40",
        "denominator": "50",
        "percent": "80",
        "low": "67",
        "high": "89",
        "number": "",
        "lower_quartile": "",
        "upper_quartile": "",
        "showing": "comparable",
        "change": "up",
    }


def test_a_hidden_row_has_the_sign_in_each_column_that_it_would_have_filled(visitor: Client) -> None:
    a_release()

    rows = {(row["measure_key"], row["group_key"]): row for row in read_csv(visitor.get(f"{Q1}.csv").content)}

    share = rows["found-good", "banbridge"]
    assert [share[name] for name in ("numerator", "denominator", "percent", "low", "high")] == ["–"] * 5
    assert share["number"] == ""
    assert rows["received", "some-service"]["number"] == "–"
    wait = rows["wait", "other-service"]
    assert [wait[name] for name in ("number", "lower_quartile", "upper_quartile", "denominator")] == ["–"] * 4
    assert wait["percent"] == ""


def test_nobody_is_no_percent_and_no_hidden_number(visitor: Client) -> None:
    a_release()

    row = next(row for row in read_csv(visitor.get(f"{Q1}.csv").content) if row["group_key"] == "not-given")

    assert (row["numerator"], row["denominator"], row["percent"]) == ("0", "0", "")


def test_groups_are_named_also_where_they_were_put_together(visitor: Client) -> None:
    Service.objects.create(key="some-service", name_en="Some service")
    a_release()

    names = {row["group_key"]: row["group_name"] for row in read_csv(visitor.get(f"{Q1}.csv").content)}

    assert names["craigavon+dungannon"] == "Craigavon and Dungannon"
    assert names["some-service"] == "Some service"
    assert names["not-given"] == "not given"
    assert names["other-service"] == "other-service"


def test_groups_of_languages_are_named(visitor: Client) -> None:
    table = a_table(a_cell("english"), a_cell("other-languages"), margin="language", period="2026")
    a_release(a_payload([table], quarter="2026-Q4"), number=4)

    rows = read_csv(visitor.get("/figures/2026-q4/figures.csv").content)

    assert [row["group_name"] for row in rows[:2]] == ["English", "other languages"]
    assert rows[0]["period"] == "2026"


def test_the_separated_file_is_one_that_excel_reads_right(visitor: Client) -> None:
    a_measure(name_en='Rodziny: "dobrze, bardzo" ąęł')
    a_release()

    response = visitor.get(f"{Q1}.csv")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbfquarter,")
    assert response.content.count(b"\r\n") == response.content.count(b"\n") == 10
    assert read_csv(response.content)[0]["measure_name"] == 'Rodziny: "dobrze, bardzo" ąęł'
    assert 'filename="good-beginnings-2026-q1-issue-1.csv"' in response.headers["Content-Disposition"]


def test_numbers_are_numbers_in_the_workbook_and_the_sign_is_words(visitor: Client) -> None:
    a_release()

    rows = {
        (row["measure_key"].value, row["group_key"].value): row
        for row in read_figures(visitor.get(f"{Q1}.xlsx").content)
    }

    shown, hidden, wait = rows["found-good", "all"], rows["found-good", "banbridge"], rows["wait", "some-service"]
    assert (shown["percent"].value, shown["percent"].data_type) == (80, "n")
    assert (hidden["percent"].value, hidden["percent"].data_type) == ("–", "s")
    assert (wait["number"].value, wait["upper_quartile"].value) == (14.5, 21.25)


def test_the_workbook_says_how_to_read_it(visitor: Client) -> None:
    a_release()

    book = read_workbook(visitor.get(f"{Q1}.xlsx").content)

    told = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}
    assert book.sheetnames == ["Figures", "Read me"]
    assert told["–"].startswith("– stands in place of a number that is not shown")
    assert told["interval"] == (
        "What chance alone could do with this many answers; it does not allow for who chose to answer."
    )
    assert told["threshold: cell"].startswith("5. ")
    assert told["licence"] == "To be stated by the Trust."
    assert {column.name for column in OF_A_RELEASE} <= set(told)


def test_the_same_release_is_the_same_workbook_byte_by_byte(visitor: Client) -> None:
    a_release()
    first = visitor.get(f"{Q1}.xlsx").content

    cache.clear()

    assert visitor.get(f"{Q1}.xlsx").content == first
    assert b">1980-01-01T00:00:00Z<" in unpacked(first)


def test_the_document_is_what_the_schema_beside_it_says(visitor: Client) -> None:
    a_measure()
    a_release()

    document = visitor.get(f"{Q1}.json").json()

    schema = visitor.get(document["$schema"]).json()
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    assert document["figures"][2]["numerator"] == "–"
    assert document["questions"][0]["question"]["pl"] == "Jak było?"
    assert document["heard"] == [{"survey": "service-card", "about": 120, "apart": "–"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"numerator": "hidden"},
        {"numerator": -1},
        {"percent": 101},
        {"numerator": "–"},
        {"showing": "all of it"},
        {"secret": 3},
    ],
)
def test_the_schema_refuses_what_is_no_published_row(visitor: Client, wrong: dict[str, Any]) -> None:
    a_release()
    document = visitor.get(f"{Q1}.json").json()
    schema = visitor.get("/figures/schema.json").json()

    document["figures"][0] |= wrong

    assert not Draft202012Validator(schema).is_valid(document)


def test_a_real_release_is_what_the_schema_says(visitor: Client) -> None:
    _measure_of_a_question()
    a_measure("test-wait", form="days", source="return", figure="median-wait")
    simulate(Simulation(2025, responses=400, surveys=("service-card",), quarter=1))
    release_all(2025)
    release = Release.objects.get(year=2025, number=1)
    assert release.state == "approved", release.audit

    document = visitor.get("/figures/2025-q1/figures.json").json()

    schema = visitor.get("/figures/schema.json").json()
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []
    cells = [cell for table in release.payload["tables"] for cell in table["cells"]]
    assert len(document["figures"]) == len(cells) + len(release.payload["figures"])
    hidden = [row for row in document["figures"] if "–" in row.values()]
    assert len(hidden) >= release.audit["hidden"] > 0
    assert not any(type(value) is int for row in hidden for name, value in row.items() if name != "issue")


def _measure_of_a_question() -> None:
    version = SurveyVersion.objects.get(survey__key="service-card", is_retired=False)
    question = next(each for each in version.definition.questions if each.kind is SurveyKind.SCALE)
    MeasureRule.objects.create(
        measure=a_measure(),
        survey=version.survey,
        question=question.key,
        series=question.series,
        numerator=[question.options[0].code],
    )


# --- What is hidden is in none of them ---


@pytest.mark.parametrize("address", [*(f"{Q1}.{ending}" for ending in ENDINGS), "/figures/all.csv", "/en/figures/"])
def test_no_byte_of_a_file_tells_a_hidden_number(visitor: Client, address: str) -> None:
    hidden = a_cell("banbridge", numerator="–", denominator=SECRET, percent=77, low=SECRET, high=SECRET)
    more = a_cell("armagh") | {"why": f"small cell: {SECRET}", "true": SECRET}
    number = {"measure": "wait", "group": "some-service", "number": "–", "lower": SECRET, "denominator": SECRET}
    payload = a_payload([a_table(hidden, more, margin="locality", note=SECRET)], [number], true=[SECRET])
    payload["questions"][0]["count"] = SECRET
    payload["heard"][0]["exactly"] = SECRET
    payload["thresholds"]["surprise"] = 5
    a_release(payload)
    a_release(a_payload([a_table(a_cell(numerator=SECRET))], quarter="2026-Q2"), number=2, state="built")

    data = unpacked(visitor.get(address).content)

    assert data
    assert str(SECRET).encode() not in data


def test_the_search_for_hidden_numbers_finds_one_that_is_shown(visitor: Client) -> None:
    a_release(a_payload([a_table(a_cell(denominator=SECRET))]))

    assert all(str(SECRET).encode() in unpacked(visitor.get(f"{Q1}.{ending}").content) for ending in ENDINGS)


# --- No cell becomes a formula ---


@pytest.mark.parametrize("words", HOSTILE)
def test_no_name_becomes_a_formula(visitor: Client, words: str) -> None:
    a_measure(name_en=words)
    Service.objects.create(key="some-service", name_en=words)
    a_release(a_payload([a_table(a_cell("some-service"), a_cell(words), margin="service")]))

    separated_file, workbook = (visitor.get(f"{Q1}.{ending}").content for ending in ("csv", "xlsx"))

    # Also as a program reads it that parts cells at semicolons, or at tabs.
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(separated_file.decode("utf-8-sig"), newline=""), delimiter=delimiter):
            assert [cell for cell in row if cell.strip(' "\ufeff').startswith(tuple(BEGINNINGS))] == []
    rows = read_figures(workbook)
    assert {cell.data_type for row in rows for cell in row.values()} <= {"s", "n"}
    assert not [
        cell
        for row in rows
        for cell in row.values()
        if str(cell.value).lstrip(' "\ufeff').startswith(tuple(BEGINNINGS))
    ]


def test_everything_in_one_file_has_no_formula_either(visitor: Client) -> None:
    value = an_indicator_value(note="=1+1", period_label="+2017", source_url="https://example.org/=1")
    value.indicator.name_en = "@SUM(A1)"
    value.indicator.source_name = "-1+1"
    value.indicator.save()

    (row,) = [row for row in read_csv(visitor.get("/figures/all.csv").content) if row["key"] == "test-weight"]

    assert row["note"] == "'=1+1"
    assert row["period"] == "'+2017"
    assert row["name"] == "'@SUM(A1)"
    assert row["source"] == "'-1+1: Table 1"


@pytest.mark.parametrize(
    "words", ["–", "Craigavon and Dungannon", "up", "2026-Q1", "mother’s – and father’s", "a=b; c"]
)
def test_words_that_are_no_formula_stay_as_they_are(words: str) -> None:
    assert safe_words(words) == words


def test_a_number_below_nought_stays_one() -> None:
    columns = (Column("number", "", Kind.NUMBER), Column("words", ""))

    data = separated.write(columns, [{"number": -3, "words": "-3"}, {"number": -0.5, "words": "–"}])

    assert data.decode("utf-8-sig") == "number,words\r\n-3,'-3\r\n-0.5,–\r\n"


# --- How they are handed out ---


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_sent_once_until_it_changes(visitor: Client, ending: str) -> None:
    release = a_release()
    first = visitor.get(f"{Q1}.{ending}")

    again = visitor.get(f"{Q1}.{ending}", headers={"If-None-Match": first.headers["ETag"]})

    assert release.digest in first.headers["ETag"]
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-cache"
    assert again.headers["ETag"] == first.headers["ETag"]
    weak = {"If-None-Match": f"W/{first.headers['ETag']}", "Accept-Encoding": "gzip"}
    assert visitor.get(f"{Q1}.{ending}", headers=weak).status_code == 304


def test_another_issue_a_new_name_and_a_replacement_are_each_another_file(visitor: Client) -> None:
    measure = a_measure()
    release = a_release()
    tags = [visitor.get(f"{Q1}.csv").headers["ETag"]]

    Measure.objects.filter(pk=measure.pk).update(name_en="Another name")
    tags.append(visitor.get(f"{Q1}.csv", headers={"If-None-Match": tags[0]}).headers["ETag"])
    Release.objects.filter(pk=release.pk).update(state="replaced")
    tags.append(visitor.get("/figures/2026-q1/issue-1/figures.csv").headers["ETag"])
    a_release(a_payload([a_table(a_cell(numerator=41))], issue=2), issue=2)
    tags.append(visitor.get(f"{Q1}.csv").headers["ETag"])

    assert len(set(tags)) == 4


@pytest.mark.parametrize(
    "address", [*(f"{Q1}.{ending}" for ending in ENDINGS), "/figures/all.csv", "/figures/schema.json"]
)
def test_the_head_of_a_file_can_be_asked_for(visitor: Client, address: str) -> None:
    a_release()

    head, whole = visitor.head(address), visitor.get(address)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


@pytest.mark.parametrize("state", ["waiting", "built", "refused"])
@pytest.mark.parametrize("address", [*(f"{Q1}.{ending}" for ending in ENDINGS), "/figures/2026-q1/issue-1/figures.csv"])
def test_what_nobody_has_approved_can_not_be_reached(visitor: Client, state: str, address: str) -> None:
    a_release(state=state)

    assert visitor.get(address).status_code == 404


def test_a_replaced_issue_is_at_its_own_address_only(visitor: Client) -> None:
    a_release(state="replaced")

    assert visitor.get(f"{Q1}.csv").status_code == 404
    assert visitor.get("/figures/2026-q1/issue-1/figures.csv").status_code == 200
    assert "replaced" in unpacked(visitor.get("/figures/2026-q1/issue-1/figures.xlsx").content).decode()
    assert visitor.get("/figures/2026-q1/issue-1/figures.json").json()["release"]["state"] == "replaced"


@pytest.mark.parametrize(
    "address",
    [
        "/figures/2026-q2/figures.csv",
        "/figures/2026-q5/figures.csv",
        "/figures/2026-Q1/figures.csv",
        "/figures/0000-q1/figures.csv",
        "/figures/2026-q1/figures.pdf",
        "/figures/2026-q1/issue-2/figures.csv",
        "/figures/2026-q1/issue-0/figures.csv",
        "/figures/2026-q1/issue-01/figures.csv",
        "/figures/٢٠٢٦-q1/figures.csv",
        "/en/figures/2026-q1/figures.csv",
    ],
)
def test_what_is_not_published_is_not_found(visitor: Client, address: str) -> None:
    a_release()

    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{Q1}.csv", "/figures/all.csv", "/en/figures/"])
def test_the_cost_does_not_grow_with_what_is_published(visitor: Client, address: str) -> None:
    a_release()
    an_indicator_value()
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    for year in (2023, 2024, 2025):
        for number in (1, 2, 3, 4):
            a_release(year=year, number=number)
        an_indicator_value(first_day=date(year, 1, 1), last_day=date(year, 12, 31), period_label=str(year))
        a_measure(f"measure-{year}")
    visitor.get(address)

    with CaptureQueriesContext(connection) as many:
        visitor.get(address)

    assert len(many) == len(few) <= 8


# --- Everything in one file ---


def test_everything_in_one_file_says_what_each_row_is(visitor: Client) -> None:
    a_measure()
    a_measure("wait", form="days", source="return", figure="median-wait")
    a_release()
    a_release(year=2025, number=4)
    a_release(state="replaced", year=2024)
    an_indicator_value(low=Decimal("5.90"), high=Decimal("6.35"), group="women")

    rows = read_csv(visitor.get("/figures/all.csv").content)

    assert list(rows[0]) == [column.name for column in OF_EVERYTHING]
    assert [row["quarter"] for row in rows if row["key"] == "found-good" and row["group_key"] == "all"] == [
        "2025-Q4",
        "2026-Q1",
    ]
    wait = next(row for row in rows if row["key"] == "wait" and row["quarter"] == "2026-Q1")
    assert (wait["value"], wait["unit"], wait["status"]) == ("14.5", "days", "published")
    share = next(row for row in rows if row["key"] == "found-good")
    assert (share["value"], share["unit"], share["first_day"]) == ("80", "percent", "2026-01-01")
    (weight,) = [row for row in rows if row["key"] == "test-weight"]
    assert (weight["kind"], weight["value"], weight["low"], weight["high"]) == ("indicator", "6.1", "5.9", "6.35")
    assert (weight["margin"], weight["group_key"], weight["group_name"]) == (
        "area",
        "ni/women",
        "Northern Ireland: women",
    )
    assert (weight["quarter"], weight["period"], weight["last_day"]) == ("", "2017/18", "2018-03-31")


@pytest.mark.parametrize(("show_preview", "statuses"), [(True, ["published", "unconfirmed"]), (False, ["published"])])
def test_a_figure_that_nobody_compared_is_shown_where_things_are_tried_out_only(
    visitor: Client, settings: Any, show_preview: bool, statuses: list[str]
) -> None:
    settings.SHOW_PREVIEW = show_preview
    an_indicator_value()
    an_indicator_value(area="southern", confirmed_on=None, value=Decimal("77.17"))

    data = visitor.get("/figures/all.csv").content

    assert [row["status"] for row in read_csv(data) if row["key"] == "test-weight"] == statuses
    assert (b"77.17" in data) is show_preview


def test_everything_in_one_file_is_sent_once_until_something_changes(visitor: Client) -> None:
    a_release()
    tag = visitor.get("/figures/all.csv").headers["ETag"]
    assert visitor.get("/figures/all.csv", headers={"If-None-Match": tag}).status_code == 304

    an_indicator_value()

    assert visitor.get("/figures/all.csv", headers={"If-None-Match": tag}).status_code == 200


# --- The page ---


def test_the_page_lists_the_releases_the_newest_first(visitor: Client) -> None:
    a_release(year=2025, number=4)
    a_release()
    a_release(number=2, state="built")

    html = visitor.get("/en/figures/").content.decode()

    assert html.index("January – March 2026") < html.index("October – December 2025")
    assert "April – June 2026" not in html
    for ending in ENDINGS:
        assert f'href="{Q1}.{ending}"' in html
    assert "KB" in html


def test_the_page_says_that_there_is_nothing_yet(visitor: Client) -> None:
    assert "No figures have been published yet" in visitor.get("/en/figures/").content.decode()


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_the_page_is_in_its_own_language(visitor: Client, code: str) -> None:
    a_release()

    html = visitor.get(f"/{code}/figures/").content.decode()

    assert "Figures to download" not in html
    assert f'href="{Q1}.csv"' in html


def test_names_are_english_whatever_language_the_list_is_read_in() -> None:
    english = english_names()

    with override("ar"):
        assert english_names() == english
    assert english.group("locality", "armagh") == "Armagh"
