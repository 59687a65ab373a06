"""Where practitioners read what worked for others, write what worked for them, and moderators let it through."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guidance import queries
from guidance.models import Door, Story
from guidance.models.stories import STORY_TEXTS
from guidance.practice import stories, training
from home.languages import SOURCE
from home.records import column


class StoryForm(forms.ModelForm):
    """A story, looked through for what says who a family is."""

    role = forms.ChoiceField(label="Your role")
    is_nobody = forms.BooleanField(required=False, label="I have looked: none of these words says who a family is.")
    #: What may say who somebody is: said beside the tick.
    perhaps: list[str] = []

    class Meta:
        model = Story
        fields = [*STORY_TEXTS, "topics", "role", "place"]
        widgets = {
            "topics": forms.CheckboxSelectMultiple,
            **{name: forms.Textarea(attrs={"rows": 4}) for name in STORY_TEXTS[1:]},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose"), *((name, name) for name in training.roles().values())]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        self.fields["topics"].label_from_instance = lambda door: column(door, "title", SOURCE)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what says who somebody is; ask for a second look at what may.

        Raises:
            ValidationError: it names a number, an address or a date; or the author has not looked again.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        never, self.perhaps = stories.telling([cleaned.get(name, "") for name in STORY_TEXTS])
        if never:
            raise forms.ValidationError(f"Take out what may say who somebody is: {', '.join(never)}")
        if self.perhaps and not cleaned.get("is_nobody"):
            self.add_error("is_nobody", f"Look at these words again: {', '.join(self.perhaps)}")
        return cleaned


class DecisionForm(forms.Form):
    """What a moderator decides; a story is never sent back without a word."""

    state = forms.ChoiceField(choices=[(each.value, each.label) for each in Story.State if each != Story.State.WAITING])
    word_back = forms.CharField(max_length=500, required=False)
    #: Which words were read: their author may have changed them since.
    read = forms.CharField(max_length=64, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") == Story.State.SENT_BACK and not cleaned.get("word_back", "").strip():
            self.add_error("word_back", "Say what to change: the author reads it.")
        return cleaned


def _topics() -> list[tuple[str, str]]:
    return [(card.code, card.title) for card in queries.door_cards(SOURCE) if card.kind == Door.Kind.TOPIC]


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """List the stories that are shown: `?q=` words, `?topic=` a topic; and above them what waits for this person."""
    words, topic = request.GET.get("q", "")[:200], request.GET.get("topic", "")
    topics = _topics()
    is_moderator = request.user.has_perm(stories.MODERATE)
    waiting = Story.objects.filter(state=Story.State.WAITING).exclude(written_by=request.user.pk)
    context = {
        "source": SOURCE,
        "stories": stories.found(words, topic if topic in dict(topics) else ""),
        "q": words,
        "topic": topic,
        "topics": topics,
        "own": Story.objects.filter(written_by=request.user.pk).exclude(state=Story.State.APPROVED),
        "waiting": waiting if is_moderator else [],
    }
    return TemplateResponse(request, "guidance/practice/stories.html", context)


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one story; to a moderator who is not its author, with what to decide.

    Raises:
        Http404: there is no such story.
        PermissionDenied: it is not shown, and not this person's.
    """
    found = get_object_or_404(Story, pk=pk)
    if not stories.may_read(request.user, found):
        raise PermissionDenied
    return _show(request, found, DecisionForm())


def _show(request: HttpRequest, found: Story, form: DecisionForm) -> HttpResponse:
    context = {
        "source": SOURCE,
        "story": found,
        "topics": [column(door, "title", SOURCE) for door in found.topics.all()],
        "may_change": stories.may_change(request.user, found),
        "may_decide": stories.may_decide(request.user, found),
        "perhaps": stories.telling([getattr(found, name) for name in STORY_TEXTS])[1],
        "form": form,
        "read": digest_of(found),
    }
    return TemplateResponse(request, "guidance/practice/story.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def write_story(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Take a new story, or one that was sent back, and let it wait for a moderator.

    Raises:
        Http404: there is no such story.
        PermissionDenied: this person writes none, or it is not theirs to change now.
    """
    written = get_object_or_404(Story, pk=pk) if pk else Story(written_by=request.user)  # type: ignore[misc]
    allowed = stories.may_change(request.user, written) if pk else request.user.has_perm("guidance.add_story")
    if not allowed:
        raise PermissionDenied
    form = StoryForm(request.POST or None, instance=written)
    if request.method == "POST" and form.is_valid():
        written = form.save(commit=False)
        written.state, written.word_back = Story.State.WAITING, ""
        written.save()
        form.save_m2m()
        messages.success(request, "Thank you. A moderator reads it before others do.")
        return redirect("story", pk=written.pk)
    context = {"source": SOURCE, "form": form, "story": written}
    return TemplateResponse(request, "guidance/practice/story_form.html", context, status=422 if form.errors else 200)


def digest_of(found: Story) -> str:
    """Return what a decision is tied to: the words that were read."""
    return hashlib.sha256("\0".join(getattr(found, name) for name in STORY_TEXTS).encode()).hexdigest()


@require_POST
def decide_story(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a moderator has decided.

    Raises:
        Http404: there is no such story.
        PermissionDenied: this person moderates none, or wrote it.
    """
    found = get_object_or_404(Story, pk=pk)
    if not stories.may_decide(request.user, found):
        raise PermissionDenied
    form = DecisionForm(request.POST)
    if form.is_valid() and form.cleaned_data["read"] != digest_of(found):
        form.add_error(None, "The author has changed this story since you opened it. Read it again, then decide.")
    if not form.is_valid():
        return _show(request, found, form)
    state = Story.State(form.cleaned_data["state"])
    stories.decide(found, state, by=request.user, word_back=form.cleaned_data["word_back"])
    messages.success(request, f"Done: {state.label.lower()}.")
    return redirect("stories")
