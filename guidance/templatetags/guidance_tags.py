"""What any template may ask of the guidance: doors, related pages, sources."""

from typing import Any

from django import template

from guidance import queries
from guidance.checking import told_of
from guidance.models import GuidancePage, Source
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
