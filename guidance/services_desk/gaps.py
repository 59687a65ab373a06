"""Where nothing is recorded for families: area by level of need by stage, for the Strategic Group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from guidance import queries
from guidance.directory.choices import Level, Locality
from guidance.directory.models import Service
from guidance.directory.queries import Outline, outlines
from guidance.models import Door
from home.languages import SOURCE

#: The picture's measures, in its own units: a square a cell, room for the areas' names and the stages'.
_SIDE, _LEFT, _TOP, _BETWEEN = 36, 150, 96, 12


@dataclass(frozen=True, slots=True)
class Cell:
    """What there is for one area, level and stage; ``x`` and ``y`` where the picture draws it."""

    area: str
    level: int
    stage: str
    count: int
    unchecked: int
    x: int
    y: int

    @property
    def is_nothing(self) -> bool:
        return self.count == 0

    @property
    def is_unsure(self) -> bool:
        """Tell whether there is something, and nobody has checked any of it."""
        return 0 < self.count == self.unchecked

    @property
    def words(self) -> str:
        if self.is_nothing:
            return "nothing recorded"
        return f"{self.count}, {self.unchecked} not checked" if self.unchecked else f"{self.count}, all checked"


@dataclass(frozen=True, slots=True)
class Map:
    """The cells by level and area. What has no area or no level stands beside, for it fills no cell."""

    levels: list[tuple[str, list[tuple[str, list[Cell]]]]]
    nowhere: list[Outline]
    without_level: list[Outline]

    def cells(self) -> list[Cell]:
        return [cell for _words, rows in self.levels for _area, cells in rows for cell in cells]

    @property
    def empty(self) -> int:
        return sum(cell.is_nothing for cell in self.cells())


def map_of(found: Iterable[Outline], stages: list[str], *, today: date) -> Map:
    """Return the map of these services. A service for every area or every stage stands in each."""
    services = list(found)
    placed = [each for each in services if each.level and not each.has_no_area]
    levels = []
    for column, level in enumerate(Level):
        rows = []
        for row, area in enumerate(Locality):
            here = [each for each in placed if each.level == level and each.is_in(area)]
            cells = [
                _cell(here, area, level, stage, at=(column, row, n, len(stages)), today=today)
                for n, stage in enumerate(stages)
            ]
            rows.append((str(area.label), cells))
        levels.append((f"Level {level}: {level.label}", rows))
    return Map(
        levels, [each for each in services if each.has_no_area], [each for each in services if each.level is None]
    )


def _cell(
    here: list[Outline], area: str, level: int, stage: str, *, at: tuple[int, int, int, int], today: date
) -> Cell:
    column, row, number, many = at
    fitting = [each for each in here if each.is_for(stage)]
    unchecked = sum(not each.is_checked(today) for each in fitting)
    x = _LEFT + column * (many * _SIDE + _BETWEEN) + number * _SIDE
    return Cell(area, level, stage, len(fitting), unchecked, x, _TOP + row * _SIDE)


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """Show the map, as a picture and as tables that say the same. Four queries besides the admin's."""
    # Areas and levels have words in every language, and this screen is English whoever looks at it.
    with override(SOURCE.code):
        context = _context()
    return TemplateResponse(request, "guidance/admin/gaps.html", context)


def _context() -> dict[str, Any]:
    doors = [way for way in queries.door_cards(SOURCE) if way.kind == Door.Kind.STAGE]
    found = outlines(Service.objects.for_parents())
    drawn = map_of(found, [way.code for way in doors], today=timezone.localdate())
    names = {service.key: str(service) for service in Service.objects.for_parents().only("key", "name_en")}
    width = len(doors) * _SIDE
    return {
        "source": SOURCE,
        "map": drawn,
        "stages": [way.title for way in doors],
        "nowhere": [names[each.key] for each in drawn.nowhere],
        "without_level": [names[each.key] for each in drawn.without_level],
        "picture": {
            "side": _SIDE,
            "middle": _SIDE // 2,
            "width": _LEFT + len(Level) * (width + _BETWEEN),
            "height": _TOP + len(Locality) * _SIDE + 8,
            "areas": [(str(area.label), _TOP + row * _SIDE + _SIDE // 2) for row, area in enumerate(Locality)],
            "levels": [(f"Level {level}", _LEFT + column * (width + _BETWEEN)) for column, level in enumerate(Level)],
        },
    }
