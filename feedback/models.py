"""Every record of feedback, for Django; each stands with what it belongs to."""

from feedback.comments.models import Comment, CommentTheme, TriageNote
from feedback.reactions.models import Reaction
from feedback.replies.models import ActionPlan, PlanAction, Priority, Recommendation, Reply, ReplySignOff
from feedback.surveys.models import (
    Answer,
    EntryPoint,
    EqualityAnswer,
    Instrument,
    LanguageAudience,
    Option,
    OptionSet,
    Receipt,
    Response,
    Survey,
    SurveyQuestion,
    SurveySignOff,
    SurveyVersion,
    Wave,
)

__all__ = [
    "ActionPlan",
    "Answer",
    "Comment",
    "CommentTheme",
    "EntryPoint",
    "EqualityAnswer",
    "Instrument",
    "LanguageAudience",
    "Option",
    "OptionSet",
    "PlanAction",
    "Priority",
    "Reaction",
    "Receipt",
    "Recommendation",
    "Reply",
    "ReplySignOff",
    "Response",
    "Survey",
    "SurveyQuestion",
    "SurveySignOff",
    "SurveyVersion",
    "TriageNote",
    "Wave",
]
