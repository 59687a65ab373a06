"""The site's drawings for paper and e-books: each colour written out, all that an SVG needs by itself stated. Pure.

In a page a drawing takes its colours from the style sheet. Print and e-book readers know no style sheet: a colour
that is named and not given is printed black.
"""

import re

NAMESPACE = "http://www.w3.org/2000/svg"

#: What a colour without a fallback becomes: the drawings' own line, for it shows on any ground.
LINE = "#2b201b"

#: One named colour whose fallback names no other; a fallback may be a colour in brackets, `rgb(1 2 3)`.
_NAMED = re.compile(r"var\(\s*--[\w-]+\s*(?:,(?P<fallback>(?:(?!var\()\w+\([^()]*\)|[^()])*))?\)")
_CURRENT = re.compile(r"\bcurrentcolor\b", re.IGNORECASE)
_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(r"""viewBox=["']\s*\S+?[\s,]+\S+?[\s,]+(?P<width>[\d.]+)[\s,]+(?P<height>[\d.]+)""")


def resolved(svg: str) -> str:
    """Return a drawing that can stand alone: colours in plain hexadecimal, with its namespace and its own size.

    What is already resolved comes back unchanged, and nothing from nothing.
    """
    return _ROOT.sub(lambda root: _standing_alone(root[0]), _with_colours(svg), count=1)


def _with_colours(svg: str) -> str:
    """Replace the innermost names first: a fallback may itself name a colour."""
    named = 1
    while named:
        svg, named = _NAMED.subn(lambda name: (name["fallback"] or "").strip() or LINE, svg)
    return _CURRENT.sub(LINE, svg)


def _standing_alone(root: str) -> str:
    box = _VIEW_BOX.search(root)
    wanted = {"xmlns": NAMESPACE, **(box.groupdict() if box else {})}
    missing = [f'{name}="{value}"' for name, value in wanted.items() if not re.search(rf"\s{name}=", root)]
    return " ".join(["<svg", *missing]) + root.removeprefix("<svg")
