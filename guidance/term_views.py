"""The agreed common language as practitioners read it: what services say, and what to say to families instead."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.models import GlossaryTerm
from guidance.models.glossary import TERM_TEXTS
from home.languages import REGISTRY, SOURCE, Language, find
from home.records import words_of


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term in English, and what it is in another language; ``there`` is empty where nobody has translated it."""

    row: GlossaryTerm
    english: dict[str, str]
    there: dict[str, str]
    is_overdue: bool


@require_safe
def common_language(request: HttpRequest) -> HttpResponse:
    """Show every term with its everyday phrase, in English and one other language. One query besides the menu's."""
    language = find(request.GET.get("language", "")) or SOURCE
    today = timezone.localdate()
    terms = [_shown(row, language, is_overdue=row.is_overdue(today=today)) for row in GlossaryTerm.objects.all()]
    context = {
        "terms": sorted(terms, key=lambda shown: shown.english["term"].casefold()),
        "language": language,
        "languages": REGISTRY,
        "source": SOURCE,
        "may_change": request.user.has_perm("guidance.change_glossaryterm"),
    }
    return TemplateResponse(request, "guidance/admin/common_language.html", context)


def _shown(row: GlossaryTerm, language: Language, *, is_overdue: bool) -> ShownTerm:
    texts, spoken = words_of(row, TERM_TEXTS, language)
    is_there = language != SOURCE and spoken == language
    return ShownTerm(row, words_of(row, TERM_TEXTS, SOURCE)[0], texts if is_there else {}, is_overdue)
