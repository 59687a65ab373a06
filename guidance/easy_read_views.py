"""Where named people sign for an Easy Read, and what editors are told of its state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from guidance.models import EasyRead
from home.sign_off_views import Signing, take_signature
from home.states import PageState


def sign_easy_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which steps an Easy Read needs and who has signed; take a signature for its rows as they are now.

    Raises:
        PermissionDenied: this user may not edit its page, or not sign this step.
    """
    easy = get_object_or_404(EasyRead.objects.select_related("page__locale"), pk=pk)
    title = f"{easy._meta.verbose_name}: {easy}"
    signing = Signing(
        easy.page, title, easy.words_to_sign, easy.signed, easy.state, hint=_hint(easy), editor=_last_editor(easy)
    )
    return take_signature(request, signing)


def _last_editor(easy: EasyRead) -> int | None:
    """Return who saved these rows last in the admin; ``None`` where nobody did."""
    saved = ModelLogEntry.objects.for_instance(easy).filter(action__in=("wagtail.create", "wagtail.edit"))
    last = saved.order_by("-timestamp", "-pk").first()
    return last.user_id if last else None


def _hint(easy: EasyRead) -> str:
    """Return what has to be done besides signing for these rows, in a sentence; ``""`` where there is nothing."""
    if easy.is_behind:
        return _("The page has changed since these rows were saved: read them again beside it and save them first.")
    if easy.page.state is not PageState.LIVE:
        return _("The page itself is not signed yet. Parents get its Easy Read when both are.")
    if easy.english and easy.english.state is not PageState.LIVE:
        return _("The English Easy Read is not signed yet. Parents get this one when both are.")
    return ""


def state_words(easy: EasyRead) -> str:
    """Return its state as the editors' list shows it. Up to six queries."""
    return _("Live: everything is signed") if easy.state is PageState.LIVE else _("Preview: not everything is signed")


def freshness_words(easy: EasyRead) -> str:
    """Return whether it is as new as its page, as the editors' list shows it."""
    return _("The page has changed since") if easy.is_behind else _("As new as its page")
