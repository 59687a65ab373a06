"""When a file left, as it says itself. Pure."""

from datetime import datetime

from guidance.content.files import BadContent


def read_moment(words: str, name: str) -> datetime:
    """Return when a file left.

    Raises:
        BadContent: that is no moment, or one in no time zone.
    """
    try:
        moment = datetime.fromisoformat(words.strip())
    except ValueError as error:
        raise BadContent(f"{name}: it does not say when it left: {words[:40]!r}") from error
    if moment.tzinfo is None:
        raise BadContent(f"{name}: it does not say when it left: {words[:40]!r} is in no time zone")
    return moment
