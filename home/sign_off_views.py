"""Where a named person signs for the words of a page."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import BasePage, SignOff
from home.states import Step, steps_needed

#: Members may sign the clinical step. Made by a migration; who is in it is the Trust's to say.
CLINICAL_GROUP = "Clinical reviewers"


class SignForm(forms.ModelForm):
    class Meta:
        model = SignOff
        fields = ["step", "role"]


def _may_see(request: HttpRequest, page: Page) -> bool:
    """Tell whether this user has anything to sign here: editors, and clinicians who edit nothing."""
    return page.permissions_for_user(request.user).can_edit() or _may_sign(request, page, Step.CLINICAL)


def _may_sign(request: HttpRequest, page: Page, step: Step) -> bool:
    user = request.user
    if step is Step.CLINICAL:
        return user.is_superuser or user.groups.filter(name=CLINICAL_GROUP).exists()
    return page.permissions_for_user(user).can_publish()


def sign_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show which steps a published page needs and who has signed; take a signature for the words as they are now.

    Raises:
        PermissionDenied: this user may not edit the page, or not sign this step.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage) or not _may_see(request, page):
        raise PermissionDenied
    words = page.versions.words_to_sign(page)
    form = _form(request, page)
    if request.method == "POST" and page.live and form.is_valid():
        if not _may_sign(request, page, Step(form.instance.step)):
            raise PermissionDenied
        form.save()
        messages.success(request, _("Signed. Your word stands for exactly these words; a change asks for it again."))
        return redirect("sign_page", page_id=page.pk)
    signed = page.versions.signed(page)
    steps = [(SignOff.StepChoices(step.value).label, signed.get(step)) for step in steps_needed(words)]
    context = {"page": page, "steps": steps, "form": form, "state": page.state.value, "is_published": page.live}
    return TemplateResponse(request, "home/admin/sign_page.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, page: BasePage) -> SignForm:
    words = page.versions.words_to_sign(page)
    sign_off = SignOff(
        page=page,
        signed_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    form = SignForm(request.POST or None, instance=sign_off)
    signed = page.versions.signed(page)
    allowed = [step for step in steps_needed(words) if step not in signed and _may_sign(request, page, step)]
    choices = [(step.value, SignOff.StepChoices(step.value).label) for step in allowed]
    form.fields["step"].choices = choices  # type: ignore[attr-defined]
    return form
