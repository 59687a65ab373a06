"""What every template is given: the interface language, the switcher, urgent help, and what the head needs.

The address decides all of it. Every page has the same path in every language, so the switcher only swaps the prefix.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from home import languages
from home.kiosk import kiosk_of
from home.site_languages import is_live, shown_languages
from home.spoken import interface_language
from home.states import PageState, Step, review_due
from home.urgent_help import HelplineShelf
from home.versions import code_of

if TYPE_CHECKING:
    from home.models import BasePage


@dataclass(frozen=True, slots=True)
class Choice:
    """A language as the switcher offers it, or as another version of a page."""

    language: languages.Language
    url: str
    is_current: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.language, name)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the reader must know of these words before reading them."""

    kind: str
    original_url: str
    is_behind: bool = False
    is_corrected: bool = False


def spoken_language() -> languages.Language:
    """Return the interface language of this request."""
    return languages.find(interface_language.get()) or languages.SOURCE


def address_in(path: str, language: languages.Language) -> str:
    """Return the same page's path in another language; its home page for paths without a language."""
    first, *rest = path.lstrip("/").split("/")
    return f"/{language.code}/{'/'.join(rest)}" if languages.find(first) else f"/{language.code}/"


def _choices(request: HttpRequest, current: languages.Language) -> list[Choice]:
    # The language being spoken is always among them: English before anybody has signed for any language.
    offered = {*shown_languages(request), current}
    kiosk = kiosk_of(request)
    path = kiosk.marked(request.path) if kiosk else request.path
    return [
        Choice(language, address_in(path, language), language == current)
        for language in languages.REGISTRY
        if language in offered
    ]


def alternates(request: HttpRequest, having: Iterable[languages.Language]) -> list[dict[str, str]]:
    """Return the `hreflang` rows of what these languages have at this address, as far as they are offered.

    English stands for every language that is not there.
    """
    offered = shown_languages(request)
    rows = [
        {"tag": language.tag, "url": request.build_absolute_uri(address_in(request.path, language))}
        for language in having
        if language in offered
    ]
    if len(rows) < 2:
        return []
    default = request.build_absolute_uri(address_in(request.path, languages.SOURCE))
    return [*rows, {"tag": "x-default", "url": default}]


def _site_links(language: languages.Language) -> list[dict[str, str]]:
    home = f"/{language.code}/"
    return [
        {"label": _("About this site"), "url": f"{home}about/"},
        {"label": _("Accessibility"), "url": f"{home}accessibility/"},
        {"label": _("Privacy"), "url": f"{home}privacy/"},
        {"label": _("Ask for another format or language"), "url": f"{home}other-formats/"},
        {"label": _("Services that can help"), "url": _url("services")},
        {"label": _("On this phone"), "url": _url("kept")},
        {"label": _("Words we use"), "url": _url("glossary")},
        {"label": _("Questions to ask"), "url": _url("questions")},
        {"label": _("Interpreter card"), "url": _url("interpreter_cards")},
        {"label": _("You said, we did"), "url": _url("you_said_we_did")},
        {"label": _("The strategy"), "url": f"{home}the-strategy/"},
        {"label": _("The action plan"), "url": _url("action_plan")},
        {"label": _("How services are doing"), "url": _url("report_cards")},
        {"label": _("How babies are doing"), "url": _url("outcomes")},
        {"label": _("Figures to download"), "url": _url("figures_to_download")},
    ]


def _url(name: str) -> str:
    """Return a view's address, or ``""`` where the project has not given it one."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what any page of the public site needs. Nothing for the admin. Two queries, when it is drawn."""
    is_public = getattr(request, "is_preview", False) or getattr(request, "is_public_answer", False)
    if request.path.startswith(f"/{settings.ADMIN_PATH}") and not is_public:
        return {}
    language = spoken_language()
    live = is_live(request, language)
    shelf = HelplineShelf.of(request)
    kiosk = kiosk_of(request)
    return {
        "kiosk": kiosk,
        "ui": language,
        "words": language,
        "languages": _choices(request, language),
        "helplines": shelf,
        "urgent_lines": SimpleLazyObject(lambda: shelf.urgent(language)),
        "show_exit": False,
        "exit_url": kiosk.start_url if kiosk else settings.EXIT_URL,
        "leave_url": kiosk.start_url if kiosk else _url("leave"),
        "noindex": not live,
        "canonical_url": request.build_absolute_uri(request.path),
        "alternates": alternates(request, shown_languages(request)),
        "page_title": "",
        "meta_description": "",
        "icon": "img/brand.svg",
        "manifest_url": "" if kiosk else _url("manifest"),
        "site_links": [] if kiosk else _site_links(language),
        "search_url": "" if kiosk else _url("search"),
        "home_url": kiosk.start_url if kiosk else f"/{language.code}/",
        "help_url": _url("help"),
        "topics_url": _url("topics"),
        "services_url": _url("services"),
        "ask_url": f"/{language.code}/other-formats/",
        "interpreter_url": _url("interpreter_cards"),
        "notice": None if live else _draft_notice(request, language),
    }


def _draft_notice(request: HttpRequest, language: languages.Language) -> Notice:
    """Return the notice of a page without words of its own in the tree: its language is not checked yet."""
    kind = "draft" if language == languages.SOURCE else "draft-translation"
    return Notice(kind, address_in(request.path, languages.SOURCE))


def notice_of(request: HttpRequest, page: "BasePage", language: languages.Language) -> Notice | None:
    """Return what readers of a language must know of this version, which they are shown; ``None`` where all is well."""
    original = address_in(request.path, languages.SOURCE)
    if page.words != language:
        gave_way = any(page.versions.gives_way(each) for each in page.versions.pages if code_of(each) == language.code)
        return Notice("given-way" if gave_way else "not-translated", original, is_corrected=page.is_corrected)
    is_behind = page.is_behind
    if page.is_corrected:
        return Notice("corrected", "", is_corrected=True)
    if page.state is PageState.LIVE:
        return Notice("behind", page.english_url, is_behind=True) if is_behind else None
    return Notice("draft" if page.words == languages.SOURCE else "draft-translation", original, is_behind=is_behind)


def checked(page: "BasePage") -> dict[str, Any]:
    """Return who checked these words and when: empty where nobody has. No date is ever made up."""
    signed = page.versions.shown_as_signed(page)
    latest = max(signed.values(), key=lambda signature: signature.signed_on, default=None)
    clinician = signed.get(Step.CLINICAL, latest)
    is_live = page.state is PageState.LIVE
    if not is_live or latest is None or clinician is None:
        return {"last_checked": None, "checked_by": "", "next_review": None}
    return {
        "last_checked": latest.signed_on,
        "checked_by": clinician.role,
        "next_review": review_due(latest.signed_on, is_safety=page.is_safety),
    }


def page_context(request: HttpRequest, page: "BasePage") -> dict[str, Any]:
    """Return what the shell must know of this page: its language, its state, its title, its other versions."""
    language = spoken_language()
    is_fallback = page.words != language
    is_preview = page.state is PageState.PREVIEW
    title = _("Family information") if page.is_exit_page else page.title
    context: dict[str, Any] = {
        "words": page.words,
        "show_exit": page.is_exit_page,
        "noindex": is_preview or is_fallback,
        "alternates": alternates(request, [version.words for version in page.versions.shown()]),
        "page_title": title,
        "meta_description": "" if page.is_exit_page else page.search_description or page.promise,
        "notice": notice_of(request, page, language),
        "checked": checked(page),
    }
    if page.is_exit_page:
        context["icon"] = "img/icon-plain.svg"
    if is_fallback:
        context["canonical_url"] = request.build_absolute_uri(address_in(request.path, languages.SOURCE))
    return context
