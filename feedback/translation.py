"""Fields that have a column for every language of the registry."""

from modeltranslation.translator import TranslationOptions, register

from feedback.outcomes.models import Indicator, Measure, NextStep, Outcome, ReportCard
from feedback.outcomes.models.cards import CARD_TEXTS, STEP_TEXTS
from feedback.outcomes.models.framework import INDICATOR_TEXTS, MEASURE_TEXTS, OUTCOME_TEXTS
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


@register(Outcome)
class OutcomeTexts(TranslationOptions):
    fields = OUTCOME_TEXTS
    required_languages = {"en": ("statement",)}


@register(Indicator)
class IndicatorTexts(TranslationOptions):
    fields = INDICATOR_TEXTS
    required_languages = {"en": INDICATOR_TEXTS}


@register(Measure)
class MeasureTexts(TranslationOptions):
    fields = MEASURE_TEXTS
    required_languages = {"en": MEASURE_TEXTS}


@register(ReportCard)
class CardTexts(TranslationOptions):
    fields = CARD_TEXTS


@register(NextStep)
class StepTexts(TranslationOptions):
    fields = STEP_TEXTS
    required_languages = {"en": STEP_TEXTS}


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
