"""Which comments somebody may see, and what is known of names here. Reads only."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from feedback.comments.models import Comment
from feedback.comments.services import Person, may_lead, may_moderate
from feedback.comments.triage import OPEN_CONCERNS
from guidance.directory.models import Locality

WORRIES = [state.value for state in OPEN_CONCERNS]
#: What nobody has to do anything about.
DONE = [Comment.State.CLEAR.value, Comment.State.CLOSED.value]


def comments_for(person: Person) -> QuerySet[Comment]:
    """Return what this person may read: moderators all, safeguarding leads what is or was a worry."""
    if may_moderate(person):
        return Comment.objects.all()
    if may_lead(person):
        return Comment.objects.filter(Q(state__in=WORRIES) | Q(notes__state__in=WORRIES)).distinct()
    return Comment.objects.none()


def people_here() -> list[str]:
    """Return the names of those who have an account: staff are named in comments, too. One query."""
    names = get_user_model()._default_manager.exclude(last_name="").values_list("first_name", "last_name")
    return [f"{first} {last}".strip() for first, last in names]


def places_here() -> list[str]:
    """Return the names of the areas."""
    return [str(label) for label in Locality.labels]
