"""Where translators see what readers said does not read right, and close it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guidance import doubts
from guidance.language_desk.people import need_to_look
from guidance.models import Doubt
from home.comparing import texts_by_place
from home.languages import REGISTRY, SOURCE, Language, find
from home.models import BasePage

#: Closed ones that are shown below the open ones.
LATEST = 50
Pages = dict[tuple[UUID, str], BasePage]


@dataclass(frozen=True, slots=True)
class ShownDoubt:
    """A paragraph as the list shows it: as it was, as it is now, its English of now, and what came before."""

    doubt: Doubt
    title: str
    language: Language
    words_now: str
    english_now: str
    history: Sequence[Doubt]
    edit_url: str


@require_safe
def doubts_list(request: HttpRequest) -> HttpResponse:
    """List what readers said does not read right, the open first, in one language or in all. Some ten queries.

    Raises:
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    need_to_look(request.user)
    language = find(request.GET.get("language", ""))
    rows = Doubt.objects.select_related("closed_by")
    rows = rows.filter(language=language.code) if language else rows
    waiting, closed = list(rows.open()), list(rows.exclude(outcome=Doubt.Outcome.OPEN)[:LATEST])
    pages = doubts.pages_of([*waiting, *closed])
    before = _by_place(Doubt.objects.filter(page_key__in={doubt.page_key for doubt in waiting}))
    context = {
        "waiting": [_shown(doubt, pages, before, request.user) for doubt in waiting],
        "closed": [_shown(doubt, pages, {}, request.user) for doubt in closed],
        "languages": [each for each in REGISTRY if each != SOURCE],
        "language": language,
        "put_right": Doubt.objects.put_right().count(),
        "source": SOURCE,
    }
    return TemplateResponse(request, "guidance/admin/doubts.html", context)


def _by_place(rows: Iterable[Doubt]) -> dict[tuple[UUID, str, str], list[Doubt]]:
    found: dict[tuple[UUID, str, str], list[Doubt]] = {}
    for row in rows:
        found.setdefault((row.page_key, row.language, row.place), []).append(row)
    return found


def _shown(doubt: Doubt, pages: Pages, before: dict[tuple[UUID, str, str], list[Doubt]], user: Any) -> ShownDoubt:
    page, english = pages.get((doubt.page_key, doubt.language)), pages.get((doubt.page_key, SOURCE.code))
    others = before.get((doubt.page_key, doubt.language, doubt.place), [])
    may_edit = page is not None and page.permissions_for_user(user).can_edit()
    return ShownDoubt(
        doubt=doubt,
        title=page.title if page else "A page that is not published any more",
        language=find(doubt.language) or SOURCE,
        words_now=_text_at(page, doubt.place),
        english_now=_text_at(english, doubt.place),
        history=[each for each in others if each.pk != doubt.pk],
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]) if page and may_edit else "",
    )


def _text_at(page: BasePage | None, place: str) -> str:
    return texts_by_place(page).get(place, ("", ""))[1] if page else ""


@require_POST
def close_doubt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a translator's decision: put right, or left as it is.

    Raises:
        PermissionDenied: this person may not edit the page, or it was no decision.
    """
    doubt = get_object_or_404(Doubt, pk=pk)
    page = doubts.version_in(doubt.page_key, doubt.language)
    user: Any = request.user
    if not (page.permissions_for_user(user).can_edit() if page else user.is_superuser):
        raise PermissionDenied
    try:
        doubts.close(doubt, request.POST.get("outcome", ""), user=user)
        messages.success(request, f"Kept: {doubt.get_outcome_display()}.")
    except doubts.StillTheSame:
        messages.error(request, "The words are still the same. Publish the new ones first; then it is put right.")
    except ValueError as error:
        raise PermissionDenied from error
    return redirect(f"{reverse('doubts')}?language={doubt.language}")
