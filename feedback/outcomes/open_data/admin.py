"""Where tokens of programs are made, listed and revoked. In English alone, as all of the desk for outcomes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput

from feedback.outcomes.models import ApiToken
from feedback.outcomes.models.tokens import MANAGE_TOKENS
from feedback.outcomes.open_data.tokens import make_token, revoke_token

#: A token that nobody remembers must end by itself.
_LONGEST = timedelta(days=2 * 365)
_USUAL = timedelta(days=365)


class TokenForm(forms.ModelForm):
    """What a new token is for, and its last day."""

    class Meta:
        model = ApiToken
        fields = ["name", "expires_on"]
        widgets = {"expires_on": AdminDateInput}

    def clean_expires_on(self) -> Any:
        """Return a day that is not past, and not years away.

        Raises:
            ValidationError: it is another.
        """
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if day < today:
            raise forms.ValidationError("This day is past.")
        if day > today + _LONGEST:
            raise forms.ValidationError("At most two years from now. Make another one then.")
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def api_tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens, and make another: its secret is shown in this answer, and never again.

    Raises:
        PermissionDenied: this person may not.
    """
    _check(request)
    secret = ""
    form = _empty_form()
    if request.method == "POST":
        form = TokenForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            _token, secret = make_token(said["name"], expires_on=said["expires_on"], user=request.user)
            form = _empty_form()
    today = timezone.localdate()
    context = {
        "form": form,
        "secret": secret,
        "rows": [(token, token.is_good(today)) for token in ApiToken.objects.select_related("made_by", "revoked_by")],
    }
    response = TemplateResponse(request, "feedback/admin/api_tokens.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _empty_form() -> TokenForm:
    return TokenForm(initial={"expires_on": timezone.localdate() + _USUAL})


def _check(request: HttpRequest) -> None:
    if not request.user.has_perm(MANAGE_TOKENS):
        raise PermissionDenied


@require_POST
def revoke_api_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token at once.

    Raises:
        PermissionDenied: this person may not.
        Http404: there is none.
    """
    _check(request)
    token = get_object_or_404(ApiToken, pk=pk)
    revoke_token(token, request.user)
    messages.success(request, f"Revoked: {token}. Programs that used it are refused from now on.")
    return redirect("api_tokens")


urlpatterns = [
    path("api-tokens/", api_tokens, name="api_tokens"),
    path("api-tokens/<int:pk>/revoke/", revoke_api_token, name="revoke_api_token"),
]


class _TokensMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MANAGE_TOKENS))


def menu_item() -> MenuItem:
    return _TokensMenuItem("API tokens", reverse_lazy("api_tokens"), name="api-tokens", icon_name="key", order=900)


def permissions() -> QuerySet[Permission]:
    """Return what an administrator can give to a group."""
    return Permission.objects.filter(content_type__app_label="feedback", codename="manage_api_tokens")
