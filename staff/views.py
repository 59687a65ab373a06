"""Pages about one's own signing in, and the one on which an administrator takes somebody's second factor away."""

from textwrap import wrap
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.adapter import get_adapter as get_second_factors
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.views.account import PasswordResetView, password_reset_enabled

from staff import second_factor, sessions, throttle
from staff.adapters import account_of
from staff.forms import NewPasswordForm


class SignInView(LoginView):
    """Name and password, or the Trust's account."""

    template_name = "staff/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell an account that no group lets in so: the admin would send it here, and this back there, for ever."""
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            return render(request, "staff/no_group.html", status=403)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context of Wagtail's own page, and whether the Trust's account is offered."""
        wanted = self.get_next_url() or reverse("wagtailadmin_home")
        trust = reverse("openid_connect_login", args=["trust"])
        return super().get_context_data(**kwargs) | {
            "next": wanted,
            "show_password_reset": settings.TELLS_BY_MAIL and password_reset_enabled(),
            "trust_url": f"{trust}?{urlencode({'next': wanted})}" if settings.SOCIALACCOUNT_PROVIDERS else "",
        }


class AskForNewPasswordView(PasswordResetView):
    """Sends a letter with a link, and answers alike whether there is such an account, and whether it was sent."""

    def get_form_class(self) -> type[NewPasswordForm]:
        return NewPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            # No try at a password: it may not close the door to others, so that it is never said to be wrong.
            throttle.begin("letter", account_of(form.cleaned_data["email"]))
        except throttle.MustWait:
            return redirect(self.get_success_url())
        return super().form_valid(form)


class SetUpAppView(ActivateTOTPView):
    """Sets up an app. Its first code was shown just now, so that this sign-in need not show one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context, with the secret in fours, as it is typed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"fours": wrap(context["form"].secret, 4)}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.note_shown(self.request, self.request.user)
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey, but never the only second factor where one is required."""

    def form_valid(self, form: Any) -> HttpResponse:
        if not get_second_factors().can_delete_authenticator(self.object):
            form.add_error(None, get_second_factors().validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that is half done."""
    request.session.flush()
    return redirect("account_login")


@require_GET
@login_required
def show_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead who has a second factor, and has not shown it, to where they can."""
    ways = [
        way["url"] for way in get_adapter().get_reauthentication_methods(request.user) if way["id"].startswith("mfa")
    ]
    wanted = ways[0] if ways else reverse("mfa_index")
    return redirect(f"{wanted}?{urlencode({'next': request.GET.get('next', '')})}")


def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in; end one of them, or all others."""
    user: Any = request.user
    key = request.session.session_key or ""
    if request.method == "POST":
        name = request.POST.get("name", "")
        ended = sessions.end(user, name=name) if name else sessions.end_all(user, but=key)
        messages.success(request, f"Ended: {ended}.")
        return redirect("staff_sessions")
    found = sessions.sessions_of(user)
    context = {"sessions": [(one, one.key == key) for one in found], "minutes": settings.IDLE_MINUTES}
    return render(request, "staff/sessions.html", context)


def take_away(request: HttpRequest, user_id: int) -> HttpResponse:
    """Ask, and then take somebody's lost second factor away."""
    user: Any = request.user
    person = get_object_or_404(User, pk=user_id)
    if not may_take_away(user, person):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "staff/take_away.html", {"person": person, "has_one": second_factor.has_one(person)})
    second_factor.take_away(person, by=user)
    messages.success(request, f"The second factor of {person.get_username()} was taken away.")
    return redirect("wagtailusers_users:index")


def may_take_away(user: Any, person: User) -> bool:
    """Tell whether this is somebody else whose account they may change; an administrator's is another's to change."""
    return user.pk != person.pk and user.has_perm("auth.change_user") and (user.is_superuser or not person.is_superuser)
