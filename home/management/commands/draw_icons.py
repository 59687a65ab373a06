"""Draws the icons that stand among a phone's apps: the sun over water, which says nothing about who has it there."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image, ImageDraw

FOLDER = Path(settings.ROOT) / "static" / "img"
#: Of static/css/tokens.css: the deep colour and the sun.
_GROUND, _SUN = "#0e5a5a", "#f6d488"
#: Drawn so much larger first, so that edges are smooth.
_FINER = 4


def drawn(size: int, *, corner: float, reach: float) -> Image.Image:
    """Return an icon of ``size`` pixels; ``corner`` rounds it, and the drawing takes ``reach`` of it (both of 1)."""
    whole = size * _FINER
    icon = Image.new("RGBA", (whole, whole), (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((0, 0, whole - 1, whole - 1), radius=round(whole * corner), fill=_GROUND)
    half, middle, line = whole * reach / 2, whole / 2, whole * reach / 12
    horizon = middle + half / 4
    radius = half * 0.8
    pen.pieslice((middle - radius, horizon - radius, middle + radius, horizon + radius), 180, 360, fill=_SUN)
    for row, part in enumerate((1.0, 0.6)):
        top, reaches = horizon + line * (1 + 2 * row), half * part
        pen.rounded_rectangle((middle - reaches, top, middle + reaches, top + line), radius=line / 2, fill=_SUN)
    return icon.resize((size, size), Image.Resampling.LANCZOS)


#: By file name. A phone cuts its own shape out of a mask, a tenth off each side at most, so that it has no corners.
ICONS = {
    "icon-192.png": {"size": 192, "corner": 0.22, "reach": 0.7},
    "icon-512.png": {"size": 512, "corner": 0.22, "reach": 0.7},
    "icon-mask.png": {"size": 512, "corner": 0.0, "reach": 0.52},
}


class Command(BaseCommand):
    help = "Draw the icons of the installed site anew, into static/img."

    def handle(self, *args: object, **options: object) -> None:
        for name, shape in ICONS.items():
            drawn(int(shape["size"]), corner=shape["corner"], reach=shape["reach"]).save(FOLDER / name, optimize=True)
            self.stdout.write(f"Drew {name}.")
