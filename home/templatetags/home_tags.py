"""What any template may ask of the shell."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from home.drawings import inline_drawing
from home.english_names import link_emails, mark_english
from home.languages import REGISTRY, SOURCE, find
from home.pictures import Uploaded, uploaded
from home.queries import StrategyLink, strategy_links
from home.strategy import PAGES

register = template.Library()


@register.simple_tag
def drawing(name: str, description: str = "") -> SafeString:
    """Place one of the site's drawings, with what it shows for those who can't see it."""
    return SafeString(f'<span class="drawing">{inline_drawing(name, description)}</span>') if name else SafeString()


@register.simple_tag
def uploaded_picture(image: Any) -> Uploaded:
    """Return an uploaded picture in the sizes and formats that browsers choose from."""
    return uploaded(image)


@register.filter
def english_marked(text: str) -> SafeString:
    """Mark the English names in a text in the active language, and make its e-mail addresses links."""
    language = find(get_language() or "") or SOURCE
    return SafeString(link_emails(mark_english(str(conditional_escape(text)), language)))


@register.filter
def names_marked(text: str) -> SafeString:
    """Mark the English names in a short text that may stand inside a link."""
    language = find(get_language() or "") or SOURCE
    return SafeString(mark_english(str(conditional_escape(text)), language))


@register.filter
def own_name(tag: str) -> str:
    """Return what a language calls itself, by the tag that stands in ``lang``; the tag of an unknown one."""
    return next((language.own_name for language in REGISTRY if language.tag == tag), tag)


@register.simple_tag
def part_id(block_id: str) -> str:
    """Return the name that a part of a page is linked to by."""
    return f"part-{block_id[:8]}"


@register.simple_tag
def part_address(page_url: str, block_id: str) -> str:
    """Return where a part of a page is; ``""`` where the page can't be read."""
    return f"{page_url}#{part_id(block_id)}" if page_url else ""


@register.simple_tag
def strategy_pages(slug: str = "") -> list[StrategyLink]:
    """Return the pages on the strategy, for one of them or for what is read beside them (``""``); else none."""
    return strategy_links(slug) if not slug or slug in PAGES else []
