"""What is asked before something is done with a release: it says what will be, and what can't be undone."""

from dataclasses import dataclass

from django.urls import reverse

from feedback.outcomes.desk.quarters import Standing
from feedback.outcomes.desk.release_screen import seen_as
from feedback.outcomes.models import Release


@dataclass(frozen=True, slots=True)
class Question:
    title: str
    subtitle: str
    words: tuple[str, ...]
    yes: str
    #: Where "no" leads.
    back: str
    #: What the reader saw, as `seen_as` has it.
    seen: str = ""
    is_serious: bool = False


def about_asking(standing: Standing) -> Question:
    return Question(
        title="Ask for a release",
        subtitle=standing.code,
        words=(
            "The worker counts the answers, hides what would say who somebody is, and looks for what could still be "
            "worked out. Nothing is published until a second person has approved it.",
        ),
        yes="Ask for it",
        back=reverse("outcomes_ask"),
    )


def about_another(standing: Standing) -> Question:
    issue = standing.published.issue if standing.published else 1
    return Question(
        title="Ask for another issue",
        subtitle=standing.code,
        words=(
            f"Issue {issue} of {standing.code} is published. It stays, word for word; when the new issue is approved, "
            "readers see that it was replaced.",
            "Do this only when a published figure is wrong, or when much came in late. Where only a few answers came "
            "since, the difference would show what those few said, and the new issue is refused.",
        ),
        yes="Ask for another issue",
        back=reverse("outcomes_ask"),
        is_serious=True,
    )


def about_accepting(release: Release, proposal: str) -> Question:
    return Question(
        title="Accept this proposal?",
        subtitle=str(release),
        words=(
            proposal,
            "The release is then built anew and put to the audit again. It may propose something more.",
        ),
        yes="Accept and build anew",
        back=_screen(release),
        seen=seen_as(release),
    )


def about_taking_back(release: Release) -> Question:
    return Question(
        title="Take this release back?",
        subtitle=str(release),
        words=(
            "It is deleted, with what was accepted for it. Nothing of it was published, and no answer is lost: the "
            "quarter can be asked for again.",
        ),
        yes="Take it back",
        back=_screen(release),
        seen=seen_as(release),
        is_serious=True,
    )


def about_approving(release: Release) -> Question:
    replaced = "" if release.issue == 1 else " The issue before it is marked as replaced."
    return Question(
        title="Publish these figures?",
        subtitle=str(release),
        words=(
            "Have you looked at every table, and at what changed? You are the second person who answers for them.",
            "From now on everybody can read and download them. They can’t be changed or taken back afterwards: a "
            f"mistake can only be mended by another issue, beside this one.{replaced}",
            f"Digest of these figures: {release.digest}",
        ),
        yes="Approve and publish",
        back=_screen(release),
        seen=seen_as(release),
        is_serious=True,
    )


def _screen(release: Release) -> str:
    return reverse("outcomes_release", args=[release.pk])
