"""The step of a workflow in which another person approves."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import AbstractGroupApprovalTask, TaskState


class SecondPersonApproval(AbstractGroupApprovalTask):
    """Approval by a member of a group who did not make the last change: nobody sees their own slips."""

    class Meta:
        verbose_name = "approval by a second person"
        verbose_name_plural = "approvals by a second person"

    @classmethod
    def get_description(cls) -> str:
        return "Members of these groups approve what somebody else has changed last"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Return what this person may do here: not approve their own words."""
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve"] if _has_changed(obj, user) else actions

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Do as somebody has decided.

        Raises:
            PermissionDenied: they approve what they have changed themselves, perhaps in this very moment.
        """
        if action_name == "approve" and task_state.revision.user_id == user.pk:
            raise PermissionDenied
        if action_name == "approve" and _has_changed(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)


def _has_changed(obj: Any, user: Any) -> bool:
    latest = obj.get_latest_revision()
    return bool(latest and latest.user_id == user.pk)
