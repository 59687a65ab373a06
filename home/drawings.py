"""The family of drawings made for this site: SVG files that stand inline in the page and take its colours."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER = Path(settings.ROOT) / "static" / "img" / "drawings"


def drawing_names() -> list[str]:
    """Return the names of all drawings, in alphabetical order."""
    return sorted(file.stem for file in _FOLDER.glob("*.svg"))


def drawing_choices() -> list[tuple[str, str]]:
    """Return the drawings as an editor picks them."""
    return [(name, name.replace("-", " ").capitalize()) for name in drawing_names()]


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    file = _FOLDER / f"{name}.svg"
    # The name comes from records: it must not walk out of the folder.
    if name not in drawing_names() or not file.is_file():
        return ""
    return file.read_text(encoding="utf-8").strip()


def drawing_svg(name: str) -> str:
    """Return the drawing's SVG as it was drawn; ``""`` where there is none of that name."""
    return _svg(name)


def inline_drawing(name: str, description: str = "") -> SafeString:
    """Return the drawing's SVG with its description, or hidden from screen readers where it has none.

    An unknown name gives nothing: a missing picture never breaks a page.
    """
    svg = _svg(name)
    if not svg:
        return SafeString()
    voice = f'role="img" aria-label="{escape(description)}"' if description else 'aria-hidden="true"'
    return mark_safe(svg.replace("<svg ", f'<svg class="drawing__svg" {voice} focusable="false" ', 1))  # noqa: S308
