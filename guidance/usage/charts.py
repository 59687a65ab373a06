"""A row of bars for the editors' screen. Pure."""

from collections.abc import Sequence
from html import escape

#: Of the canvas, in its own units.
WIDTH, HEIGHT, FLOOR = 640, 180, 150
_GAP = 0.25


def bars(title: str, figures: Sequence[tuple[str, int | None]]) -> str:
    """Return an SVG with a bar for each period, named below where there is room; ``None`` is a dash on the floor.

    The table beside it says the same in numbers, so that its own words are its title alone.
    """
    highest = max((count or 0 for _label, count in figures), default=0) or 1
    step = WIDTH / max(len(figures), 1)
    every = -(-len(figures) // 6) or 1
    parts = []
    for place, (label, count) in enumerate(figures):
        x, width = place * step + step * _GAP / 2, step * (1 - _GAP)
        if count is None:
            middle = f"{x + width / 2:.1f}"
            parts.append(f'<text class="usage-chart__none" x="{middle}" y="{FLOOR - 4}" text-anchor="middle">–</text>')
        else:
            height = count / highest * (FLOOR - 20)
            parts.append(
                f'<rect class="usage-chart__bar" x="{x:.1f}" y="{FLOOR - height:.1f}"'
                f' width="{width:.1f}" height="{height:.1f}"/>'
            )
        if place % every == 0:
            parts.append(f'<text class="usage-chart__label" x="{x:.1f}" y="{HEIGHT - 8}">{escape(label)}</text>')
    floor = f'<line class="usage-chart__floor" x1="0" y1="{FLOOR}" x2="{WIDTH}" y2="{FLOOR}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="usage-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' focusable="false" aria-labelledby="usage-chart"><title id="usage-chart">{escape(title)}</title>'
        f"{''.join(parts)}{floor}</svg>"
    )
