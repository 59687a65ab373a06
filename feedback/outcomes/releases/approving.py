"""What people do with a release: ask for it, accept a proposal, approve it, ask for another issue."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from feedback.outcomes.models import Release, digest_of
from feedback.outcomes.periods import Quarter

ASK, APPROVE = "feedback.add_release", "feedback.approve_release"


@transaction.atomic
def ask_for(quarter: Quarter, user: Any) -> Release:
    """Ask for the release of a quarter: its first, or another issue. The worker builds it.

    Raises:
        PermissionDenied: this person may not.
        ValidationError: one is on its way already.
    """
    if not user.has_perm(ASK):
        raise PermissionDenied
    same = Release.objects.filter(year=quarter.year, number=quarter.number)
    if same.filter(state__in=[Release.State.WAITING, Release.State.BUILT]).exists():
        raise ValidationError("A release of this quarter is on its way. Approve it, or take it back, first.")
    same.filter(state=Release.State.REFUSED).delete()
    issue = same.count() + 1
    return Release.objects.create(year=quarter.year, number=quarter.number, issue=issue, asked_by=user)


def accept_proposal(release: Release, number: int) -> None:
    """Accept what the audit proposed, and have the release built anew.

    Raises:
        ValidationError: there is no such proposal, or nothing can be built of it.
    """
    proposals = release.audit.get("proposals", [])
    if release.state != Release.State.REFUSED or not 0 <= number < len(proposals):
        raise ValidationError("This release is not waiting for that.")
    proposal, choices = proposals[number], dict(release.choices)
    if "merge" in proposal:
        choices["merge"] = [*choices.get("merge", []), proposal["merge"]]
    if "drop" in proposal:
        choices["drop"] = list(dict.fromkeys([*choices.get("drop", []), *proposal["drop"]]))
    if choices == release.choices:
        raise ValidationError("There is nothing to do but to wait.")
    release.choices, release.state = _joined(choices), Release.State.WAITING
    release.save()


def _joined(choices: dict[str, Any]) -> dict[str, Any]:
    """Return the choices with groups that share a member as one."""
    joined: list[list[str]] = []
    for group in choices.get("merge", []):
        touching = [each for each in joined if set(each) & set(group)]
        joined = [each for each in joined if each not in touching]
        joined.append(list(dict.fromkeys(name for each in (*touching, group) for name in each)))
    return choices | ({"merge": joined} if joined else {})


@transaction.atomic
def take_back(release: Release) -> None:
    """Delete a release that nobody has approved; nothing where somebody has already.

    Raises:
        IsReleased: it is published, perhaps since it was read.
    """
    kept = Release.objects.select_for_update().filter(pk=release.pk).first()
    if kept is not None:
        kept.delete()


@transaction.atomic
def approve(release: Release, user: Any) -> None:
    """Publish a release; the issue before it stays, marked as replaced.

    Raises:
        PermissionDenied: this person may not.
        ValidationError: it is not built, was changed since, this person asked for it, or it was audited beside
            other figures of its year than those that stand.
    """
    if not user.has_perm(APPROVE):
        raise PermissionDenied
    kept = Release.objects.select_for_update().get(pk=release.pk)
    if kept.state != Release.State.BUILT or digest_of(kept.payload) != kept.digest:
        raise ValidationError("This release is not ready to be approved.")
    others = Release.objects.filter(year=kept.year, state=Release.State.APPROVED).exclude(number=kept.number)
    if (kept.payload or {})["beside"] != {str(each.quarter): each.issue for each in others.defer("payload")}:
        raise ValidationError(
            "Figures of another quarter were published after this was built, and the two could tell between them what "
            "is hidden. Take this release back, and ask for it anew."
        )
    kept.approved_by, kept.approved_on, kept.state = user, timezone.localdate(), Release.State.APPROVED
    kept.clean()
    earlier = Release.objects.filter(year=kept.year, number=kept.number, state=Release.State.APPROVED)
    earlier.update(state=Release.State.REPLACED)
    kept.save()
