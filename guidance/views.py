"""Guidance's pages that are not in the page tree: doors, search, glossary, the site map."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance import queries
from guidance.models import Door
from guidance.search import index
from guidance.search.danger import speaks_of_danger
from guidance.search.query import LONGEST_QUERY, clean_query
from guidance.sitemap import sitemap_rows
from home.context import Notice, alternates, page_context, spoken_language
from home.kiosk import kiosk_of
from home.languages import SOURCE
from home.states import PageState

#: Addresses that told in a phone's history what had been read there, and where their pages stand now.
MOVED = {"alcohol-drugs-at-home": "someone-steady", "alcohol-drugs-pregnancy": "help-without-judgement"}
#: The topic of pages that say whom to ask.
GETTING_HELP = "getting-help"


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Show every door that leads somewhere."""
    return render(request, "guidance/topics.html", {"page_title": _("All topics")})


@require_safe
def door(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show what stands behind one door. Three queries besides the shell's.

    Raises:
        Http404: there is no such door, or nothing behind it yet.
    """
    language = spoken_language()
    pages = queries.library(language)
    doors = queries.doors_with_pages(language, pages)
    found = next((card for card in doors.all() if card.kind == kind and card.url.endswith(f"/{slug}/")), None)
    if found is None:
        raise Http404("Nothing stands behind this door")
    stages = {card.id for card in queries.door_cards(language) if card.kind == Door.Kind.STAGE}
    path, rest = pages.path(found), pages.rest(found, stages)
    siblings = {Door.Kind.STAGE: doors.stages, Door.Kind.TOPIC: doors.topics, Door.Kind.AUDIENCE: doors.audiences}
    context = {
        "door": found,
        "path": path,
        "rest": rest,
        "other_doors": [card for card in siblings[Door.Kind(kind)] if card.id != found.id],
        "page_title": found.title,
        "meta_description": found.intro,
        "keep_url": _keep_url(request, kind, slug, [*path.cards, *rest.cards]),
    }
    return render(request, "guidance/door_page.html", context)


def _keep_url(request: HttpRequest, kind: str, slug: str, cards: list[queries.PageCard]) -> str:
    """Return where the pages behind a door are kept on a phone; ``""`` where none of them may be."""
    may_keep = settings.SERVICE_WORKER and kiosk_of(request) is None and not all(card.is_exit_page for card in cards)
    word = "who" if kind == Door.Kind.AUDIENCE else kind
    return reverse("keep", args=[word, slug]) if may_keep else ""


@require_safe
def easy_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page's Easy Read, in this language or in English and marked so.

    Raises:
        Http404: nobody has written one that readers may see.
    """
    shown = queries.easy_reads(slug)
    easy = shown.get(spoken_language().code) or shown.get(SOURCE.code)
    if easy is None:
        raise Http404("There is no Easy Read of this page")
    page, is_draft = easy.page, easy.state is PageState.PREVIEW
    kiosk = kiosk_of(request)
    if kiosk and page.is_exit_page:
        return redirect(kiosk.start_url)
    context = page_context(request, page) | {"page": page, "easy": easy}
    context["page_url"] = f"/{spoken_language().code}/guidance/{slug}/"
    context["alternates"] = alternates(request, [version.page.words for version in shown.values()])
    context["noindex"] = context["noindex"] or is_draft
    # A page that is signed may have an Easy Read that is not.
    context["notice"] = context["notice"] or (Notice("draft", "") if is_draft else None)
    response = render(request, "guidance/easy_read.html", context)
    if is_draft:
        response.headers["X-Robots-Tag"] = "noindex"
    if page.is_exit_page:
        response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def moved(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead on from an address that pages have no more."""
    asked = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    response = redirect(f"/{spoken_language().code}/guidance/{MOVED[slug]}/{asked}")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show the words that services use, in everyday words."""
    context = {
        "terms": queries.glossary(spoken_language()),
        "page_title": _("Words we use"),
        "meta_description": _(
            "Words you may hear from a midwife, a health visitor or a doctor. You can always ask them to say it "
            "another way."
        ),
    }
    return render(request, "guidance/glossary.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find pages in the language being spoken, and no other. Nothing of the search is kept."""
    typed = request.GET.get("q", "")
    query = clean_query(typed)
    language = spoken_language()
    pages = queries.library(language)
    context: dict[str, Any] = {
        "query": query,
        "error": _("Please use fewer words: up to 200 letters.") if len(typed) > LONGEST_QUERY else "",
        "page_title": _("Search"),
        "noindex": True,
        "results": [],
    }
    if query and not context["error"]:
        cards = [*pages.cards(), *queries.plain_cards(language)]
        own = {card.id: card for card in cards if not card.words_differ}
        found = [own[page_id] for page_id in index.find(query, language=language) if page_id in own]
        context["in_danger"] = speaks_of_danger(query, language.code)
        context["results"] = _help_first(found, pages) if context["in_danger"] else found
    context["show_exit"] = any(card.is_exit_page for card in context["results"])
    response = render(request, "guidance/search.html", context, status=400 if context["error"] else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _help_first(found: list[queries.PageCard], pages: queries.Library) -> list[queries.PageCard]:
    """Return the pages on getting help before what else was found. One query.

    Those that somebody may have to leave in a hurry are named only where they were found.
    """
    door = Door.objects.filter(code=GETTING_HELP).values_list("pk", flat=True).first()
    helping = pages.behind(door) if door else []
    first = [card for card in helping if not card.is_exit_page]
    first.sort(key=lambda card: found.index(card) if card in found else len(found))
    return [*first, *(card for card in found if card not in first)]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every page that readers may see here, with its versions in other languages."""
    rows = sitemap_rows(request)
    return render(request, "guidance/sitemap.xml", {"rows": rows}, content_type="application/xml; charset=utf-8")
