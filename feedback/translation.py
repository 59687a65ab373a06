"""Fields that have a column for every language of the registry."""

from modeltranslation.translator import TranslationOptions, register

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
