"""What was done with releases, in Wagtail's log."""

from typing import Any

from wagtail.log_actions import LogActionRegistry

from feedback.outcomes.models import Release
from home.audit import actions
from home.audit.actions import note

ASKED, ACCEPTED = "feedback.release.ask", "feedback.release.accept"
TAKEN_BACK, APPROVED = "feedback.release.take_back", "feedback.release.approve"
_WORDS = {
    ASKED: ("Ask for a release", "Asked for"),
    ACCEPTED: ("Accept a proposal for a release", "Accepted a proposal"),
    TAKEN_BACK: ("Take back a release", "Taken back"),
    APPROVED: ("Approve a release", "Approved, and published"),
}


def log(release: Release, action: str, user: Any, *, said: str = "") -> None:
    note(action, release, user=user, title=f"Release {release}", said=said)


def register(registry: LogActionRegistry) -> None:
    actions.register(registry, _WORDS)
