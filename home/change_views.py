"""Where editors say what a change of the English means, and where a second person agrees."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from home import services
from home.comparing import differences, english_saying, made_of
from home.languages import SOURCE
from home.models import BasePage, EnglishChange, NumberChange
from home.roles import is_clinician
from home.versions import code_of

Kind = EnglishChange.Kind
#: What an editor chooses between, and what each does.
CHOICES = [
    (Kind.WORDING, "Wording only", "A reader is told the same as before. Translations stay as they are."),
    (
        Kind.MEANING,
        "Meaning",
        "A reader is told something else. Translations stay, their changed paragraphs marked, and wait to be renewed.",
    ),
    (
        Kind.UNSAFE,
        "Old words unsafe",
        "The old words could do harm. At once every translation gives way to the English, and files of the old words "
        "are not handed out. A second person confirms it afterwards.",
    ),
]
LATEST = 50


class KindForm(forms.Form):
    """What a change means. Nothing is chosen beforehand."""

    kind = forms.ChoiceField(
        label="What kind of change is it?",
        choices=[(kind.value, name) for kind, name, _does in CHOICES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one. In doubt between two, take the lower one."},
    )


def sees_pages(user: Any) -> bool:
    """Tell whether this person edits pages or signs for them clinically. Two queries at most."""
    return bool(page_permission_policy.user_has_any_permission(user, {"change", "publish"})) or is_clinician(user)


def may_look(user: Any) -> bool:
    """Tell whether the list is for this person: who sees the pages in it, or keeps the numbers."""
    return sees_pages(user) or bool(user.has_perm("home.change_helpline"))


def count_waiting(user: Any) -> int:
    """Return how much of what this person sees waits for a second one."""
    pages = EnglishChange.objects.waiting().count() if sees_pages(user) else 0
    return pages + (NumberChange.objects.waiting().count() if may_look(user) else 0)


def may_say(user: Any, page: BasePage) -> bool:
    """Tell whether this person may say what a change of the page means, and call its old words unsafe."""
    return bool(page.permissions_for_user(user).can_publish()) or is_clinician(user)


def may_confirm(user: Any, change: EnglishChange, page: BasePage) -> bool:
    """Tell whether this person may be the second one: on a safety page a clinician."""
    if change.is_confirmed or user.pk in change.people:
        return False
    return is_clinician(user) if page.is_safety else may_say(user, page)


# --- Before publishing ----------------------------------------------------------------------------------------------


def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from the form to the question, where published English with translations would say something else.

    The words are kept as a draft by then. What is published at a set time is asked about afterwards.
    """
    if (
        not isinstance(page, BasePage)
        or getattr(request, "_kind_is_said", False)
        or not services.has_translations(page)
    ):
        return None
    is_later = page.go_live_at is not None and page.go_live_at > timezone.now()
    if is_later or not services.has_translations(page) or not services.changed_since_published(page):
        return None
    return redirect("ask_kind", page.pk, page.latest_revision_id)


def ask_kind(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Ask what the change of a draft means, and publish it with the answer.

    Raises:
        PermissionDenied: this user may not publish the page, or somebody else is holding it.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    tester = page.permissions_for_user(request.user)
    if not isinstance(page, BasePage) or not tester.can_publish() or tester.page_locked():
        raise PermissionDenied
    revision = get_object_or_404(page.revisions, pk=revision_id)
    draft = revision.as_object()
    form = KindForm(request.POST if request.method == "POST" else None)
    is_latest = revision.pk == page.latest_revision_id
    if request.method == "POST" and is_latest and form.is_valid():
        return _publish(request, page, draft, form.cleaned_data["kind"])
    before = services.last_published(page)
    context = {
        "page": page,
        "form": form,
        "choices": CHOICES,
        "chosen": form["kind"].value(),
        "is_latest": is_latest,
        "differences": differences(before, draft) if before else [],
        "versions": [version for version in page.versions.pages if code_of(version) != SOURCE.code],
        "source": SOURCE,
    }
    return TemplateResponse(request, "home/admin/ask_kind.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, page: BasePage, draft: BasePage, kind: str) -> HttpResponse:
    request._kind_is_said = True  # type: ignore[attr-defined]
    for hook in hooks.get_hooks("before_publish_page"):
        refused = hook(request, draft)
        if refused is not None:
            return refused
    services.publish_as(page.get_latest_revision(), kind, user=request.user)  # type: ignore[arg-type]
    page.refresh_from_db()
    for hook in hooks.get_hooks("after_publish_page"):
        answer = hook(request, page)
        if answer is not None:
            return answer
    messages.success(request, f"Published: {page.title}. {Kind(kind).label}.")
    return redirect("wagtailadmin_explore", page.get_parent().pk)


# --- Afterwards -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as the list shows it."""

    change: EnglishChange
    page: BasePage
    may_confirm: bool


@require_safe
def english_changes(request: HttpRequest) -> HttpResponse:
    """List what waits for a second person, what nobody has said the meaning of, and what was changed last.

    Who keeps helplines and no pages is shown the numbers alone.

    Raises:
        PermissionDenied: this user neither edits pages, nor signs for them, nor keeps helplines.
    """
    user = request.user
    if not may_look(user):
        raise PermissionDenied
    looked_at = EnglishChange.objects.all() if sees_pages(user) else EnglishChange.objects.none()
    changes = looked_at.select_related("made_by", "said_by", "confirmed_by").order_by("-pk")
    waiting, unsaid, latest = list(changes.waiting()), list(changes.unsaid()), list(changes[:LATEST])
    pages = services.pages_to_look_at([*waiting, *unsaid, *latest])

    def shown(rows: list[EnglishChange]) -> list[ShownChange]:
        known = [(row, pages[row.page_id]) for row in rows if row.page_id in pages]
        return [ShownChange(row, page, may_confirm(user, row, page)) for row, page in known]

    numbers = NumberChange.objects.waiting().select_related("helpline", "made_by")
    context = {
        "waiting": shown(waiting),
        "unsaid": shown(unsaid),
        "latest": shown(latest),
        "numbers": [(number, _may_confirm_number(user, number)) for number in numbers],
        "sees_pages": sees_pages(user),
        "source": SOURCE,
    }
    return TemplateResponse(request, "home/admin/english_changes.html", context)


def english_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one change, old words beside new; take what it means, or a second person's word.

    Fields: `kind` to say what it means, `confirm` to agree.

    Raises:
        PermissionDenied: this user may neither say what it means nor confirm it.
    """
    change = get_object_or_404(EnglishChange, pk=pk)
    page = change.page.specific
    user: Any = request.user
    says, confirms = may_say(user, page) and change.kind != Kind.WITHDRAWN, may_confirm(user, change, page)
    if not (may_say(user, page) or confirms):
        raise PermissionDenied
    is_saying = request.method == "POST" and "confirm" not in request.POST
    form = KindForm(request.POST if is_saying else None)
    if request.method == "POST":
        try:
            if not is_saying:
                if not confirms:
                    raise services.NotAllowed
                services.confirm(change, user=user)
                messages.success(request, "Confirmed.")
                return redirect("english_changes")
            if not says:
                raise services.NotAllowed
            if form.is_valid():
                services.say(change, form.cleaned_data["kind"], user=user)
                messages.success(request, f"Kept: {change.get_kind_display()}.")
                return redirect("english_change", change.pk)
        except services.NotAllowed as error:
            raise PermissionDenied from error
    before, after = (revision and revision.as_object() for revision in (change.revision_from, change.revision_to))
    context = {
        "change": change,
        "page": page,
        "says": says,
        "confirms": confirms,
        "form": form,
        "choices": CHOICES,
        "chosen": form["kind"].value(),
        "differences": differences(before, after) if before and after else [],
        "source": SOURCE,
    }
    return TemplateResponse(request, "home/admin/english_change.html", context, status=422 if form.errors else 200)


def _may_confirm_number(user: Any, number: NumberChange) -> bool:
    return user.pk not in number.people and user.has_perm("home.change_helpline")


@require_POST
def confirm_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a second person's word for a corrected number.

    Raises:
        PermissionDenied: this user corrected it, or may not change helplines.
    """
    number = get_object_or_404(NumberChange, pk=pk)
    user: Any = request.user
    if not _may_confirm_number(user, number):
        raise PermissionDenied
    if not number.is_confirmed:
        services.confirm(number, user=user)
        messages.success(request, "Confirmed.")
    return redirect("english_changes")


# --- For translators ------------------------------------------------------------------------------------------------


@require_safe
def what_changed(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a translator what has changed in the English since it was translated, the translation beside it.

    Raises:
        PermissionDenied: this user neither edits this page nor signs for it.
        Http404: it is no published translation.
    """
    page = get_object_or_404(Page, pk=page_id, live=True).specific
    if not isinstance(page, BasePage):
        raise PermissionDenied
    if not (page.permissions_for_user(request.user).can_edit() or is_clinician(request.user)):
        raise PermissionDenied
    source = page.versions.source
    before = english_saying(source, made_of(page)) if source else None
    context = {
        "page": page,
        "gap": page.versions.gap(page),
        "is_known": before is not None,
        "differences": differences(before, source, page) if before and source else [],
        "language": page.words,
        "source": SOURCE,
        "work": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "sign": reverse("sign_page", args=[page.pk]),
    }
    return TemplateResponse(request, "home/admin/what_changed.html", context)
