"""Pages that are views, for the site map: each app names its own, and `guidance` lists them all.

Search results and what is asked of one family are nobody's business but theirs: they are never named here.
"""

from collections.abc import Callable, Iterable

Paths = Callable[[], Iterable[str]]
_registry: list[Paths] = []


def lists_pages(paths: Paths) -> Paths:
    """Register what returns the paths of pages, in the language that is active; each stands in every language."""
    if paths not in _registry:
        _registry.append(paths)
    return paths


def registered_paths() -> list[str]:
    """Return every path that is registered, in the language that is active."""
    return [path for paths in _registry for path in paths()]
