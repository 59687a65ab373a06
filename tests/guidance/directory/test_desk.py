"""Where staff keep the directory, find whom to refer to, and see what is missing."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.directory.choices import Level, Locality
from guidance.directory.models import Service, ServicePhone
from guidance.directory.queries import outlines
from guidance.models import Door
from guidance.services_desk import cells, exchange
from guidance.services_desk.gaps import map_of
from tests.guidance.directory.services import a_service

pytestmark = pytest.mark.django_db

STAGES = ["preg", "0-3m", "3-6m", "6-12m", "1-2y", "2-3y"]


def member_of(group: str) -> Client:
    user = User.objects.create_user(group.lower().replace(" ", "-"))
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def practitioner() -> Client:
    return member_of("Practitioners")


@pytest.fixture
def keeper() -> Client:
    return member_of("Directory owners")


def page_of(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, response.content[:300]
    return BeautifulSoup(response.content, "html.parser")


# --- The referral pathway -------------------------------------------------------------------------------------------


def test_a_practitioner_goes_from_worry_age_and_area_to_whom_to_refer_to(practitioner: Client) -> None:
    page = page_of(practitioner, "/admin/practice/referral/?worry=attachment&age=0-3m&area=armagh")

    names = [heading.get_text() for heading in page.select("main article h2")]
    assert {"iCAMHS", "Infant Mental Health Panel", "Home-Start Tiny Steps"} <= set(names)
    assert "Perinatal Mental Health Team" not in names
    panel = page.find(id="s-infant-mental-health-panel").parent.get_text(" ", strip=True)
    for said in (
        "For professionals only",
        "Criteria",
        "Who may refer",
        "How to refer",
        "What happens next",
        "Last check",
    ):
        assert said in panel


def test_nothing_about_the_family_can_be_typed_or_kept(practitioner: Client) -> None:
    page = page_of(practitioner, "/admin/practice/referral/")

    form = page.select_one("main form")
    assert form["method"] == "get"
    assert {field.name for field in form.select("input, textarea, select")} == {"select"}
    assert not page.select("main article")
    with CaptureQueriesContext(connection) as captured:
        page_of(practitioner, "/admin/practice/referral/?worry=feeding&age=0-3m&area=armagh")
    assert not [query for query in captured.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(captured) <= 6 + 5, [query["sql"][:90] for query in captured.captured_queries]


def test_what_was_not_checked_says_so_to_staff(practitioner: Client) -> None:
    service = a_service(doors=("feeding",), phone="028 3756 7100")
    address = "/admin/practice/referral/?worry=feeding"
    assert "not checked" not in page_of(practitioner, address).find(id="s-a-group").parent.get_text()

    Service.objects.filter(pk=service.pk).update(next_check_due=date(2020, 1, 1))

    said = page_of(practitioner, address).find(id="s-a-group").parent.get_text(" ", strip=True)
    assert "not checked" in said
    assert "Overdue." in said


def test_a_choice_that_no_form_offers_is_any(practitioner: Client) -> None:
    page = page_of(practitioner, "/admin/practice/referral/?worry=%3Cb%3E&age=zzz&area=belfast")

    assert not page.select("main article")
    assert not page.select("option[selected]")


def test_where_nothing_fits_staff_are_told(practitioner: Client) -> None:
    Service.objects.exclude(key="midwife").update(status="inactive")

    said = page_of(practitioner, "/admin/practice/referral/?worry=feeding&age=2-3y").main.get_text()

    assert "Nothing recorded fits all of this" in said


def test_the_pathway_speaks_english_to_whoever_looks(practitioner: Client) -> None:
    practitioner.cookies["django_language"] = "pl"
    page = page_of(practitioner, "/admin/practice/referral/?worry=attachment")

    assert page.html["lang"] == "en-GB"
    assert "Level 4: Specialist help" in page.main.get_text()


# --- The map of gaps ------------------------------------------------------------------------------------------------


def test_the_map_counts_by_area_level_and_stage() -> None:
    Service.objects.update(status="inactive")
    a_service("one", level=2, localities=["armagh"], is_everywhere=False, doors=("0-3m",))
    a_service("two", level=2, last_checked=None, next_check_due=None, doors=("0-3m",))
    a_service("lost", level=None)
    a_service("nowhere", is_everywhere=False)

    drawn = map_of(outlines(Service.objects.for_parents()), STAGES, today=date.today())

    filled = {(cell.area, cell.stage): (cell.count, cell.unchecked) for cell in drawn.cells() if cell.count}
    assert filled == {(area, "0-3m"): (2, 1) if area == "armagh" else (1, 1) for area in Locality.values}
    assert {cell.level for cell in drawn.cells() if cell.count} == {2}
    assert [each.key for each in drawn.nowhere] == ["nowhere"]
    assert [each.key for each in drawn.without_level] == ["lost"]
    assert len(drawn.cells()) == len(Level) * len(Locality) * len(STAGES)
    assert drawn.empty == len(drawn.cells()) - len(Locality)


def test_the_map_is_a_picture_and_tables_that_say_the_same(practitioner: Client) -> None:
    # The only one of its level.
    Service.objects.filter(key="gateway").update(status="inactive")

    page = page_of(practitioner, "/admin/services/gaps/")

    squares = page.select("svg[role=img] rect")
    cells_in_tables = page.select("main td") if page.main else page.select("td")
    assert len(squares) == len(cells_in_tables) == len(Level) * len(Locality) * len(STAGES)
    crossed = len(page.select("svg[role=img] path"))
    assert crossed == sum("nothing recorded" in cell.get_text() for cell in cells_in_tables) > 0
    assert page.select_one("svg title")
    assert "Infant Mental Health Panel" not in page.get_text()


# --- Files ----------------------------------------------------------------------------------------------------------


def put_in(client: Client, text: str | bytes) -> BeautifulSoup:
    data = text if isinstance(text, bytes) else text.encode()
    response = client.post("/admin/services/import/", {"file": SimpleUploadedFile("services.csv", data)})
    return BeautifulSoup(response.content, "html.parser")


def confirm(client: Client, page: BeautifulSoup) -> int:
    shown = page.select_one("input[name=shown]")["value"]
    return int(client.post("/admin/services/import/confirm/", {"shown": shown}).status_code)


def faults(page: BeautifulSoup) -> list[list[str]]:
    rows = page.select("table.listing tbody tr")
    return [[cell.get_text(strip=True) for cell in row.select("td")] for row in rows]


def test_a_file_of_all_services_put_back_changes_nothing(keeper: Client) -> None:
    a_service(phone="028 3756 7100", doors=("feeding",), languages=["pl"], localities=["armagh"], summary_en="=1+1")
    text = keeper.get("/admin/services/services.csv").content

    page = put_in(keeper, text)

    assert re.search(r"0 new, 0 changed, \d\d as they are", page.get_text())
    assert not page.select("input[name=shown]")


def test_a_file_is_shown_first_and_then_taken_whole(keeper: Client) -> None:
    a_service(phone="028 3756 7100")
    rows = ("a-group,Another name,armagh;dungannon,028 3756 7200,feeding", "new-one,New,,,")
    text = "\n".join(("key,name,localities,phones,doors", *rows))

    page = put_in(keeper, text)

    assert "1 new, 1 changed" in page.get_text()
    assert "Changed: name, localities, phones, doors" in page.get_text()
    assert Service.objects.get(key="a-group").name_en == "A group"
    assert not Service.objects.filter(key="new-one").exists()

    assert confirm(keeper, page) == 302
    changed = Service.objects.get(key="a-group")
    assert (changed.name_en, changed.localities) == ("Another name", ["armagh", "dungannon"])
    assert [phone.number for phone in changed.phones.all()] == ["028 3756 7200"]
    assert [door.code for door in changed.doors.all()] == ["feeding"]
    assert changed.summary_en == "Tea and play."
    assert Service.objects.get(key="new-one").evidence == "not-verified"


def test_what_is_known_of_a_number_that_stays_is_kept(keeper: Client) -> None:
    service = a_service(phone="028 3756 7100")
    ServicePhone.objects.filter(service=service).update(is_free=True, kind="text")

    page = put_in(keeper, "key,phones\na-group,028 3756 7200; 028 3756 7100\n")
    assert confirm(keeper, page) == 302

    kept = ServicePhone.objects.get(number="028 3756 7100")
    assert (kept.is_free, kept.kind, kept.sort_order) == (True, "text", 1)


@pytest.mark.parametrize(
    ("columns", "cells_of_row", "column", "said"),
    [
        ("localities", "belfast", "localities", "belfast"),
        ("phones", "028 37", "phones", "028 37"),
        ("doors", "nonsense", "doors", "nonsense"),
        ("languages", "klingon", "languages", "klingon"),
        ("next_check_due", "2020-01-01", "next_check_due", "past"),
        ("alert_until", "2020-01-01", "alert_until", "past"),
        ("last_checked,checked_by", "2999-01-01,Lead", "last_checked", "still to come"),
        ("last_checked", "31/12/2026", "last_checked", "2026-11-30"),
        ("level", "5", "level", "5"),
        ("level", "high", "level", "whole number"),
        ("status", "perhaps", "status", "perhaps"),
        ("whole_area", "perhaps", "whole_area", "yes or no"),
        ("web", "javascript:alert(1)", "web", "URL"),
        ("email", "nobody", "email", "email"),
        ("opening_times", "always", "opening_times", "MO,TU"),
        ("last_checked", "2026-01-01", "checked_by", "who checked"),
        ("name", "", "name", "missing"),
        ("from_month,to_month", "12,6", "to_month", "younger"),
    ],
)
def test_every_fault_is_named_with_its_row_and_nothing_is_taken(
    keeper: Client, columns: str, cells_of_row: str, column: str, said: str
) -> None:
    headings = ["key", *([] if columns == "name" else ["name"]), *columns.split(",")]
    good = {"key": "good", "name": "Good", "status": "active"}
    bad = ["bad", *([] if columns == "name" else ["Bad"]), *cells_of_row.split(",")]
    before = Service.objects.count()

    rows = (headings, [good.get(heading, "") for heading in headings], bad)
    page = put_in(keeper, "\n".join(",".join(row) for row in rows))

    assert [(row, where) for row, where, _said in faults(page)] == [("3", column)]
    assert said in faults(page)[0][2]
    assert not page.select("input[name=shown]")
    assert Service.objects.count() == before


def test_an_empty_cell_puts_nothing_before_families(keeper: Client) -> None:
    page = put_in(keeper, "key,name,for_professionals\ninfant-mental-health-panel,Infant Mental Health Panel,\n")

    assert faults(page) == [["2", "for_professionals", "write yes or no"]]
    assert Service.objects.get(key="infant-mental-health-panel").is_for_professionals


def test_from_birth_is_not_the_same_as_from_any_age(keeper: Client) -> None:
    a_service()

    confirm(keeper, put_in(keeper, "key,name,from_month\na-group,A group,0\n"))

    assert Service.objects.get(key="a-group").age_from == 0


def test_a_text_that_the_form_would_not_take_is_refused(keeper: Client) -> None:
    a_service()

    page = put_in(keeper, f"key,name,criteria\na-group,A group,{'x' * 1201}\n")

    assert faults(page) == [["2", "criteria", "is longer than 1200 letters"]]


def test_a_key_that_stands_twice_is_named_in_each_row(keeper: Client) -> None:
    page = put_in(keeper, "key,name\ntwice,One\ntwice,Two\nNo key!,Three\n")

    assert [(row, column) for row, column, _said in faults(page)] == [("2", "key"), ("3", "key"), ("4", "key")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("name\nX\n", "“key” is missing"),
        ("key,colour\nx,y\n", "no column called colour"),
        ("key,name,name\nx,y,z\n", "two columns"),
        ("key,name\nx\n", "Row 2 has 1 cells"),
        ('key,name\nx,"y\n', "not a CSV file"),
        ("key,name\nx,Caf\xe9\n".encode("latin-1"), "Line 2 is not saved as UTF-8"),
        ("key,name\nx,\x00\n", "not a CSV file"),
        ("   \n", "empty"),
        ("key,name\n" + "x,y\n" * 2001, "more than 2000"),
        ("key,name\n" + "x" * 1024 * 1024, "larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(keeper: Client, data: str | bytes, said: str) -> None:
    assert said in put_in(keeper, data).get_text()


def test_what_has_changed_since_it_was_shown_is_not_overwritten(keeper: Client) -> None:
    service = a_service()
    page = put_in(keeper, "key,name\na-group,Another name\n")
    Service.objects.filter(pk=service.pk).update(name_en="Another name")

    assert confirm(keeper, page) == 422
    assert keeper.post("/admin/services/import/confirm/", {"shown": "nonsense"}).status_code == 422


def test_what_somebody_else_looked_at_is_not_taken(keeper: Client, editor_client: Client) -> None:
    page = put_in(keeper, "key,name\nnew-one,New\n")

    assert confirm(editor_client, page) == 422
    assert not Service.objects.filter(key="new-one").exists()


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "＝1", "\t=1", "'=1", "''=1", " =1", "it's", "'quoted'"])
def test_no_cell_is_a_formula_and_every_word_comes_back(words: str) -> None:
    written = cells.safe(words)

    assert written.lstrip(" ")[0] not in "=+-@＝\t"
    assert cells.unsafe(written) == words


def test_the_file_holds_no_formula(keeper: Client) -> None:
    a_service(summary_en='=HYPERLINK("https://example.org")')

    text = keeper.get("/admin/services/services.csv").content.decode("utf-8-sig")

    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["key"] == "a-group")
    assert row["summary"].startswith("'=")


def test_only_who_keeps_the_directory_takes_it_out_or_puts_it_in() -> None:
    for group in ("Editors", "Practitioners", "Survey editors"):
        client = member_of(group)
        for address in ("/admin/services/services.csv", "/admin/services/import/"):
            assert client.get(address).status_code in {302, 403}


# --- Kept true ------------------------------------------------------------------------------------------------------


def test_who_keeps_the_directory_sees_what_is_due_and_what_nobody_checked(keeper: Client) -> None:
    a_service(owner="Family support lead", next_check_due=date.today() + timedelta(days=3))

    said = page_of(keeper, "/admin/upkeep/").get_text(" ", strip=True)

    assert re.search(r"Service A group .*Family support lead", said)
    assert "Services that nobody has checked yet" in said
    assert "Sure Start lead" in said


def test_a_service_that_answers_are_kept_under_is_not_deleted(editor_client: Client) -> None:
    service = Service.objects.get(key="sure-start")
    response = editor_client.post(f"/admin/snippets/guidance/service/delete/{service.pk}/")

    assert response.status_code == 409
    assert "Nothing was deleted" in response.content.decode()
    unused = a_service()
    editor_client.post(f"/admin/snippets/guidance/service/delete/{unused.pk}/")
    assert not Service.objects.filter(key="a-group").exists()


def test_the_form_of_a_service_takes_all_of_it(keeper: Client) -> None:
    service = a_service(phone="028 3756 7100")
    page = page_of(keeper, f"/admin/snippets/guidance/service/edit/{service.pk}/")
    form = page.select_one("form[data-edit-form]") or page.find("form", enctype=True)
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            data.setdefault(field["name"], []).append(field.get("value", field.get_text()))
    for field in form.select("select[name]"):
        chosen = field.select_one("option[selected]")
        data[field["name"]] = [chosen["value"] if chosen else ""]
    data |= {"localities": ["armagh", "banbridge"], "languages": ["pl", "isg"], "summary_en": ["More tea."]}
    data["doors"] = [str(Door.objects.get(code="feeding").pk)]
    data["key"] = ["another"]

    response = keeper.post(f"/admin/snippets/guidance/service/edit/{service.pk}/", data)

    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    service.refresh_from_db()
    assert service.key == "a-group"
    assert (service.localities, service.languages, service.summary_en) == (
        ["armagh", "banbridge"],
        ["pl", "isg"],
        "More tea.",
    )
    assert [phone.number for phone in ServicePhone.objects.filter(service=service)] == ["028 3756 7100"]


def test_the_digest_of_a_plan_is_that_of_the_file() -> None:
    one, other = (exchange.plan(f"key,name\nx,{name}\n") for name in ("One", "Other"))

    assert one.digest != other.digest
