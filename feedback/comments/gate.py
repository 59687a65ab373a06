"""When there is a box to write in: only where people are named who read what is written."""

from typing import Any, Protocol


class Moderated(Protocol):
    """What a survey says of who reads its comments."""

    moderator: Any
    second_moderator: Any
    safeguarding_lead: Any
    moderation_hours: str
    moderation_languages: Any


def is_open(survey: Moderated, language: str) -> bool:
    """Tell whether families may write in their own words: two moderators, a safeguarding lead, hours, the language."""
    people = (survey.moderator, survey.second_moderator, survey.safeguarding_lead)
    are_there = all(person is not None and person.is_active for person in people)
    return (
        are_there
        and survey.moderator != survey.second_moderator
        and bool(survey.moderation_hours.strip())
        and language in survey.moderation_languages
    )
