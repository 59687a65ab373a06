"""What is noted of the work of staff, beyond what Wagtail notes by itself."""

from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.log_actions import log as write

SIGNED, DECIDED, PREPARED = "home.signed", "home.decided", "home.prepared"
TRANSLATED, TAKEN_OUT, RIGHTS = "home.translated", "home.taken_out", "home.rights"
MADE_TOKEN, REVOKED_TOKEN, FORGOTTEN = "home.made_token", "home.revoked_token", "home.forgotten"
#: The name of each in lists, and what an entry says, before what else there is to say of it.
_WORDS = {
    SIGNED: ("Sign for words", "Signed"),
    DECIDED: ("Decide what becomes of it", "Decided"),
    PREPARED: ("Prepare a comment's words", "Prepared its words"),
    TRANSLATED: ("Translate words", "Changed the translation"),
    TAKEN_OUT: ("Take out a file", "Took out a file"),
    RIGHTS: ("Change what somebody may do", "Changed what may be done"),
    MADE_TOKEN: ("Make an API token", "Made"),
    REVOKED_TOKEN: ("Revoke an API token", "Revoked"),
    FORGOTTEN: ("Delete old lines of this log", "Deleted old lines of this log"),
}


def note(action: str, instance: Any, *, user: Any = None, title: str = "", said: str = "") -> None:
    """Write a line into the log: who did what to which record, and what else there is to say of it.

    Without a title the line is named as the record is: give one where that name may be of somebody outside.
    """
    write(instance=instance, action=action, user=user, title=title or None, data={"said": said} if said else {})


def register(actions: LogActionRegistry, words: Mapping[str, tuple[str, str]] = _WORDS) -> None:
    """Name actions: what one does, and what was done."""
    for action, (label, message) in words.items():
        actions.register_action(action)(_formatter(label, message))


def _formatter(label: str, message: str) -> type[LogFormatter]:
    def format_message(self: LogFormatter, entry: Any) -> str:
        said = entry.data.get("said", "")
        return f"{message}: {said}" if said else message

    return type("Noted", (LogFormatter,), {"label": label, "format_message": format_message})
