"""Uploaded pictures in the sizes that phones need: light, however hard the picture, and never larger than it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_renditions_or_not_found

KB = 1024
#: In the order in which a browser takes the first that it knows; the last is for all others.
FORMATS: Mapping[str, str] = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
#: 360 CSS pixels, the same on a phone with two device pixels for each, and a page as wide as its column.
WIDTHS = (360, 720, 1152)
SIZES = "(min-width: 40rem) 36rem, 100vw"
#: A picture 720 pixels wide weighs so much at most; a wider one may weigh more in proportion.
HEAVIEST, HEAVIEST_WIDTH = 40, 720
#: From what can't be told from the original to what is still a picture.
_QUALITIES: Mapping[str, Sequence[int]] = {"avif": (60, 45, 30, 20), "webp": (78, 60, 40, 20), "jpeg": (76, 60, 40, 25)}
_WRITTEN = ("exif", "xmp", "photoshop", "comment")
_SHRINK, _SMALLEST = 0.8, 40


def specs() -> list[str]:
    """Return how each rendition of a picture is made."""
    return Filter.expand_spec(
        f"format-{{{','.join(FORMATS)}}}|width-{{{','.join(map(str, WIDTHS))}}}|bare|light-{HEAVIEST}"
    )


class BareOperation(FilterOperation):
    """``bare``: without what the camera wrote into the picture, such as where a family lives. Willow would keep it."""

    def construct(self) -> None:
        """Take no argument."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        for name in _WRITTEN:
            willow.image.info.pop(name, None)
        return willow


class LightOperation(FilterOperation):
    """``light-40``: lower the quality until 720 pixels of width weigh 40 KB at most; then the size. After `format-`."""

    def construct(self, kilobytes: str) -> None:
        self.bytes = int(kilobytes) * KB

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        format = env["output-format"]
        width, _height = willow.get_size()
        limit = self.bytes * max(1, width / HEAVIEST_WIDTH)
        for quality in _QUALITIES[format]:
            env[f"{format}-quality"] = quality
            if _weight(willow, format, quality) <= limit:
                return willow
        while _weight(willow, format, quality) > limit and min(willow.get_size()) > _SMALLEST:
            willow = willow.resize(tuple(max(1, round(side * _SHRINK)) for side in willow.get_size()))
        return willow


def _weight(willow: Any, format: str, quality: int) -> int:
    if format == "jpeg" and willow.has_alpha():
        willow = willow.set_background_color_rgb((255, 255, 255))
    more = {"progressive": True, "optimize": True} if format == "jpeg" else {}
    out = BytesIO()
    getattr(willow, f"save_as_{format}")(out, quality=quality, **more)
    return out.tell()


@dataclass(frozen=True, slots=True)
class Source:
    """One format: its type, and each width with its address as `srcset` wants them."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture as a template places it: ``src``, ``width`` and ``height`` are of the largest for all browsers."""

    sources: Sequence[Source]
    srcset: str
    src: str
    width: int
    height: int
    sizes: str = SIZES


def uploaded(image: Any) -> Uploaded:
    """Return a picture's sizes, made now where that was not done before. No query where they are known."""
    renditions = get_renditions_or_not_found(image, specs())
    by_format: dict[str, dict[int, Any]] = {format: {} for format in FORMATS}
    for spec, rendition in renditions.items():
        # A small picture is not made larger: several widths may be one.
        by_format[spec.split("|")[0].removeprefix("format-")][rendition.width] = rendition
    sources = [Source(FORMATS[format], _srcset(widths)) for format, widths in by_format.items()]
    largest = by_format["jpeg"][max(by_format["jpeg"])]
    return Uploaded(sources[:-1], sources[-1].srcset, largest.url, largest.width, largest.height)


def _srcset(widths: Mapping[int, Any]) -> str:
    return ", ".join(f"{widths[width].url} {width}w" for width in sorted(widths))


def make_sizes(image: Any) -> None:
    """Make every size of a picture that is not there yet: seconds of work for a large one."""
    image.get_renditions(*specs())
