"""What the Strategic Group reads: figures of a quarter, and what is missing, behind or to be decided."""

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from feedback.models import (
    Indicator,
    IndicatorValue,
    Measure,
    NextStep,
    Outcome,
    Release,
    ReportCard,
    ServiceReturn,
    TrainingRecord,
)
from feedback.outcomes.desk.trend import STEADY, trend
from feedback.outcomes.desk.wording import went
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.reading import Shown
from guidance.directory.models import Service
from tests.feedback.comments import a_person
from tests.feedback.outcomes.answering import QUARTER, a_measure, a_version, a_wave, answer
from tests.feedback.outcomes.releasing import (
    DESK,
    a_number,
    a_payload,
    a_release,
    a_table,
    an_analyst,
    an_approver,
    desk_of,
    hidden,
    share,
)

pytestmark = pytest.mark.django_db

State = Release.State
TODAY = date(2025, 8, 1)


@pytest.fixture(autouse=True)
def _a_day(monkeypatch: Any) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture(autouse=True)
def _nothing_there(db: None) -> None:
    """Take away what the site starts with: a test states what it is about."""
    Measure.objects.all().delete()
    IndicatorValue.objects.all().delete()
    Indicator.objects.all().delete()
    Outcome.objects.all().delete()


@pytest.fixture
def analyst() -> Any:
    return an_analyst()


@pytest.fixture
def approver() -> Any:
    return an_approver()


@pytest.fixture
def published(analyst: Any, approver: Any) -> Release:
    """A quarter with two services and two areas, one of each hidden."""
    a_measure(a_version())
    before = a_table("all", share("all", 20, 80))
    a_release(State.APPROVED, before, quarter=QUARTER.previous, asked_by=analyst, approved_by=approver)
    return a_release(
        State.APPROVED,
        a_table("all", share("all", 50, 80, change="up")),
        a_table("service", share("sure-start", 30, 40, change="no-clear-change"), hidden("home-start-tiny-steps")),
        a_table("locality", share("armagh+newry-mourne", 41, 60), hidden("craigavon")),
        asked_by=analyst,
        approved_by=approver,
    )


def page_of(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select("h1")) == 1
    return page


def said(user: Any, query: str = "", address: str = DESK) -> str:
    return " ".join(page_of(desk_of(user).get(address + query)).main.get_text(" ").split())


def panel(user: Any, title: str) -> str:
    """Return what stands under a heading."""
    page = page_of(desk_of(user).get(DESK))
    heading = next(each for each in page.select("main h2") if each.get_text(strip=True) == title)
    return " ".join(heading.find_next_sibling().get_text(" ").split())


# --- Figures --------------------------------------------------------------------------------------------------------


def test_a_figure_has_its_interval_and_its_change_as_arrow_and_word(approver: Any, published: Release) -> None:
    row = page_of(desk_of(approver).get(DESK)).select_one("main tbody tr:nth-of-type(2)")

    cells = [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
    assert cells[0].endswith("1 to 99 %, 50 of 80 ↑ up, better")
    assert cells[1:] == ["75 % 1 to 99 %, 30 of 40 → no clear change", "– not shown"]


def test_services_or_areas_stand_across_by_a_form(approver: Any, published: Release) -> None:
    by_area = page_of(desk_of(approver).get(f"{DESK}?by=locality&quarter=2025-Q1"))

    assert [each.get_text() for each in by_area.select("main thead th")] == [
        "Measure",
        "everybody",
        "Armagh and Newry and Mourne",
        "Craigavon",
    ]
    assert by_area.select_one("select[name=by] [selected]")["value"] == "locality"


def test_an_earlier_quarter_can_be_chosen(approver: Any, published: Release) -> None:
    assert "20 of 80" in said(approver, "?quarter=2024-Q4")
    assert "20 of 80" not in said(approver)


@pytest.mark.parametrize("query", ["?quarter=1999-Q9", "?by=postcode", "?quarter=%01&by="])
def test_what_can_not_be_read_is_the_newest_quarter_by_service(approver: Any, published: Release, query: str) -> None:
    assert "50 of 80" in said(approver, query)


def test_what_services_count_is_compared_with_the_quarter_before(analyst: Any, approver: Any) -> None:
    a_number()
    for quarter, number in ((QUARTER.previous, 30), (QUARTER, 34)):
        figures = [{"measure": "seen", "group": "all", "number": number}]
        release = a_release(State.BUILT, a_table("all"), quarter=quarter, asked_by=analyst)
        payload = a_payload(quarter=quarter, figures=figures)
        Release.objects.filter(pk=release.pk).update(
            payload=payload, state=State.APPROVED, approved_by=approver, approved_on=TODAY
        )

    assert "34 ↑ more than before" in said(approver)


@pytest.mark.parametrize(
    ("change", "direction", "words"),
    [
        ("up", "higher", ("↑", "up, better")),
        ("up", "lower", ("↑", "up, worse")),
        ("down", "lower", ("↓", "down, better")),
        ("down", "context", ("↓", "down")),
        ("no-clear-change", "higher", ("→", "no clear change")),
        ("", "higher", ("", "")),
    ],
)
def test_up_is_better_only_where_it_is(change: str, direction: str, words: Any) -> None:
    assert went(change, direction) == words


# --- How it was worked out ------------------------------------------------------------------------------------------


def test_a_measure_leads_to_how_it_was_worked_out(analyst: Any, approver: Any, published: Release) -> None:
    question = {
        "measure": "good",
        "series": "s",
        "question": {"en": "Was it good?", "pl": "Czy było dobrze?"},
        "numerator": [{"en": "Yes"}],
        "denominator": [{"en": "Yes"}, {"en": "No"}],
        "is_families": False,
    }
    Release.objects.filter(pk=published.pk).update(payload=published.payload | {"questions": [question]})
    link = page_of(desk_of(approver).get(DESK)).select_one("main tbody a")["href"]

    page = page_of(desk_of(approver).get(link))
    words = " ".join(page.main.get_text(" ").split())

    assert "“Was it good?”" in words
    assert "50 ÷ 80 × 100 =" in words
    assert "Home-Start Tiny Steps (by service) – not shown" in words
    assert "Too few quarters for a trend: 2 of 10" in words
    assert page.select_one("svg[role=img]")
    assert str(published.digest[:12]) in words


def test_where_a_number_of_a_service_comes_from_is_said(analyst: Any, approver: Any) -> None:
    a_number("received", figure="received")
    rows = [{"measure": "received", "group": "sure-start", "number": 40}]
    rows += [{"measure": "received", "group": "home-start-tiny-steps", "number": "–"}]
    release = a_release(State.BUILT, a_table("all"), asked_by=analyst)
    Release.objects.filter(pk=release.pk).update(
        payload=a_payload(figures=rows), state=State.APPROVED, approved_by=approver, approved_on=TODAY
    )

    words = said(approver, address=f"{DESK}worked-out/received/2025-Q1/")

    assert "What a service counts: referrals received" in words
    assert "It is no answer of families" in words


@pytest.mark.parametrize("address", ["good/2019-Q1/", "good/2025/", "good/soon/", "nothing/2025-Q1/"])
def test_what_is_not_published_is_not_worked_out(approver: Any, published: Release, address: str) -> None:
    assert desk_of(approver).get(f"{DESK}worked-out/{address}").status_code == 404


# --- Trends ---------------------------------------------------------------------------------------------------------


def series(*shares: Any, start: Quarter = QUARTER, base: int = 100) -> list[Shown]:
    quarters = [start]
    for _ in shares[1:]:
        quarters.append(quarters[-1].next)
    cells = [hidden("all") if each is None else share("all", each, base) for each in shares]
    return [Shown(quarter, "s", cell) for quarter, cell in zip(quarters, cells, strict=True)]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([50] * 9, ""),
        ([50, 52, 47, 51, 49, 50, 53, 48, 51, 49], STEADY),
        ([40] * 5 + [60] * 5, "it seldom crosses"),
        ([50, 52, 47, 51, 49, 50, 53, 48, 51, 49, 50, 52], STEADY),
        ([50, 52, 47, 51, 49, 50, 53, 48, 51, 49, 50, 90], "above what chance does"),
        ([44, 46, 44, 46, 44, 52, 51, 52, 51, 52, 51, 52], "seven quarters or more on one side, above"),
        ([50, 51, 50, 49, 50, 44, 46, 48, 50, 52, 54, 56, 58], "each higher than the one before"),
        # A hidden quarter ends what can be said: it is no point.
        ([50] * 8 + [None] + [50] * 9, ""),
    ],
)
def test_a_trend_is_said_only_of_enough_quarters_that_follow_each_other(shares: Any, words: str) -> None:
    found = trend(series(*shares))

    assert words in found if words else found == ""


def test_a_question_that_changed_its_meaning_begins_anew() -> None:
    older = series(*[20] * 12)
    newer = [Shown(each.quarter, "other", each.cell) for each in series(*[50] * 3, start=older[-1].quarter.next)]

    assert trend([*older, *newer]) == ""


def test_numbers_have_a_trend_too() -> None:
    shown = [Shown(each.quarter, "", {"number": 30 + at % 3}) for at, each in enumerate(series(*[1] * 14))]

    assert trend(shown) == STEADY


# --- What is missing ------------------------------------------------------------------------------------------------


def test_measures_without_a_rule_or_a_figure_are_missing(approver: Any, published: Release) -> None:
    good = Measure.objects.get(key="good")
    facts = {"outcome": good.outcome, "definition_en": "x", "box": "how-well", "form": "percent", "source": "survey"}
    Measure.objects.create(key="unruled", name_en="Nobody counts this", **facts)
    a_number(name_en="Nothing typed in")

    missing = panel(approver, "What is missing")

    assert "without a rule: nothing is counted for them: Nobody counts this." in missing
    assert "Measures without a figure in 2025-Q1: Nothing typed in." in missing


def test_indicators_without_figures_and_figures_not_compared_are_missing(approver: Any) -> None:
    outcome = Outcome.objects.create(key="start", statement_en="A good start")
    facts = {"outcome": outcome, "definition_en": "x", "direction": "lower", "source_name": "A publisher"}
    Indicator.objects.create(key="empty", name_en="Nothing found", **facts)
    draft = Indicator.objects.create(key="draft", name_en="Low birth weight", **facts)
    for year in (2017, 2018):
        first, last = date(year, 4, 1), date(year + 1, 3, 31)
        kept = {"area": "ni", "period_label": str(year), "first_day": first, "last_day": last, "value": 6}
        IndicatorValue.objects.create(indicator=draft, source="A table", **kept)

    missing = panel(approver, "What is missing")

    assert "Population indicators without any figure: Nothing found." in missing
    assert "compared with their publisher: 2, of: Low birth weight." in missing


def test_returns_training_and_words_of_the_quarter_just_over_are_missing(approver: Any) -> None:
    service = Service.objects.get(key="sure-start")
    early = {"service": service, "year": 2025, "received": 20, "accepted": 10, "redirected": 5, "source": "x"}
    ServiceReturn.objects.create(quarter=1, **early)
    TrainingRecord.objects.create(year=2025, quarter=1, course="A", sector="B", people=9, source="x")
    ReportCard.objects.create(service=service, year=2025, number=2, owner="A team")

    missing = panel(approver, "What is missing")

    assert "No return entered for 2025-Q2: Sure Start" in missing
    assert "No training record entered for 2025-Q2: training." in missing
    assert "Report cards without words for 2025-Q2: Sure Start" in missing

    ServiceReturn.objects.create(quarter=2, **early)
    TrainingRecord.objects.create(year=2025, quarter=2, course="A", sector="B", people=9, source="x")
    ReportCard.objects.update(story_en="It went well.")

    assert panel(approver, "What is missing") == "Nothing is missing."


# --- What is behind, and to be decided ------------------------------------------------------------------------------


def test_quarters_that_are_over_and_not_released_are_behind(analyst: Any) -> None:
    wave = a_wave(a_version())
    answer(wave, {("sure-start", "armagh"): (30, 10)})

    assert "over and not released: 2025-Q1." in panel(analyst, "What is behind")


def test_a_step_whose_day_has_passed_is_behind_unless_a_newer_card_is_there(analyst: Any) -> None:
    service = Service.objects.get(key="sure-start")
    card = ReportCard.objects.create(service=service, year=2025, number=1, owner="A team", story_en="x")
    NextStep.objects.create(card=card, what_en="Open on Saturdays", who="The hub", due=date(2025, 7, 1))

    assert "Open on Saturdays (The hub, by 1 July 2025)" in panel(analyst, "What is behind")

    ReportCard.objects.create(service=service, year=2025, number=2, owner="A team", story_en="x")

    assert panel(analyst, "What is behind") == "Nothing is behind."


def test_refused_and_built_releases_need_a_decision(analyst: Any, approver: Any) -> None:
    a_release(State.REFUSED, asked_by=analyst, audit={"leaks": [{}] * 3, "proposals": [{}, {}]})
    a_release(State.BUILT, asked_by=analyst, quarter=QUARTER.next)

    mine, theirs = panel(analyst, "What needs a decision"), panel(approver, "What needs a decision")

    assert "2025-Q1 was refused: 3 hidden counts could be worked out; there are 2 proposals. Decide" in mine
    assert "2025-Q2 is built, and waits for a second person, not you: you asked for it. Look at it" in mine
    assert "2025-Q2 is built, and waits for a second person. Look at it, and approve it" in theirs


# --- With nothing there ---------------------------------------------------------------------------------------------


def test_without_measures_the_first_thing_to_do_is_said(analyst: Any) -> None:
    words = said(analyst)

    assert "There are no measures yet. First write what is wanted" in words
    assert "Nothing waits for a decision." in words


def test_without_a_release_each_is_told_what_they_can_do(analyst: Any, approver: Any) -> None:
    a_measure(a_version())

    assert "ask for its release" in said(analyst)
    assert "an analyst asks for its release, and you approve it here" in said(approver)

    a_release(State.WAITING, asked_by=analyst)

    assert "A release is on its way" in said(approver)


def test_a_release_without_figures_of_this_kind_says_so(analyst: Any, approver: Any) -> None:
    a_release(State.APPROVED, a_table("all"), asked_by=analyst, approved_by=approver)

    assert "This release has no figures of this kind." in said(approver, "?by=locality")


# --- Who sees it, and what it costs ---------------------------------------------------------------------------------


def test_the_menu_and_the_first_screen_lead_there_only_those_who_may(analyst: Any, approver: Any) -> None:
    a_release(State.BUILT, asked_by=analyst)
    stranger = a_person("stranger")

    first = {user.username: desk_of(user).get("/admin/").content.decode() for user in (analyst, approver, stranger)}

    assert "Outcomes dashboard" in first["analyst"]
    assert "Outcomes dashboard" not in first["stranger"]
    assert "Figures need a decision" in first["approver"]
    # It is for another person to decide.
    assert "Figures need a decision" not in first["analyst"]
    assert desk_of(stranger).get(DESK).status_code in (302, 403)


def test_the_first_screen_is_silent_when_nothing_waits(analyst: Any, approver: Any) -> None:
    a_release(State.APPROVED, asked_by=analyst, approved_by=approver)

    assert "Figures need a decision" not in desk_of(approver).get("/admin/").content.decode()


def much(analyst: Any, approver: Any) -> None:
    """Fill every table that the dashboard reads."""
    outcome, _ = Outcome.objects.get_or_create(key="start", defaults={"statement_en": "A good start"})
    facts = {"outcome": outcome, "definition_en": "x", "box": "how-well", "form": "percent", "source": "survey"}
    Measure.objects.bulk_create(Measure(key=f"m{at}", name_en=f"Measure {at}", **facts) for at in range(40))
    services = list(Service.objects.all())
    for year in range(2019, 2025):
        for number in (1, 2, 3, 4):
            tables = [
                a_table("service", *(share(each.key, 20, 40) for each in services), measure=f"m{at}")
                for at in range(40)
            ]
            quarter = Quarter(year, number)
            a_release(State.APPROVED, *tables, quarter=quarter, asked_by=analyst, approved_by=approver)
    for service in services:
        for number in (1, 2):
            card = ReportCard.objects.create(service=service, year=2025, number=number, owner="x")
            NextStep.objects.create(card=card, what_en="x", who="y", due=date(2025, 1, 1))
        ServiceReturn.objects.create(
            service=service, year=2025, quarter=1, received=9, accepted=1, redirected=1, source="x"
        )


def test_the_dashboard_asks_at_most_twenty_questions(
    analyst: Any, approver: Any, django_assert_max_num_queries: Any
) -> None:
    client = desk_of(approver)
    client.get(DESK)

    with django_assert_max_num_queries(20):
        client.get(DESK)

    much(analyst, approver)

    with django_assert_max_num_queries(20):
        client.get(DESK)
