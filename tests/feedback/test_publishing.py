"""Publishing a survey: what is frozen, what is asked first, what is refused, and that nothing is half done."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from feedback.surveys.definition import QUESTION_TEXTS, SURVEY_TEXTS, CannotPublish
from feedback.surveys.freeze import draft_of, publish_version
from feedback.surveys.models import Instrument, Option, OptionSet, Survey, SurveyQuestion, SurveyVersion
from feedback.surveys.models.authoring import NOT_PUBLISHED
from feedback.surveys.names import named_in
from home.languages import REGISTRY
from tests.feedback.editors import (
    a_row,
    a_survey,
    child,
    client_of,
    edit_address,
    errors_in,
    fields_of,
    member_of,
    survey_editor,
)

pytestmark = pytest.mark.django_db
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def editor() -> Client:
    return client_of(survey_editor())


@pytest.fixture
def published(editor: Client) -> Survey:
    survey = a_survey()
    publish(editor, survey)
    return Survey.objects.get(pk=survey.pk)


def publish(editor: Client, survey: Survey, **changes: str) -> None:
    data = fields_of(editor.get(edit_address(survey)).content)
    response = editor.post(edit_address(survey), data | changes | PUBLISH)
    assert response.status_code == 302, errors_in(response)


def refused(editor: Client, survey: Survey, **changes: str) -> BeautifulSoup:
    """Try to publish; return the page that says why not."""
    data = fields_of(editor.get(edit_address(survey)).content)
    response = editor.post(edit_address(survey), data | changes | PUBLISH)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def beside(page: BeautifulSoup, name: str) -> str:
    """Return what is said to be wrong beside a field."""
    field = page.find(None, {"name": name}).find_parent(None, {"data-field-wrapper": True})
    return " ".join(each.get_text(" ", strip=True) for each in field.select(".error-message"))


def newest(survey: Survey) -> SurveyVersion:
    return SurveyVersion.objects.filter(survey=survey).order_by("-number")[0]


# --- Freezing -------------------------------------------------------------------------------------------------------


def test_publishing_freezes_a_version_with_what_is_new(editor: Client) -> None:
    survey = a_survey()

    publish(editor, survey, change_note="The first one")

    version = newest(survey)
    assert (version.number, version.change_note) == (1, "The first one")
    assert version.definition.digest == version.digest
    assert Survey.objects.get(pk=survey.pk).live


def test_publishing_again_without_a_change_makes_no_version(editor: Client, published: Survey) -> None:
    publish(editor, published)

    assert SurveyVersion.objects.filter(survey=published).count() == 1


def test_what_is_new_is_said_of_one_version_only(editor: Client) -> None:
    survey = a_survey()
    publish(editor, survey, change_note="The first one")

    publish(editor, survey, who_asks_en="The Trust asks.")

    assert (newest(survey).number, newest(survey).change_note) == (2, "")


def test_a_survey_of_an_hour_to_come_is_frozen_when_it_has_come(editor: Client) -> None:
    survey = a_survey()
    soon = timezone.localtime() + timedelta(hours=1)
    publish(editor, survey, go_live_at=soon.strftime("%Y-%m-%d %H:%M"))
    assert not SurveyVersion.objects.filter(survey=survey).exists()

    Survey.objects.get(pk=survey.pk).revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = Survey.objects.get(pk=survey.pk).latest_revision
    revision.content["go_live_at"] = None
    revision.save(update_fields=["content"])
    call_command("publish_scheduled", verbosity=0)

    assert newest(survey).number == 1


def test_what_was_written_after_an_hour_was_set_is_not_published_with_it(published: Survey) -> None:
    published.title_en = "For that hour"
    revision = published.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    published.title_en = "Written on since"
    published.save_revision()

    call_command("publish_scheduled", verbosity=0)

    assert newest(published).definition.text("title", "en") == "For that hour"
    kept = Survey.objects.get(pk=published.pk).latest_revision.as_object()
    assert kept.title_en == "Written on since"


# --- Does it mean the same? -----------------------------------------------------------------------------------------


def test_a_change_of_words_asks_whether_it_means_the_same_and_shows_both(editor: Client, published: Survey) -> None:
    page = refused(editor, published, **{"questions-0-label_en": "How was it for you?"})

    assert beside(page, "questions-0-meaning") == "Its words have changed. Does it mean the same?"
    cells = [cell.get_text(" ", strip=True) for cell in page.select("table.listing td")]
    assert cells[0].startswith("How was it? ")
    assert cells[1].startswith("How was it for you? ")
    assert SurveyVersion.objects.filter(survey=published).count() == 1


def test_nothing_is_asked_of_a_question_that_has_not_changed(editor: Client, published: Survey) -> None:
    page = BeautifulSoup(editor.get(edit_address(published)).content, "html.parser")

    assert not page.find(None, {"name": "questions-0-meaning"})


@pytest.mark.parametrize(("meaning", "is_same_series"), [("same", True), ("new", False)])
def test_what_means_the_same_goes_on_and_what_does_not_begins_anew(
    editor: Client, published: Survey, meaning: str, is_same_series: bool
) -> None:
    before = newest(published).definition.question("overall").series

    publish(editor, published, **{"questions-0-label_en": "How was it for you?", "questions-0-meaning": meaning})

    assert (newest(published).definition.question("overall").series == before) is is_same_series


def test_what_was_said_of_one_change_does_not_speak_for_the_next(editor: Client, published: Survey) -> None:
    publish(editor, published, **{"questions-0-label_en": "How was it for you?", "questions-0-meaning": "same"})

    page = refused(editor, published, **{"questions-0-label_en": "How are you?"})

    assert beside(page, "questions-0-meaning")


def test_another_kind_of_answer_always_begins_anew(editor: Client, published: Survey) -> None:
    changes = {"questions-0-kind": "multiple", "questions-0-meaning": "same"}

    page = refused(editor, published, **changes)
    publish(editor, published, **changes | {"questions-0-meaning": "new"})

    assert "its answers begin anew" in beside(page, "questions-0-meaning")
    assert newest(published).number == 2


def test_other_words_in_a_shared_set_of_options_are_a_change_of_the_question(editor: Client, published: Survey) -> None:
    Option.objects.filter(option_set__key="of-tests", code="yes").update(label_en="Yes, very much")

    page = refused(editor, published)

    assert beside(page, "questions-0-meaning")


def test_a_translation_is_no_change_of_meaning(editor: Client, published: Survey) -> None:
    publish(editor, published, **{"questions-0-label_pl": "Jak było?"})

    assert not SurveyQuestion.objects.get(survey=published).meaning


def test_a_question_is_asked_no_longer_and_can_be_again(editor: Client, published: Survey) -> None:
    options = OptionSet.objects.get(key="of-tests")
    before = newest(published).definition.question("overall").series
    added = child(
        "questions", 1, key="again", kind="single", option_set=str(options.pk), label_en="Again?", longest="9"
    )
    publish(editor, published, **added | {"questions-TOTAL_FORMS": "2", "questions-0-is_retired": "on"})
    assert [question.key for question in newest(published).definition.questions] == ["again"]

    data = fields_of(editor.get(edit_address(published)).content)
    del data["questions-0-is_retired"]
    editor.post(edit_address(published), data | PUBLISH)

    assert newest(published).definition.question("overall").series == before


# --- What is refused ------------------------------------------------------------------------------------------------


def test_what_can_not_be_answered_is_said_beside_the_question(editor: Client) -> None:
    survey = a_survey()

    page = refused(editor, survey, **{"questions-0-depends_on": "later", "questions-0-depends_on_codes": "yes"})

    assert "does not come before it" in beside(page, "questions-0-key")
    assert page.find(None, {"name": "questions-0-depends_on"})["value"] == "later"
    assert not Survey.objects.get(pk=survey.pk).live


def test_english_is_needed_and_other_languages_are_not(editor: Client) -> None:
    survey = a_survey()

    page = refused(editor, survey, why_en="")

    assert "required" in beside(page, "why_en")


def test_a_questionnaire_that_may_not_be_used_is_not_published(editor: Client) -> None:
    survey = a_survey()
    barred = Instrument.objects.get(key="epds")

    page = refused(editor, survey, **{"questions-0-instrument": str(barred.pk)})

    assert "no licence is recorded" in beside(page, "questions-0-instrument")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title_en", "Your EPDS, online"),
        ("questions-0-label_en", "ASQ SE 2: does your baby smile?"),
        ("questions-0-hint_en", "From the Strengths and difficulties questionnaire"),
        ("questions-0-label_pl", "SWEMWBS: jak się czujesz?"),
    ],
)
def test_nor_is_one_that_is_only_named(editor: Client, field: str, words: str) -> None:
    survey = a_survey()
    whole = {f"{name}_pl": "Słowa" for name in ("title", "who_asks", "why", "what_is_kept", "what_next")}
    whole |= {"questions-0-hint_pl": "Słowa"} if "hint" in field else {}
    whole |= {"questions-0-label_pl": "Jak było?"}

    page = refused(editor, survey, **whole | {field: words})

    assert "no licence is recorded" in page.get_text()


def test_one_with_a_licence_is_published(editor: Client) -> None:
    licensed = Instrument.objects.get(key="sdq")
    licensed.licence, licensed.licence_reference = Instrument.Licence.CLEARED, "No. 12"
    licensed.save()

    publish(editor, a_survey(), **{"questions-0-label_en": "SDQ: one", "questions-0-instrument": str(licensed.pk)})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The EPDS", ["EPDS"]),
        ("asq se 2 for you", []),
        ("ASQ-SE 2 for you", ["ASQ:SE-2"]),
        ("Does your baby enjoy sdqs?", []),
        ("the strengths and Difficulties questionnaire", ["Strengths and Difficulties Questionnaire"]),
        ("More of the same", []),
    ],
)
def test_a_name_is_found_however_it_is_spelled_and_nothing_else_is(text: str, found: list[str]) -> None:
    names = ["EPDS", "SDQ", "ASQ:SE-2", "MORS", "Strengths and Difficulties Questionnaire"]

    assert named_in(text, names) == found


# --- Nothing half published -----------------------------------------------------------------------------------------


def test_a_revision_that_can_not_be_frozen_is_not_live(published: Survey) -> None:
    published.title_en = "Another title"
    revision = published.save_revision()
    a_row(published, "again", kind="single", label_en="Again?")
    revision.content["questions"].append(
        {**revision.content["questions"][0], "pk": None, "key": "nothing", "option_set": None}
    )
    revision.save(update_fields=["content"])

    with pytest.raises(CannotPublish, match="two options or more"):
        revision.publish()

    kept = Survey.objects.get(pk=published.pk)
    assert kept.title_en == "Your view: title."
    assert kept.live_revision_id != revision.pk
    assert SurveyVersion.objects.filter(survey=published).count() == 1


def test_an_hour_that_can_not_be_kept_is_given_up_with_its_reason_and_holds_up_nothing(published: Survey) -> None:
    published.questions.get(key="overall")
    revision = published.save_revision()
    revision.content["questions"][0]["label_en"] = "How are you?"
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=2)
    revision.save()
    other = a_survey("other")
    later = other.save_revision()
    later.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    later.save()

    call_command("publish_scheduled", verbosity=0)

    assert SurveyVersion.objects.filter(survey=published).count() == 1
    assert SurveyVersion.objects.filter(survey=other).count() == 1
    entry = ModelLogEntry.objects.get(action=NOT_PUBLISHED)
    assert "Does it mean the same?" in entry.data["why"]
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_the_history_says_why_an_hour_was_not_kept(editor: Client, published: Survey) -> None:
    revision = published.save_revision()
    revision.content["questions"][0]["label_en"] = "How are you?"
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=2)
    revision.save()
    call_command("publish_scheduled", verbosity=0)

    page = editor.get(f"/admin/snippets/feedback/survey/history/{published.pk}/").content.decode()

    assert "Does it mean the same?" in page


def test_an_editor_who_may_not_publish_saves_a_draft() -> None:
    survey = a_survey()
    user = survey_editor()
    user.groups.get().permissions.remove(*user.groups.get().permissions.filter(codename="publish_survey"))
    visitor = client_of(user)
    data = fields_of(visitor.get(edit_address(survey)).content)

    visitor.post(edit_address(survey), data | PUBLISH)

    assert not SurveyVersion.objects.filter(survey=survey).exists()
    assert not Survey.objects.get(pk=survey.pk).live


def test_a_survey_is_not_unpublished_but_closed_by_its_wave(editor: Client, published: Survey) -> None:
    page = editor.get(edit_address(published)).content.decode()
    response = editor.post(f"/admin/snippets/feedback/survey/unpublish/{published.pk}/", follow=True)

    assert "Unpublish" not in page
    assert "closed by the last day of its wave" in errors_in(response)
    assert Survey.objects.get(pk=published.pk).live


# --- Looking at a version -------------------------------------------------------------------------------------------


def test_a_version_is_looked_at_in_words_and_never_changed(editor: Client, published: Survey) -> None:
    version = newest(published)

    page = editor.get(f"/admin/snippets/feedback/surveyversion/inspect/{version.pk}/")
    edited = editor.get(f"/admin/snippets/feedback/surveyversion/edit/{version.pk}/", follow=True)

    assert page.status_code == 200
    text = BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)
    assert "How was it?" in text
    assert "Yes ( yes )" in text
    assert "do not have permission" in edited.content.decode()


def test_versions_are_not_for_everybody(published: Survey) -> None:
    visitor = client_of(member_of("Editors"))

    response = visitor.get(f"/admin/snippets/feedback/surveyversion/inspect/{newest(published).pk}/", follow=True)

    assert "do not have permission" in response.content.decode()


# --- The largest ----------------------------------------------------------------------------------------------------


def test_the_largest_survey_is_saved_and_published_whole(editor: Client) -> None:
    survey = a_survey()
    options = OptionSet.objects.get(key="of-tests")
    codes = [language.code.replace("-", "_") for language in REGISTRY]
    for option in options.options.all():
        for code in codes:
            setattr(option, f"label_{code}", f"{option.code} {code}")
        option.save()
    data = fields_of(editor.get(edit_address(survey)).content)
    data |= {f"{name}_{code}": f"{name} {code}" for name in SURVEY_TEXTS for code in codes}
    for index in range(30):
        texts = {f"{name}_{code}": f"{name} {index} {code}" for name in QUESTION_TEXTS for code in codes}
        known = {"key": f"q{index}", "kind": "single", "option_set": str(options.pk), "longest": "1000"}
        first = {"id": data["questions-0-id"], "key": "overall"} if index == 0 else {}
        data |= child("questions", index, **texts | known | first)
    data["questions-TOTAL_FORMS"] = "30"

    saved = editor.post(edit_address(survey), data)
    again = fields_of(editor.get(edit_address(survey)).content)
    published = editor.post(edit_address(survey), again | PUBLISH)

    assert len(again) > 2000
    assert saved.status_code == 302, errors_in(saved)
    assert published.status_code == 302, errors_in(published)
    definition = newest(survey).definition
    assert len(definition.questions) == 30
    assert set(definition.languages) == {language.code for language in REGISTRY}
    assert draft_of(Survey.objects.get(pk=survey.pk)).digest == definition.digest


def test_publishing_straight_from_the_rows_is_held_to_the_same_rules(published: Survey) -> None:
    SurveyQuestion.objects.filter(survey=published).update(label_en="How are you?")

    with pytest.raises(CannotPublish):
        publish_version(Survey.objects.get(pk=published.pk))
