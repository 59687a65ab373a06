"""A page in the family's language and in English, line by line. For a visit with an interpreter."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidance.linearise import blocks_by_id
from guidance.models import GuidancePage
from guidance.side_by_side.pairs import Pair, alone, pairs_of
from home.context import notice_of, page_context, spoken_language
from home.kiosk import kiosk_of
from home.languages import SOURCE, Language, find
from home.models import BasePage
from home.queries import find_page
from home.site_languages import shown_languages
from home.urgent_help import HelplineShelf


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands side by side: the page in English and in the family's language, as far as each may be shown.

    ``language`` is the family's; ``None`` where nobody has chosen one beside the English yet. ``lead`` is the version
    in the language of the address, as far as it is there; ``other`` the other one.
    """

    english: GuidancePage | None
    theirs: GuidancePage | None
    language: Language | None
    choices: tuple[Language, ...]
    lead: GuidancePage
    other: GuidancePage | None


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page side by side with English. Twelve queries at most.

    ``?with=ar`` names the other language where the address is English.

    Raises:
        Http404: there is no such page, or no language of it may be shown.
    """
    place = find_page(f"guidance/{slug}", spoken_language())
    if not isinstance(place, GuidancePage):
        raise Http404("There is no such page")
    kiosk = kiosk_of(request)
    if kiosk and place.is_exit_page:
        return redirect(kiosk.start_url)
    sheet = _sheet(request, place)
    shelf = HelplineShelf.of(request)
    english = blocks_by_id(sheet.english, shelf) if sheet.english else []
    if sheet.theirs is None:
        lines = alone(english)
    else:
        lines = pairs_of(
            blocks_by_id(sheet.theirs, shelf),
            english,
            untranslated=frozenset(sheet.theirs.foreign_blocks),
            changed=frozenset(sheet.theirs.changed_blocks),
        )
    return _answer(request, sheet, lines)


def _sheet(request: HttpRequest, place: GuidancePage) -> Sheet:
    """Return what may stand side by side, in the language that was asked for.

    Raises:
        Http404: neither English nor the other language may be shown.
    """
    shown = {version.words.code: version for version in place.versions.shown()}
    spoken = spoken_language()
    offered = shown_languages(request)
    choices = tuple(language for language in offered if language != SOURCE and language.code in shown)
    wanted = spoken if spoken != SOURCE else find(request.GET.get("with", ""))
    language = wanted if spoken != SOURCE or wanted in choices else None
    english = _whole(shown.get(SOURCE.code), place)
    theirs = _whole(shown.get(language.code), place) if language else None
    found = [version for version in ((english, theirs) if spoken == SOURCE else (theirs, english)) if version]
    if not found:
        raise Http404("Nobody has signed for this page yet")
    other = found[1] if len(found) > 1 else None
    return Sheet(english, theirs, language, choices if spoken == SOURCE else (), found[0], other)


def _whole(version: BasePage | None, place: GuidancePage) -> GuidancePage | None:
    """Return a version of the page with its body."""
    found = place if version is None or version.pk == place.pk else version.whole(place.versions)
    return found if version and isinstance(found, GuidancePage) else None


def _answer(request: HttpRequest, sheet: Sheet, lines: list[Pair]) -> HttpResponse:
    shown = sheet.lead
    context = page_context(request, shown) | {
        "sheet": sheet,
        "pairs": lines,
        "page_url": f"/{spoken_language().code}/guidance/{shown.slug}/",
        "canonical_url": request.build_absolute_uri(f"/{shown.words.code}/guidance/{shown.slug}/"),
        "alternates": [],
        "noindex": True,
    }
    if sheet.theirs and sheet.language:
        context["notice"] = notice_of(request, sheet.theirs, sheet.language)
    if context["notice"]:
        # Not this sheet in English, which would be half of it.
        context["notice"] = replace(context["notice"], original_url=shown.english_url)
    if not shown.is_exit_page:
        context["page_title"] = _("%(title)s: side by side") % {"title": shown.title}
    response = render(request, "guidance/side_by_side.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    if shown.is_exit_page:
        response.headers["Cache-Control"] = "no-store"
    return response
