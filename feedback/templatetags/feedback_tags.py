"""What a template of any app may ask of feedback."""

from django import template
from django.urls import reverse

from feedback.reactions.tickets import PageTicket
from home.languages import SOURCE
from home.models import BasePage

register = template.Library()


@register.simple_tag(takes_context=True)
def reads_right_address(context: template.Context, page: BasePage) -> str:
    """Return where a word about a paragraph is sent; ``""`` where these words are no translation for this reader."""
    is_translation = page.words == context["ui"] and page.words != SOURCE
    is_preview = getattr(context["request"], "is_preview", False)
    # On a tablet in a waiting room the next family would find it pressed.
    return reverse("reads_right") if is_translation and not is_preview and not context.get("kiosk") else ""


@register.simple_tag
def page_ticket(page: BasePage, format: str = "page") -> PageTicket:
    """Return what the question in a page is about: these words of this page."""
    return PageTicket(page.translation_key, page.words_digest, page.words.code, format)
