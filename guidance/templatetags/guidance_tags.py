"""What any template may ask of the guidance: doors, related pages, sources."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guidance import queries
from guidance.checking import told_of
from guidance.directory import queries as directory
from guidance.directory.queries import ServiceLink
from guidance.document import Run, Text
from guidance.models import Door, GuidancePage
from guidance.ready_formats import Ways, other_ways
from home.languages import REGISTRY, SOURCE
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
    """Return the services that fit a topic, a stage or a reader."""
    found = directory.services_sharing([door.id], context["ui"], at_most=_SERVICES + 1)
    return _few(found, door.code, "stage" if door.kind == Door.Kind.STAGE else "need")


@register.simple_tag(takes_context=True)
def services_of(context: template.Context, around: queries.Around) -> ServicesThatFit:
    """Return the services that fit a page by what stands around it; all of them are those of its first topic."""
    found = directory.services_sharing(around.needs, context["ui"], at_most=_SERVICES + 1)
    return _few(found, around.topic, "need")


@register.simple_tag(takes_context=True)
def around(context: template.Context, page: GuidancePage) -> queries.Around:
    """Return the doors that a page stands behind, `.crumbs` and `.topic`, its `.sources`, and what is `.related`."""
    return queries.around(page, context["ui"])


@register.simple_tag
def other_ways_of(page: BasePage) -> Ways:
    """Return the other ways to read this page: `.formats .films .easy_url`."""
    return other_ways(page)


@register.simple_tag
def words_to_change(page: BasePage) -> list[dict[str, Any]]:
    """Return what an editor who previews a page is told about its words. Nine queries at most."""
    if not page.alias_of_id and page.pk:
        page.know_language_of_words()
    return [told.as_json for told in told_of(page)]


@register.simple_tag(takes_context=True)
def side_by_side_of(context: template.Context, page: GuidancePage) -> dict[str, Any]:
    """Return where this page stands beside another language: `.url`, empty where there is none; `.is_english`.

    English that is shown in place of the reader's own language has nothing to stand beside.
    """
    shown = page.versions.shown()
    languages = {version.words for version in shown}
    has_both = SOURCE in languages and len(languages) > 1 and page in shown and page.words == context["ui"]
    url = f"/{page.words.code}/guidance/{page.slug}/side-by-side/" if has_both else ""
    return {"url": url, "is_english": page.words == SOURCE}


_DIRECTIONS = {language.tag: language.dir for language in REGISTRY}


@register.filter
def runs(text: Text) -> SafeString:
    """Return the runs of a text as HTML. Only what can be rung is a link: other links are words."""
    return format_html_join("", "{}", ((_run(run),) for run in text))


def _run(run: Run) -> SafeString:
    words = format_html("<strong>{}</strong>" if run.strong else "{}", run.text)
    if run.language:
        words = format_html('<span lang="{}" dir="{}">{}</span>', run.language, _DIRECTIONS[run.language], words)
    if run.href.startswith("tel:"):
        words = format_html('<a class="phone" href="{}"><bdi dir="ltr">{}</bdi></a>', run.href, words)
    return words
