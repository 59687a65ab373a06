"""Which surveys, versions and languages families are offered now. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.conf import settings
from django.db.models import Prefetch

from feedback.surveys.models import EntryPoint, SurveySignOff, SurveyVersion, Wave
from home.languages import REGISTRY, SOURCE, Language
from home.remembered import Remembered
from home.states import PageState, Signature, Step, Words, state_read_twice, steps_read_twice

#: A survey's texts are two hundred columns, and none of them is shown: families see the texts of its version.
_READ_OF_A_POINT = (
    *(field.name for field in EntryPoint._meta.concrete_fields),
    *(f"wave__{field.name}" for field in Wave._meta.concrete_fields),
    "wave__survey__is_sensitive",
    "wave__survey__moderator",
    "wave__survey__second_moderator",
    "wave__survey__safeguarding_lead",
    "wave__survey__moderation_hours",
    "wave__survey__moderation_languages",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A way in, the version families are shown there, and the languages it can be answered in, English first."""

    point: EntryPoint
    version: SurveyVersion
    states: dict[str, PageState]

    @property
    def wave(self) -> Wave:
        return self.point.wave

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language in REGISTRY if language.code in self.states)

    def words_for(self, language: Language) -> Language:
        """Return the language a reader of this one is shown: theirs, else English."""
        return language if language.code in self.states else SOURCE


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way in as it was at most a moment ago (`REMEMBERED_SECONDS`): its point, and its wave's versions."""

    point: EntryPoint
    #: Newest first.
    versions: tuple[SurveyVersion, ...]
    _offers: dict[int, Offer] = field(default_factory=dict)

    @property
    def current(self) -> SurveyVersion | None:
        return current(self.versions)

    def version(self, pk: int) -> SurveyVersion | None:
        """Return the version with this key, if answers to it are taken."""
        return next((version for version in self.versions if version.pk == pk), None)

    def offer(self, version: SurveyVersion) -> Offer:
        """Return what families are offered of a version. One query, or none."""
        if version.pk not in self._offers:
            self._offers[version.pk] = offer_of(self.point, version)
        return self._offers[version.pk]


#: By code. In a rush, hundreds a second come in at one way.
_remembered: Remembered[str, WayIn | None] = Remembered()


def find_way_in(code: str) -> WayIn | None:
    """Return the way in with this code, whether it is in use or not. Two queries, or none."""
    return _remembered.get(code.lower(), partial(_read_way_in, code.lower()))


def _read_way_in(code: str) -> WayIn | None:
    points = EntryPoint.objects.select_related("wave__survey").only(*_READ_OF_A_POINT)
    point = points.filter(code=code).order_by().first()
    return WayIn(point, tuple(accepted(point.wave))) if point else None


def accepted(wave: Wave) -> list[SurveyVersion]:
    """Return the versions whose answers this wave takes, newest first. One query."""
    return list(wave.accepted_versions.only("survey_id", "number", "digest", "is_retired").order_by("-number"))


def current(versions: Iterable[SurveyVersion]) -> SurveyVersion | None:
    """Return the version that is shown to who begins now: the newest that is not retired."""
    return next((version for version in versions if not version.is_retired), None)


def offer_of(point: EntryPoint, version: SurveyVersion) -> Offer:
    """Return what families are offered of one version at one way in. One query."""
    return Offer(point, version, _shown(point, language_states(version)))


def language_states(version: SurveyVersion) -> dict[str, PageState]:
    """Return the state of every language that has all of this version's texts, by its code. One query.

    A translation is live only while its English is.
    """
    given: dict[str, list[Signature]] = {}
    for row in SurveySignOff.objects.filter(survey_id=version.survey_id):
        signature = Signature(
            Step(row.step), row.signed_by_id, row.role, row.signed_on, row.words_digest, row.source_digest
        )
        given.setdefault(row.language, []).append(signature)
    states = {
        code: state_read_twice(words_to_sign(version, code), given.get(code, []))
        for code in version.definition.languages
    }
    if states.get(SOURCE.code) is PageState.LIVE:
        return states
    return dict.fromkeys(states, PageState.PREVIEW)


def words_to_sign(version: SurveyVersion, code: str) -> Words:
    """Return what has to be signed for one language of a version."""
    definition = version.definition
    is_translation = code != SOURCE.code
    source = definition.words_digest(SOURCE.code) if is_translation else ""
    return Words(definition.words_digest(code), source, is_translation=is_translation)


def steps_to_sign(code: str) -> tuple[Step, ...]:
    """Return the steps that a language needs, in the order they are done: two people, always."""
    return steps_read_twice(Words("", is_translation=code != SOURCE.code))


def open_on_the_site(today: date, *, survey: str = "") -> list[Offer]:
    """Return what is open and has a way in on this site, one for each survey and service; or those of one survey.

    Three queries, and one a survey.
    """
    versions = Prefetch("wave__accepted_versions", SurveyVersion.objects.defer("frozen").order_by("-number"))
    points = (
        EntryPoint.objects.filter(kind=EntryPoint.Kind.WEB, is_active=True)
        .filter(wave__opens_on__lte=today, wave__closes_on__gte=today)
        .select_related("wave__survey", "service")
        .prefetch_related(versions)
        .order_by("wave__survey__key", "service__order", "pk")
    )
    if survey:
        points = points.filter(wave__survey__key=survey)
    offers: dict[tuple[int, int | None], Offer] = {}
    states: dict[int, dict[str, PageState]] = {}
    for point in points:
        version = current(point.wave.accepted_versions.all())
        place = (point.wave.survey_id, point.service_id)
        if version and place not in offers:
            if version.pk not in states:
                states[version.pk] = language_states(version)
            offers[place] = Offer(point, version, _shown(point, states[version.pk]))
    return [offer for offer in offers.values() if offer.states]


def _shown(point: EntryPoint, states: dict[str, PageState]) -> dict[str, PageState]:
    """Return the languages that families may be shown at one way in."""
    chosen = set(point.wave.languages) or set(states)
    return {
        code: state
        for code, state in states.items()
        if code in chosen and (settings.SHOW_PREVIEW or state is PageState.LIVE)
    }
