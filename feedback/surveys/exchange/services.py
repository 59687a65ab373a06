"""What a translator's file says becomes a survey's draft: first as a list of changes, then in its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from feedback.surveys.definition import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS, Definition, Room
from feedback.surveys.exchange import po, spreadsheet
from feedback.surveys.exchange.form import Said, words_of
from feedback.surveys.freeze import written_of
from feedback.surveys.models import Option, Survey, SurveyQuestion
from guidance.content.files import BadContent
from home import languages

_FORMATS: dict[str, Callable[..., Said]] = {spreadsheet.EXTENSION: spreadsheet.read, po.EXTENSION: po.read}


@dataclass(frozen=True, slots=True)
class Change:
    """One text in one language: what the survey says now, and what the file says."""

    code: str
    ref: str
    before: str
    after: str


class Outdated(Exception):
    """The survey has changed since the changes were worked out: none was made."""


def room() -> Room:
    """Return how many letters each text of a survey may have."""
    things: list[tuple[str, type[models.Model], tuple[str, ...]]] = [
        ("survey", Survey, SURVEY_TEXTS),
        ("question", SurveyQuestion, QUESTION_TEXTS),
        ("option", Option, OPTION_TEXTS),
    ]
    return {(thing, name): _longest(model, name) for thing, model, names in things for name in names}


def _longest(model: type[models.Model], name: str) -> int:
    longest: int = getattr(model._meta.get_field(name), "max_length")  # noqa: B009  not every field has it, these have
    return longest


def draft(survey: Survey) -> Survey:
    """Return the survey as it is being written, with what is saved and not published yet; its rows stay as they are.

    One query, or two.
    """
    copy: Survey = survey.get_latest_revision_as_object()
    return copy


def changes_by(survey: Survey, data: bytes, *, name: str) -> list[Change]:
    """Return what a translator's file would change in the draft, language by language.

    Raises:
        BadContent: it can't be taken; the message says where and why.
    """
    extension = next((each for each in _FORMATS if name.lower().endswith(each)), None)
    if extension is None:
        raise BadContent(f"{name}: neither a spreadsheet ({spreadsheet.EXTENSION}) nor a PO file ({po.EXTENSION})")
    definition = written_of(draft(survey))
    said = _FORMATS[extension](data, name=name, definition=definition, room=room())
    return list(_changes(definition, said))


def _changes(definition: Definition, said: Said) -> Iterable[Change]:
    now = dict(words_of(definition))
    for language in languages.REGISTRY:
        for ref, words in said.get(language.code, {}).items():
            before = now[ref].get(language.code, "")
            if before != words:
                yield Change(language.code, ref, before, words)


@transaction.atomic
def apply_changes(survey: Survey, changes: Iterable[Change], *, user: Any = None) -> Survey:
    """Put the words into the survey's draft, and those of options into their sets; return the draft.

    No family sees them before the survey is published again.

    Raises:
        Outdated: a text is not there any more, or says something else by now.
    """
    copy = draft(survey)
    now = dict(words_of(written_of(copy)))
    # The list itself, and not a query's: what is set on its rows goes into the revision.
    questions = {row.key: row for row in copy.questions.get_object_list()}
    options: dict[tuple[str, str], Option] = {}
    for change in changes:
        if change.ref not in now or now[change.ref].get(change.code, "") != change.before:
            raise Outdated
        _set(_row_of(change.ref, copy, questions, options), change)
    for option in options.values():
        option.save()
    copy.save_revision(user=user)
    return copy


def _row_of(
    ref: str, survey: Survey, questions: dict[str, SurveyQuestion], options: dict[tuple[str, str], Option]
) -> models.Model:
    thing, *keys = ref.split(".")[:-1]
    if thing == "survey":
        return survey
    if thing == "question":
        return questions[keys[0]]
    key = (keys[0], keys[1])
    if key not in options:
        options[key] = Option.objects.get(option_set__key=keys[0], code=keys[1])
    return options[key]


def _set(row: models.Model, change: Change) -> None:
    field = change.ref.rsplit(".", 1)[1]
    setattr(row, f"{field}_{change.code.replace('-', '_')}", change.after)
