"""Of which quarters there is anything to release, and how far each is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.outcomes.models import Release, ServiceReturn, TrainingRecord, TypedFigure
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.readiness import too_early_by, waves_of
from feedback.surveys.models import Response

_OPEN = (Release.State.WAITING, Release.State.REFUSED, Release.State.BUILT)


@dataclass(frozen=True, slots=True)
class Standing:
    """A quarter with answers or figures: why it can't be counted yet, and its releases, the newest issue first."""

    quarter: Quarter
    too_early: Sequence[str]
    releases: Sequence[Release]

    @property
    def code(self) -> str:
        return str(self.quarter)

    @property
    def open_release(self) -> Release | None:
        """Return the release that is on its way, or was refused."""
        return next((each for each in self.releases if each.state in _OPEN), None)

    @property
    def published(self) -> Release | None:
        return next((each for each in self.releases if each.state == Release.State.APPROVED), None)

    @property
    def can_be_asked_for(self) -> bool:
        return not self.too_early and self.open_release is None

    @property
    def is_behind(self) -> bool:
        return not self.too_early and self.published is None


def all_releases(*, whole: bool = False) -> list[Release]:
    """Return every release, the newest first; without its figures unless it is to be ``whole``. One query."""
    releases = Release.objects.select_related("asked_by", "approved_by")
    return list(releases if whole else releases.defer("payload"))


def standings(today: date, releases: Iterable[Release]) -> list[Standing]:
    """Return every quarter of which there is something, the newest first. Three queries."""
    known = list(releases)
    quarters = sorted(_with_something() | {each.quarter for each in known}, reverse=True)
    waves = waves_of(quarters) if quarters else []
    return [
        Standing(
            quarter,
            list(too_early_by(quarter, today, waves)),
            [each for each in known if each.quarter == quarter],
        )
        for quarter in quarters
    ]


def _with_something() -> set[Quarter]:
    weeks = Response.objects.order_by().values_list("week", flat=True).distinct()
    found = {Quarter.of(week) for week in weeks}
    models: tuple[Any, ...] = (ServiceReturn, TrainingRecord, TypedFigure)
    first, *others = (model.objects.order_by().values_list("year", "quarter") for model in models)
    return found | {Quarter(year, number) for year, number in first.union(*others)}
