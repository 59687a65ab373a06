"""What any template may ask of the guidance: doors, related pages, sources."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from guidance import queries
from guidance.checking import told_of
from guidance.directory import queries as directory
from guidance.directory.queries import ServiceLink
from guidance.models import Door, GuidancePage, Source
from guidance.ready_formats import Ways, other_ways
from home.models import BasePage

register = template.Library()


def _library(context: template.Context) -> queries.Library:
    """Return this page view's library: asked for once, however many parts of the page need it."""
    kept = getattr(context["request"], "_library", None)
    if kept is None:
        kept = queries.library(context["ui"])
        context["request"]._library = kept
    return kept


@register.simple_tag(takes_context=True)
def doors_with_pages(context: template.Context) -> queries.Doors:
    """Return the doors that lead somewhere for this reader: `.stages .topics .audiences`."""
    return queries.doors_with_pages(context["ui"], _library(context))


@register.simple_tag(takes_context=True)
def related_pages(context: template.Context, page: GuidancePage) -> list[queries.PageCard]:
    """Return the pages to go on to from this one."""
    return queries.related_to(page, context["ui"])


@register.simple_tag(takes_context=True)
def all_guidance(context: template.Context) -> list[queries.PageCard]:
    return _library(context).cards()


#: So many services stand on a page; one more tells whether there are more.
_SERVICES = 3


@dataclass(frozen=True, slots=True)
class ServicesThatFit:
    """The first few services; ``more_url`` leads to all of them, ``""`` where there are no more."""

    services: list[ServiceLink]
    more_url: str


def _few(found: list[ServiceLink], need: str, name: str) -> ServicesThatFit:
    is_more = len(found) > _SERVICES
    return ServicesThatFit(found[:_SERVICES], f"{reverse('services')}?{name}={need}" if is_more else "")


@register.simple_tag(takes_context=True)
def services_behind(context: template.Context, door: queries.DoorCard) -> ServicesThatFit:
    """Return the services that fit a topic, a stage or a reader. One query."""
    found = directory.services_behind(door.id, context["ui"], at_most=_SERVICES + 1)
    return _few(found, door.code, "stage" if door.kind == Door.Kind.STAGE else "need")


@register.simple_tag(takes_context=True)
def services_of(context: template.Context, page: GuidancePage, crumbs: list[queries.DoorCard]) -> ServicesThatFit:
    """Return the services that fit a page; all of them are those of its first topic. One query."""
    source = page.versions.source or page
    found = directory.services_of_page(source.pk, context["ui"], at_most=_SERVICES + 1)
    topic = next((door.code for door in crumbs if door.kind == Door.Kind.TOPIC), "")
    return _few(found, topic, "need")


@register.simple_tag
def sources_of(page: GuidancePage) -> list[Source]:
    return queries.sources_of(page)


@register.simple_tag(takes_context=True)
def crumbs_to(context: template.Context, page: GuidancePage) -> list[queries.DoorCard]:
    """Return the doors this page stands behind: the first stage and the first topic."""
    return queries.crumbs_to(page, context["ui"])


@register.simple_tag
def other_ways_of(page: GuidancePage) -> Ways:
    """Return the other ways to read this page: `.formats .films .easy_url`."""
    return other_ways(page)


@register.simple_tag
def words_to_change(page: BasePage) -> list[dict[str, Any]]:
    """Return what an editor who previews a page is told about its words. Seven queries at most."""
    return [told.as_json for told in told_of(page)]
