"""Fields that have a column for every language of the registry."""

from modeltranslation.translator import TranslationOptions, register

from home.models.helplines import HELPLINE_TEXTS, Helpline


@register(Helpline)
class HelplineTexts(TranslationOptions):
    fields = HELPLINE_TEXTS
    required_languages = {"en": ("name",)}
