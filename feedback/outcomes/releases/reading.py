"""What is published, as pages, downloads and the desk read it: approved releases, and nothing but their payloads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback.outcomes.models import Release
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.returns import ALL_SERVICES

Cell = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """One published figure: when, of what meaning (`series`; "" where it is no answer of families), and its numbers."""

    quarter: Quarter
    series: str
    cell: Cell


@dataclass(slots=True)
class Archive:
    """Every figure of every published release."""

    releases: Sequence[Release]
    _cells: dict[tuple[str, str, str], dict[str, Shown]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for release in self.releases:
            payload = release.payload or {"tables": [], "figures": []}
            for table in payload["tables"]:
                for cell in table["cells"]:
                    place = (table["measure"], table["margin"], cell["group"])
                    shown = Shown(release.quarter, table["series"], cell)
                    self._cells.setdefault(place, {})[table["period"]] = shown
            for row in payload["figures"]:
                margin = "all" if row["group"] == ALL_SERVICES else "service"
                place = (row["measure"], margin, row["group"])
                self._cells.setdefault(place, {})[str(release.quarter)] = Shown(release.quarter, "", row)

    def figure(self, measure: str, margin: str, group: str, period: str) -> Shown | None:
        return self._cells.get((measure, margin, group), {}).get(period)

    def groups(self, measure: str, margin: str, period: str) -> list[str]:
        """Return the groups of which a release shows this measure, even that it is hidden."""
        return [
            group for (key, by, group), told in self._cells.items() if (key, by) == (measure, margin) and period in told
        ]

    def history(self, measure: str, margin: str, group: str) -> list[Shown]:
        """Return the figures of every published quarter, the oldest first; quarters without one are left out."""
        found = self._cells.get((measure, margin, group), {})
        return [found[period] for period in sorted(found) if "Q" in period]

    def quarters(self) -> list[Quarter]:
        """Return the published quarters, the newest first."""
        return sorted((release.quarter for release in self.releases), reverse=True)

    def services(self, quarter: Quarter) -> list[str]:
        """Return the keys of services of which a quarter shows anything, even that it is hidden."""
        return sorted(
            {group for (_, margin, group), by in self._cells.items() if margin == "service" and _told(by, quarter)}
        )

    def worked_out(self, measure: str, quarter: Quarter) -> Mapping[str, Any] | None:
        """Return the question and the answers that a figure was counted from; none where it is no answer."""
        for release in self.releases:
            if release.quarter == quarter and release.payload:
                return next((each for each in release.payload["questions"] if each["measure"] == measure), None)
        return None


def _told(by_period: Mapping[str, Shown], quarter: Quarter) -> bool:
    shown = by_period.get(str(quarter))
    return shown is not None and shown.cell.get("denominator", 1) != 0


def archive() -> Archive:
    """Return everything published. One query."""
    return Archive(list(_published()))


def _published() -> Iterator[Release]:
    yield from Release.objects.filter(state=Release.State.APPROVED).order_by("year", "number")
