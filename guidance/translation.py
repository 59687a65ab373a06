"""Fields that have a column for every language of the registry."""

from modeltranslation.translator import TranslationOptions, register

from guidance.directory.models import ALERT, SERVICE_TEXTS, Service
from guidance.models.doors import DOOR_TEXTS, Door
from guidance.models.glossary import TERM_TEXTS, GlossaryTerm


@register(Door)
class DoorTexts(TranslationOptions):
    fields = DOOR_TEXTS
    required_languages = {"en": ("title",)}


@register(GlossaryTerm)
class TermTexts(TranslationOptions):
    fields = TERM_TEXTS
    required_languages = {"en": ("term", "definition")}


@register(Service)
class ServiceTexts(TranslationOptions):
    fields = (*SERVICE_TEXTS, *ALERT)
    required_languages = {"en": ("name",)}
