"""What was done with releases, in Wagtail's log."""

from typing import Any

from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.log_actions import log as write

from feedback.outcomes.models import Release

ASKED, ACCEPTED = "feedback.release.ask", "feedback.release.accept"
TAKEN_BACK, APPROVED = "feedback.release.take_back", "feedback.release.approve"
_WORDS = {
    ASKED: ("Ask for a release", "Asked for"),
    ACCEPTED: ("Accept a proposal for a release", "Accepted a proposal"),
    TAKEN_BACK: ("Take back a release", "Taken back"),
    APPROVED: ("Approve a release", "Approved, and published"),
}


def log(release: Release, action: str, user: Any, **said: str) -> None:
    write(instance=release, action=action, user=user, title=f"Release {release}", data=said)


def register(actions: LogActionRegistry) -> None:
    for action, (label, message) in _WORDS.items():
        actions.register_action(action)(_formatter(label, message))


def _formatter(label: str, message: str) -> type[LogFormatter]:
    def format_message(self: LogFormatter, entry: Any) -> str:
        said = entry.data.get("what", "")
        return f"{message}: {said}" if said else message

    return type("ReleaseAction", (LogFormatter,), {"label": label, "format_message": format_message})
