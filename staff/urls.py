"""Addresses below the admin's path that signing in needs. They stand before Wagtail's own, whose sign-in they replace.

Of django-allauth's views only these have an address: nobody signs up, nobody adds another sign-in.
"""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView
from allauth.socialaccount.providers.openid_connect.views import callback, login
from django.urls import path, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from staff import views

_CODES = "signing-in/second-factor/recovery-codes/"
_APP = "signing-in/second-factor/app/"
_KEYS = "signing-in/second-factor/passkeys/"


def _asking(title: str, words: str, button: str) -> dict[str, object]:
    """Return how a view asks before it does something, and where to go instead."""
    about = {"title": title, "words": words, "button": button, "instead": reverse_lazy("mfa_index")}
    return {"template_name": "staff/confirm.html", "extra_context": about}


urlpatterns = decorate_urlpatterns(
    [
        path("login/", views.SignInView.as_view(), name="account_login"),
        path("password_reset/", views.AskForNewPasswordView.as_view(), name="wagtailadmin_password_reset"),
        path("signing-in/code/", AuthenticateView.as_view(template_name="staff/code.html"), name="mfa_authenticate"),
        path("signing-in/start-again/", views.start_again, name="staff_start_again"),
        path(
            "signing-in/again/",
            ReauthenticateView.as_view(template_name="staff/again.html"),
            name="account_reauthenticate",
        ),
        path(
            "signing-in/again/code/", CodeAgainView.as_view(template_name="staff/again.html"), name="mfa_reauthenticate"
        ),
        path(
            "signing-in/again/passkey/",
            ReauthenticateWebAuthnView.as_view(template_name="staff/again.html"),
            name="mfa_reauthenticate_webauthn",
        ),
        path("signing-in/again/second-factor/", views.show_second_factor, name="staff_show_second_factor"),
        path(
            "signing-in/second-factor/", IndexView.as_view(template_name="staff/second_factor.html"), name="mfa_index"
        ),
        path(_APP, views.SetUpAppView.as_view(template_name="staff/app.html"), name="mfa_activate_totp"),
        path(
            f"{_APP}remove/",
            DeactivateTOTPView.as_view(
                **_asking("Remove the app?", "Its codes will not be taken any more.", "Remove it")
            ),
            name="mfa_deactivate_totp",
        ),
        path(_KEYS, RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
        path(f"{_KEYS}add/", AddWebAuthnView.as_view(template_name="staff/passkey.html"), name="mfa_add_webauthn"),
        path(
            f"{_KEYS}<int:pk>/remove/",
            views.RemovePasskeyView.as_view(
                **_asking("Remove this passkey?", "You can’t sign in with it any more.", "Remove it")
            ),
            name="mfa_remove_webauthn",
        ),
        path(
            _CODES,
            ViewRecoveryCodesView.as_view(template_name="staff/recovery_codes.html"),
            name="mfa_view_recovery_codes",
        ),
        path(
            f"{_CODES}new/",
            GenerateRecoveryCodesView.as_view(
                **_asking("Make new recovery codes?", "The ones that you have will not be taken any more.", "Make them")
            ),
            name="mfa_generate_recovery_codes",
        ),
        path("signing-in/oidc/<str:provider_id>/", login, name="openid_connect_login"),
        path("signing-in/oidc/<str:provider_id>/callback/", callback, name="openid_connect_callback"),
    ],
    never_cache,
)
