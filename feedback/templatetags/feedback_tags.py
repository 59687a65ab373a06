"""What a template of any app may ask of feedback."""

from django import template

from feedback.reactions.tickets import PageTicket
from guidance.models import GuidancePage

register = template.Library()


@register.simple_tag
def page_ticket(page: GuidancePage, format: str = "page") -> PageTicket:
    """Return what the question in a page is about: these words of this page."""
    return PageTicket(page.translation_key, page.words_digest, page.words.code, format)
