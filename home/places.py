"""Where all pages stand, read at once: to find a page, and to write links to it. Reads only."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from wagtail.models import Page

from home.remembered import Remembered

#: Fields, as seen from `Page`, that say that a page may have to be left in a hurry. Who has such pages names them here.
_exit_fields: list[str] = []


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands, published or not: ``path`` is what follows its language's home page, which itself is ``""``.

    That somebody may have to leave it in a hurry is said by any version for all of them.
    """

    pk: int
    path: str
    is_published: bool
    translation_key: UUID
    code: str
    kind: tuple[str, str]

    @property
    def model(self) -> type[Any] | None:
        """The model of the page itself; ``None`` where the code has it no more."""
        try:
            return apps.get_model(*self.kind)
        except LookupError:
            return None


@dataclass(slots=True)
class Places:
    """The places of all pages."""

    by_id: dict[int, Place] = field(default_factory=dict)
    #: Only what is published.
    by_path: dict[str, list[Place]] = field(default_factory=dict)
    #: The paths of pages that somebody may have to leave in a hurry.
    exits: set[str] = field(default_factory=set)


_remembered: Remembered[None, Places] = Remembered(for_generation=True)
#: Read once a request, where nothing is remembered; ``None`` outside a request.
_of_request: ContextVar[list[Places] | None] = ContextVar("places", default=None)


def knows_exit_pages(field_name: str) -> None:
    """Register a field of this kind."""
    if field_name not in _exit_fields:
        _exit_fields.append(field_name)


@contextmanager
def remembering_places() -> Iterator[None]:
    """Read them once while this lasts."""
    token = _of_request.set([])
    try:
        yield
    finally:
        _of_request.reset(token)


def places() -> Places:
    """Return where all pages stand. One query, or none."""
    kept = _of_request.get()
    if kept:
        return kept[0]
    found = _remembered.get(None, _read)
    if kept is not None:
        kept.append(found)
    return found


def _read() -> Places:
    found = Places()
    columns: tuple[str, ...] = ("pk", "url_path", "live", "translation_key", "locale__language_code")
    columns += ("content_type__app_label", "content_type__model", *_exit_fields)
    for pk, url_path, is_published, *rest in Page.objects.filter(depth__gt=1).order_by("path").values_list(*columns):
        _home, _slash, path = url_path.strip("/").partition("/")
        key, code, app, model, *exits = rest
        place = Place(pk, path, is_published, key, code, (app, model))
        found.by_id[pk] = place
        if is_published:
            found.by_path.setdefault(path, []).append(place)
        if any(exits):
            found.exits.add(path)
    return found
