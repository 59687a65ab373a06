"""The way of a release on the desk: asked for, refused, built, approved by a second person, frozen."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from feedback.models import Measure, Release, TypedFigure
from feedback.outcomes.desk import workflow
from feedback.outcomes.desk.waiting import JOB
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases import approving, building
from home.models.jobs import TimedJob
from tests.feedback.comments import a_person
from tests.feedback.outcomes.answering import QUARTER, a_measure, a_version, a_wave, answer
from tests.feedback.outcomes.releasing import (
    DESK,
    RELEASES,
    a_number,
    a_release,
    a_table,
    an_analyst,
    an_approver,
    desk_of,
    hidden,
    share,
)

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
State = Release.State
#: A count that is hidden: it stands in no page.
SECRET = 7717
LEAKS = [
    {
        "what": "good, service sure-start, 2025-Q1: numerator",
        "how": ["good, all all, 2025-Q1: numerator"],
        "exact": True,
    },
    {
        "what": "yes, locality armagh, 2025-Q1",
        "how": ["services and areas add up to the same, 2025-Q1"],
        "exact": False,
    },
]
PROPOSALS = [
    {"words": "Put armagh and newry-mourne together.", "merge": ["armagh", "newry-mourne"]},
    {"words": "Leave out good by service.", "drop": ["good|service|2025-Q1"]},
    {"words": "Keep the earlier issue: so few answers came since that they would show."},
]


@pytest.fixture
def analyst() -> Any:
    return an_analyst()


@pytest.fixture
def approver() -> Any:
    return an_approver()


@pytest.fixture
def answered(analyst: Any) -> Any:
    """A quarter in which two services were answered about."""
    version = a_version()
    a_measure(version)
    wave = a_wave(version)
    answer(wave, {("sure-start", "armagh"): (30, 10), ("health-visiting", "craigavon"): (20, 20)})
    return wave


def page_of(response: Any) -> BeautifulSoup:
    assert response.status_code in (200, 422), response
    return BeautifulSoup(response.content, "html.parser")


def said(response: Any) -> str:
    page = page_of(response)
    assert len(page.select("h1")) == 1
    return " ".join(page.main.get_text(" ").split())


def screen(client: Client, release: Release) -> str:
    return said(client.get(f"{RELEASES}{release.pk}/"))


def decide(client: Client, release: Release, what: str, *, seen: str = "") -> Any:
    """Send the page that asks once more, as a browser would."""
    address = f"{RELEASES}{release.pk}/{what}/"
    if not seen:
        field = page_of(client.get(address)).select_one("main form input[name=seen]")
        seen = str(field["value"])
    return client.post(address, {"seen": seen})


def actions() -> list[str]:
    return list(ModelLogEntry.objects.filter(action__startswith="feedback.release").values_list("action", flat=True))


# --- The whole way --------------------------------------------------------------------------------------------------


def test_a_release_goes_from_asking_to_publishing(answered: Any, analyst: Any, approver: Any) -> None:
    asker, second = desk_of(analyst), desk_of(approver)
    assert "2025-Q1" in said(asker.get(f"{RELEASES}ask/"))

    asked = asker.post(f"{RELEASES}ask/2025-Q1/", follow=True)

    assert "within a minute" in said(asked)
    building.build_waiting()
    release = Release.objects.get()
    shown = screen(second, release)
    assert "built: waits for a second person" in shown
    assert "50 of 80" in shown
    confirmation = said(second.get(f"{RELEASES}{release.pk}/approve/"))
    assert "can’t be changed" in confirmation
    assert release.digest in confirmation

    published = said(second.post(f"{RELEASES}{release.pk}/approve/", {"seen": workflow.seen_as(release)}, follow=True))

    release.refresh_from_db()
    assert (release.state, release.approved_by) == (State.APPROVED, approver)
    assert release.digest in published
    assert "never change" in published
    assert page_of(second.get(f"{RELEASES}{release.pk}/")).select_one('main a[href*="report-cards"]')
    assert actions() == ["feedback.release.approve", "feedback.release.ask"]
    assert "Approved, and published" in published


def test_another_issue_is_asked_for_with_a_warning(answered: Any, analyst: Any, approver: Any) -> None:
    release = a_release(State.APPROVED, asked_by=analyst, approved_by=approver)
    asker = desk_of(analyst)
    assert "Another issue of 2025-Q1" in said(asker.get(f"{RELEASES}ask/"))

    warning = said(asker.get(f"{RELEASES}ask/2025-Q1/"))
    asker.post(f"{RELEASES}ask/2025-Q1/")

    assert "It stays, word for word" in warning
    assert [each.issue for each in Release.objects.filter(state=State.WAITING)] == [2]
    release.refresh_from_db()
    assert release.state == State.APPROVED


def test_what_changed_since_the_quarter_before_is_said(analyst: Any, approver: Any) -> None:
    a_measure(a_version())
    before = a_table("service", share("sure-start", 30, 40), share("home-start-tiny-steps", 30, 40))
    a_release(State.APPROVED, before, asked_by=analyst, approved_by=approver)
    now = a_table("service", share("sure-start", 39, 40, change="up"), hidden("home-start-tiny-steps"))
    release = a_release(State.BUILT, now, asked_by=analyst, quarter=QUARTER.next)

    shown = screen(desk_of(approver), release)

    assert "Clearly up (1): It was good, Sure Start" in shown
    assert "Hidden now (1): It was good, Home-Start Tiny Steps" in shown


def test_how_many_would_seem_changed_by_chance_is_said(analyst: Any, approver: Any) -> None:
    areas = [f"area-{at}" for at in range(40)]
    before = a_table("locality", *(share(area, 30, 40) for area in areas))
    a_release(State.APPROVED, before, asked_by=analyst, approved_by=approver)
    now = a_table("locality", *(share(area, 39, 40, change="up") for area in areas))
    release = a_release(State.BUILT, now, asked_by=analyst, quarter=QUARTER.next)

    shown = screen(desk_of(approver), release)

    assert "40 figures were compared" in shown
    # An interval at 95 %: one in twenty lies outside by chance.
    assert "chance alone would make about 2 of them seem clearly changed" in shown


def test_another_issue_names_the_figures_that_were_corrected(analyst: Any, approver: Any) -> None:
    a_measure(a_version())
    a_release(State.APPROVED, a_table("all", share("all", 30, 40)), asked_by=analyst, approved_by=approver)
    release = a_release(State.BUILT, a_table("all", share("all", 36, 46)), asked_by=analyst, issue=2)

    assert "Other numbers than before (1): It was good, everybody" in screen(desk_of(approver), release)


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_a_quarter_that_is_not_ready_says_until_when(answered: Any, analyst: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: QUARTER.last + timedelta(days=3))
    asker = desk_of(analyst)

    listed = said(asker.get(f"{RELEASES}ask/"))
    answered_with = asker.post(f"{RELEASES}ask/2025-Q1/", follow=True)

    assert "answers to this quarter can still come, until" in listed
    assert not page_of(asker.get(f"{RELEASES}ask/")).select('a[href$="/ask/2025-Q1/"]')
    assert "can’t be released yet" in answered_with.content.decode()
    assert not Release.objects.exists()


def test_a_quarter_that_is_not_over_says_when_it_ends(answered: Any, analyst: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: QUARTER.last)

    assert "it ends on 31 March 2025" in said(desk_of(analyst).get(f"{RELEASES}ask/"))


def test_a_quarter_with_figures_alone_can_be_asked_for(analyst: Any) -> None:
    TypedFigure.objects.create(measure=a_number(), year=2025, quarter=2, number=40, source="A list")

    assert "Ask for 2025-Q2" in said(desk_of(analyst).get(f"{RELEASES}ask/"))


def test_with_nothing_to_release_the_way_there_is_said(analyst: Any) -> None:
    assert "There is nothing to release yet" in said(desk_of(analyst).get(f"{RELEASES}ask/"))
    assert "Nothing has been released yet" in said(desk_of(analyst).get(RELEASES))


@pytest.mark.parametrize("code", ["2019-Q1", "2025", "nonsense"])
def test_a_quarter_without_anything_is_not_found(analyst: Any, code: str) -> None:
    assert desk_of(analyst).post(f"{RELEASES}ask/{code}/").status_code == 404


def test_asking_twice_leads_to_the_first(answered: Any, analyst: Any) -> None:
    asker = desk_of(analyst)

    answers = [asker.post(f"{RELEASES}ask/2025-Q1/") for _ in range(2)]

    assert len({each.url for each in answers}) == 1
    assert Release.objects.count() == 1
    assert actions() == ["feedback.release.ask"]


def test_two_who_ask_in_the_same_moment_make_one_release(answered: Any, analyst: Any, monkeypatch: Any) -> None:
    def ask_first(*_: Any) -> Any:
        monkeypatch.undo()
        approving.ask_for(QUARTER, analyst)
        return approving.ask_for(QUARTER, analyst)

    monkeypatch.setattr(approving, "ask_for", ask_first)

    response = desk_of(analyst).post(f"{RELEASES}ask/2025-Q1/", follow=True)

    assert "asked for already" in response.content.decode()
    assert Release.objects.count() == 0  # both were one transaction here; the first was taken back with it


def test_the_worker_is_hurried(answered: Any, analyst: Any) -> None:
    later = timezone.now() + timedelta(minutes=1)
    TimedJob.objects.update_or_create(name=JOB, defaults={"interval": timedelta(minutes=1), "next_run": later})

    desk_of(analyst).post(f"{RELEASES}ask/2025-Q1/")

    assert TimedJob.objects.get(name=JOB).next_run <= timezone.now()


# --- Waiting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (None, "No worker has run on this site yet"),
        ({"next_run": timedelta(seconds=40)}, "The worker looks every minute"),
        ({"next_run": timedelta(minutes=-20)}, "it has stopped"),
        ({"lease_until": timedelta(minutes=50)}, "The worker is building"),
    ],
)
def test_what_the_worker_does_is_said_honestly(analyst: Any, job: Any, words: str) -> None:
    TimedJob.objects.filter(name=JOB).delete()
    if job is not None:
        now = timezone.now()
        moments = {name: now + later for name, later in job.items()}
        TimedJob.objects.create(name=JOB, interval=timedelta(minutes=1), **moments)

    page = desk_of(analyst).get(f"{RELEASES}{a_release(State.WAITING, asked_by=analyst).pk}/")

    assert words in said(page)
    assert b"http-equiv" not in page.content


# --- Refused --------------------------------------------------------------------------------------------------------


@pytest.fixture
def refused(analyst: Any) -> Release:
    a_measure(a_version())
    audit = {"problems": ["A measure lost its question."], "leaks": LEAKS, "proposals": PROPOSALS}
    return a_release(State.REFUSED, asked_by=analyst, audit=audit)


def test_why_it_was_refused_is_said_in_words(analyst: Any, refused: Release) -> None:
    shown = screen(desk_of(analyst), refused)

    assert "A measure lost its question." in shown
    assert "It was good, Sure Start, 2025-Q1: how many gave an answer that counts: exactly" in shown
    assert "yes, Armagh, 2025-Q1: how many gave this answer: nearly" in shown
    assert "It was good, everybody, 2025-Q1: how many gave an answer that counts" in shown
    assert "Show Armagh and Newry and Mourne together as one area" in shown
    assert "Leave out “It was good” by service" in shown


def test_a_proposal_is_accepted_after_asking_once_more(analyst: Any, refused: Release) -> None:
    asker = desk_of(analyst)
    assert "as one area" in said(asker.get(f"{RELEASES}{refused.pk}/accept/0/"))

    decide(asker, refused, "accept/0")

    refused.refresh_from_db()
    assert (refused.state, refused.choices) == (State.WAITING, {"merge": [["armagh", "newry-mourne"]]})
    assert "Accepted a proposal: Show Armagh" in screen(asker, refused)


def test_to_wait_is_no_button(analyst: Any, refused: Release) -> None:
    page = page_of(desk_of(analyst).get(f"{RELEASES}{refused.pk}/"))

    assert len(page.select('main a[href*="/accept/"]')) == 2
    assert decide(desk_of(analyst), refused, "accept/2").status_code == 422
    refused.refresh_from_db()
    assert refused.state == State.REFUSED


def test_a_second_click_on_a_proposal_accepts_no_other(analyst: Any, refused: Release) -> None:
    asker, seen = desk_of(analyst), workflow.seen_as(refused)
    decide(asker, refused, "accept/0", seen=seen)
    # Meanwhile it was built, and refused for something else.
    Release.objects.update(state=State.REFUSED, audit={"problems": [], "leaks": LEAKS[:1], "proposals": PROPOSALS[1:]})

    response = asker.post(f"{RELEASES}{refused.pk}/accept/0/", {"seen": seen}, follow=True)

    assert "nothing more was done" in response.content.decode()
    refused.refresh_from_db()
    assert refused.choices == {"merge": [["armagh", "newry-mourne"]]}


def test_a_proposal_that_there_is_not_is_not_found(analyst: Any, refused: Release) -> None:
    assert desk_of(analyst).get(f"{RELEASES}{refused.pk}/accept/9/").status_code == 404


def test_it_can_be_built_anew_from_the_start(answered: Any, analyst: Any) -> None:
    refused = a_release(
        State.REFUSED, asked_by=analyst, audit={"problems": ["x"]}, choices={"drop": ["good|service|2025-Q1"]}
    )
    asker = desk_of(analyst)

    for _ in range(2):
        asker.post(f"{RELEASES}ask/2025-Q1/", {"again": "yes"})

    release = Release.objects.get()
    assert (release.state, release.choices) == (State.WAITING, {})
    assert "is no more" in asker.get(f"{RELEASES}{refused.pk}/", follow=True).content.decode()


def test_a_release_is_taken_back_once(analyst: Any, refused: Release) -> None:
    asker, seen = desk_of(analyst), workflow.seen_as(refused)
    assert "It is deleted" in said(asker.get(f"{RELEASES}{refused.pk}/take-back/"))

    answers = [asker.post(f"{RELEASES}{refused.pk}/take-back/", {"seen": seen}, follow=True) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    assert not Release.objects.exists()
    assert actions() == ["feedback.release.take_back"]


def test_what_was_approved_meanwhile_is_not_taken_back(analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)
    seen = workflow.seen_as(release)
    approving.approve(release, approver)

    desk_of(analyst).post(f"{RELEASES}{release.pk}/take-back/", {"seen": seen})

    assert Release.objects.get().state == State.APPROVED


def test_a_release_taken_back_while_it_was_built_stays_away(answered: Any, analyst: Any) -> None:
    release = approving.ask_for(QUARTER, analyst)
    Release.objects.all().delete()

    building.build(release, today=date(2026, 6, 1))

    assert not Release.objects.exists()


# --- Approving ------------------------------------------------------------------------------------------------------


def test_who_asked_is_refused_beside_the_button() -> None:
    both = a_person("both", "add_release", "approve_release")
    release = a_release(asked_by=both)
    client = desk_of(both)

    shown = page_of(client.get(f"{RELEASES}{release.pk}/"))
    sent = client.post(f"{RELEASES}{release.pk}/approve/", {"seen": workflow.seen_as(release)})

    assert "You asked for this release, so another person" in shown.get_text()
    assert not shown.select('a[href$="/approve/"]')
    assert client.get(f"{RELEASES}{release.pk}/approve/").status_code == 302
    assert sent.status_code == 422
    assert "A second person approves" in page_of(sent).select_one("[role=alert].help-critical").get_text()
    release.refresh_from_db()
    assert release.state == State.BUILT


def test_a_second_click_on_approve_changes_nothing(analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)
    client, seen = desk_of(approver), workflow.seen_as(release)

    answers = [client.post(f"{RELEASES}{release.pk}/approve/", {"seen": seen}) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert actions() == ["feedback.release.approve"]


def test_what_was_built_anew_since_it_was_looked_at_is_not_approved(analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)
    seen = workflow.seen_as(release)
    Release.objects.all().delete()
    anew = a_release(State.BUILT, a_table("all", share("all", 1, 80)), asked_by=analyst, pk=release.pk)

    desk_of(approver).post(f"{RELEASES}{release.pk}/approve/", {"seen": seen})

    anew.refresh_from_db()
    assert anew.state == State.BUILT


def test_figures_changed_behind_the_desk_are_not_approved(analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)
    Release.objects.update(payload=release.payload | {"schema": 2})

    response = decide(desk_of(approver), release, "approve")

    assert response.status_code == 422
    assert "not ready to be approved" in said(response)


def test_a_replaced_release_says_so(analyst: Any, approver: Any) -> None:
    release = a_release(State.REPLACED, asked_by=analyst, approved_by=approver)

    assert "A later issue of this quarter has replaced them" in screen(desk_of(analyst), release)


# --- Who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what", ["", "ask/", "ask/2025-Q1/", "{pk}/", "{pk}/accept/0/", "{pk}/take-back/", "{pk}/approve/"]
)
def test_a_stranger_sees_and_does_nothing(answered: Any, analyst: Any, what: str) -> None:
    release = a_release(asked_by=analyst)
    stranger = desk_of(a_person("stranger"))
    address = RELEASES + what.format(pk=release.pk)

    for response in (stranger.get(address), stranger.post(address, {"seen": workflow.seen_as(release)})):
        assert response.status_code in (302, 403, 405)
        assert b"50 of 80" not in response.content
    release.refresh_from_db()
    assert release.state == State.BUILT


@pytest.mark.parametrize("what", ["ask/2025-Q1/", "{pk}/accept/0/", "{pk}/take-back/"])
def test_an_approver_asks_for_nothing(answered: Any, analyst: Any, approver: Any, what: str) -> None:
    release = a_release(State.REFUSED, asked_by=analyst, audit={"proposals": PROPOSALS})

    desk_of(approver).post(RELEASES + what.format(pk=release.pk), {"seen": workflow.seen_as(release), "again": "yes"})

    assert Release.objects.get().state == State.REFUSED
    assert not page_of(desk_of(approver).get(f"{RELEASES}{release.pk}/")).select("main form, main .button")


def test_an_analyst_approves_nothing(analyst: Any) -> None:
    release = a_release(asked_by=an_analyst("other"))

    desk_of(analyst).post(f"{RELEASES}{release.pk}/approve/", {"seen": workflow.seen_as(release)})

    assert Release.objects.get().state == State.BUILT
    assert "It waits for somebody who may approve" in screen(desk_of(analyst), release)


def test_nothing_is_done_without_the_token_of_the_form(analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)
    client = Client(enforce_csrf_checks=True)
    client.force_login(approver)

    assert client.post(f"{RELEASES}{release.pk}/approve/", {"seen": workflow.seen_as(release)}).status_code == 403


def test_looking_changes_nothing(answered: Any, analyst: Any, approver: Any) -> None:
    release = a_release(asked_by=analyst)

    desk_of(approver).get(f"{RELEASES}{release.pk}/approve/")
    desk_of(analyst).get(f"{RELEASES}{release.pk}/take-back/")

    release.refresh_from_db()
    assert release.state == State.BUILT
    assert actions() == []


# --- What is hidden -------------------------------------------------------------------------------------------------


def test_no_page_holds_a_number_that_is_hidden(analyst: Any, approver: Any, settings: Any) -> None:
    settings.OUTCOMES_THRESHOLDS = settings.OUTCOMES_THRESHOLDS | {"base": 8000, "comparison": 9000, "cell": 8000}
    version = a_version()
    a_measure(version)
    wave = a_wave(version)
    answer(wave, {("sure-start", "armagh"): (SECRET, 9)})
    TypedFigure.objects.create(measure=a_number(), year=2025, quarter=1, number=SECRET, source="A list")
    release = approving.ask_for(QUARTER, analyst)
    building.build(release, today=date(2026, 6, 1))
    pages = [DESK, RELEASES, f"{RELEASES}ask/", f"{RELEASES}{release.pk}/", "/admin/"]
    bodies = [desk_of(analyst).get(page).content for page in pages]
    if release.state == State.BUILT:
        approving.approve(release, approver)
    bodies += [desk_of(approver).get(page).content for page in [*pages, f"{DESK}worked-out/seen/2025-Q1/"]]

    assert release.state in (State.REFUSED, State.BUILT)
    # As a person would write it, and as the machine does; keys and digests are no counts.
    numbers = {str(SECRET), f"{SECRET:,}", str(SECRET + 9), str(SECRET + 9)[0] + "," + str(SECRET + 9)[1:]}
    words = [BeautifulSoup(body, "html.parser").get_text(" ").replace(",", "") for body in bodies]
    assert not [number for number in numbers for each in words if f" {number} " in f" {each} "]
    assert not [body for body in bodies if str(SECRET).encode() in body]


# --- What it costs --------------------------------------------------------------------------------------------------


def test_many_releases_and_large_ones_ask_no_more_questions(
    analyst: Any, approver: Any, django_assert_max_num_queries: Any
) -> None:
    for year in range(2010, 2025):
        a_release(State.APPROVED, quarter=Quarter(year, 2), asked_by=analyst, approved_by=approver)
    for number in range(40):
        Measure.objects.create(**vars_of(number))
    tables = [a_table("service", *(share(f"s{each}", 20, 40) for each in range(8)), measure=f"m{n}") for n in range(40)]
    release = a_release(State.BUILT, *tables, asked_by=analyst)
    client = desk_of(approver)
    client.get(RELEASES)

    for address in (RELEASES, f"{RELEASES}{release.pk}/"):
        with django_assert_max_num_queries(20):
            client.get(address)


def vars_of(number: int) -> dict[str, Any]:
    outcome = a_number(f"n{number}").outcome
    facts = {"name_en": f"Measure {number}", "definition_en": "x", "box": "how-well", "form": "percent"}
    return {"key": f"m{number}", "outcome": outcome, "source": "survey"} | facts


def test_every_action_has_words_in_the_log() -> None:
    for action in ("ask", "accept", "take_back", "approve"):
        assert registry.action_exists(f"feedback.release.{action}")


def test_the_web_process_does_not_load_the_solver() -> None:
    loaded = "feedback.urls, feedback.wagtail_hooks, feedback.jobs"
    code = f"import django, sys; django.setup(); import {loaded}; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}"}

    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert "feedback.outcomes.desk.dashboard" in result.stdout.split()
    assert not {"highspy", "numpy"} & set(result.stdout.split())
