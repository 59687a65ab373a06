"""Fields that have a column for every language of the registry."""

from modeltranslation.translator import TranslationOptions, register

from feedback.replies.models import (
    ACTION_TEXTS,
    PRIORITY_TEXTS,
    RECOMMENDATION_TEXTS,
    REPLY_TEXTS,
    PlanAction,
    Priority,
    Recommendation,
    Reply,
)
from feedback.surveys.models import Option, Survey, SurveyQuestion
from feedback.surveys.models.authoring import OPTION_TEXTS, QUESTION_TEXTS, SURVEY_TEXTS


@register(Survey)
class SurveyTexts(TranslationOptions):
    fields = SURVEY_TEXTS
    required_languages = {"en": SURVEY_TEXTS}


@register(SurveyQuestion)
class QuestionTexts(TranslationOptions):
    fields = QUESTION_TEXTS
    required_languages = {"en": ("label",)}


@register(Option)
class OptionTexts(TranslationOptions):
    fields = OPTION_TEXTS
    required_languages = {"en": OPTION_TEXTS}


@register(Reply)
class ReplyTexts(TranslationOptions):
    fields = REPLY_TEXTS
    required_languages = {"en": ("name", "said")}


@register(Priority)
class PriorityTexts(TranslationOptions):
    fields = PRIORITY_TEXTS
    required_languages = {"en": PRIORITY_TEXTS}


@register(Recommendation)
class RecommendationTexts(TranslationOptions):
    fields = RECOMMENDATION_TEXTS
    required_languages = {"en": RECOMMENDATION_TEXTS}


@register(PlanAction)
class ActionTexts(TranslationOptions):
    fields = ACTION_TEXTS
    required_languages = {"en": ("what",)}
