"""Each question read aloud: made by the worker, and known by what is read, so that no recording says other words.

A web process only looks whether a file is there; it never makes one.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from feedback.surveys.definition import Question
from feedback.surveys.models import SurveyVersion
from guidance import services as formats
from guidance.document import Document, Items, Labels, Paragraph, Run
from guidance.formats.contract import CannotMake
from guidance.formats.producers import BY_KIND, VOICE
from guidance.formats.speech.narration import narrate
from home.languages import Language
from home.languages import get as language_with

logger = logging.getLogger(__name__)

FOLDER = "surveys/heard"
#: Raise it when the same words would be read differently now: every question is read anew.
VERSION = 1
_NAME = re.compile(r"[0-9a-f]{40}")
_NO_LABELS = Labels(*[""] * 8)


@dataclass(frozen=True, slots=True)
class Sound:
    """A question as it is heard. ``is_checked``: a named person has passed the voice."""

    url: str
    is_checked: bool


def sounds_of(questions: Iterable[Question], language: Language) -> dict[str, Sound]:
    """Return what can be heard of these questions, by key. A look at the disk each; one query where one is there."""
    there = {question.key: digest_of(question, language) for question in questions}
    there = {key: digest for key, digest in there.items() if stored(digest)}
    if not there:
        return {}
    is_checked = formats.is_checked(BY_KIND["audio"], language)
    if settings.HIDE_UNCHECKED_FORMATS and not is_checked:
        return {}
    return {key: Sound(reverse("survey_sound", args=[digest]), is_checked) for key, digest in there.items()}


def stored(digest: str) -> str:
    """Return the name of the file with this digest in storage; ``""`` where there is none."""
    name = _name_of(digest)
    return name if _NAME.fullmatch(digest) and default_storage.exists(name) else ""


def _name_of(digest: str) -> str:
    return f"{FOLDER}/{digest}.mp3"


def digest_of(question: Question, language: Language) -> str:
    """Return what a recording is known by: the words, who reads them, and how."""
    voice = VOICE.name(language, settings.VOICE_FILES)
    read = json.dumps([VERSION, voice, language.code, *_words(question, language)])
    return hashlib.sha256(read.encode()).hexdigest()[:40]


def _words(question: Question, language: Language) -> list[str]:
    code = language.code
    said = (question.section_title(code), question.label(code), question.hint(code))
    return [*said, *(option.label(code) for option in question.options)]


def document_of(question: Question, language: Language) -> Document:
    """Return a question as it is read: its section, its words, its hint, its choices."""
    section, label, hint, *choices = _words(question, language)
    said = tuple(Paragraph((Run(words),)) for words in (section, label, hint) if words)
    listed = (Items(tuple((Run(choice),) for choice in choices)),) if choices else ()
    return Document(
        slug=question.key,
        language=language,
        title="",
        promise=(),
        blocks=(*said, *listed),
        labels=_NO_LABELS,
        address="",
    )


def make_missing() -> int:
    """Read aloud every question that families may be asked and that has no sound yet; return how many were made.

    Also deletes the sounds of words that nobody is asked any more. About a second for six questions.
    """
    wanted = {digest_of(question, language): (question, language) for question, language in _asked()}
    made = sum(_make(digest, *what) for digest, what in wanted.items() if not stored(digest))
    for file in _files():
        if file.removesuffix(".mp3") not in wanted:
            default_storage.delete(f"{FOLDER}/{file}")
    return made


def _asked() -> Iterator[tuple[Question, Language]]:
    """Yield every question in every language that it has, of the versions whose answers are taken or may be soon."""
    versions = SurveyVersion.objects.filter(is_retired=False, survey__is_sensitive=False).defer("frozen")
    for version in versions:
        for code in version.definition.languages:
            for question in version.definition.questions:
                yield question, language_with(code)


def _files() -> list[str]:
    return default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []


def _make(digest: str, question: Question, language: Language) -> bool:
    offer = BY_KIND["audio"]
    if formats.why_not(offer, language):
        return False
    try:
        narration = narrate(document_of(question, language), formats.kit_for(offer, language))
    except CannotMake:
        return False
    except Exception:
        # One question that can't be read must not keep the others from being heard; it is tried again at the next turn.
        logger.exception("The question %s could not be read aloud in %s", question.key, language.code)
        return False
    default_storage.save(_name_of(digest), ContentFile(narration.mp3))
    return True
