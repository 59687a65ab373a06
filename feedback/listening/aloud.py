"""What the page that talks says of itself: how it works, whom one can ring, how one can answer."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_noop as _

from feedback.hearing import marked, said, translated
from guidance.document import Document, Helpline
from home.languages import REGISTRY, Language
from home.models import SiteLanguage
from home.models.helplines import HelplineCard
from home.shared_surveys import SharedSurvey, open_surveys
from home.urgent_help import HelplineShelf

HOW = "how"
HOW_IT_WORKS = _("Every picture here can talk. Press play under a picture to hear it. Press the picture to open it.")
INVITATION = _(
    "What helps you and your baby, and what gets in the way? A few minutes, without your name. What "
    "families say here changes what services do."
)


def spoken(
    cards: Iterable[HelplineCard], surveys: Iterable[SharedSurvey], language: Language
) -> Mapping[str, Document]:
    """Return what is read, by a key: `HOW`, and what `line_key` and `survey_key` return."""
    read = {HOW: said(HOW, language, translated(HOW_IT_WORKS, language))}
    ring, invitation = translated(_("Press the phone to ring."), language), translated(INVITATION, language)
    for card in cards:
        read[line_key(card)] = said(line_key(card), language, _helpline(card, language), ring)
    for survey in surveys:
        read[survey_key(survey)] = said(survey_key(survey), language, survey.title, invitation)
    return read


def line_key(card: HelplineCard) -> str:
    return f"line-{card.key}"


def survey_key(survey: SharedSurvey) -> str:
    return f"survey-{survey.key}"


def surveys_for(language: Language) -> list[SharedSurvey]:
    """Return the surveys for all families that are in the words of this language."""
    return [
        survey
        for survey in open_surveys(language)
        if not survey.is_exit and not survey.service and survey.words == language
    ]


def lines_for(language: Language, shelf: HelplineShelf) -> list[HelplineCard]:
    """Return the lines of urgent help that are in the words of this language, and can be rung."""
    return [card for card in shelf.urgent(language) if card.phone and not card.words_differ]


def _helpline(card: HelplineCard, language: Language) -> Helpline:
    facts = tuple(marked(fact, language) for fact in (card.who, card.hours, card.cost) if fact)
    return Helpline(() if card.name == card.phone else marked(card.name, language), card.phone, facts)


def everything() -> Iterator[Document]:
    """Yield what is read in every language that readers are offered."""
    offered = set(SiteLanguage.objects.shown().values_list("code", flat=True))
    for language in REGISTRY:
        if language.code in offered:
            yield from spoken(lines_for(language, HelplineShelf()), surveys_for(language), language).values()
