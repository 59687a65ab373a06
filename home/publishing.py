"""What stands against publishing a page. Apps name it here, and whatever publishes asks: no path leads around it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend first, in words for an editor.

    ``key`` is the id of a block, "block-3" where it has none yet, or "title", "promise", "picture"; "page" for all.
    """

    key: str
    said: str


class CannotPublish(Exception):
    """Words may not be published as they are. ``page`` is their page, ``faults`` what stands against it."""

    def __init__(self, page: Any, faults: Iterable[Fault]) -> None:
        self.page = page
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.said for fault in self.faults))


FaultsOf = Callable[[Any], Iterable[Fault]]
_registry: list[FaultsOf] = []


def stands_against_publishing(faults_of: FaultsOf) -> FaultsOf:
    """Register what returns the faults of a page, published or not, or of words that stand beside one."""
    if faults_of not in _registry:
        _registry.append(faults_of)
    return faults_of


def faults_of(words: Any) -> list[Fault]:
    """Return everything that stands against publishing a page, or what stands beside one, as it is."""
    return [fault for faults in _registry for fault in faults(words)]
