"""What any template may ask of the guidance: doors, related pages, sources."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guidance import queries
from guidance.checking import told_of
from guidance.document import Run, Text
from guidance.models import GuidancePage, Source
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
