"""Where moderators read what families wrote, and safeguarding leads take up what worries somebody."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from feedback.comments import services
from feedback.comments.gate import ROUNDS_A_DAY
from feedback.comments.hints import HIGHEST
from feedback.comments.models import Comment
from feedback.comments.queries import DONE, WORRIES, comments_for, people_here, places_here
from feedback.comments.services import Decided, NeedsAnother, NoSuchStep, NothingToQuote, NotPermitted, Overtaken
from feedback.comments.triage import OPEN_CONCERNS, SETTLED, State, needs_two, ways_on
from home.languages import REGISTRY, SOURCE, Language, find
from home.models.helplines import HelplineCard
from home.redaction import Kind, Proposal, places_of, propose
from home.urgent_help import HelplineShelf

PAGE_LENGTH = 50
_LOOKED_AROUND = 30
#: Who is rung when somebody may be in danger: by key, for numbers are records.
DANGER_LINES = ("emergency", "gateway", "emergency-social-work")

#: What follows from a decision, beside its button.
CONSEQUENCES: dict[State, Promise] = {
    State.SCREENED: gettext_lazy("You have read it. It no longer counts as waiting."),
    State.CLEAR: gettext_lazy("Nothing in it says who somebody is, and nothing is to be done. It may be quoted."),
    State.IDENTIFYING: gettext_lazy("It says who somebody is. Take that out below before anybody else reads it."),
    State.CONCERN: gettext_lazy("It goes to the head of the queue and to the safeguarding lead’s list."),
    State.IMMEDIATE: gettext_lazy("It stands above all others, and this page shows whom to ring now."),
    State.ESCALATED: gettext_lazy("You have passed it on: to the safeguarding lead, or as a case. Write its number."),
    State.CLOSED: gettext_lazy("Nothing is left to do. It leaves the queue."),
}
#: How bad the worst is, defined: two people should give one number.
PRIORITIES: tuple[tuple[int, Promise], ...] = (
    (0, gettext_lazy("0: praise, or a wish")),
    (1, gettext_lazy("1: something small went wrong")),
    (2, gettext_lazy("2: something went wrong that troubled them")),
    (3, gettext_lazy("3: something went badly wrong, or nobody helped")),
    (4, gettext_lazy("4: somebody was harmed, or care was poor")),
    (5, gettext_lazy("5: somebody may be in danger")),
)
KINDS: dict[Kind, Promise] = {
    Kind.EMAIL: gettext_lazy("e-mail address"),
    Kind.WEB: gettext_lazy("web address"),
    Kind.HANDLE: gettext_lazy("account name"),
    Kind.HEALTH_NUMBER: gettext_lazy("ten digits, as a Health and Care number has"),
    Kind.DATE: gettext_lazy("date"),
    Kind.PHONE: gettext_lazy("phone number"),
    Kind.POSTCODE: gettext_lazy("postcode"),
    Kind.NUMBER: gettext_lazy("long number"),
    Kind.PLACE: gettext_lazy("place"),
    Kind.NAME: gettext_lazy("name"),
}


# --- The queue ------------------------------------------------------------------------------------------------------


class FilterForm(forms.Form):
    """Which comments are listed. Nothing chosen: those that somebody still has to do something about."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("to do")), ("all", gettext_lazy("all")), *Comment.State.choices],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    priority = forms.ChoiceField(
        label=gettext_lazy("At least"),
        required=False,
        choices=[("", gettext_lazy("any")), *((str(number), str(number)) for number in range(1, HIGHEST + 1))],
    )
    survey = forms.ChoiceField(label=gettext_lazy("Survey"), required=False)

    def __init__(self, data: Any, comments: QuerySet[Comment]) -> None:
        super().__init__(data)
        codes = set(comments.order_by().values_list("language", flat=True).distinct())
        names = [(language.code, language.english_name) for language in REGISTRY if language.code in codes]
        surveys = comments.order_by().values_list("wave__survey", "wave__survey__title_en").distinct()
        self.fields["language"].choices = [("", _("any")), *names]  # type: ignore[attr-defined]
        self.fields["survey"].choices = [  # type: ignore[attr-defined]
            ("", _("any")),
            *sorted(((str(pk), title) for pk, title in surveys), key=lambda choice: choice[1]),
        ]

    def chosen(self, comments: QuerySet[Comment]) -> QuerySet[Comment]:
        """Return the comments that were asked for; what can't be read asks for nothing."""
        self.is_valid()
        said = self.cleaned_data
        if said.get("state") in Comment.State.values:
            comments = comments.filter(state=said["state"])
        elif not said.get("state"):
            comments = comments.exclude(state__in=DONE)
        if said.get("language"):
            comments = comments.filter(language=said["language"])
        if said.get("priority"):
            comments = comments.filter(priority__gte=int(said["priority"]))
        return comments.filter(wave__survey=said["survey"]) if said.get("survey") else comments


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue: what it is about, and none of its words."""

    comment: Comment
    language: Language | None

    @property
    def tone(self) -> str:
        return "critical" if self.comment.state in WORRIES else "warning" if self.comment.state == "new" else ""

    @property
    def has_waited(self) -> bool:
        return self.comment.rounds_unread >= ROUNDS_A_DAY


@require_safe
def comment_queue(request: HttpRequest) -> HttpResponse:
    """List the comments this person may read, the worst first.

    Raises:
        PermissionDenied: this person may read none.
    """
    mine = _mine(request)
    form = FilterForm(request.GET, mine)
    found = form.chosen(mine).select_related("wave__survey", "service")
    page = Paginator(found.order_by("-priority", "id"), PAGE_LENGTH).get_page(request.GET.get("p"))
    query = request.GET.copy()
    query.pop("p", None)
    context = {
        "form": form,
        "page": page,
        "rows": [Row(comment, find(comment.language)) for comment in page],
        "query": query.urlencode(),
        "has_any": mine.exists(),
    }
    return TemplateResponse(request, "feedback/admin/comments.html", context)


def _mine(request: HttpRequest) -> QuerySet[Comment]:
    if not (services.may_moderate(request.user) or services.may_lead(request.user)):
        raise PermissionDenied
    return comments_for(request.user)


def _comment(request: HttpRequest, pk: Any) -> Comment:
    return get_object_or_404(_mine(request).select_related("wave__survey__safeguarding_lead", "service"), pk=pk)


# --- One comment ----------------------------------------------------------------------------------------------------


class DecisionForm(forms.Form):
    """A step, and what there is to say of it."""

    to = forms.ChoiceField(choices=Comment.State.choices)
    seen = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What you saw and did. Everybody who may read the comment can read it."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Case reference"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("The number in the Trust’s own system. The case itself is kept there."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        is_note = said.get("to") == str(said.get("seen", "")).partition(".")[0]
        if is_note and not (said.get("words") or said.get("reference")):
            self.add_error("words", _("Write a note, or a case reference: there is nothing to keep."))
        return said


class WordsForm(forms.ModelForm):
    """What a moderator makes of a comment."""

    class Meta:
        model = Comment
        fields = ["redacted", "english", "priority", "themes", "is_publishable"]
        widgets = {
            "redacted": forms.Textarea(attrs={"rows": 6}),
            "english": forms.Textarea(attrs={"rows": 6, "lang": SOURCE.tag, "dir": SOURCE.dir}),
            "priority": forms.Select(choices=PRIORITIES),
            "themes": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, words: Language | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words is not None:
            self.fields["redacted"].widget.attrs |= {"lang": words.tag, "dir": words.dir}
        self.fields["redacted"].help_text = _("Only these words are ever quoted.")
        self.fields["is_publishable"].help_text = _(
            "Only when they say of nobody who it is, and the comment is settled: nothing to worry about, or closed."
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_publishable") and not str(said.get("redacted", "")).strip():
            self.add_error("redacted", _("There are no words to quote yet."))
        if said.get("is_publishable") and State(self.instance.state) not in SETTLED:
            self.add_error("is_publishable", _("It is not settled yet: decide that first."))
        return said


@dataclass(frozen=True, slots=True)
class Proposed:
    """Something that might have to go, with what stands around it."""

    span: str
    before: str
    words: str
    after: str
    kind: Promise
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A decision that can be taken now."""

    to: str
    label: str
    consequence: str
    tone: str


@require_safe
def comment_screen(request: HttpRequest, pk: Any) -> HttpResponse:
    """Show one comment, and everything that can be done with it.

    Raises:
        Http404: there is none, or this person may not read it.
    """
    return _screen(request, _comment(request, pk))


def _screen(
    request: HttpRequest,
    comment: Comment,
    *,
    decision: DecisionForm | None = None,
    words: WordsForm | None = None,
    also: str = "",
) -> HttpResponse:
    state, language = State(comment.state), find(comment.language)
    is_moderator = services.may_moderate(request.user)
    failed = any(form is not None and form.errors for form in (decision, words)) or also
    context = {
        "comment": comment,
        "language": language,
        "source": SOURCE,
        "is_moderator": is_moderator,
        "proposals": _proposed(comment) if is_moderator else [],
        "left": _left(comment),
        "ways": _ways(request, comment),
        "decision": decision or DecisionForm(initial={"seen": services.seen_as(comment)}),
        "words_form": words or WordsForm(instance=comment, words=language),
        "also": also,
        "closing": services.closing_of(comment),
        "lines": _lines(state),
        "is_danger": state is State.IMMEDIATE,
        "is_worry": state in OPEN_CONCERNS,
        "lead": comment.wave.survey.safeguarding_lead,
        "notes": comment.notes.select_related("decided_by"),
    }
    # The words stay nowhere: neither in the browser's own store, nor in anything between.
    response = TemplateResponse(request, "feedback/admin/comment.html", context, status=422 if failed else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _ways(request: HttpRequest, comment: Comment) -> list[Way]:
    now = State(comment.state)
    found = [Way(now.value, _("Only keep this note"), _("Nothing else changes."), "button-secondary")]
    for to in ways_on(now):
        if services.may_decide(request.user, now, to):
            tone = "no" if to in OPEN_CONCERNS else "button-secondary"
            found.append(Way(to.value, str(Comment.State(to.value).label), _consequence(comment, to), tone))
    return found[1:] + found[:1] if services.may_decide(request.user, now, now) else found[1:]


def _consequence(comment: Comment, to: State) -> str:
    if not needs_two(State(comment.state), to):
        return str(CONSEQUENCES[to])
    first = services.closing_of(comment)
    if first is None:
        return _("Two people close a worry. Yours is the first word; it stays open until another person says the same.")
    return _("%(person)s has said so already. If you are another person, this closes it.") % {
        "person": first.decided_by
    }


def _lines(state: State) -> list[HelplineCard]:
    return HelplineShelf().cards(DANGER_LINES, SOURCE) if state in OPEN_CONCERNS else []


def _proposed(comment: Comment) -> list[Proposed]:
    text = comment.original
    return [
        Proposed(
            span=f"{each.start}-{each.end}",
            before=text[max(0, each.start - _LOOKED_AROUND) : each.start],
            words=text[each.start : each.end],
            after=text[each.end : each.end + _LOOKED_AROUND],
            kind=KINDS[each.kind],
            is_sure=each.is_sure,
        )
        for each in _found_in(text)
    ]


def _found_in(text: str) -> tuple[Proposal, ...]:
    return propose(text, people=people_here(), places=places_here())


def _left(comment: Comment) -> list[str]:
    """Return what is still found in the words that might be quoted: the moderator may have good reason to leave it."""
    return [comment.redacted[each.start : each.end] for each in _found_in(comment.redacted)]


@require_POST
def decide_comment(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a decision about a comment, or keep a note on it."""
    comment = _comment(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _screen(request, comment, decision=form)
    said = form.cleaned_data
    try:
        done = services.decide(
            comment, said["to"], request.user, words=said["words"], reference=said["reference"], seen=said["seen"]
        )
    except NotPermitted as refused:
        raise PermissionDenied from refused
    except (NeedsAnother, NoSuchStep, Overtaken) as refused:
        form.add_error(None, str(_REFUSED[type(refused)]))
        # What was typed is kept; what was seen is what stands there now.
        form.data = request.POST.copy()
        form.data["seen"] = services.seen_as(comment)
        return _screen(request, Comment.objects.get(pk=comment.pk), decision=form)
    messages.success(request, str(_DONE[done]))
    return redirect("comment_screen", pk=comment.pk)


_REFUSED: dict[type[Exception], Promise] = {
    NeedsAnother: gettext_lazy("You have said so already. Another person has to say the same."),
    NoSuchStep: gettext_lazy("There is no way from where it is to there."),
    Overtaken: gettext_lazy("Somebody else has decided something meanwhile. Read it below, then decide again."),
}
_DONE: dict[Decided, Promise] = {
    Decided.DONE: gettext_lazy("Noted."),
    Decided.WAITS: gettext_lazy("Noted. It stays open until another person says the same."),
}


@require_POST
def take_out_of_comment(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take what was ticked, and what was named, out of the words."""
    comment = _comment(request, pk)
    named = [line.strip() for line in request.POST.get("also", "").splitlines() if line.strip()]
    missing = [line for line in named if not places_of(comment.original, line)]
    if missing:
        messages.error(request, _("These words do not stand in it: %(words)s") % {"words": ", ".join(missing)})
        return _screen(request, comment, also=request.POST["also"])
    spans = [span for line in named for span in places_of(comment.original, line)]
    spans += [span for ticked in request.POST.getlist("span") if (span := _span(ticked))]
    try:
        services.take_out(comment, request.user, spans)
    except NotPermitted as refused:
        raise PermissionDenied from refused
    except NothingToQuote:
        messages.error(request, _("The words as they were written have been deleted."))
        return redirect("comment_screen", pk=comment.pk)
    messages.success(request, _("Taken out. Read what is left: only a person sees what a machine misses."))
    return redirect(reverse("comment_screen", args=[comment.pk]) + "#words")


def _span(ticked: str) -> tuple[int, int] | None:
    start, _dash, end = ticked.partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


@require_POST
def describe_comment(request: HttpRequest, pk: Any) -> HttpResponse:
    """Keep the words without names, in English, the themes, and how bad it is."""
    comment = _comment(request, pk)
    if not services.may_moderate(request.user):
        raise PermissionDenied
    form = WordsForm(request.POST, instance=Comment.objects.get(pk=comment.pk), words=find(comment.language))
    if not form.is_valid():
        return _screen(request, comment, words=form)
    said = form.cleaned_data
    try:
        services.describe(
            comment,
            request.user,
            redacted=said["redacted"],
            english=said["english"],
            priority=said["priority"],
            themes=said["themes"],
            may_be_quoted=said["is_publishable"],
        )
    except NothingToQuote:
        form.add_error("is_publishable", _("It is not settled yet: decide that first."))
        return _screen(request, comment, words=form)
    messages.success(request, _("Kept."))
    return redirect("comment_screen", pk=comment.pk)


urlpatterns = [
    path("comments/", comment_queue, name="comment_queue"),
    path("comments/<uuid:pk>/", comment_screen, name="comment_screen"),
    path("comments/<uuid:pk>/decide/", decide_comment, name="decide_comment"),
    path("comments/<uuid:pk>/take-out/", take_out_of_comment, name="take_out_of_comment"),
    path("comments/<uuid:pk>/describe/", describe_comment, name="describe_comment"),
]


# --- On the desk ----------------------------------------------------------------------------------------------------


class CommentsMenuItem(MenuItem):
    """Leads those to the comments who may read some."""

    def is_shown(self, request: HttpRequest) -> bool:
        return services.may_moderate(request.user) or services.may_lead(request.user)


def menu_item() -> MenuItem:
    return CommentsMenuItem(gettext_lazy("Comments"), reverse_lazy("comment_queue"), icon_name="comment", order=246)


class WaitingComments(Component):
    """Says on the dashboard what there is to read, and what worries somebody."""

    order = 5

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def render_html(self, parent_context: Any = None) -> str:
        mine = comments_for(self.request.user)
        worries, unread = mine.filter(state__in=WORRIES).count(), mine.filter(state=Comment.State.NEW).count()
        if not (worries or unread):
            return ""
        said = _("Worries that are open: %(worries)s. Nobody has read yet: %(unread)s.")
        return format_html(
            '<div class="help-block help-{}" role="alert"><strong>{}</strong> {} <a href="{}">{}</a></div>',
            "critical" if worries else "warning",
            _("Comments are waiting."),
            said % {"worries": worries, "unread": unread},
            reverse("comment_queue"),
            _("Read them"),
        )
