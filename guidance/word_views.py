"""The words of one page: what there is to change in them, and what a named person lets stand."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from wagtail.log_actions import log
from wagtail.models import Page

from guidance.checking import Told, blocking_in_easy_read, digest_of, told_of, unwaived
from guidance.models import Waiver
from guidance.models.easy_read import EasyReadForm
from guidance.wording.findings import Finding
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


class LetsStand:
    """A view that saves an Easy Read: with a reason, whoever may publish its page lets words stand that stop it."""

    def form_invalid(self: Any, form: EasyReadForm) -> HttpResponse:
        user, easy = self.request.user, form.instance
        if form.data.get("why", "").strip() and easy.page_id and "why" not in form.errors:
            if not easy.page.permissions_for_user(user).can_publish():
                form.add_error("why", "Only somebody who may publish the page lets words stand.")
                return super().form_invalid(form)  # type: ignore[misc]
            with transaction.atomic():
                # One word is enough for a sentence that stands in two rows.
                found = {digest_of(each): each for each in unwaived(easy.page, blocking_in_easy_read(easy))}
                for finding in found.values():
                    _let_stand(easy.page, finding, form.data["why"].strip(), user)
                again = self.get_form()
                if again.is_valid():
                    saved: HttpResponse = self.form_valid(again)
                    return saved
                transaction.set_rollback(True)
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return answer


def _waived(request: HttpRequest, page: BasePage, told: list[Told], form: WaiverForm) -> bool:
    """Keep this person's word, or say that the sentence has changed meanwhile."""
    chosen = next((each for each in told if each.blocks and each.digest == form.cleaned_data["digest"]), None)
    if chosen is None:
        form.add_error(None, "These words have changed meanwhile. Look again at what there is to change.")
        return False
    _let_stand(page, chosen.finding, form.cleaned_data["reason"], request.user)
    messages.success(request, "It may stand. When the sentence changes, it is asked about again.")
    return True


def _let_stand(page: BasePage, found: Finding, reason: str, user: Any) -> None:
    Waiver.objects.create(
        page_id=page.pk,
        code=found.code,
        words=found.sentence or found.words,
        digest=digest_of(found),
        reason=reason,
        waived_by=user,
    )
    log(page, WAIVED, user=user, data={"words": found.words, "why": reason})
