"""Forms of django-allauth with our own count of wrong tries."""

from threading import Thread
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from wagtail.admin.forms.auth import PasswordResetForm

from staff import throttle
from staff.adapters import account_of, begin


class SignInForm(LoginForm):
    """Name and password. The name's field is called as Wagtail's, so that password managers go on knowing it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "User name"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def add_prefix(self, field_name: str) -> str:
        return "username" if field_name == "login" else str(super().add_prefix(field_name))


class NewPasswordForm(PasswordResetForm):
    """Sends its letter behind the answer: how long a mail server takes would say whether there is such an account."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        Thread(target=super().send_mail, args=args, kwargs=kwargs, name="letter").start()


class _Counted:
    """Counts wrong codes, and takes no code twice."""

    user: Any
    cleaned_data: dict[str, Any]
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs = {"autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        """Return the code if it is right.

        Raises:
            ValidationError: it is not, or was used already, or there were too many wrong ones.
        """
        account = account_of(self.user.get_username())
        taken = begin("code", account, context.request)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            # allauth remembers used codes in the cache, and each process has its own. A used one is a try like another.
            throttle.use_once("used code", account, code)
        except ValidationError:
            throttle.was_wrong(taken)
            raise
        except throttle.UsedBefore as used:
            throttle.was_wrong(taken)
            raise ValidationError("That code was used already. Wait for the next one.") from used
        throttle.was_right(taken)
        return code


class CodeForm(_Counted, AuthenticateForm):
    """A code from an app, or a recovery code, to sign in."""


class CodeAgainForm(_Counted, ReauthenticateForm):
    """The same, to show once more who one is."""
