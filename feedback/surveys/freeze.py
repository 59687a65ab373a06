"""From what editors wrote to what families see: a survey's rows become a `Definition`, and that a version."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import models, transaction
from django.utils.translation import gettext as _

from feedback.surveys.definition import (
    CannotPublish,
    Condition,
    Definition,
    Kind,
    Missing,
    Option,
    Part,
    Polarity,
    Question,
    faults_by_question,
)
from feedback.surveys.models import Instrument, OptionSet, Survey, SurveyQuestion, SurveyVersion
from feedback.surveys.models.authoring import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS
from feedback.surveys.names import named_in
from home.languages import REGISTRY, SOURCE
from home.records import column

Texts = dict[str, dict[str, str]]

_KINDS = {kind.value for kind in Kind}


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
    questions = tuple(_question(row, before.get(row.key)) for row in asked_rows(survey))
    return _whole(Definition(survey.key, _texts(survey, SURVEY_TEXTS), questions))


def written_of(survey: Survey) -> Definition:
    """Return what the rows say in every language, finished or not; no question has a series. One query a question."""
    questions = tuple(_as_written(row, series="") for row in asked_rows(survey))
    return Definition(survey.key, _texts(survey, SURVEY_TEXTS), questions)


def asked_rows(survey: Survey) -> list[SurveyQuestion]:
    """Return the survey's questions in order, without those that are no longer asked."""
    return [row for row in survey.questions.all() if not row.is_retired]


def last_published(survey: Survey) -> dict[str, Question]:
    """Return every question that was ever published, by key, as it was last. One query, and one a version at first."""
    if survey.pk is None:
        return {}
    versions = SurveyVersion.objects.filter(survey_id=survey.pk).order_by("number").defer("frozen")
    return {question.key: question for version in versions for question in version.definition.questions}


def published_codes(option_set: str) -> frozenset[str]:
    """Return the codes of a set of options that were ever published. One query, and one a version at first."""
    versions = SurveyVersion.objects.defer("frozen")
    questions = (question for version in versions for question in version.definition.questions)
    return frozenset(
        option.code for question in questions if question.option_set == option_set for option in question.options
    )


def change_of(row: SurveyQuestion, was: Question | None) -> Change | None:
    """Return what is different about a question since it was last published; ``None`` where nothing is, or it is new.

    One query where it has options.
    """
    if was is None or row.is_retired or row.kind not in _KINDS:
        return None
    now = _as_written(row, series=was.series)
    is_structure = _structure(was) != _structure(now)
    return Change(row.key, is_structure, was, now) if is_structure or _english(was) != _english(now) else None


def changes_of(survey: Survey) -> list[Change]:
    """Return the questions that are not what was last published, in order."""
    before = last_published(survey)
    found = (change_of(row, before.get(row.key)) for row in asked_rows(survey))
    return [change for change in found if change is not None]


def faults_before_publishing(survey: Survey) -> list[tuple[str, str]]:
    """Return why this survey can't be published, by question key; empty where it can."""
    return [(key, words) for key, _field, words in faults_by_field(survey)]


def faults_by_field(survey: Survey) -> list[tuple[str, str, str]]:
    """Return why this survey can't be published: question key ("" for the survey), field to be mended, words."""
    draft = draft_of(survey)
    shapeless = [(key, "key" if key else "", words) for key, words in faults_by_question(draft)]
    return [*shapeless, *_unsaid(survey), *_barred(survey), *_named(draft)]


def _unsaid(survey: Survey) -> Iterator[tuple[str, str, str]]:
    """Yield the changes of which nobody has said whether the question still means the same."""
    said = {row.key: row.meaning for row in asked_rows(survey)}
    for change in changes_of(survey):
        if change.is_structure and said[change.key] != SurveyQuestion.Meaning.NEW:
            words = _("Its kind or its options have changed, so its answers begin anew. Say so.")
            yield change.key, "meaning", words
        elif not said[change.key]:
            yield change.key, "meaning", _("Its words have changed. Does it mean the same?")


def _barred(survey: Survey) -> Iterator[tuple[str, str, str]]:
    """Yield the questions that are said to come from a questionnaire that may not be used."""
    for row in asked_rows(survey):
        if row.instrument is not None and row.instrument.licence != Instrument.Licence.CLEARED:
            words = _("%(name)s may not be used here: no licence is recorded.") % {"name": row.instrument.name}
            yield row.key, "instrument", words


def _named(draft: Definition) -> Iterator[tuple[str, str, str]]:
    """Yield where a questionnaire is named that may not be used, whatever is said of where the question comes from."""
    barred = Instrument.objects.exclude(licence=Instrument.Licence.CLEARED)
    names = {name: instrument.name for instrument in barred for name in instrument.names()}
    words = _("“%(said)s” stands here: %(name)s may not be used here, no licence is recorded.")
    for ref, by_language in draft.refs():
        thing, key, *_rest = ref.split(".")
        if thing != "option":
            for said in named_in(" ".join(by_language.values()), names):
                place = (key, "label_en") if thing == "question" else ("", f"{key}_en")
                yield *place, words % {"said": said, "name": names[said]}


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
    _forget_what_was_said(survey)
    return version


def _forget_what_was_said(survey: Survey) -> None:
    """Let what was said of this change not speak for the next one: in the rows, and in drafts that go on from here."""
    SurveyQuestion.objects.filter(survey_id=survey.pk).update(meaning=SurveyQuestion.Meaning.NOT_SAID)
    Survey.objects.filter(pk=survey.pk).update(change_note="")
    kept = Survey.objects.values_list("latest_revision_id", "live_revision_id").filter(pk=survey.pk).first() or ()
    for revision in survey.revisions.filter(pk__in=[pk for pk in kept if pk]):
        revision.content["change_note"] = ""
        for question in revision.content.get("questions", ()):
            question["meaning"] = SurveyQuestion.Meaning.NOT_SAID.value
        revision.save(update_fields=["content"])


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
