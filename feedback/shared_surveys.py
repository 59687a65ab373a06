"""The surveys that packs may lead families to: each by the way in on this site that all of a service share."""

from django.urls import reverse
from django.utils import timezone

from feedback.surveys import offered
from feedback.surveys.offered import Offer
from feedback.surveys.pages import service_name
from home.context import address_in
from home.languages import Language
from home.shared_surveys import SharedSurvey, opens_surveys


@opens_surveys
def surveys_open_now(language: Language, key: str) -> list[SharedSurvey]:
    """Return what families are offered on this site. Three queries and one a survey; with a key, five at most."""
    survey = key.partition("/")[0]
    found = (_shared(offer, language) for offer in offered.open_on_the_site(timezone.localdate(), survey=survey))
    return [shared for shared in found if key in ("", shared.key)]


def _shared(offer: Offer, language: Language) -> SharedSurvey:
    service = offer.point.service
    words = offer.words_for(language)
    title = offer.version.definition.text("title", words.code)
    key = f"{offer.wave.survey.key}/{service.key}" if service else offer.wave.survey.key
    return SharedSurvey(
        key=key,
        title=title,
        service=service_name(offer.point, language),
        url=address_in(reverse("survey", args=[offer.point.code]), language),
        words=words,
        is_exit=offer.wave.survey.is_sensitive,
    )
