"""What the two pages show: replies by the month they were heard in, and the plan. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from feedback.comments.models import Comment
from feedback.outcomes.cards.told import ToldFigure, figures_told
from feedback.replies.models import (
    ACTION_TEXTS,
    REPLY_TEXTS,
    ActionPlan,
    PlanAction,
    Priority,
    Recommendation,
    Reply,
)
from feedback.replies.words import Shown, Signatures, signatures_for
from home.languages import SOURCE, Language, find
from home.records import column
from home.states import PageState

#: So many replies stand on one page.
REPLIES_A_PAGE = 12
#: Of the words behind a reply, so many are quoted.
QUOTATIONS = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A family's words, without names, in the language they were written in."""

    text: str
    words: Language


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A reply as a reader is shown it. ``answer`` is what was done, is planned, or why it can't be."""

    key: int
    words: Language
    state: PageState
    status: str
    name: str
    said: str
    answer: str
    quotations: tuple[Quotation, ...]
    figure: ToldFigure | None
    owner: str
    heard_on: date
    due: date | None
    done_on: date | None
    is_unanswered: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The replies to what was heard in one month."""

    first_day: date
    replies: tuple[ShownReply, ...]


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action as a reader is shown it."""

    words: Language
    state: PageState
    status: str
    what: str
    reason: str
    owner: str
    due: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class ShownRecommendation:
    """A recommendation, in the language of its priority, and what is done about it."""

    text: str
    actions: tuple[ShownAction, ...]


@dataclass(frozen=True, slots=True)
class ShownPriority:
    """A priority with its recommendations, all in one language."""

    key: str
    words: Language
    state: PageState
    title: str
    summary: str
    recommendations: tuple[ShownRecommendation, ...]

    @property
    def has_actions(self) -> bool:
        return any(recommendation.actions for recommendation in self.recommendations)


#: What a status is called where it is late: it is worked out, never written down.
LATE = "late"


# --- You said, we did -----------------------------------------------------------------------------------------------


def replies_shown(language: Language, *, today: date) -> list[ShownReply]:
    """Return the replies that readers of this language may see, the newest first.

    Three queries, however many; three more where a released figure stands behind one.
    """
    quoted = Comment.objects.filter(is_publishable=True).only("language", "redacted").order_by("pk")
    rows = _in(Reply.objects.all(), REPLY_TEXTS, language).prefetch_related(Prefetch("comments", quoted))
    signatures = signatures_for("reply", (SOURCE, language))
    shown = ((row, signatures.shown(row, language)) for row in rows)
    told = [(row, how) for row, how in shown if how]
    figures = figures_told({row.figure for row, _how in told if row.figure}, language)
    return [_reply(row, how, figures.get(row.figure), today) for row, how in told]


def by_month(replies: Iterable[ShownReply]) -> list[Month]:
    """Return the replies by the month in which they were heard; they come in order."""
    months = groupby(replies, key=lambda reply: reply.heard_on.replace(day=1))
    return [Month(first_day, tuple(group)) for first_day, group in months]


def _reply(row: Reply, how: Shown, figure: ToldFigure | None, today: date) -> ShownReply:
    answers = {Reply.Status.NOT_POSSIBLE.value: "reason", Reply.Status.HEARD.value: ""}
    told = answers.get(row.status, "did")
    return ShownReply(
        key=row.pk,
        words=how.words,
        state=how.state,
        status=row.status,
        name=column(row, "name", how.words),
        said=column(row, "said", how.words),
        answer=column(row, told, how.words) if told else "",
        quotations=tuple(_quotation(comment) for comment in row.comments.all()[:QUOTATIONS]),
        figure=figure,
        owner=row.owner,
        heard_on=row.heard_on,
        due=row.due,
        done_on=row.done_on,
        is_unanswered=row.is_unanswered(today=today),
        is_late=row.is_late(today=today),
    )


def _quotation(comment: Comment) -> Quotation:
    return Quotation(comment.redacted, find(comment.language) or SOURCE)


# --- The plan -------------------------------------------------------------------------------------------------------


def newest_plan() -> ActionPlan | None:
    """Return the plan of the newest years. One query."""
    return ActionPlan.objects.first()


def plan_shown(plan: ActionPlan, language: Language, *, today: date) -> list[ShownPriority]:
    """Return the plan's priorities as readers of this language may see them. Five queries, however many actions."""
    actions = _in(PlanAction.objects.all(), ACTION_TEXTS, language)
    recommendations = Recommendation.objects.order_by("order", "pk").prefetch_related(Prefetch("actions", actions))
    rows = Priority.objects.filter(plan=plan).prefetch_related(Prefetch("recommendations", recommendations))
    spoken = (SOURCE, language)
    for_rows, for_actions = signatures_for("priority", spoken), signatures_for("action", spoken)
    shown = ((row, for_rows.shown(row, language)) for row in rows)
    return [_priority(row, how, language, for_actions, today) for row, how in shown if how]


def _priority(row: Priority, how: Shown, language: Language, signatures: Signatures, today: date) -> ShownPriority:
    return ShownPriority(
        key=row.key,
        words=how.words,
        state=how.state,
        title=column(row, "title", how.words),
        summary=column(row, "summary", how.words),
        recommendations=tuple(
            ShownRecommendation(
                column(each, "text", how.words), _actions(each.actions.all(), language, signatures, today)
            )
            for each in row.recommendations.all()
        ),
    )


def _actions(
    rows: Iterable[PlanAction], language: Language, signatures: Signatures, today: date
) -> tuple[ShownAction, ...]:
    shown = ((row, signatures.shown(row, language)) for row in rows)
    return tuple(_action(row, how, today) for row, how in shown if how)


def _action(row: PlanAction, how: Shown, today: date) -> ShownAction:
    is_stopped = row.status == PlanAction.Status.STOPPED
    return ShownAction(
        words=how.words,
        state=how.state,
        status=LATE if row.is_late(today=today) else row.status,
        what=column(row, "what", how.words),
        reason=column(row, "reason", how.words) if is_stopped else "",
        owner=row.owner,
        due=row.due,
        done_on=row.done_on,
    )


# --- What waits -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the strategic group has to see to."""

    unanswered: Sequence[Reply]
    late: Sequence[Reply]
    late_actions: Sequence[PlanAction]
    plans: Sequence[ActionPlan]

    def __bool__(self) -> bool:
        return any((self.unanswered, self.late, self.late_actions, self.plans))


def waiting(*, today: date) -> Waiting:
    """Return what was left too long, by rule. Four queries."""
    newest = ActionPlan.objects.all()[:1]
    return Waiting(
        list(Reply.objects.unanswered(today=today)),
        list(Reply.objects.late(today=today)),
        list(PlanAction.objects.late(today=today)),
        [plan for plan in newest if plan.is_due_for_review(today=today)],
    )


def _in(rows: QuerySet[Any], texts: tuple[str, ...], language: Language) -> QuerySet[Any]:
    """Leave out the texts of all other languages: there are dozens of columns, and a page needs one or two of each."""
    model: type[Model] = rows.model
    wanted = {f"{text}_{each.code.replace('-', '_')}" for text in texts for each in (SOURCE, language)}
    columns = {field.name for field in model._meta.concrete_fields}
    others = {name for name in columns if any(name == text or name.startswith(f"{text}_") for text in texts)}
    return rows.only(*sorted((columns - others) | wanted))
