"""Which training is named for which role, out of `training.toml`. Pure: what no source says is not there."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("training.toml")


@dataclass(frozen=True, slots=True)
class Route:
    """A training. ``said_of``: for whom its source says it is; ``roles``: those of ours among them, all if empty."""

    key: str
    name: str
    what: str
    how: str
    said_of: str
    source: str
    roles: tuple[str, ...]

    def is_for(self, role: str) -> bool:
        """Tell whether the source names this role, or no role at all."""
        return not self.roles or role in self.roles


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def roles() -> dict[str, str]:
    """Return the roles that practitioners tell themselves by, by key, in order."""
    found: dict[str, str] = _data()["role"]
    return found


def routes(role: str = "") -> list[Route]:
    """Return the training named for a role; every route where none is given."""
    every = [
        Route(key, row["name"], row["what"], row["how"], row["said_of"], row["source"], tuple(row["roles"]))
        for key, row in _data()["route"].items()
    ]
    return [route for route in every if not role or route.is_for(role)]
