"""What readers said of a page, for those who write it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from feedback.reactions.counts import Told, is_alarming, tell
from feedback.reactions.models import Reaction
from feedback.reactions.services import HEAVY
from guidance.models import GuidancePage
from home.languages import REGISTRY, SOURCE

Question = Reaction.Question
CODES = {Question.HELPED: Reaction.Helped, Question.FEELING: Reaction.Feeling}
FORMATS: dict[str, Promise] = {"page": gettext_lazy("Page"), "easy-read": gettext_lazy("Easy Read")}


@dataclass(frozen=True, slots=True)
class Row:
    """What was said in one language and format: of the words as they are now, or of what stood there before."""

    language: str
    format: str
    is_now: bool
    helped: Told
    feeling: Told
    is_alarming: bool


def page_reactions(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what readers said of this page, by language and format; small counts are not told.

    Raises:
        PermissionDenied: this user may not edit the page.
        Http404: there is no such page of guidance.
    """
    page = get_object_or_404(GuidancePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    rows = rows_of(page)
    context = {
        "page": page,
        "rows": rows,
        "helped": list(Reaction.Helped.labels),
        "feelings": list(Reaction.Feeling.labels),
        "is_alarming": any(row.is_alarming for row in rows) or page.translation_key in alarming_pages(),
    }
    return TemplateResponse(request, "feedback/admin/page_reactions.html", context)


def rows_of(page: GuidancePage) -> list[Row]:
    """Return what was said of all versions of the page, in the order of the languages. Three queries."""
    now = {(version.words.code, version.words_digest) for version in page.versions.pages}
    counted: dict[tuple[str, str, bool], Counter[tuple[str, str]]] = {}
    said = Reaction.objects.filter(page_key=page.translation_key)
    for each in said.values("language", "format", "words_digest", "question", "code").annotate(times=Count("pk")):
        key = (each["language"], each["format"], (each["language"], each["words_digest"]) in now)
        counted.setdefault(key, Counter())[each["question"], each["code"]] += each["times"]
    order = [language.code for language in REGISTRY]
    keys = sorted(
        counted, key=lambda key: (order.index(key[0]) if key[0] in order else 99, key[1] != "page", not key[2])
    )
    return [_row(key, counted[key]) for key in keys]


def _row(key: tuple[str, str, bool], counts: Counter[tuple[str, str]]) -> Row:
    code, format, is_now = key
    by_question = {
        question: {word: counts[question.value, word] for word in CODES[question].values} for question in Question
    }
    name = next((language.english_name for language in REGISTRY if language.code == code), code)
    return Row(
        name,
        str(FORMATS.get(format, format)),
        is_now,
        tell(by_question[Question.HELPED]),
        tell(by_question[Question.FEELING]),
        is_alarming(by_question[Question.FEELING], HEAVY),
    )


def alarming_pages() -> set[UUID]:
    """Return the pages that leave too many readers guilty or worried, all languages together. One query."""
    feelings: dict[UUID, Counter[str]] = {}
    said = Reaction.objects.filter(question=Question.FEELING)
    for each in said.values("page_key", "code").annotate(times=Count("pk")):
        feelings.setdefault(each["page_key"], Counter())[each["code"]] += each["times"]
    return {key for key, counts in feelings.items() if is_alarming(counts, HEAVY)}


urlpatterns = [path("said-of-page/<int:page_id>/", page_reactions, name="page_reactions")]


def header_buttons(page: Page) -> list[Button]:
    """Return the way to what readers said, for a page of guidance."""
    if not isinstance(page.specific, GuidancePage) or not page.pk:
        return []
    return [Button(_("What readers said"), reverse("page_reactions", args=[page.pk]), icon_name="comment", priority=17)]


class PagesThatHurt(Component):
    """Says on the dashboard which pages leave many readers guilty or worried, to those who may edit them."""

    order = 30

    def __init__(self, user: Any) -> None:
        self.user = user

    def render_html(self, parent_context: Any = None) -> str:
        pages = [page for page in _english(alarming_pages()) if page.permissions_for_user(self.user).can_edit()]
        if not pages:
            return ""
        links = format_html_join(
            ", ", '<a href="{}">{}</a>', ((reverse("page_reactions", args=[page.pk]), page.title) for page in pages)
        )
        return format_html(
            '<div class="help-block help-warning"><strong>{}</strong> {}</div>',
            _("One reader in ten, or more, felt guilty or worried after these pages:"),
            links,
        )


def _english(keys: Iterable[UUID]) -> list[GuidancePage]:
    pages = GuidancePage.objects.filter(translation_key__in=set(keys), locale__language_code=SOURCE.code)
    return list(pages.order_by("path")) if keys else []
