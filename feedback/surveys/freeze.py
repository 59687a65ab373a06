"""From what editors wrote to what families see: a survey's rows become a `Definition`, and that a version."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import models, transaction
from django.utils.translation import gettext as _

from feedback.surveys.definition import (
    Condition,
    Definition,
    Kind,
    Missing,
    Option,
    Part,
    Polarity,
    Question,
    faults_of,
)
from feedback.surveys.models import Instrument, OptionSet, Survey, SurveyQuestion, SurveyVersion
from feedback.surveys.models.authoring import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS
from home.languages import REGISTRY, SOURCE
from home.records import column

Texts = dict[str, dict[str, str]]


class CannotPublish(Exception):
    """A survey can't be published as it is; ``faults`` say why, by question key ("" for the survey itself)."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{key}: {words}" if key else words for key, words in self.faults))


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about a question since it was last published.

    ``is_structure``: other options, another kind, another place: its answers begin anew, whatever anybody says.
    """

    key: str
    is_structure: bool
    before: Question
    now: Question


def draft_of(survey: Survey) -> Definition:
    """Return the survey as its rows say now, series of questions as they were last published or will begin.

    Words of languages that have not all of them are left out. One query a set of options, one for the versions.
    """
    before = last_published(survey)
    rows = list(survey.questions.all())
    questions = tuple(_question(row, before.get(row.key)) for row in rows)
    return _whole(Definition(survey.key, _texts(survey, SURVEY_TEXTS), questions))


def written_of(survey: Survey) -> Definition:
    """Return what the rows say in every language, finished or not; no question has a series. One query a question."""
    questions = tuple(_as_written(row, series="") for row in survey.questions.all())
    return Definition(survey.key, _texts(survey, SURVEY_TEXTS), questions)


def last_published(survey: Survey) -> dict[str, Question]:
    """Return every question that was ever published, by key, as it was last. One query, and one a version at first."""
    if survey.pk is None:
        return {}
    versions = SurveyVersion.objects.filter(survey_id=survey.pk).order_by("number").defer("frozen")
    return {question.key: question for version in versions for question in version.definition.questions}


def changes_of(survey: Survey) -> list[Change]:
    """Return the questions that are not what was last published, in order."""
    before = last_published(survey)
    found = []
    for row in survey.questions.all():
        was = before.get(row.key)
        if was is not None:
            now = _as_written(row, series=was.series)
            if _structure(was) != _structure(now) or _english(was) != _english(now):
                found.append(Change(row.key, _structure(was) != _structure(now), was, now))
    return found


def faults_before_publishing(survey: Survey) -> list[tuple[str, str]]:
    """Return why this survey can't be published, by question key; empty where it can."""
    faults = [("", fault) for fault in faults_of(draft_of(survey))]
    said = {row.key: row.meaning for row in survey.questions.all()}
    for change in changes_of(survey):
        if change.is_structure and said[change.key] != SurveyQuestion.Meaning.NEW:
            faults.append((change.key, _("Its kind or its options have changed, so its answers begin anew. Say so.")))
        elif not said[change.key]:
            faults.append((change.key, _("Its words have changed. Does it mean the same?")))
    for row in survey.questions.all():
        if row.instrument is not None and row.instrument.licence != Instrument.Licence.CLEARED:
            words = _("%(name)s may not be used here: no licence is recorded.") % {"name": row.instrument.name}
            faults.append((row.key, words))
    return faults


@transaction.atomic
def publish_version(survey: Survey, *, change_note: str = "") -> SurveyVersion | None:
    """Freeze the survey as it is; ``None`` where nothing has changed since the last version.

    Raises:
        CannotPublish: and why.
    """
    if faults := faults_before_publishing(survey):
        raise CannotPublish(faults)
    definition = draft_of(survey)
    versions = SurveyVersion.objects.filter(survey_id=survey.pk).order_by("-number")
    latest = versions.first()
    if latest is not None and latest.digest == definition.digest:
        return None
    version = SurveyVersion.objects.create(
        survey_id=survey.pk,
        number=latest.number + 1 if latest else 1,
        frozen=definition.as_json(),
        digest=definition.digest,
        change_note=change_note,
    )
    # What was said of this change must not speak for the next one.
    SurveyQuestion.objects.filter(survey_id=survey.pk).update(meaning=SurveyQuestion.Meaning.NOT_SAID)
    return version


# --- Rows into parts ------------------------------------------------------------------------------------------------


def _question(row: SurveyQuestion, before: Question | None) -> Question:
    """Return the question with its series: that of before where it means the same, else a new one."""
    written = _as_written(row, series=before.series if before else "")
    is_same = before is not None and _structure(before) == _structure(written)
    if is_same and row.meaning != SurveyQuestion.Meaning.NEW:
        return written
    return replace(written, series=str(uuid.uuid4()))


def _as_written(row: SurveyQuestion, *, series: str) -> Question:
    codes = tuple(code.strip() for code in row.depends_on_codes.split(",") if code.strip())
    return Question(
        key=row.key,
        kind=Kind(row.kind),
        series=series,
        texts=_texts(row, QUESTION_TEXTS),
        option_set=row.option_set.key if row.option_set else "",
        options=_options(row.option_set),
        show_if=Condition(row.depends_on, codes) if row.depends_on else None,
        part=Part.EQUALITY if row.is_equality else Part.MAIN,
        required=row.is_required,
        lowest=row.lowest,
        highest=row.highest,
        longest=row.longest,
    )


def _options(option_set: OptionSet | None) -> tuple[Option, ...]:
    if option_set is None:
        return ()
    return tuple(
        Option(
            code=row.code,
            texts=_texts(row, OPTION_TEXTS),
            missing=Missing(row.missing),
            polarity=Polarity(row.polarity),
            exclusive=row.is_exclusive,
            drawing=row.drawing,
        )
        for row in option_set.options.all()
        if not row.is_retired
    )


def _texts(record: models.Model, names: Iterable[str]) -> Texts:
    """Return the record's texts in every language that has them; a text without English is none."""
    texts: Texts = {}
    for name in names:
        words = {language.code: column(record, name, language).strip() for language in REGISTRY}
        if words[SOURCE.code]:
            texts[name] = {code: said for code, said in words.items() if said}
    return texts


def _whole(definition: Definition) -> Definition:
    """Return the definition with only the languages that have every text: no family meets half a translation."""
    codes = set(definition.languages) | {SOURCE.code}

    def only(texts: Mapping[str, Mapping[str, str]]) -> Texts:
        return {name: {code: said for code, said in words.items() if code in codes} for name, words in texts.items()}

    questions = tuple(
        replace(
            question,
            texts=only(question.texts),
            options=tuple(replace(option, texts=only(option.texts)) for option in question.options),
        )
        for question in definition.questions
    )
    return Definition(definition.survey, only(definition.texts), questions)


def _structure(question: Question) -> tuple[object, ...]:
    """Return what, when it changes, makes old and new answers different things."""
    options = tuple((option.code, option.missing, option.exclusive) for option in question.options)
    return (question.kind, options, question.part, question.lowest, question.highest)


def _english(question: Question) -> tuple[object, ...]:
    code = SOURCE.code
    return (question.label(code), question.hint(code), tuple(option.label(code) for option in question.options))
