"""The words of one page: what there is to change in them, and what a named person lets stand."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from wagtail.log_actions import log
from wagtail.models import Page

from guidance.checking import Told, told_of
from guidance.models import Waiver
from home.languages import SOURCE
from home.models import BasePage

#: What is written into a page's history when somebody lets words stand.
WAIVED = "guidance.waived"


class WaiverForm(forms.Form):
    """``digest`` names the finding; it is not found any more once its sentence has changed."""

    digest = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it may stand", max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )


def page_words(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what there is to change in the latest draft of a page; keep why something may stand.

    Raises:
        PermissionDenied: this user may not edit the page; or not publish it, and wants something to stand.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage) or not _may_look(request, page):
        raise PermissionDenied
    may_waive = page.permissions_for_user(request.user).can_publish()
    draft = page.get_latest_revision_as_object()
    if not draft.alias_of_id:
        draft.know_language_of_words()
    told = told_of(draft)
    form = WaiverForm(request.POST or None)
    if request.method == "POST":
        if not may_waive:
            raise PermissionDenied
        if form.is_valid() and _waived(request, page, told, form):
            return redirect(request.path)
    context = {"page": page, "draft": draft, "told": told, "form": form, "may_waive": may_waive, "source": SOURCE}
    return TemplateResponse(request, "guidance/admin/page_words.html", context, status=422 if form.errors else 200)


def _may_look(request: HttpRequest, page: BasePage) -> bool:
    rights = page.permissions_for_user(request.user)
    return bool(rights.can_edit() or rights.can_publish())


def _waived(request: HttpRequest, page: BasePage, told: list[Told], form: WaiverForm) -> bool:
    """Keep this person's word, or say that the sentence has changed meanwhile."""
    chosen = next((each for each in told if each.blocks and each.digest == form.cleaned_data["digest"]), None)
    if chosen is None:
        form.add_error(None, "These words have changed meanwhile. Look again at what there is to change.")
        return False
    found = chosen.finding
    Waiver.objects.create(
        page_id=page.pk,
        code=found.code,
        words=found.sentence or found.words,
        digest=chosen.digest,
        reason=form.cleaned_data["reason"],
        waived_by=request.user,  # type: ignore[misc]  # nobody comes here without signing in
    )
    log(page, WAIVED, user=request.user, data={"words": found.words, "why": form.cleaned_data["reason"]})
    messages.success(request, "It may stand. When the sentence changes, it is asked about again.")
    return True
