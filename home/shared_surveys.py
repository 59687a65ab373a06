"""Surveys that anybody may be sent to by the way in that all of a service share. Who has surveys names them here."""

from collections.abc import Callable
from dataclasses import dataclass

from home.languages import Language


@dataclass(frozen=True, slots=True)
class SharedSurvey:
    """A survey that is open now.

    ``key`` stays the same from wave to wave; ``words`` is the language of ``title``, and ``service`` what it is about.
    """

    key: str
    title: str
    service: str
    url: str
    words: Language
    is_exit: bool


#: Returns what is open for readers of a language; of one key alone, where one is given.
Open = Callable[[Language, str], list[SharedSurvey]]
_registry: list[Open] = []


def opens_surveys(surveys: Open) -> Open:
    """Register what returns surveys."""
    if surveys not in _registry:
        _registry.append(surveys)
    return surveys


def open_surveys(language: Language) -> list[SharedSurvey]:
    """Return every survey that is open now."""
    return [survey for surveys in _registry for survey in surveys(language, "")]


def open_survey(key: str, language: Language) -> SharedSurvey | None:
    """Return the survey with this key, if it is open now."""
    return next((survey for surveys in _registry for survey in surveys(language, key)), None)
