"""The starter framework: every figure with its source, every gap a gap, in nine languages, and loaded once."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import textstat

from feedback.content.framework.files import StarterRecord, framework_texts, read_framework
from feedback.content.framework.load import CONTENT_DIR, known, load_framework
from feedback.models import Indicator, IndicatorValue, Measure, MeasureRule, Outcome, SurveyVersion
from feedback.surveys.definition import Definition, Question
from feedback.surveys.freeze import publish_version
from feedback.surveys.models import Survey
from guidance.content.files import BadContent
from guidance.content.load import FIRST_LANGUAGES
from guidance.directory.models import Service
from guidance.models import LoadedFile
from guidance.wording import find_avoided
from tests.project.test_content import NAMES, TELEPHONE

pytestmark = pytest.mark.django_db

TABLES = (Outcome, Indicator, IndicatorValue, Measure, MeasureRule, LoadedFile)
LONGEST_NAME = 60
HARDEST_GRADE = 9.0
#: From this order on a measure is not for report cards.
BEHIND_THE_CARD = 100
ABOUT_THE_WHOLE_AREA = 200
MOST_IN_A_BOX = 3


def records() -> list[StarterRecord]:
    return read_framework(CONTENT_DIR, known())


def everything() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


def published(survey: str) -> Definition:
    return SurveyVersion.objects.filter(survey__key=survey).latest("number").definition


def asked(rule: MeasureRule) -> Question:
    question = published(rule.survey.key).question(rule.question)
    assert question is not None
    return question


# --- Words ------------------------------------------------------------------------------------------------------------


def test_every_text_is_there_in_every_language() -> None:
    lacking = [
        (record.key, name)
        for record in records()
        for name, words in record.texts.items()
        if list(words) != list(FIRST_LANGUAGES)
    ]

    assert lacking == []


def test_nothing_blames_shouts_or_leaves_a_gap_to_fill() -> None:
    said = [words for _place, words in framework_texts(CONTENT_DIR, known())]

    assert [str(found) for words in said for found in find_avoided(words)] == []
    assert [words for words in said if re.search(r"[!{}%<>]", words) or TELEPHONE.search(words)] == []


def test_a_definition_is_one_sentence_that_reads_easily() -> None:
    texts = framework_texts(CONTENT_DIR, known())
    definitions = [words for place, words in texts if place.endswith(".definition")]

    assert [words for words in definitions if not re.fullmatch(r"[^.!?]+\.", words)] == []
    assert textstat.flesch_kincaid_grade(NAMES.sub("Name", " ".join(definitions))) <= HARDEST_GRADE


def test_the_names_of_measures_are_short_and_no_two_are_the_same() -> None:
    names = [record.texts["name"]["en"] for record in records() if record.kind == "measure"]

    assert [name for name in names if len(name) > LONGEST_NAME] == []
    assert len(set(names)) == len(names)


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_every_figure_has_its_source_and_is_a_draft() -> None:
    values = IndicatorValue.objects.all()

    assert values.count() == 35
    assert [str(value) for value in values if not (value.source and value.source_url.startswith("https://"))] == []
    assert [str(value) for value in values if value.confirmed_on or value.confirmed_by_id or value.is_forecast] == []


def test_every_figure_says_which_kind_of_year_it_is_of() -> None:
    kinds = {(4, 3): "Financial year", (9, 8): "School year", (1, 12): "Calendar year"}

    wrong = [
        str(value)
        for value in IndicatorValue.objects.all()
        if not value.note.startswith(kinds[value.first_day.month, value.last_day.month])
    ]

    assert wrong == []


def test_every_figure_is_one_that_its_indicator_can_have() -> None:
    for value in IndicatorValue.objects.all():
        value.full_clean()


def test_nothing_of_1979_and_no_46_percent_is_there() -> None:
    values = IndicatorValue.objects.all()

    assert not values.filter(first_day__year__lt=2010).exists()
    assert Decimal(46) not in values.values_list("value", flat=True)
    assert not values.filter(value=15).exists()


def test_gaps_stay_gaps() -> None:
    weights = IndicatorValue.objects.filter(indicator__key="low-birth-weight")
    empty = set(Indicator.objects.filter(values=None).values_list("key", flat=True))

    assert list(weights.values_list("area", "period_label", "value")) == [("ni", "2017/18", Decimal("6.10"))]
    assert empty == {"pre-school-development", "perinatal-contacts", "perinatal-waits"}


def test_the_year_in_which_awarding_changed_is_said() -> None:
    changed = IndicatorValue.objects.filter(indicator__key="school-leavers", period_label__in=["2022/23", "2023/24"])

    assert changed.count() == 4
    assert all("awarding changed, compare with care" in value.note for value in changed)


def test_a_figure_that_stands_beside_another_is_marked_to_be_checked() -> None:
    smoking = IndicatorValue.objects.get(indicator__key="smoking", period_label="2022/23")

    assert "10.6 and 12.6: check" in smoking.to_check


def test_where_nothing_is_better_or_worse_the_direction_is_context() -> None:
    directions = dict(Indicator.objects.values_list("key", "direction"))

    assert directions["low-birth-weight"] == directions["adult-mental-health"] == "lower"
    assert {key for key, direction in directions.items() if direction == "higher"} == {
        "school-leavers",
        "pre-school-development",
        "reviews-done",
        "reviews-in-time",
    }


# --- Measures ---------------------------------------------------------------------------------------------------------


def test_each_rule_counts_answers_that_its_question_has() -> None:
    rules = MeasureRule.objects.select_related("measure", "survey")

    assert {rule.measure.key for rule in rules} == set(
        Measure.objects.filter(source="survey").values_list("key", flat=True)
    )
    for rule in rules:
        question = asked(rule)
        codes = {option.code for option in question.options}
        assert set(rule.numerator) <= codes, rule
        assert set(rule.left_out) <= codes - set(rule.numerator), rule
        assert str(rule.series) == question.series, rule


def test_satisfaction_is_of_all_who_answered_and_all_else_of_those_with_an_opinion() -> None:
    of_all = {"service-good", "voice-good"}
    for rule in MeasureRule.objects.select_related("measure", "survey"):
        no_answers = [option.code for option in asked(rule).options if option.missing.value]
        assert (rule.denominator, rule.left_out) == (
            ("all", []) if rule.measure.key in of_all else ("valid", no_answers)
        ), rule


def test_no_answer_is_counted_as_good_that_does_not_point_that_way() -> None:
    for rule in MeasureRule.objects.select_related("survey"):
        pointing = {option.code for option in asked(rule).options if option.polarity.value == "positive"}
        assert set(rule.numerator) == pointing, rule


def test_no_box_of_a_report_card_gets_more_than_it_has_room_for() -> None:
    for_cards = Measure.objects.filter(order__lt=BEHIND_THE_CARD)
    for service in Service.objects.all():
        boxes = Counter(measure.box for measure in for_cards if measure.service in (None, service))
        assert set(boxes) == set(Measure.Box.values), service
        assert max(boxes.values()) <= MOST_IN_A_BOX, service
    assert not for_cards.filter(source="training").exists()


def test_the_order_leaves_no_doubt_what_stands_first_in_a_box() -> None:
    places = Counter(Measure.objects.values_list("box", "order", "service"))

    assert [place for place, count in places.items() if count > 1] == []


def test_what_is_about_a_service_is_asked_about_one() -> None:
    about_services = MeasureRule.objects.filter(survey__key="service-card").values_list("measure__order", flat=True)
    others = MeasureRule.objects.exclude(survey__key="service-card").values_list("measure__order", flat=True)

    assert max(about_services) < ABOUT_THE_WHOLE_AREA <= min(others)


def test_no_target_is_made_up() -> None:
    assert not Measure.objects.exclude(target=None, target_days=None).exists()
    assert not Measure.objects.filter(figure=Measure.Figure.WITHIN_TARGET).exists()


def test_everything_else_that_can_be_worked_out_has_one_measure() -> None:
    figures = Counter(Measure.objects.exclude(figure="").values_list("figure", flat=True))

    assert figures == Counter(set(Measure.Figure.values) - {"", Measure.Figure.WITHIN_TARGET})


# --- Loading ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(CONTENT_DIR, tmp_path / "framework", ignore=lambda _, names: ["__pycache__"]))


def edit(folder: Path, file: str, change: Callable[[str], str]) -> None:
    path = folder / file
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before


def forget() -> None:
    """Make the framework new to the site again."""
    for model in (MeasureRule, Measure, IndicatorValue, Indicator, Outcome):
        model._default_manager.all().delete()
    LoadedFile.objects.filter(path__startswith="framework/").delete()


def test_loading_again_changes_nothing() -> None:
    before = everything()

    report = load_framework()

    assert everything() == before
    assert (report.loaded, report.kept) == ([], [])
    assert report.unchanged == sum(len(before[name]) for name in ("Outcome", "Indicator", "IndicatorValue", "Measure"))


def test_another_translation_is_taken_where_nobody_has_touched_the_record(folder: Path) -> None:
    edit(folder, "pl/framework.po", lambda text: text.replace("Ile dni czekają rodziny", "Dni czekania rodzin"))

    report = load_framework(folder)

    assert report.loaded == ["framework/measure/median-wait"]
    assert Measure.objects.get(key="median-wait").name_pl == "Dni czekania rodzin"
    assert load_framework(folder).loaded == []


@pytest.mark.parametrize(
    ("model", "key", "changed"),
    [
        (Measure, "median-wait", {"name_pl": "Dni"}),
        (Measure, "median-wait", {"order": 25}),
        (Measure, "median-wait", {"name_en": "Days"}),
    ],
)
def test_what_an_editor_has_changed_is_left_alone(model: Any, key: str, changed: dict[str, Any], folder: Path) -> None:
    model.objects.filter(key=key).update(**changed)
    edit(folder, "pl/framework.po", lambda text: text.replace("Ile dni czekają rodziny", "Dni czekania rodzin"))
    before = everything()

    report = load_framework(folder)

    assert everything() == before
    assert report.kept == ["framework/measure/median-wait"]


def test_a_rule_that_somebody_has_changed_is_left_alone_with_its_measure(folder: Path) -> None:
    MeasureRule.objects.filter(measure__key="service-better").update(numerator=["yes"])
    edit(folder, "pl/framework.po", lambda text: text.replace("którym jest teraz w czymś lepiej", "którym jest lepiej"))

    report = load_framework(folder)

    assert report.kept == ["framework/measure/service-better"]


def test_what_somebody_has_taken_away_does_not_come_back(folder: Path) -> None:
    Measure.objects.filter(key="coaching").delete()
    IndicatorValue.objects.filter(indicator__key="smoking", period_label="2022/23").delete()
    edit(folder, "en/framework.toml", lambda text: text.replace("value = 10.6,", "value = 12.6,"))

    report = load_framework(folder)

    assert report.kept == ["framework/figure/smoking/ni/all/2022-04-01"]
    assert not Measure.objects.filter(key="coaching").exists()


def test_another_definition_is_an_editors_to_write(folder: Path) -> None:
    edit(
        folder,
        "en/framework.toml",
        lambda text: text.replace('direction = "lower"\nsource', 'direction = "context"\nsource'),
    )
    before = everything()

    report = load_framework(folder)

    assert everything() == before
    assert report.kept == [
        "framework/indicator/low-birth-weight",
        "framework/indicator/adult-mental-health",
        "framework/measure/median-wait",
    ]


def test_a_better_draft_takes_the_place_of_a_figure_that_nobody_has_touched(folder: Path) -> None:
    edit(folder, "en/framework.toml", lambda text: text.replace("value = 10.6,", "value = 12.6,"))

    load_framework(folder)

    assert IndicatorValue.objects.get(indicator__key="smoking", period_label="2022/23").value == Decimal("12.60")


def test_a_confirmed_figure_stays(folder: Path) -> None:
    row = IndicatorValue.objects.get(indicator__key="smoking", period_label="2022/23")
    IndicatorValue.objects.filter(pk=row.pk).update(confirmed_on="2026-11-01")
    edit(folder, "en/framework.toml", lambda text: text.replace("value = 10.6,", "value = 12.6,"))

    report = load_framework(folder)

    assert report.kept == ["framework/figure/smoking/ni/all/2022-04-01"]
    assert IndicatorValue.objects.get(pk=row.pk).value == row.value


def test_a_figure_that_an_analyst_has_typed_in_stands_before_that_of_the_files() -> None:
    row = IndicatorValue.objects.get(indicator__key="low-birth-weight")
    LoadedFile.objects.filter(path__startswith="framework/figure/low-birth-weight/").delete()
    IndicatorValue.objects.filter(pk=row.pk).update(value=6, period_label="2017")

    report = load_framework()

    assert report.kept == ["framework/figure/low-birth-weight/ni/all/2017-04-01"]
    assert IndicatorValue.objects.filter(indicator__key="low-birth-weight").count() == 1


def test_a_measure_whose_question_is_not_asked_any_more_is_passed_over() -> None:
    forget()
    survey = Survey.objects.get(key="service-card")
    survey.questions.filter(key="baby-seemed").update(is_retired=True)
    publish_version(survey, change_note="Nobody is asked about the baby")

    report = load_framework()

    assert report.kept == ["framework/measure/service-baby"]
    assert not Measure.objects.filter(key="service-baby").exists()
    assert Measure.objects.filter(rules__survey=survey).count() == 6


def test_an_empty_site_gets_all_of_it() -> None:
    before = {name: len(rows) for name, rows in everything().items()}
    forget()

    report = load_framework()

    assert {name: len(rows) for name, rows in everything().items()} == before
    assert report.kept == []


EN, PL = "en/framework.toml", "pl/framework.po"
BROKEN = [
    (EN, 'unit = "percent"', 'unit = "percent', r"en/framework\.toml can't be read: .*line \d+"),
    (EN, 'unit = "percent"', 'unit = "per cent"', r"line 91: 'per cent' is none of number, percent, rate"),
    (EN, 'cadence = "every', 'rhythm = "every', r"line 95: no fact of an indicator is called rhythm"),
    (EN, 'outcome = "best-start"', 'outcome = "best"', r"line 87: 'best' is none of best-start, everybody-knows"),
    (EN, "value = 70.8", "value = 170.8", r"line 111: a percent is at most 100, not 170\.8"),
    (EN, "value = 70.8", 'value = "70.8"', r"line 111: '70\.8' is no figure"),
    (EN, 'value = 70.8, publication = "DE-SL"', "value = 70.8", r"line 111: the facts lack publication"),
    (
        EN,
        'value = 76.1, publication = "DE-SL"',
        'value = 76.1, publication = "DE"',
        r"line 112: no publication is called",
    ),
    (EN, 'period = "2018/19", year', 'period = "2018/20", year', r"line 111: '2018/20' is no school year"),
    (EN, 'period = "2018/19", year', 'period = "2022/23", year', r"line 112: 2022/23 overlaps 2022/23"),
    (EN, 'question = "wait"', 'question = "waits"', r"line \d+: service-card has no question 'waits'"),
    (EN, '["about-right"]', '["about"]', r"line \d+: about is no answer to wait"),
    (EN, 'denominator = "all"', 'denominator = "some"', r"line \d+: 'some' is none of all, valid"),
    (EN, 'service = "sure-start"', 'service = "sure-stop"', r"line \d+: 'sure-stop' is none of"),
    (EN, 'figure = "median-wait"', 'figure = "within-target"', r"line \d+: 'within-target' is none of"),
    (EN, 'figure = "received"', 'rule = { survey = "service-card" }', r"line \d+: a measure of answers has a rule"),
    (EN, "Days that families wait", "D" * 121, r"line \d+: name has room for 120 letters, not 121"),
    (EN, "[outcome.right-help]", "[outcome.Right]", r"line \d+: 'Right' is no code"),
    (EN, 'name = "Days that families wait"', "", r"line \d+: name has no words"),
    (
        PL,
        "Days that families wait",
        "Days that we wait",
        r"pl/framework\.po: line \d+: .*does not say “Days that we wait”",
    ),
    (PL, "measure.median-wait.name", "measure.wait.name", r"has no place 'measure\.wait\.name'"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN, ids=[row[3] for row in BROKEN])
def test_a_broken_file_is_named_and_nothing_is_loaded(file: str, old: str, new: str, said: str, folder: Path) -> None:
    forget()
    edit(folder, file, lambda text: text.replace(old, new, 1))
    before = everything()

    with pytest.raises(BadContent, match=said):
        load_framework(folder)

    assert everything() == before
