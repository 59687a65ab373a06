"""How often pages are opened: what a path means, what may be told of it, and who sees it."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from guidance.jobs import merge_usage
from guidance.models import GuidancePage, Usage, UsageLogDay
from guidance.models.usage import EXIT_PAGES
from guidance.usage.charts import bars
from guidance.usage.disclosure import SMALLEST_COUNT, tell
from guidance.usage.log import read_log
from guidance.usage.periods import Month, month_of, newest_months
from guidance.usage.places import EXIT, Place, Places
from guidance.usage.services import add, keep, merge_old_days

TODAY = date(2026, 11, 30)
DAY = date(2026, 10, 14)
CRYING = "guidance/why-babies-cry/"
EXIT_PATH = "guidance/feeling-safe-at-home/"
REPORT = "/admin/usage/"


def key_of(slug: str) -> Any:
    return GuidancePage.objects.get(slug=slug, locale__language_code="en").translation_key


def rows() -> dict[tuple[date, str, str], int]:
    return {(row.first_day, row.language, row.format): row.count for row in Usage.objects.all()}


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)


# --- Weeks and months -----------------------------------------------------------------------------------------------


def test_every_week_lies_in_one_month_for_forty_years() -> None:
    monday = date(2020, 1, 6)
    while monday.year < 2060:
        month = month_of(monday)
        assert monday in month.weeks
        assert all(month_of(monday + timedelta(days=days)) == month for days in range(7))
        assert len(month.weeks) in (4, 5)
        assert month.next.before(1) == month
        monday += timedelta(days=7)


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 30), Month(2026, 10)),  # the Monday after November: its Sunday may not be written down yet
        (date(2026, 12, 1), Month(2026, 11)),
        (date(2027, 1, 3), Month(2026, 11)),
    ],
)
def test_a_month_is_told_when_it_is_over_and_written_down(today: date, newest: Month) -> None:
    assert newest_months(today, 12)[-1] == newest
    assert len(newest_months(today, 12)) == 12


# --- What may be told -----------------------------------------------------------------------------------------------


def possible(told: Any, weeks: Mapping[date, int]) -> dict[date, set[int]]:
    """Return what each hidden week could be, for somebody who knows how weeks are hidden and sees what is told."""
    hidden = [week for week in weeks if told.weeks[week] is None]
    if not hidden:
        return {}
    rest = told.month - sum(count for count in told.weeks.values() if count is not None)
    found: dict[date, set[int]] = {week: set() for week in hidden}
    for counts in product(range(rest + 1), repeat=len(hidden) - 1):
        last = rest - sum(counts)
        guess = dict(weeks) | dict(zip(hidden, (*counts, last), strict=True))
        if last >= 0 and tell(guess) == told:
            for week in hidden:
                found[week].add(guess[week])
    return found


def test_no_small_week_can_be_worked_out_from_its_month() -> None:
    mondays = Month(2026, 10).weeks[:4]

    for counts in product((0, 1, 4, 5, 6, 9), repeat=4):
        weeks = dict(zip(mondays, counts, strict=True))
        told = tell(weeks)
        assert all(count is None or count >= SMALLEST_COUNT for count in told.weeks.values())
        assert (told.month is None) is (sum(counts) < SMALLEST_COUNT)
        if told.month is not None and sum(counts) <= 24:
            for week, guesses in possible(told, weeks).items():
                assert weeks[week] >= SMALLEST_COUNT or len(guesses) > 1, (counts, guesses)


def test_weeks_are_told_where_none_is_small() -> None:
    mondays = Month(2026, 10).weeks[:4]

    told = [tell(dict(zip(mondays, counts, strict=True))) for counts in ((20, 5, 12, 9), (20, 4, 12, 9))]

    assert [(each.month, list(each.weeks.values())) for each in told] == [(46, [20, 5, 12, 9]), (45, [None] * 4)]


# --- What a path means ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language", "format"),
    [
        (f"/pl/{CRYING}", "pl", "page"),
        (f"/ga/{CRYING}", "ga", "page"),  # an address in a language without the page: English words, counted so
        (f"/ar/{CRYING}easy-read/", "ar", "easy-read"),
        (f"/pl/{CRYING}side-by-side/", "pl", "side-by-side"),
        (f"/pl/{CRYING}why-babies-cry.pl.mp3", "pl", "audio"),
        (f"/pl/{CRYING}why-babies-cry.pl.large-print.pdf", "pl", "large-print"),
        (f"/pl/{CRYING}why-babies-cry.pl.bsl.mp4", "pl", "film-bsl"),
    ],
)
def test_a_path_is_a_page_in_a_language_and_a_format(path: str, language: str, format: str) -> None:
    assert Places.now().of(path) == Place(key_of("why-babies-cry"), language, format)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/pl/guidance/nobody-wrote-this/",
        f"/pl/{CRYING}why-babies-cry.pl.exe",
        f"/pl/{CRYING}why-babies-cry.ar.mp3",
        f"/pl/{CRYING}why-babies-cry.pl.vtt",
        f"/pl/{CRYING}easy-read",
        "/xx/guidance/why-babies-cry/",
        "/pl/go/C2F4H6J8/",
        "/pl/survey/k7m2q/",
        "/",
        "",
    ],
)
def test_what_is_no_page_leaves_nothing(path: str) -> None:
    keep(DAY, {path: 9})

    assert not Usage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["", "easy-read/", "family-information.pl.mp3"])
def test_pages_to_leave_in_a_hurry_are_one_total_without_page_or_language(rest: str) -> None:
    keep(DAY, {f"/pl/{EXIT_PATH}{rest}": 3, f"/ar/{EXIT_PATH}": 2})

    assert rows() == {(DAY, "", ""): 5}
    assert Usage.objects.get().page == EXIT_PAGES


@pytest.mark.django_db
def test_counts_add_up_and_hold_no_address_and_no_time(django_assert_max_num_queries: Any) -> None:
    keep(DAY, {f"/pl/{CRYING}": 3})
    # Two for the pages, one for all rows, and the transaction's own.
    with django_assert_max_num_queries(5):
        keep(DAY, {f"/pl/{CRYING}": 2})

    assert rows() == {(DAY, "pl", "page"): 5}
    assert {field.name for field in Usage._meta.fields} == {
        "key", "first_day", "is_month", "page", "language", "format", "count",
    }  # fmt: skip


@pytest.mark.django_db
def test_families_do_not_wait_for_what_is_new_on_a_day_to_be_written_row_by_row(
    django_assert_max_num_queries: Any,
) -> None:
    pages = GuidancePage.objects.filter(live=True, locale__language_code="en", exit_page=False)
    paths = {f"/en/guidance/{slug}/": 2 for slug in pages.values_list("slug", flat=True)}

    with django_assert_max_num_queries(5):
        keep(DAY, paths)
    assert (Usage.objects.count(), set(Usage.objects.values_list("count", flat=True))) == (len(paths), {2})
    assert len(paths) > 30


# --- A log ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_log_is_counted_once_however_often_it_is_read(tmp_path: Path, capsys: Any, today: None) -> None:
    log = tmp_path / "usage.log"
    log.write_text(
        f"2026-10-14\t/pl/{CRYING}\t200\n2026-10-14 /pl/{CRYING} 304\n2026-10-15 /ar/{EXIT_PATH} 200\n"
        "2026-10-15 /pl/guidance/secret-words/ 404\nsecret words\n2026-13-01 /pl/ 200\n"
        f"{TODAY} /pl/ 200\n"
    )

    call_command("read_usage_log", str(log))
    call_command("read_usage_log", str(log))

    said = capsys.readouterr().out
    assert rows() == {(DAY, "pl", "page"): 2, (DAY + timedelta(days=1), "", ""): 1}
    assert "Counted: 3 openings on 2 days." in said
    assert "counted before: 2026-10-14, 2026-10-15" in said
    assert f"not over yet: read it again tomorrow: {TODAY}" in said
    assert "2 lines could not be read: 5, 6." in said
    assert "secret" not in said
    assert UsageLogDay.objects.count() == 2


@pytest.mark.django_db
def test_the_other_half_of_a_day_counts_too() -> None:
    read_log([f"2026-10-14 /pl/{CRYING} 200\n"], today=TODAY)
    read_log([f"2026-10-14 /pl/{CRYING} 200\n"] * 2, today=TODAY)

    assert rows() == {(DAY, "pl", "page"): 3}


@pytest.mark.django_db
def test_a_log_full_of_rubbish_is_read_to_its_end() -> None:
    lines = ["\x00\x01\n", "a" * 1_000_000, "9999-12-31 / 200\n", f"2026-10-14 /pl/{CRYING} 200 192.0.2.1\n", "\n"]

    read = read_log([*lines, f"2026-10-14 /pl/{CRYING} 200\r\n"], today=TODAY)

    assert read.bad == [1, 2, 3, 4, 5]
    assert rows() == {(DAY, "pl", "page"): 1}


@pytest.mark.django_db
def test_a_log_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"The log can't be read: No such file"):
        call_command("read_usage_log", str(tmp_path / "none.log"))


# --- Kept -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_days_that_are_long_over_become_months_and_lose_nothing() -> None:
    page = key_of("why-babies-cry")
    old, new = date(2025, 9, 3), date(2025, 11, 3)
    for day in (old, old + timedelta(days=1), new):
        add(day, {Place(page, "pl", "page"): 4})

    merge_old_days(TODAY)
    merge_old_days(TODAY)

    assert rows() == {(Month(2025, 9).first_monday, "pl", "page"): 8, (new, "pl", "page"): 4}
    assert [row.is_month for row in Usage.objects.order_by("first_day")] == [True, False]


@pytest.mark.django_db
def test_a_page_that_becomes_one_to_leave_in_a_hurry_joins_their_total(today: None) -> None:
    add(DAY, {Place(key_of("why-babies-cry"), "pl", "page"): 7, EXIT: 2})
    GuidancePage.objects.filter(slug="why-babies-cry", locale__language_code="en").update(exit_page=True)

    merge_usage()

    assert rows() == {(DAY, "", ""): 9}


# --- The report -----------------------------------------------------------------------------------------------------


@pytest.fixture
def some_months(db: None, today: None) -> None:
    """Count a page in three languages: one often, one seldom, one hardly; and the pages to leave in a hurry."""
    page, other = key_of("why-babies-cry"), key_of("calm-together")
    for week in Month(2026, 10).weeks:
        add(week, {Place(page, "en", "page"): 40, Place(page, "pl", "audio"): 6, Place(page, "ar", "page"): 1, EXIT: 2})
    add(date(2026, 9, 9), {Place(other, "pl", "page"): 3})
    # A month that is not over.
    add(TODAY, {Place(page, "en", "page"): 1000})


def texts(client: Client, query: str = "") -> list[list[str]]:
    response = client.get(REPORT + query)
    assert response.status_code == 200
    screen = BeautifulSoup(response.content, "html.parser")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in screen.select("tbody tr")]


def test_it_is_told_by_month_and_page_and_small_figures_are_not(some_months: None, editor_client: Client) -> None:
    found = texts(editor_client)

    # 40 and 6 in each of five weeks, and 10 openings of exit pages; five Arabic ones are enough for the month.
    assert ["October 2026", "245"] in found
    assert ["September 2026", "fewer than 5 of each"] in found
    assert ["Why babies cry, and what helps", "235"] in found
    assert ["Pages to leave in a hurry, all together", "10"] in found
    assert not any("Calm" in name for name, _count in found)


def test_one_count_that_is_small_is_called_so(some_months: None, editor_client: Client) -> None:
    found = texts(editor_client, f"?page={key_of('why-babies-cry')}&language=ar&format=page&per=month")

    assert ["September 2026", "fewer than 5"] in found


def test_weeks_of_one_are_dashes_though_their_month_is_told(some_months: None, editor_client: Client) -> None:
    found = texts(editor_client, "?language=ar&per=week")

    weeks = [count for name, count in found if name.startswith("from ")]
    assert set(weeks) == {"–"}
    assert ["Why babies cry, and what helps", "5"] in found


def test_the_file_says_what_the_screen_says(some_months: None, editor_client: Client) -> None:
    response = editor_client.get(f"{REPORT}file/?language=pl")

    assert response.headers["Content-Type"].startswith("text/csv")
    found = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["title"], row["format"], row["opened"]) for row in found] == [
        ("Why babies cry, and what helps", "audio", "30")
    ]


def test_a_title_is_no_formula_in_the_file(some_months: None, editor_client: Client) -> None:
    Page.objects.filter(translation_key=key_of("why-babies-cry")).update(title="=1+1")

    assert "'=1+1" in editor_client.get(f"{REPORT}file/").content.decode()


def test_before_anything_can_be_told_it_says_when(db: None, editor_client: Client) -> None:
    words = editor_client.get(REPORT).content.decode()

    assert "Nothing can be told yet. A month is told when it is over" in words
    assert "content delivery network (CDN)" in words


def test_what_can_t_be_chosen_is_as_good_as_nothing_chosen(some_months: None, editor_client: Client) -> None:
    assert texts(editor_client, f"?page={uuid4()}&language=xx&format=%01&by=x&per=day") == texts(editor_client)


@pytest.mark.parametrize(
    ("group", "status"),
    [("Editors", 200), ("Outcomes analysts", 200), ("Administrators", 200), ("Practitioners", 302), (None, 302)],
)
def test_editors_analysts_and_administrators_see_it_and_nobody_else(
    db: None, today: None, group: str | None, status: int
) -> None:
    user = User.objects.create_user("somebody", password="a long password for tests")
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)

    answers = {address: client.get(address).status_code for address in (REPORT, f"{REPORT}file/")}

    assert set(answers.values()) == {status}


def test_the_report_asks_the_same_few_questions_whatever_was_counted(
    some_months: None, editor_client: Client, django_assert_max_num_queries: Any
) -> None:
    editor_client.get(REPORT)
    with django_assert_max_num_queries(22):
        editor_client.get(REPORT)


def test_a_bar_is_as_high_as_its_figure_and_what_is_not_told_is_a_dash() -> None:
    svg = bars("Openings & more", [("May", 10), ("June", 5), ("July", None)])
    drawn = BeautifulSoup(svg, "xml")

    first, second = (float(bar["height"]) for bar in drawn.find_all("rect"))
    assert first == 2 * second
    assert [text.get_text() for text in drawn.select(".usage-chart__none")] == ["–"]
    assert "Openings &amp; more" in svg
