"""What any template may ask of the shell."""

from django import template
from django.utils.safestring import SafeString

from home.drawings import inline_drawing

register = template.Library()


@register.simple_tag
def drawing(name: str, description: str = "") -> SafeString:
    """Place one of the site's drawings, with what it shows for those who can't see it."""
    return SafeString(f'<span class="drawing">{inline_drawing(name, description)}</span>') if name else SafeString()
