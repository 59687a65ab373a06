"""Where a named person signs for the words of a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from home.audit.actions import SIGNED, note
from home.authorship import last_editor
from home.languages import SOURCE
from home.models import BasePage, SignOff
from home.roles import is_clinician, steps_of
from home.states import PageState, Signature, Step, Words, steps_needed
from home.versions import code_of

CHANGED_MEANWHILE = gettext_lazy("Somebody has changed these words meanwhile. Nothing was signed: read them again.")


@dataclass(frozen=True, slots=True)
class Signing:
    """Words that somebody is asked to sign for: a page's own, or those of something that stands beside it.

    ``page`` decides who may sign, and ``hint`` says what has to be done besides signing; it may be empty. ``editor``
    is who changed these words last: another person must check them. A translation has a ``changed_url``, where its
    English of then stands beside that of now.
    """

    page: BasePage
    title: str
    words: Words
    signed: Mapping[Step, Signature]
    state: PageState
    hint: str = ""
    changed_url: str = ""
    is_behind: bool = False
    editor: int | None = None

    @property
    def steps(self) -> list[tuple[str, Signature | None]]:
        """Return what has to be signed, and the signature that counts for it now."""
        return [
            (str(SignOff.StepChoices(step.value).label), self.signed.get(step)) for step in steps_needed(self.words)
        ]


class SignForm(forms.ModelForm):
    #: Who changed the words last.
    editor: int | None = None
    #: The words that were on the screen, as `Words.mark` tells them: nobody signs for words they have not seen.
    words = forms.CharField(required=False)

    class Meta:
        model = SignOff
        fields = ["step", "role", "certificate"]

    def clean_step(self) -> str:
        """Refuse to be checked by whoever changed the words last.

        Raises:
            ValidationError: this is that person.
        """
        step: str = self.cleaned_data["step"]
        if self.editor and self.editor == self.instance.signed_by_id and step != Step.TRANSLATED.value:
            raise forms.ValidationError(_("You changed these words last. Another person must sign this step."))
        return step

    def clean(self) -> dict[str, Any]:
        """Refuse a signature for words that were changed while somebody read them.

        Raises:
            ValidationError: other words stand there now.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("words") and cleaned["words"] != self.initial["words"]:
            raise forms.ValidationError(CHANGED_MEANWHILE)
        return cleaned


def _may_see(request: HttpRequest, page: BasePage) -> bool:
    """Tell whether this user has anything to sign here: editors, and clinicians who edit nothing."""
    return page.permissions_for_user(request.user).can_edit() or _may_sign(request, page, Step.CLINICAL)


def _may_sign(request: HttpRequest, page: BasePage, step: Step) -> bool:
    user = request.user
    if step is Step.CLINICAL:
        return is_clinician(user)
    permissions = page.permissions_for_user(user)
    if own := steps_of(user, page.locale.language_code):
        return step in own and permissions.can_edit()
    return permissions.can_publish()


def sign_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show which steps a published page needs and who has signed; take a signature for the words as they are now.

    Raises:
        PermissionDenied: this user may not edit the page, or not sign this step.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage):
        raise PermissionDenied
    versions = page.versions
    signing = Signing(
        page,
        page.title,
        versions.words_to_sign(page),
        versions.signed(page),
        page.state,
        editor=last_editor(page) if request.method == "POST" else None,
    )
    if code_of(page) != SOURCE.code:
        signing = replace(signing, changed_url=reverse("what_changed", args=[page.pk]), is_behind=page.is_behind)
    return take_signature(request, signing)


def take_signature(request: HttpRequest, signing: Signing) -> HttpResponse:
    """Show which steps these words need and who has signed; take a signature for them.

    Raises:
        PermissionDenied: this user may not edit the page, or not sign this step.
    """
    page = signing.page
    if not _may_see(request, page):
        raise PermissionDenied
    form = _form(request, signing)
    if request.method == "POST" and page.live and form.is_valid():
        if not _may_sign(request, page, Step(form.instance.step)):
            raise PermissionDenied
        signed = form.save()
        note(SIGNED, page, user=request.user, title=signing.title, said=str(signed.get_step_display()))
        messages.success(request, _("Signed. Your word stands for exactly these words; a change asks for it again."))
        return redirect(request.path)
    context = {"signing": signing, "form": form, "is_live": signing.state is PageState.LIVE and not signing.is_behind}
    return TemplateResponse(request, "home/admin/sign_page.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, signing: Signing) -> SignForm:
    sign_off = SignOff(
        page=signing.page,
        signed_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
        words_digest=signing.words.digest,
        source_digest=signing.words.source_digest,
    )
    form = SignForm(request.POST or None, instance=sign_off, initial={"words": signing.words.mark})
    unsigned = [step for step in steps_needed(signing.words) if step not in signing.signed]
    allowed = [step for step in unsigned if _may_sign(request, signing.page, step)]
    form.editor = signing.editor
    choices = [(step.value, SignOff.StepChoices(step.value).label) for step in allowed]
    form.fields["step"].choices = choices  # type: ignore[attr-defined]
    if Step.TRANSLATED not in allowed:
        del form.fields["certificate"]
    return form
