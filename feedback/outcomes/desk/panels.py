"""What is missing, what is behind, and what needs a decision: each said once, with the way to mend it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from feedback.outcomes.desk.quarters import Standing
from feedback.outcomes.desk.wording import address, day, name_of
from feedback.outcomes.disclosure.signs import ALL, SERVICE
from feedback.outcomes.models import Indicator, Measure, NextStep, Release, ReportCard, ServiceReturn, TrainingRecord
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.approving import APPROVE, ASK
from feedback.outcomes.releases.reading import Archive
from guidance.directory.models import Service

State = Release.State
#: So many names are said; of the others, how many there are.
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be done: what, of which, and where. ``where`` is "" where this person has no such screen."""

    words: str
    of: tuple[str, ...] = ()
    where: str = ""
    step: str = ""

    @property
    def said(self) -> str:
        left = len(self.of) - MOST_NAMES
        return ", ".join(self.of[:MOST_NAMES]) + (f", and {left} more" if left > 0 else "")


# --- Missing --------------------------------------------------------------------------------------------------------


def what_is_missing(
    measures: Sequence[Measure], services: Sequence[Service], published: Archive, today: date
) -> list[Item]:
    """Return what is lacking in the framework, and in the newest quarter that is over. Four queries."""
    ended = Quarter.of(today).previous
    return [
        *_of_measures(measures, published),
        *_of_indicators(),
        *_of_returns(measures, services, ended),
        *_of_training(measures, ended),
        *_of_cards(services, published, ended),
    ]


def _of_measures(measures: Sequence[Measure], published: Archive) -> Iterator[Item]:
    where = address("wagtailsnippets_feedback_measure:list")
    unruled = [each for each in measures if each.source == Measure.Source.SURVEY and not each.has_rule]
    if unruled:
        words = "Measures of families’ answers without a rule: nothing is counted for them"
        yield Item(words, _names(unruled), where, "Give them rules")
    newest = published.quarters()[:1]
    for quarter in newest:
        silent = [each for each in measures if each not in unruled and not _has_figure(published, each, quarter)]
        if silent:
            yield Item(f"Measures without a figure in {quarter}", _names(silent), where, "Look at them")


def _has_figure(published: Archive, measure: Measure, quarter: Quarter) -> bool:
    places = [(ALL, ALL), *((SERVICE, key) for key in published.services(quarter))]
    return any(published.figure(measure.key, margin, group, str(quarter)) for margin, group in places)


def _names(records: Iterable[Any]) -> tuple[str, ...]:
    return tuple(name_of(each) or each.key for each in records)


def _of_indicators() -> Iterator[Item]:
    drafts = Count("values", filter=Q(values__confirmed_on=None))
    indicators = list(
        Indicator.objects.only("key", "order", "name_en").annotate(figures=Count("values"), drafts=drafts)
    )
    where = address("wagtailsnippets_feedback_indicatorvalue:list")
    if without := [each for each in indicators if not each.figures]:
        yield Item("Population indicators without any figure", _names(without), where, "Enter figures")
    if unconfirmed := [each for each in indicators if each.drafts]:
        number = sum(each.drafts for each in unconfirmed)
        words = f"Figures that nobody has compared with their publisher: {number}, of"
        yield Item(words, _names(unconfirmed), where, "Compare them")


def _of_returns(measures: Iterable[Measure], services: Sequence[Service], ended: Quarter) -> Iterator[Item]:
    wanted = [each for each in measures if each.source == Measure.Source.RETURN and each.figure]
    entered = set(ServiceReturn.objects.order_by().values_list("service_id", "year", "quarter").distinct())
    # A service that has never entered one may have none to enter, unless a measure is about it alone.
    expected = {service for service, _, _ in entered} | {each.service_id for each in wanted if each.service_id}
    here = {service for service, year, number in entered if Quarter(year, number) == ended}
    where, step = address("wagtailsnippets_feedback_servicereturn:list"), "Enter returns"
    if lacking := [each for each in services if each.pk in expected - here]:
        yield Item(f"No return entered for {ended}", _names(lacking), where, step)
    elif wanted and not expected:
        yield Item("No service has entered a return yet", (), where, step)


def _of_training(measures: Iterable[Measure], ended: Quarter) -> Iterator[Item]:
    wanted = any(each.source == Measure.Source.TRAINING for each in measures)
    rows = TrainingRecord.objects.order_by().values_list("kind", "year", "quarter").distinct()
    kinds = {kind for kind, _, _ in rows}
    here = {kind for kind, year, number in rows if Quarter(year, number) == ended}
    lacking = [str(kind.label) for kind in TrainingRecord.Kind if kind.value in kinds - here]
    where = address("wagtailsnippets_feedback_trainingrecord:list")
    if lacking or (wanted and not kinds):
        yield Item(f"No training record entered for {ended}", tuple(lacking), where, "Enter them")


def _of_cards(services: Iterable[Service], published: Archive, ended: Quarter) -> Iterator[Item]:
    cards = ReportCard.objects.filter(year=ended.year, number=ended.number).values_list("service_id", "story_en")
    has_words = {service for service, story in cards if story}
    told = set(published.services(ended))
    begun = {service for service, _ in cards}
    silent = [each for each in services if each.pk not in has_words and (each.pk in begun or each.key in told)]
    if silent:
        where = address("wagtailsnippets_feedback_reportcard:list")
        yield Item(f"Report cards without words for {ended}", _names(silent), where, "Write them")


# --- Behind ---------------------------------------------------------------------------------------------------------


def what_is_behind(standings: Iterable[Standing], today: date, user: Any) -> list[Item]:
    """Return the quarters that could be released and are not, and next steps whose day has passed. One query."""
    late = [each.code for each in standings if each.is_behind]
    where = reverse("outcomes_ask") if user.has_perm(ASK) else reverse("outcomes_releases")
    items = [Item("Quarters that are over and not released", tuple(late), where, "Release them")] if late else []
    return [*items, *_overdue(today)]


def _overdue(today: date) -> Iterator[Item]:
    # What an older card promised, the newer one promises again, or it is done.
    later = Q(year__gt=OuterRef("card__year")) | Q(year=OuterRef("card__year"), number__gt=OuterRef("card__number"))
    newer = ReportCard.objects.filter(later, service=OuterRef("card__service"))
    steps = NextStep.objects.select_related("card__service").filter(~Exists(newer), due__lt=today)
    fields = ("what_en", "who", "due", "card__service__key", "card__service__name_en")
    said = tuple(
        f"{name_of(each, 'what') or each.who} ({each.who}, by {day(each.due)})"
        for each in steps.only(*fields).order_by("due")
    )
    if said:
        where = address("wagtailsnippets_feedback_reportcard:list")
        yield Item("Next steps whose day has passed", said, where, "Look at the report cards")


# --- To decide ------------------------------------------------------------------------------------------------------


def what_needs_a_decision(releases: Iterable[Release], user: Any) -> list[Item]:
    """Return what somebody has to decide, with what this person can do about it. No query."""
    return [each for release in releases for each in _to_decide(release, user)]


def _to_decide(release: Release, user: Any) -> Iterator[Item]:
    where = reverse("outcomes_release", args=[release.pk])
    if release.state == State.BUILT:
        is_mine = release.asked_by_id == user.pk
        step = "Look at it, and approve it" if user.has_perm(APPROVE) and not is_mine else "Look at it"
        words = "waits for a second person" + (", not you: you asked for it" if is_mine else "")
        yield Item(f"{release} is built, and {words}", (), where, step)
    if release.state == State.REFUSED:
        leaks, proposals = len(release.audit.get("leaks", [])), len(release.audit.get("proposals", []))
        why = f"{leaks} hidden counts could be worked out" if leaks else "it could not be built"
        offered = (
            f"; there are {proposals} proposals" if proposals > 1 else "; there is a proposal" if proposals else ""
        )
        yield Item(
            f"{release} was refused: {why}{offered}", (), where, "Decide" if user.has_perm(ASK) else "Look at it"
        )


def waits_for(release: Release, user: Any) -> bool:
    """Tell whether it is this person who can take a release further."""
    if release.state == State.REFUSED:
        return bool(user.has_perm(ASK))
    return release.state == State.BUILT and user.has_perm(APPROVE) and release.asked_by_id != user.pk
