"""What a translator looks at beside the editor: what was said before, and which terms are agreed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from guidance.exchange.likeness import Match, alike
from guidance.exchange.memory import Term, known_in, terms_in, terms_of
from guidance.exchange.services import texts_of
from guidance.exchange.texts import Text
from home.languages import SOURCE, find
from home.models import BasePage


@dataclass(frozen=True, slots=True)
class Remembered:
    """One text of a page, what is known that is like it, and the terms in it."""

    text: Text
    matches: Sequence[Match]
    terms: Sequence[Term]


@require_safe
def translation_memory(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show for each text of a translation what was translated before and is like it. At most 25 queries.

    Raises:
        Http404: this is no translation of an English page.
        PermissionDenied: this person may not edit it.
    """
    page = get_object_or_404(Page, pk=page_id)
    language = find(page.locale.language_code)
    english = Page.objects.filter(translation_key=page.translation_key, locale__language_code=SOURCE.code).first()
    source = english.specific if english else None
    if language in (None, SOURCE) or language is None or not isinstance(source, BasePage):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    known, terms = known_in(language), terms_in(language)
    rows = []
    for text in texts_of(source, language).texts:
        # What stands here already is no news.
        matches = [match for match in alike(text.english, known) if match.known.words != text.words]
        rows.append(Remembered(text, matches, terms_of(text.english, terms)))
    context = {"page": page, "language": language, "rows": rows, "source": SOURCE}
    return TemplateResponse(request, "guidance/admin/translation_memory.html", context)
