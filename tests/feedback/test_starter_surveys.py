"""The three starter surveys: plain, short, without blame, in nine languages, and loaded once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import textstat
from django.core.management import CommandError, call_command
from django.utils import timezone

from feedback.content.files import read_surveys
from feedback.content.load import CONTENT_DIR, load_surveys
from feedback.surveys.definition import Definition, Kind, Missing, Part, Polarity, Question
from feedback.surveys.exchange.services import room
from feedback.surveys.freeze import draft_of
from feedback.surveys.models import EntryPoint, Option, OptionSet, Survey, SurveyQuestion, SurveyVersion, Wave
from guidance.content.files import BadContent
from guidance.content.load import FIRST_LANGUAGES
from guidance.directory.models import Locality
from guidance.models import LoadedFile
from guidance.wording import find_avoided
from home.drawings import drawing_names
from tests.project.test_content import NAMES, TELEPHONE, sentences

HARDEST_GRADE = 6.5
LONGEST_SENTENCE = 25
#: Words read in a second, and seconds to choose: measured on nobody yet, so a slow reader is taken.
WORDS_A_SECOND, SECONDS_TO_CHOOSE = 3, 2
MINUTES = {"parent-voice": 3, "service-card": 2, "practitioner-pulse": 2}
#: The services that a card is about: the directory knows more.
ASKED_ABOUT = {"sure-start", "home-start-tiny-steps", "health-visiting", "perinatal-team"}
SURVEYS: dict[str, Definition] = {
    starter.definition.survey: starter.definition
    for starter in read_surveys(CONTENT_DIR, room=room(), drawings=drawing_names())
}
every_survey = pytest.mark.parametrize("survey", SURVEYS.values(), ids=SURVEYS.keys())


def english(survey: Definition) -> dict[str, str]:
    return {ref: words["en"] for ref, words in survey.refs()}


def prose(survey: Definition) -> list[str]:
    """Return what is read in sentences: not the titles, and not the options."""
    return [words for ref, words in english(survey).items() if not ref.endswith("title") and "option." not in ref]


def asked(survey: Definition, part: Part = Part.MAIN) -> list[Question]:
    return [question for question in survey.questions if question.part is part]


# --- Words ----------------------------------------------------------------------------------------------------------


def test_there_are_three() -> None:
    assert set(SURVEYS) == set(MINUTES)


@every_survey
def test_a_survey_reads_easily(survey: Definition) -> None:
    whole = NAMES.sub("Name", " ".join(prose(survey)).replace("Southern Health and Social Care Trust", "Name"))

    assert textstat.flesch_kincaid_grade(whole) <= HARDEST_GRADE


@every_survey
def test_sentences_are_short(survey: Definition) -> None:
    assert [each for each in sentences(prose(survey)) if len(each.split()) > LONGEST_SENTENCE] == []


@every_survey
def test_nothing_blames_shouts_or_stands_for_something_else(survey: Definition) -> None:
    said = english(survey).values()

    assert [str(found) for words in said for found in find_avoided(words)] == []
    assert [words for words in said if "!" in words or re.search(r"[{}%<>]|\b[A-Z]{5,}\b", words)] == []


@every_survey
def test_no_telephone_number_stands_in_a_survey(survey: Definition) -> None:
    found = [words for _, by_code in survey.refs() for words in by_code.values() if TELEPHONE.search(words)]

    assert found == []


@every_survey
def test_every_survey_is_there_in_every_language(survey: Definition) -> None:
    assert set(survey.languages) == set(FIRST_LANGUAGES)


@every_survey
def test_a_family_is_through_in_the_time_it_was_told(survey: Definition) -> None:
    read = [words for question in asked(survey) for words in words_of(question)]
    seconds = len(" ".join(read).split()) / WORDS_A_SECOND + SECONDS_TO_CHOOSE * len(asked(survey))

    assert seconds <= 60 * MINUTES[survey.survey]


def words_of(question: Question) -> Iterator[str]:
    """Return what has to be read to answer, options of a scale met before left out: they are known by then."""
    yield from (question.label("en"), question.hint("en"))
    if question.kind is not Kind.SCALE:
        yield from (option.label("en") for option in question.options)


# --- Answers --------------------------------------------------------------------------------------------------------


@every_survey
def test_nobody_has_to_know_or_to_say(survey: Definition) -> None:
    stuck = [
        question.key
        for question in survey.questions
        if question.kind.has_options and all(option.missing is Missing.NO for option in question.options)
    ]

    assert stuck == []
    assert [question.key for question in survey.questions if question.required] == []


@every_survey
def test_what_is_about_oneself_can_be_left_unsaid(survey: Definition) -> None:
    about = [question for question in asked(survey, Part.EQUALITY) if question.kind.has_options]
    about += [question for question in survey.questions if question.key in ("area", "stage", "sector", "barriers")]

    assert [q.key for q in about if not any(o.missing is Missing.PREFER_NOT for o in q.options)] == []


@every_survey
def test_no_answer_counts_only_where_it_is_said_to(survey: Definition) -> None:
    counted = {
        (question.option_set, option.code)
        for question in survey.questions
        for option in question.options
        if option.missing is not Missing.NO and option.polarity is not Polarity.EXCLUDED
    }

    assert counted <= {("rating", "dont-know")}


@every_survey
def test_a_choice_that_denies_the_others_stands_alone(survey: Definition) -> None:
    together = [
        (question.key, option.code)
        for question in survey.questions
        if question.kind is Kind.MULTIPLE
        for option in question.options
        if (option.missing is not Missing.NO or option.code in ("none", "nothing")) and not option.exclusive
    ]

    assert together == []


def test_the_parent_voice_asks_what_the_measures_need() -> None:
    survey = SURVEYS["parent-voice"]
    wanted = {"overall", "easy-to-get", "wait", "right-service", "listened-to", "for-us", "got-help", "barriers"}
    pairs = {f"{topic}-{when}" for topic in ("needs", "calm", "self") for when in ("before", "now")}

    assert {question.key for question in survey.questions} >= wanted | pairs | {"stage", "area", "change"}
    assert {option.code for option in survey.question("area").options} >= {code for code, _ in Locality.choices}
    assert asked(survey, Part.EQUALITY)[0].kind is Kind.INFORMATION
    assert {question.part for question in survey.questions[-6:]} == {Part.EQUALITY}


def test_what_got_in_the_way_is_asked_only_of_those_whom_something_stopped() -> None:
    condition = SURVEYS["parent-voice"].question("barriers").show_if

    assert (condition.question, set(condition.codes)) == ("got-help", {"waiting", "no"})


def test_the_card_asks_how_the_baby_seemed_and_shows_it() -> None:
    seemed = SURVEYS["service-card"].question("baby-seemed")

    assert all(option.drawing for option in seemed.options if option.missing is Missing.NO)


# --- Loading --------------------------------------------------------------------------------------------------------
TABLES = (Survey, SurveyQuestion, OptionSet, Option, SurveyVersion, Wave, EntryPoint, LoadedFile)


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.values()) for model in TABLES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(CONTENT_DIR, tmp_path / "content", ignore=lambda _, names: ["__pycache__"]))


def edit(folder: Path, file: str, change: Callable[[str], str]) -> None:
    path = folder / file
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before


@pytest.mark.django_db
def test_each_survey_is_published_and_open_on_this_site() -> None:
    today = timezone.localdate()
    for key in SURVEYS:
        version = SurveyVersion.objects.get(survey__key=key)
        wave = Wave.objects.open_on(today).get(survey__key=key)
        ways_in = EntryPoint.objects.filter(wave=wave)
        assert list(wave.accepted_versions.all()) == [version]
        assert version.definition.languages == draft_of(version.survey).languages
        assert {way.service.key if way.service else "" for way in ways_in} == (
            ASKED_ABOUT if key == "service-card" else {""}
        )
        # What practitioners are asked does not stand among what families are asked.
        assert {way.kind for way in ways_in} == {"short-link" if key == "practitioner-pulse" else "web"}


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = everything()

    report = load_surveys()

    assert everything() == before
    assert (report.loaded, report.unchanged, report.kept) == ([], 3, [])


@pytest.mark.django_db
def test_another_translation_is_published_where_the_survey_is_open(folder: Path) -> None:
    edit(folder, "pl/parent-voice.po", lambda text: text.replace("Ile masz lat?", "W jakim jesteś wieku?"))

    report = load_surveys(folder)

    first, second = SurveyVersion.objects.filter(survey__key="parent-voice").order_by("number")
    assert report.loaded == ["surveys/parent-voice"]
    assert second.definition.question("age-group").label("pl") == "W jakim jesteś wieku?"
    assert second.definition.question("age-group").series == first.definition.question("age-group").series
    assert set(Wave.objects.get(survey__key="parent-voice").accepted_versions.all()) == {first, second}
    assert load_surveys(folder).unchanged == 3


@pytest.mark.django_db
def test_what_an_editor_has_saved_is_never_overwritten(folder: Path) -> None:
    Survey.objects.get(key="parent-voice").save_revision()
    edit(folder, "pl/parent-voice.po", lambda text: text.replace("Ile masz lat?", "W jakim jesteś wieku?"))
    before = everything()

    report = load_surveys(folder)

    assert everything() == before
    assert report.kept == ["surveys/parent-voice"]


@pytest.mark.django_db
def test_a_set_that_somebody_has_changed_is_left_alone(folder: Path) -> None:
    Option.objects.filter(option_set__key="rating", code="good").update(label_pl="Nieźle")
    edit(folder, "pl/service-card.po", lambda text: text.replace("Twoja wizyta", "Wizyta"))

    report = load_surveys(folder)

    assert report.kept == ["surveys/service-card"]
    assert Option.objects.get(option_set__key="rating", code="good").label_pl == "Nieźle"


@pytest.mark.django_db
def test_other_english_is_an_editors_to_publish(folder: Path) -> None:
    edit(folder, "en/service-card.toml", lambda text: text.replace('"Your visit"', '"The visit"'))
    for po in folder.glob("*/service-card.po"):
        edit(folder, f"{po.parent.name}/{po.name}", lambda text: text.replace('"Your visit"', '"The visit"'))
    before = everything()

    report = load_surveys(folder)

    assert everything() == before
    assert report.kept == ["surveys/service-card"]


BROKEN = [
    ("en/service-card.toml", '"Your visit"', '"Your visit', r"en/service-card\.toml can't be read: .*line 45"),
    ("en/service-card.toml", 'kind = "multiple"', 'kind = "many"', r"line \d+: 'many' is none of 'single'"),
    ("en/service-card.toml", "section_title", "title", r"line 45: no fact of a question is called title"),
    ("en/service-card.toml", '"big-hug"', '"small-hug"', r"line \d+: there is no drawing called 'small-hug'"),
    ("en/service-card.toml", 'options = "ease"', 'options = "eese"', r"line \d+: no set of options is called 'eese'"),
    ("en/service-card.toml", '"not-yet"', '"Not yet"', r"'Not yet' is no code"),
    ("en/service-card.toml", '"Your visit"', f'"{"a" * 121}"', r"line 45: .*has room for 120 letters, not 121"),
    ("en/service-card.toml", "[set.better]", "[set.rating]", r"another file has a set of options called rating"),
    ("en/service-card.toml", '["sure-start"', '["sure-stop"', r"records.toml has no service called sure-stop"),
    ("en/parent-voice.toml", '["waiting", "no"]', '["never"]', r"line \d+: barriers: it depends on an answer"),
    ("pl/service-card.po", "Your visit", "My visit", r"pl/service-card\.po: line \d+: .*does not say “My visit”"),
    ("pl/service-card.po", "question.overall.label", "question.all.label", r"has no place 'question\.all\.label'"),
    ("pl/service-card.po", '"Twoja wizyta"', "Twoja wizyta", r"pl/service-card\.po: line \d+: .*can't be read"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_broken_file_is_named_and_nothing_is_loaded(file: str, old: str, new: str, said: str, folder: Path) -> None:
    edit(folder, file, lambda text: text.replace(old, new, 1))
    LoadedFile.objects.filter(path__startswith="surveys/").delete()
    before = everything()

    with pytest.raises(BadContent, match=said):
        load_surveys(folder)

    assert everything() == before


@pytest.mark.django_db
def test_the_command_loads_pages_and_surveys_or_neither(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    edit(folder, "en/service-card.toml", lambda text: text.replace('"ease"', '"eese"'))
    monkeypatch.setattr("good_beginnings.management.commands.load_content.load_surveys", lambda: load_surveys(folder))
    record = LoadedFile.objects.filter(path__startswith="records/").first()
    record.delete()

    with pytest.raises(CommandError, match=r"Nothing was loaded\. en/service-card\.toml: line \d+"):
        call_command("load_content")

    assert not LoadedFile.objects.filter(path=record.path).exists()
