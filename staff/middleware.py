"""Who may see what is for staff. A request of a reader is handed on before anything is asked of a session."""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from home.audit.actions import TAKEN_OUT, note
from home.errors import page_not_found
from home.middleware import is_admin
from staff import clock, second_factor

Handler = Callable[[HttpRequest], HttpResponse]

#: What may be seen below the admin's path without a second factor: what signing in needs, and nothing else.
_WITHOUT = ("login/", "logout/", "signing-in/", "password_reset/", "jsi18n/", "sprite/")
#: What an open page asks by itself every few seconds: nobody need sit before it.
_BY_ITSELF = "editing-sessions/"
#: A file to keep, not one to look at.
_FILE = re.compile(r'attachment; filename="?(?P<name>[^";]+)')
#: What the admin's own host hands out besides the admin.
_BESIDES = ("/documents/", "/media/", "/static/", "/healthz", "/readyz")


class OwnHost:
    """Keep the admin to a host of its own, and everything else off it, where there is such a host."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        own = settings.ADMIN_HOST
        if not own:
            return self.get_response(request)
        is_there = urlsplit(f"//{request.get_host()}").hostname == own
        if is_admin(request) and not is_there:
            return page_not_found(request)
        if is_there and request.path == "/":
            return HttpResponseRedirect(reverse("wagtailadmin_home"))
        if is_there and not is_admin(request) and not request.path.startswith(_BESIDES):
            return HttpResponsePermanentRedirect(f"{settings.WAGTAILADMIN_BASE_URL}{request.get_full_path()}")
        return self.get_response(request)


class MayComeIn:
    """End sign-ins whose time is over, and lead to the second factor whoever has not shown one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_admin(request):
            if request.path.startswith("/documents/"):
                self._look(request)
            return self.get_response(request)
        response = self._look(request) or self.get_response(request)
        response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    def _look(self, request: HttpRequest) -> HttpResponse | None:
        """Return where to go instead; ``None`` where the request may be handed on."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        if clock.is_over(request.session):
            logout(request)
            return _sign_in_again(request) if is_admin(request) else None
        below = request.path.removeprefix(f"/{settings.ADMIN_PATH}")
        if not below.startswith(_BY_ITSELF):
            clock.tick(request.session)
        if below.startswith(_WITHOUT) or not second_factor.is_missing(request):
            return None
        if not is_admin(request):
            # A document may be for everybody, so that it is only not known who asks.
            request.user = AnonymousUser()
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            raise PermissionDenied
        wanted = "staff_show_second_factor" if second_factor.has_one(request.user) else "mfa_index"
        return HttpResponseRedirect(f"{reverse(wanted)}?{urlencode({'next': request.get_full_path()})}")


class NotesWhatIsTakenOut:
    """Write into the log who took which file out of the admin, whatever screen hands it out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = _FILE.match(response.headers.get("Content-Disposition", ""))
        if found and is_admin(request) and response.status_code == HTTPStatus.OK and request.user.is_authenticated:
            note(TAKEN_OUT, request.user, user=request.user, said=found["name"])
        return response


def _sign_in_again(request: HttpRequest) -> HttpResponse | None:
    """Say that the time is over.

    Whoever was writing must not lose it: they sign in in another window, and send it then.
    """
    if request.method != "POST":
        messages.info(request, "You were signed out, because your time was over. Please sign in again.")
        return None
    if not request.accepts("text/html"):
        # Wagtail's saving by itself: with this answer it says so beside the page, and goes on when one is back.
        words = "You were signed out. Sign in in another window, then go on here."
        return JsonResponse({"success": False, "error_code": "locked", "error_message": words}, status=400)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        raise PermissionDenied
    return render(request, "staff/over.html", status=403)
