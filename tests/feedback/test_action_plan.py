"""The action plan: what the strategy puts first, what is done about it, and when it was last looked at."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import polib
import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from feedback.content.load import CONTENT_DIR
from feedback.content.load_plan import load_plan
from feedback.content.plan_files import plan_texts, read_plan
from feedback.groups import STRATEGIC_GROUP
from feedback.models import ActionPlan, PlanAction, Priority, Recommendation
from good_beginnings.bench.weight import gzipped
from guidance.content.files import BadContent
from guidance.content.load import FIRST_LANGUAGES
from guidance.models import LoadedFile
from guidance.wording import find_avoided
from home.models import SiteLanguage
from tests.feedback.editors import client_of, errors_in, fields_of, member_of
from tests.feedback.replies import TODAY, an_action, in_polish, sign
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

PAGE = "/action-plan/"
ADD = "/admin/snippets/feedback/planaction/add/"
NONE_YET = "No agreed action is listed here for this yet."


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_arguments: TODAY)


@pytest.fixture
def production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    SiteLanguage.objects.filter(code__in=["en", "pl"]).update(state=SiteLanguage.State.LIVE)


@pytest.fixture
def member() -> User:
    return member_of(STRATEGIC_GROUP, name="member")


def page_in(client: Client, code: str) -> BeautifulSoup:
    response = client.get(f"/{code}{PAGE}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words_of(element: Tag | BeautifulSoup) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


# --- What the strategy says -----------------------------------------------------------------------------------------


def test_the_three_priorities_have_their_recommendations() -> None:
    counts = {row.key: row.recommendations.count() for row in Priority.objects.all()}

    assert counts == {"evidence": 5, "workforce": 3, "services": 4}
    assert list(counts) == ["evidence", "workforce", "services"]


def test_no_action_is_made_up() -> None:
    assert not PlanAction.objects.exists()


def test_nothing_that_is_shipped_blames_or_frightens() -> None:
    found = [found for _place, words in plan_texts(CONTENT_DIR) for found in find_avoided(words)]

    # Names of services and courses have it, and one recommendation is about that very word.
    assert [str(each) for each in found if each.words.lower() != "infant mental health"] == []


def test_the_plan_is_there_in_every_language(client: CheckingClient) -> None:
    for code in FIRST_LANGUAGES:
        page = page_in(client, code)
        headings = page.main.select("section h2")
        assert len(headings) == 3
        assert {each["lang"] for each in headings} == {"en-GB" if code == "en" else str(page.html["lang"])}, code


def test_a_priority_without_actions_says_so_once(client: CheckingClient) -> None:
    page = page_in(client, "en")

    assert [words_of(each).count(NONE_YET) for each in page.main.select("section")] == [1, 1, 1]


def test_where_some_have_actions_the_others_say_that_they_have_none(client: CheckingClient) -> None:
    an_action()

    page = page_in(client, "en")

    assert [words_of(each).count(NONE_YET) for each in page.main.select("section")] == [4, 1, 1]


def test_a_site_without_a_plan_says_what_will_stand_there(client: CheckingClient) -> None:
    for model in (Recommendation, Priority, ActionPlan):
        model.objects.all().delete()

    page = page_in(client, "ar")

    assert page.h1
    assert not page.main.select("section")
    assert page.main.select_one('a[href="/ar/surveys/"]')


# --- Actions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"owner": ""}, "has_an_owner"),
        ({"status": "done"}, "done_says_when"),
        ({"status": "stopped"}, "stopped_says_why"),
        ({"status": "stopped", "reason_en": ""}, "stopped_says_why"),
    ],
)
def test_the_database_refuses_an_action_that_lacks_something(wrong: dict[str, Any], rule: str) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        an_action(**wrong)


def test_an_action_always_has_a_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        an_action(due=None)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"status": "done"}, "Say when it was done."),
        ({"status": "done", "done_on": "2027-04-01"}, "This day is still to come."),
        ({"status": "stopped"}, "Say why it was stopped."),
        ({"owner": ""}, "This field is required."),
        ({"due": ""}, "This field is required."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(member: User, said: dict[str, str], error: str) -> None:
    client, which = client_of(member), str(Recommendation.objects.get(key="hope-not-guilt").pk)
    whole = {"recommendation": which, "what_en": "Read it again.", "owner": "Strategic group", "due": "2027-09-01"}

    response = client.post(ADD, fields_of(client.get(ADD).content) | whole | said)

    page = BeautifulSoup(response.content, "html.parser")
    assert [words_of(each) for each in page.select(".w-field__errors .error-message")] == [error]


def test_a_member_writes_an_action(member: User) -> None:
    client, which = client_of(member), str(Recommendation.objects.get(key="hope-not-guilt").pk)
    whole = {"recommendation": which, "what_en": "Read it again.", "owner": "Strategic group", "due": "2027-09-01"}

    response = client.post(ADD, fields_of(client.get(ADD).content) | whole)

    assert response.status_code == 302, errors_in(response)
    assert PlanAction.objects.get().latest_revision is not None


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ({}, ["Not begun", "By when September 2027", "Who Strategic group"]),
        ({"status": "under-way"}, ["Under way", "By when September 2027"]),
        ({"due": date(2027, 2, 1)}, ["Later than planned", "By when February 2027"]),
        ({"status": "done", "done_on": date(2027, 1, 4), "due": date(2027, 2, 1)}, ["Done", "When January 2027"]),
        ({"status": "stopped", "reason_en": "Others do it."}, ["Stopped", "Why it was stopped Others do it."]),
    ],
)
def test_an_action_says_how_far_it_is(client: CheckingClient, made: dict[str, Any], says: list[str]) -> None:
    an_action(**made)

    shown = words_of(page_in(client, "en").select_one(".plan-action"))

    assert all(words in shown for words in says), shown


def test_a_late_action_is_named_on_the_desk_with_its_team(member: User) -> None:
    an_action(due=TODAY - timedelta(days=1))

    assert "(Strategic group)" in client_of(member).get("/admin/").content.decode()


def test_a_recommendation_with_actions_is_not_deleted(editor_client: Client) -> None:
    action = an_action()

    address = f"/admin/snippets/feedback/recommendation/delete/{action.recommendation_id}/"
    editor_client.post(address)

    assert Recommendation.objects.filter(pk=action.recommendation_id).exists()


# --- The review -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reviewed_on", "is_due", "says"),
    [
        (None, True, "It has not been reviewed yet."),
        (TODAY - timedelta(days=365), False, "It was last reviewed in March 2026."),
        (TODAY - timedelta(days=366), True, "It was last reviewed in March 2026."),
    ],
)
def test_a_plan_is_reviewed_once_a_year(
    client: CheckingClient, member: User, reviewed_on: date | None, is_due: bool, says: str
) -> None:
    ActionPlan.objects.update(reviewed_on=reviewed_on, reviewed_by="Strategic group" if reviewed_on else "")

    assert ("due for review" in client_of(member).get("/admin/").content.decode()) is is_due
    assert says in words_of(page_in(client, "en").main)


def test_a_plan_is_not_due_in_its_first_year() -> None:
    assert not ActionPlan(first_year=2026).is_due_for_review(today=date(2026, 12, 31))


def test_a_review_is_by_somebody_and_not_to_come(member: User) -> None:
    client = client_of(member)
    address = f"/admin/snippets/feedback/actionplan/edit/{ActionPlan.objects.get().pk}/"

    response = client.post(address, fields_of(client.get(address).content) | {"reviewed_on": "2027-03-11"})

    assert "This day is still to come." in errors_in(response)
    assert "Say which group reviewed it." in errors_in(response)
    with pytest.raises(IntegrityError, match="by_whom"), transaction.atomic():
        ActionPlan.objects.update(reviewed_on=TODAY)


# --- In which language ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("production")
class TestInProduction:
    def test_nothing_is_shown_before_it_is_signed(self, client: CheckingClient) -> None:
        assert not page_in(client, "en").main.select("section")

        sign(Priority.objects.get(key="services"), "en")

        assert [each["id"] for each in page_in(client, "en").main.select("section h2")] == ["priority-services"]

    def test_words_that_nobody_has_checked_are_shown_in_english_and_told_so(self, client: CheckingClient) -> None:
        row = Priority.objects.get(key="services")
        sign(row, "en")
        page = page_in(client, "pl")
        assert page.main.select_one("section h2")["lang"] == "en-GB"
        assert page.select(".notice")

        sign(row, "pl")
        page = page_in(client, "pl")
        assert page.main.select_one("section h2")["lang"] == "pl"
        assert not page.select(".notice")

    def test_a_recommendation_that_is_changed_takes_its_priority_back(self, client: CheckingClient) -> None:
        row = Priority.objects.get(key="services")
        sign(row, "en")

        recommendation = row.recommendations.first()
        recommendation.text_en = "Something else."
        recommendation.save()

        assert not page_in(client, "en").main.select("section")

    def test_an_action_is_shown_once_it_is_signed_and_marked_where_it_is_english(self, client: CheckingClient) -> None:
        row, action = Priority.objects.get(key="evidence"), an_action()
        sign(row, "en", "pl")
        assert not page_in(client, "pl").select(".plan-action")

        sign(action, "en")
        page = page_in(client, "pl")
        assert page.select_one(".plan-action p")["lang"] == "en-GB"
        assert len(page.select(".notice")) == 1

        sign(in_polish(action), "pl")
        assert page_in(client, "pl").select_one(".plan-action p")["lang"] == "pl"


# --- Loading --------------------------------------------------------------------------------------------------------


def everything() -> list[dict[str, Any]]:
    models: tuple[Any, ...] = (ActionPlan, Priority, Recommendation)
    return [row for model in models for row in model.objects.order_by("pk").values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(CONTENT_DIR, tmp_path / "content", ignore=lambda _, names: ["__pycache__"]))


def translate_anew(folder: Path) -> None:
    po = polib.pofile(str(folder / "pl" / "action-plan.po"))
    po[0].msgstr = "Inne słowa"
    po.save()


def test_loading_again_changes_nothing() -> None:
    before = everything()

    report = load_plan()

    assert (report.loaded, report.kept, report.unchanged) == ([], [], 1)
    assert everything() == before


def test_other_translations_are_taken_while_nobody_has_touched_it(folder: Path) -> None:
    translate_anew(folder)

    assert load_plan(folder).loaded == ["plan/action-plan"]
    assert Priority.objects.get(key="evidence").title_pl == "Inne słowa"
    assert load_plan(folder).unchanged == 1


def test_what_an_editor_has_changed_is_never_overwritten(folder: Path, member: User) -> None:
    row, client = Priority.objects.get(key="workforce"), client_of(member)
    address = f"/admin/snippets/feedback/priority/edit/{row.pk}/"
    response = client.post(address, fields_of(client.get(address).content) | {"title_en": "People"})
    assert response.status_code == 302, errors_in(response)
    translate_anew(folder)

    report = load_plan(folder)

    assert report.kept == ["plan/action-plan"]
    assert Priority.objects.get(key="workforce").title_en == "People"
    assert Priority.objects.get(key="evidence").title_pl != "Inne słowa"


def test_what_an_editor_has_deleted_stays_deleted(folder: Path) -> None:
    Recommendation.objects.get(key="hope-not-guilt").delete()
    translate_anew(folder)

    assert load_plan().unchanged == 1
    assert load_plan(folder).kept == ["plan/action-plan"]
    assert not Recommendation.objects.filter(key="hope-not-guilt").exists()


def test_a_plan_that_somebody_has_begun_is_left_alone(folder: Path) -> None:
    LoadedFile.objects.filter(path="plan/action-plan").delete()
    before = everything()

    assert load_plan().kept == ["plan/action-plan"]
    assert everything() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("en/action-plan.toml", "[plan]", "[plan", "can't be read"),
        ("en/action-plan.toml", "first_year = 2026", "", "it holds [plan]"),
        ("en/action-plan.toml", 'title = "Evidence and policy"', 'title = ""', "priority.evidence.title has no words"),
        ("en/action-plan.toml", 'title = "Evidence and policy"', 'name = "E"', "[priority.evidence] holds title"),
        ("pl/action-plan.po", "priority.evidence.title", "priority.nothing.title", "the plan has no place"),
        ("pl/action-plan.po", 'msgid "Evidence and policy"', 'msgid "Evidence"', "(any more)"),
    ],
)
def test_a_broken_file_is_named(folder: Path, file: str, old: str, new: str, said: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BadContent) as refused:
        load_plan(folder)

    assert said in str(refused.value)
    assert Path(file).name in str(refused.value)


def test_a_folder_without_a_plan_is_passed_over(tmp_path: Path) -> None:
    assert read_plan(tmp_path) is None
    assert load_plan(tmp_path).loaded == []


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_the_page_weighs_20_kb_at_most(code: str) -> None:
    assert gzipped(Client().get(f"/{code}{PAGE}").content) <= 20 * 1024


def test_more_actions_ask_no_more_questions() -> None:
    an_action()
    with CaptureQueriesContext(connection) as few:
        Client().get(f"/pl{PAGE}")

    for recommendation in Recommendation.objects.all():
        for _number in range(3):
            sign(in_polish(an_action(recommendation=recommendation)), "en", "pl")
    with CaptureQueriesContext(connection) as many:
        Client().get(f"/pl{PAGE}")

    assert len(many) == len(few) <= 12
