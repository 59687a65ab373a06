"""Put the starter surveys into the site: once, whole, and never over an editor's work.

A survey that is new here gets its rows, version 1, one open wave and its ways in. Later only translations are taken
from the files, and only while nobody has touched the survey: what it asks, and its English, an editor publishes.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from feedback.content.files import StarterSurvey, read_surveys
from feedback.surveys.definition import SOURCE, Definition, Question, Texts
from feedback.surveys.exchange.services import room
from feedback.surveys.freeze import publish_version, written_of
from feedback.surveys.models import EntryPoint, Option, OptionSet, Survey, SurveyQuestion, SurveyVersion, Wave
from feedback.surveys.models.waves import SMALLEST_AUDIENCE
from guidance.content.files import BadContent
from guidance.content.load import Report
from guidance.directory.models import Service
from guidance.models import LoadedFile
from home.drawings import drawing_names
from home.languages import SOURCE as ENGLISH
from home.records import column

CONTENT_DIR = Path(settings.ROOT) / "feedback" / "content"
#: How long the first wave stays open. Editors close it, or open others.
FIRST_WAVE = timedelta(days=365)


@transaction.atomic
def load_surveys(folder: Path = CONTENT_DIR) -> Report:
    """Load the surveys that are new here, and translations that are. All or nothing.

    The services that they are about must be there (`guidance.content.load.load_everything` brings them). What an editor
    has touched is left alone and named in the report. Loading twice changes nothing.

    Raises:
        BadContent: a file can't be used; the message names it, and nothing of any file is loaded.
    """
    report = Report()
    services = set(Service.objects.values_list("key", flat=True))
    for starter in read_surveys(folder, room=room(), drawings=drawing_names()):
        if missing := [key for key in starter.services if key not in services]:
            name = f"{SOURCE}/{starter.definition.survey}.toml"
            raise BadContent(f"{name}: records.toml has no service called {', '.join(missing)}")
        _load(starter, report)
    return report


def _load(starter: StarterSurvey, report: Report) -> None:
    path = f"surveys/{starter.definition.survey}"
    survey = Survey.objects.filter(key=starter.definition.survey).first()
    last = LoadedFile.objects.filter(path=path).first()
    if last is not None and last.file_digest == starter.definition.digest:
        report.unchanged += 1
        return
    if survey is None and last is None:
        survey = _plant(starter)
    elif survey is not None and last is not None and _is_untouched(survey, last, starter.definition):
        _translate(survey, starter.definition)
    else:
        report.kept.append(path)
        return
    digests = {"file_digest": starter.definition.digest, "words_digest": written_of(survey).digest}
    LoadedFile.objects.update_or_create(path=path, defaults=digests)
    report.loaded.append(path)


def _is_untouched(survey: Survey, last: LoadedFile, wanted: Definition) -> bool:
    """Tell whether nobody has saved the survey since, nor one of its sets, and only translations would change."""
    now = written_of(survey)
    is_as_loaded = survey.latest_revision_id is None and now.digest == last.words_digest
    return is_as_loaded and _in_english(now) == _in_english(wanted)


def _in_english(definition: Definition) -> Definition:
    def only(texts: Texts) -> Texts:
        return {name: {SOURCE: words[SOURCE]} for name, words in texts.items()}

    questions = tuple(
        replace(
            question,
            texts=only(question.texts),
            options=tuple(replace(option, texts=only(option.texts)) for option in question.options),
        )
        for question in definition.questions
    )
    return Definition(definition.survey, only(definition.texts), questions)


# --- New ------------------------------------------------------------------------------------------------------------


def _plant(starter: StarterSurvey) -> Survey:
    survey = write_rows(starter)
    version = publish_version(survey, change_note="The starter content")
    if version is None:
        raise BadContent(f"{SOURCE}/{survey.key}.toml: there is nothing to publish")
    _open(version, starter, today=timezone.localdate())
    return survey


def write_rows(starter: StarterSurvey) -> Survey:
    """Return a new survey whose rows say what this one says. It is not published."""
    definition = starter.definition
    survey = Survey(key=definition.survey, is_sensitive=starter.is_sensitive, **_columns(definition.texts))
    survey.save()
    sets = {question.option_set: question for question in definition.questions if question.option_set}
    rows = {key: _option_set(key, starter.set_names[key], question) for key, question in sets.items()}
    SurveyQuestion.objects.bulk_create(
        _question_row(survey, question, rows.get(question.option_set), order)
        for order, question in enumerate(definition.questions)
    )
    return survey


def _option_set(key: str, name: str, question: Question) -> OptionSet:
    """Return the set with its options: as another survey, or an editor, has already made it, or else as here."""
    row, is_new = OptionSet.objects.get_or_create(key=key, defaults={"name": name})
    if is_new:
        Option.objects.bulk_create(
            Option(
                option_set=row,
                sort_order=order,
                code=option.code,
                missing=option.missing.value,
                polarity=option.polarity.value,
                is_exclusive=option.exclusive,
                drawing=option.drawing,
                **_columns(option.texts),
            )
            for order, option in enumerate(question.options)
        )
    return row


def _question_row(survey: Survey, question: Question, option_set: OptionSet | None, order: int) -> SurveyQuestion:
    condition = question.show_if
    return SurveyQuestion(
        survey=survey,
        sort_order=order,
        key=question.key,
        kind=question.kind.value,
        option_set=option_set,
        depends_on=condition.question if condition else "",
        depends_on_codes=", ".join(condition.codes) if condition else "",
        is_equality=question.part.value == "equality",
        is_required=question.required,
        lowest=question.lowest,
        highest=question.highest,
        longest=question.longest,
        **_columns(question.texts),
    )


def _open(version: SurveyVersion, starter: StarterSurvey, *, today: date) -> None:
    """Open a first wave with a way in on this site, or by a short link: one for each service, or one about none."""
    wave = Wave.objects.create(
        survey_id=version.survey_id, name="First wave", opens_on=today, closes_on=today + FIRST_WAVE
    )
    wave.accepted_versions.add(version)
    kind, place = (
        (EntryPoint.Kind.SHORT_LINK, "Short link") if starter.is_by_link else (EntryPoint.Kind.WEB, "This site")
    )
    about: list[Service | None] = [*Service.objects.filter(key__in=starter.services)]
    for service in about or [None]:
        label = f"{place}: {column(service, 'name', ENGLISH)}" if service else place
        EntryPoint.objects.create(
            wave=wave,
            kind=kind,
            label=label,
            service=service,
            # Nobody knows how many will find it here. The fewest that a way in may have: so it stays cautious.
            expected_audience=SMALLEST_AUDIENCE,
        )


# --- Translations of what is there ----------------------------------------------------------------------------------


def _translate(survey: Survey, wanted: Definition) -> None:
    """Give the rows the words of the files, and publish them where the newest version is open."""
    _set_columns(survey, wanted.texts)
    for row in survey.questions.all():
        question = wanted.question(row.key)
        if question is not None:
            _set_columns(row, question.texts)
            for option in row.option_set.options.all() if row.option_set else ():
                meant = question.option(option.code)
                if meant is not None:
                    _set_columns(option, meant.texts)
    before = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
    version = publish_version(Survey.objects.get(pk=survey.pk), change_note="Translations of the starter content")
    if version is not None and before is not None:
        for wave in Wave.objects.filter(accepted_versions=before):
            wave.accepted_versions.add(version)


def _set_columns(row: Survey | SurveyQuestion | Option, texts: Texts) -> None:
    for name, words in _columns(texts).items():
        setattr(row, name, words)
    row.save()


def _columns(texts: Texts) -> dict[str, str]:
    return {
        f"{name}_{code.replace('-', '_')}": words for name, by_code in texts.items() for code, words in by_code.items()
    }
