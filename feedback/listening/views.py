"""The page that talks, for whoever does not read: comfort, a number to ring, a way to answer, by picture and sound."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback import hearing
from feedback.listening import aloud
from guidance import queries
from guidance.kiosk import shown_on
from guidance.ready_formats import cards_of_kind
from home.context import address_in, spoken_language
from home.languages import SOURCE, Language
from home.urgent_help import HelplineShelf

#: What a night can be about, the calmest first. None of them is a page to leave in a hurry: anybody may hear it.
CHOSEN = (
    "calm-together",
    "when-crying-gets-too-much",
    "why-babies-cry",
    "sleeping-safely",
    "feeding-and-closeness",
    "looking-after-you",
    "feeling-low-after-birth",
    "get-help-fast",
)


@require_safe
def listen(request: HttpRequest) -> HttpResponse:
    """Show what can be heard in this language: pages, lines to ring, surveys."""
    language = spoken_language()
    lines, surveys = aloud.lines_for(language, HelplineShelf.of(request)), aloud.surveys_for(language)
    sounds = hearing.sounds_of(aloud.spoken(lines, surveys, language))
    pages = _pages(language)
    context = {
        "page_title": _("Listen"),
        "meta_description": _("Pictures that talk: comfort, people to ring, and a way to tell us how it is for you."),
        "how": _(aloud.HOW_IT_WORKS),
        "how_sound": sounds.get(aloud.HOW),
        "pages": pages,
        "lines": [{"line": line, "sound": sounds.get(aloud.line_key(line))} for line in lines],
        "surveys": [{"survey": survey, "sound": sounds.get(aloud.survey_key(survey))} for survey in surveys],
        "is_silent": not pages and not sounds,
        "is_checked": all(each.is_checked for each in (*sounds.values(), *(page["sound"] for page in pages))),
        "in_english_url": address_in(reverse("listen"), SOURCE) if language != SOURCE else "",
    }
    return render(request, "feedback/listen.html", context)


def _pages(language: Language) -> list[dict[str, Any]]:
    """Return the chosen pages that can be heard in this language, each with its recording. Three queries."""
    cards = [card for card in shown_on(".".join(CHOSEN)) if not card.words_differ]
    found = queries.pages_by_key([card.translation_key for card in cards], language)
    heard = cards_of_kind([page for page, _card in found.values()], "audio")
    by_key = {key: heard.get(page.pk) for key, (page, _card) in found.items()}
    return [{"page": card, "sound": sound} for card in cards if (sound := by_key.get(card.translation_key))]
