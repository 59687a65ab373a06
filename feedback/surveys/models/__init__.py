"""The records of surveys, one module per noun."""

from feedback.surveys.models.authoring import Instrument, Option, OptionSet, Survey, SurveyQuestion
from feedback.surveys.models.responses import Answer, EqualityAnswer, Receipt, Response
from feedback.surveys.models.versions import SurveySignOff, SurveyVersion
from feedback.surveys.models.waves import EntryPoint, LanguageAudience, Wave

__all__ = [
    "Answer",
    "EntryPoint",
    "EqualityAnswer",
    "Instrument",
    "LanguageAudience",
    "Option",
    "OptionSet",
    "Receipt",
    "Response",
    "Survey",
    "SurveyQuestion",
    "SurveySignOff",
    "SurveyVersion",
    "Wave",
]
