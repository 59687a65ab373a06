"""Every record of feedback, for Django; each stands with what it belongs to."""

from feedback.comments.models import Comment, CommentTheme, TriageNote
from feedback.reactions.models import Reaction
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
    "Answer",
    "Comment",
    "CommentTheme",
    "EntryPoint",
    "EqualityAnswer",
    "Instrument",
    "LanguageAudience",
    "Option",
    "OptionSet",
    "Reaction",
    "Receipt",
    "Response",
    "Survey",
    "SurveyQuestion",
    "SurveySignOff",
    "SurveyVersion",
    "TriageNote",
    "Wave",
]
