"""Put the starter framework into the site: once, whole, and never over an editor's work.

Of an outcome, an indicator or a measure that is there, only translations are taken, and only while nobody has touched
it: another definition would be another thing under the same key. A figure is a draft, and a better one takes its place
until somebody has touched or confirmed it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from feedback.content.files import read_surveys
from feedback.content.framework.files import Known, StarterFigure, StarterRecord, StarterRule, read_framework
from feedback.content.load import CONTENT_DIR as SURVEYS_DIR
from feedback.outcomes.models import Indicator, IndicatorValue, Measure, MeasureRule, Outcome
from feedback.outcomes.models.framework import INDICATOR_TEXTS, MEASURE_TEXTS, OUTCOME_TEXTS, Direction
from feedback.surveys.definition import Missing, Polarity, Question
from feedback.surveys.exchange.services import room
from feedback.surveys.models import Survey, SurveyVersion
from guidance.content.files import BadContent
from guidance.content.load import Report
from guidance.directory.models import Service
from guidance.models import LoadedFile
from home.drawings import drawing_names
from home.languages import SOURCE
from home.records import column

CONTENT_DIR = Path(settings.ROOT) / "feedback" / "content" / "framework"
Record = Outcome | Indicator | Measure

_MODELS: dict[str, type[Record]] = {"outcome": Outcome, "indicator": Indicator, "measure": Measure}
_TEXTS = {"outcome": OUTCOME_TEXTS, "indicator": INDICATOR_TEXTS, "measure": MEASURE_TEXTS}
_RULE_COLUMNS = ("survey_id", "question", "series", "numerator", "left_out", "denominator", "smallest_base")


@transaction.atomic
def load_framework(folder: Path = CONTENT_DIR) -> Report:
    """Load what is new of the framework, its figures, and translations. All or nothing.

    The surveys must be there (`feedback.content.load.load_surveys` brings them). What an editor has touched is left
    alone and named in the report, and so is a measure whose question is not asked any more. Loading twice changes
    nothing.

    Raises:
        BadContent: a file can't be used; the message names it, and nothing of any file is loaded.
    """
    report = Report()
    loaded = {each.path: each for each in LoadedFile.objects.filter(path__startswith="framework/")}
    for starter in read_framework(folder, known()):
        _load_record(starter, loaded, report)
        for figure in starter.figures:
            _load_figure(starter.key, figure, loaded, report)
    return report


def known() -> Known:
    """Return what the reader has to know of this site. One query."""
    surveys = read_surveys(SURVEYS_DIR, room=room(), drawings=drawing_names())
    direction = frozenset(Direction.values)
    return Known(
        room={(kind, name): _longest(kind, name) for kind, names in _TEXTS.items() for name in names},
        choices={
            ("indicator", "unit"): frozenset(Indicator.Unit.values),
            ("indicator", "direction"): direction,
            ("figure", "area"): frozenset(IndicatorValue.Area.values),
            ("measure", "box"): frozenset(Measure.Box.values),
            ("measure", "form"): frozenset(Measure.Form.values),
            ("measure", "direction"): direction,
            ("measure", "source"): frozenset(Measure.Source.values),
            # A share within a target needs a target, and the files have none to give.
            ("measure", "figure"): frozenset(Measure.Figure.values) - {Measure.Figure.WITHIN_TARGET},
            ("rule", "denominator"): frozenset(MeasureRule.Denominator.values),
        },
        services=frozenset(Service.objects.values_list("key", flat=True)),
        surveys={each.definition.survey: each.definition for each in surveys},
    )


def _longest(kind: str, name: str) -> int:
    field: Any = _MODELS[kind]._meta.get_field(name)
    return int(field.max_length)


# --- Records ----------------------------------------------------------------------------------------------------------


def _load_record(starter: StarterRecord, loaded: Mapping[str, LoadedFile], report: Report) -> None:
    path = f"framework/{starter.kind}/{starter.key}"
    last, digest = loaded.get(path), _digest([starter.texts, starter.facts, starter.rule and asdict(starter.rule)])
    if last is not None and last.file_digest == digest:
        report.unchanged += 1
        return
    row = _MODELS[starter.kind]._default_manager.filter(key=starter.key).first()
    if row is None and last is None:
        row = _plant(starter)
    elif row is not None and last is not None and _is_untouched(row, last) and _says_the_same(row, starter):
        _set_words(row, starter)
        row.save()
    else:
        row = None
    if row is None:
        report.kept.append(path)
        return
    _remember(path, digest, row)
    report.loaded.append(path)


def _plant(starter: StarterRecord) -> Record | None:
    """Return the new row; ``None`` where a record that it needs is gone, or its question is not asked any more."""
    columns = _columns_of(starter)
    rule = _rule_of(starter.rule) if starter.rule else None
    if columns is None or (starter.rule and rule is None):
        return None
    row = _MODELS[starter.kind](key=starter.key, **columns)
    _set_words(row, starter)
    try:
        row.clean()
    except ValidationError as error:
        raise BadContent(f"{starter.where}: {' '.join(error.messages)}") from error
    row.save()
    if rule is not None:
        rule.measure = row
        rule.save()
    return row


def _columns_of(starter: StarterRecord) -> dict[str, Any] | None:
    """Return the facts as columns; ``None`` where an editor has taken away the outcome that they name."""
    columns = dict(starter.facts)
    if "outcome" in columns:
        columns["outcome"] = Outcome.objects.filter(key=columns["outcome"]).first()
        if columns["outcome"] is None:
            return None
    if "service" in columns:
        columns["service"] = Service.objects.get(key=columns["service"])
    return columns


def _set_words(row: Record, starter: StarterRecord) -> None:
    for name, words in starter.texts.items():
        for code, text in words.items():
            setattr(row, f"{name}_{code.replace('-', '_')}", text)


def _is_untouched(row: Record, last: LoadedFile) -> bool:
    return _digest(_now(row)) == last.words_digest


def _says_the_same(row: Record, starter: StarterRecord) -> bool:
    """Tell whether only translations would change."""
    columns = _columns_of(starter)
    is_same = columns is not None and all(getattr(row, name) == value for name, value in columns.items())
    english = {name: words[SOURCE.code] for name, words in starter.texts.items()}
    is_same_english = all(column(row, name, SOURCE) == english.get(name, "") for name in _TEXTS[starter.kind])
    return is_same and is_same_english and _counts_the_same(row, starter.rule)


def _counts_the_same(row: Record, wanted: StarterRule | None) -> bool:
    if not isinstance(row, Measure):
        return True
    rules = [
        StarterRule(rule.survey.key, rule.question, tuple(rule.numerator), rule.denominator)
        for rule in row.rules.select_related("survey")
    ]
    return rules == ([wanted] if wanted else [])


# --- Rules ------------------------------------------------------------------------------------------------------------


def _rule_of(wanted: StarterRule) -> MeasureRule | None:
    """Return the rule for the question as it is published; ``None`` where that has no such question or answers."""
    survey = Survey.objects.filter(key=wanted.survey).first()
    version = SurveyVersion.objects.filter(survey=survey).order_by("-number").first() if survey else None
    question = version.definition.question(wanted.question) if version else None
    if survey is None or question is None or not set(wanted.numerator) <= {each.code for each in question.options}:
        return None
    return MeasureRule(
        survey=survey,
        question=wanted.question,
        series=question.series,
        numerator=list(wanted.numerator),
        left_out=_left_out(question) if wanted.denominator == MeasureRule.Denominator.VALID else [],
        denominator=wanted.denominator,
    )


def _left_out(question: Question) -> list[str]:
    return [
        option.code
        for option in question.options
        if option.missing is not Missing.NO or option.polarity is Polarity.EXCLUDED
    ]


# --- Figures ----------------------------------------------------------------------------------------------------------


def _load_figure(indicator: str, figure: StarterFigure, loaded: Mapping[str, LoadedFile], report: Report) -> None:
    path = f"framework/figure/{indicator}/{figure.area}/{figure.group or 'all'}/{figure.first_day}"
    columns = {name: value for name, value in asdict(figure).items() if name != "where"}
    last, digest = loaded.get(path), _digest(columns)
    if last is not None and last.file_digest == digest:
        report.unchanged += 1
        return
    owner = Indicator.objects.filter(key=indicator).first()
    there = _figures_in_the_way(owner, figure) if owner else []
    if owner is not None and last is None and not there:
        row = IndicatorValue(indicator=owner)
    elif last is not None and len(there) == 1 and _digest(_now(there[0])) == last.words_digest:
        row = there[0]
    else:
        report.kept.append(path)
        return
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    _remember(path, digest, row)
    report.loaded.append(path)


def _figures_in_the_way(indicator: Indicator, figure: StarterFigure) -> list[IndicatorValue]:
    """Return the figures that stand for the same days already."""
    return list(
        IndicatorValue.objects.filter(
            indicator=indicator,
            area=figure.area,
            group=figure.group,
            is_forecast=False,
            first_day__lte=figure.last_day,
            last_day__gte=figure.first_day,
        )
    )


# --- What was loaded --------------------------------------------------------------------------------------------------


def _remember(path: str, digest: str, row: models.Model) -> None:
    # As the database gives it back: 6.1 is 6.10 there.
    kept = type(row)._default_manager.get(pk=row.pk)
    digests = {"file_digest": digest, "words_digest": _digest(_now(kept))}
    LoadedFile.objects.update_or_create(path=path, defaults=digests)


def _now(row: models.Model) -> list[Any]:
    """Return everything that a row says, and the rules of a measure."""
    bare = _bare(type(row))
    said: list[Any] = [
        [field.attname, getattr(row, field.attname)] for field in row._meta.concrete_fields if field.name not in bare
    ]
    if isinstance(row, Measure):
        said += [
            list(rule) for rule in MeasureRule.objects.filter(measure=row).order_by("pk").values_list(*_RULE_COLUMNS)
        ]
    return said


@cache
def _bare(model: type[models.Model]) -> frozenset[str]:
    """Return the columns without a language: they drift to that of the last screen."""
    return frozenset(next((_TEXTS[kind] for kind, each in _MODELS.items() if each is model), ()))


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
