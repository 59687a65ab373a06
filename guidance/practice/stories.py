"""Practitioners' stories of what worked: which may be read by whom, found by words; let through by another person."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from guidance.directory.models import Locality
from guidance.models import Story
from guidance.models.stories import STORY_TEXTS
from home.audit.actions import DECIDED, note
from home.redaction import Kind, propose

MODERATE = "guidance.moderate_story"
#: What may stand in no story, whoever says that it names nobody.
_NEVER = {Kind.EMAIL, Kind.HANDLE, Kind.HEALTH_NUMBER, Kind.PHONE, Kind.POSTCODE, Kind.DATE}


class OwnStory(Exception):
    """Nobody decides on a story of their own."""


def found(words: str, topic: str = "") -> QuerySet[Story]:
    """Return the stories that are shown, the latest first: those that hold every word, and stand under a topic."""
    stories = Story.objects.filter(state=Story.State.APPROVED).prefetch_related("topics")
    for word in words.split()[:10]:
        anywhere = Q()
        for field in STORY_TEXTS:
            anywhere |= Q(**{f"{field}__icontains": word})
        stories = stories.filter(anywhere)
    return stories.filter(topics__code=topic) if topic else stories


def may_read(user: Any, story: Story) -> bool:
    """Tell whether this person may read a story: everybody, once it is shown; before, its author and moderators."""
    is_own = story.written_by_id is not None and story.written_by_id == user.pk
    return story.state == Story.State.APPROVED or is_own or bool(user.has_perm(MODERATE))


def may_change(user: Any, story: Story) -> bool:
    """Tell whether this person may rewrite a story: its author, until it is shown."""
    return story.written_by_id == user.pk and story.state in (Story.State.WAITING, Story.State.SENT_BACK)


def may_decide(user: Any, story: Story) -> bool:
    """Tell whether this person may let a story through: a moderator who is not its author."""
    return bool(user.has_perm(MODERATE)) and story.written_by_id != user.pk


def telling(texts: list[str]) -> tuple[list[str], list[str]]:
    """Return what in these texts may say who somebody is: what may never stand there, and what to look at again."""
    never: dict[str, None] = {}
    perhaps: dict[str, None] = {}
    for text in texts:
        for proposal in propose(text, places=map(str, Locality.labels)):
            words = text[proposal.start : proposal.end]
            (never if proposal.kind in _NEVER and proposal.is_sure else perhaps)[words] = None
    return list(never), [words for words in perhaps if words not in never]


def decide(story: Story, state: Story.State, *, by: Any, word_back: str = "") -> None:
    """Show a story, send it back with a word, or take it down.

    Raises:
        OwnStory: it is of the person who decides.
    """
    if story.written_by_id == by.pk:
        raise OwnStory
    story.state, story.word_back = state, word_back
    story.decided_by, story.decided_on = by, timezone.localdate()
    story.save(update_fields=["state", "word_back", "decided_by", "decided_on"])
    # Not by its title: it is of a family, and may have to be taken down because it says of which.
    note(DECIDED, story, user=by, title="Story", said=str(state.label))
