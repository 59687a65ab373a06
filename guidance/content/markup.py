"""The few marks a content file may use, as the HTML that Wagtail's rich text keeps. Pure."""

import re
from collections.abc import Callable
from html import escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s\x22]+)\)")

#: Turns a link's target ("page:calm-together", "https://…") into the attributes of Wagtail's `<a>`.
LinkAttributes = Callable[[str], str]


def _inline(text: str, link: LinkAttributes) -> str:
    marked = _BOLD.sub(r"<b>\1</b>", escape(text, quote=False))
    return _LINK.sub(lambda match: f"<a {link(match[2])}>{match[1]}</a>", marked)


def _block(block: str, link: LinkAttributes) -> str:
    lines = [line.strip() for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:], link)}</li>" for line in lines) + "</ul>"
    return f"<p>{_inline(' '.join(lines), link)}</p>"


def to_html(text: str, link: LinkAttributes) -> str:
    """Return paragraphs, lists, bold and links as HTML; everything else as its words."""
    return "".join(_block(block, link) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def list_items(text: str) -> list[str]:
    """Return the points of a list.

    Raises:
        ValueError: a line is not a point; the message shows it.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if not line.startswith("- ")), None)
    if wrong is not None:
        raise ValueError(f'each line begins with "- ", but one reads: {wrong[:60]}')
    return [line[2:] for line in lines]
