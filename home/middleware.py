"""What happens to a request before any view sees it. None of it touches a session or sets a cookie."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from home import languages
from home.errors import bad_address, language_is_off
from home.interface_words import keep_up
from home.kiosk import kiosk_of
from home.places import remembering_places
from home.publishing import CannotPublish
from home.site_languages import is_live, shown_languages
from home.spoken import speaking

Handler = Callable[[HttpRequest], HttpResponse]

#: Longer than any address of ours; a search of 200 letters in Arabic takes 1,200 once it is percent-encoded.
LONGEST_ADDRESS = 4_000

#: Bytes that a reader may send, ten times a survey's longest answers; and staff: a film of 200 MB, and its form.
LARGEST_BODY = 1024 * 1024
LARGEST_OF_STAFF = 210 * 1024 * 1024

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
#: Practitioners record pages in the admin, and nowhere else.
ADMIN_PERMISSIONS_POLICY = PERMISSIONS_POLICY.replace("microphone=()", "microphone=(self)")


def is_admin(request: HttpRequest) -> bool:
    return request.path.startswith(f"/{settings.ADMIN_PATH}")


#: Of an uploaded file, for whoever opens it by itself: it runs nothing, asks for nothing, and is nobody's page.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def is_uploaded_file(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether this hands out what somebody uploaded; pages that say why not are pages."""
    return response.streaming and request.path.startswith(("/media/", "/documents/"))


class ClosedByDefault:
    """Close what browsers leave open, and loosen the policy for the admin alone.

    Wagtail's admin and wagtail-localize's editor use inline scripts and styles; the public site has none.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_PERMISSIONS_POLICY if is_admin(request) else PERMISSIONS_POLICY
        response.headers.setdefault("Permissions-Policy", policy)
        if is_admin(request):
            response._csp_update = {  # django-csp's own hook
                "script-src": ["'unsafe-inline'", "'unsafe-eval'"],
                "style-src": ["'unsafe-inline'"],
                "img-src": ["blob:"],
                "font-src": ["'self'"],
                # What was just recorded is heard before it is sent.
                "media-src": ["blob:"],
            }
            # The editor's preview panel shows the page in a frame of the admin's own.
            response._csp_update |= {"frame-src": ["'self'"]}
            response._csp_replace = {"frame-ancestors": ["'self'"]}
            _let_the_admin_frame(response)
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            # With no-referrer a browser sends "Origin: null" with our own forms, and nobody could sign in.
            response.headers["Referrer-Policy"] = "same-origin"
        elif is_uploaded_file(request, response):
            response.headers["Content-Security-Policy"] = FILE_POLICY
        return response


def _let_the_admin_frame(response: HttpResponse) -> None:
    """Let the preview panel show a page that has the public site's own policy already; the rest of it stays strict."""
    policy = response.headers.get("Content-Security-Policy", "")
    if policy:
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class NoCookies:
    """Take every cookie off requests for the public site: its pages are the same bytes for everybody.

    Even a staff cookie, or a broken one, could otherwise make Django set another, or vary a page by who asks.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Documents may be restricted to staff, so their sign-in must be seen.
        if not is_admin(request) and not request.path.startswith("/documents/"):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)


class PlainAddress:
    """Answer addresses that no page can have (control characters, NUL, absurd length) before a database sees them.

    And bodies that are too large, before they have arrived.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address, query = request.path_info, request.META.get("QUERY_STRING", "")
        if any(ord(character) < 32 or ord(character) == 127 for character in address):
            return bad_address(request)
        # The screens of staff ask the database with what they are given, and PostgreSQL takes no NUL.
        if "%00" in query and address.startswith(f"/{settings.ADMIN_PATH}"):
            return bad_address(request)
        if len(address) + len(query) > LONGEST_ADDRESS * 4:
            return bad_address(request, status=414)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            return bad_address(request)
        # Unread: nothing of it is waited for.
        if int(length) > (LARGEST_OF_STAFF if is_admin(request) else LARGEST_BODY):
            return bad_address(request, status=413)
        return self.get_response(request)


class LanguageFromAddress:
    """Speak the language that the address begins with, and no other.

    Django's own middleware also asks a cookie and the browser, so that one address could answer in two languages;
    here an address is the same bytes for everybody.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts = request.path_info.split("/")
        keep_up()
        spoken = (languages.find(parts[1]) if len(parts) > 1 else None) or languages.SOURCE
        with speaking(spoken), remembering_places():
            return self._answer(request, spoken)

    def _answer(self, request: HttpRequest, spoken: languages.Language) -> HttpResponse:
        request.LANGUAGE_CODE = spoken.code
        if spoken != languages.SOURCE and spoken not in shown_languages(request):
            return language_is_off(request, spoken)
        response = self.get_response(request)
        if not is_admin(request):
            response.headers.setdefault("Content-Language", spoken.tag)
            if not is_live(request, spoken):
                response.headers.setdefault("X-Robots-Tag", "noindex")
            if kiosk_of(request):
                # One family's page is no other's: not from the browser's own store either.
                response.headers["Cache-Control"] = "no-store"
                response.headers["X-Robots-Tag"] = "noindex"
        return response


class SaysWhyNotPublished:
    """Lead whoever published something that may not be published back to it, with the reasons.

    The form finds them first and says them beside the words; workflows and wagtail-localize have no such place.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, CannotPublish) or not is_admin(request):
            return None
        messages.error(request, not_published(exception))
        editor = reverse("wagtailadmin_pages:edit", args=[exception.page.pk])
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            # A dialog of Wagtail's, which goes where this says.
            return JsonResponse({"step": "success", "redirect": editor})
        return redirect(editor)


def not_published(refused: CannotPublish) -> str:
    """Return a message for an editor, in English as the reasons are."""
    return format_html(
        '<span lang="{}" dir="{}">“{}” is not published. {}</span>',
        languages.SOURCE.tag,
        languages.SOURCE.dir,
        refused.page.title,
        str(refused),
    )
