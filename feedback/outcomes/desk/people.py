"""Who may do what with releases."""

from typing import Any

from django.core.exceptions import PermissionDenied

from feedback.outcomes.releases.approving import APPROVE, ASK

VIEW = "feedback.view_release"


def may_look(user: Any) -> bool:
    return any(user.has_perm(permission) for permission in (VIEW, ASK, APPROVE))


def need_to_look(user: Any) -> None:
    """Let those in who may see releases.

    Raises:
        PermissionDenied: this person may not.
    """
    if not may_look(user):
        raise PermissionDenied


def need(user: Any, permission: str) -> None:
    """Let those in who have a permission.

    Raises:
        PermissionDenied: this person has not.
    """
    if not user.has_perm(permission):
        raise PermissionDenied
