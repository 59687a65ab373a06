"""Count the answers of a quarter, in the database, by service, by area and by language."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from feedback.outcomes.disclosure.signs import LANGUAGE, LOCALITY, NOT_GIVEN, OTHER_LANGUAGES, SERVICE
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.rules import NOT_TICKED, TICKED, Asked
from feedback.surveys.models import Response
from guidance.directory.models import Locality, Service

#: By (quarter, margin, group, code).
Tally = Counter[tuple[str, str, str, str]]


def groups() -> dict[str, tuple[str, ...]]:
    """Return the groups of each margin, in the order they are shown; last those of whom it is not known. One query."""
    services = Service.objects.order_by("order", "key").values_list("key", flat=True)
    languages = dict.fromkeys(settings.OUTCOMES_LANGUAGE_GROUPS.values())
    return {
        SERVICE: (*services, NOT_GIVEN),
        LOCALITY: (*Locality.values, NOT_GIVEN),
        LANGUAGE: (*languages, OTHER_LANGUAGES),
    }


def count_answers(quarter: Quarter, asked: Iterable[Asked], area_keys: Iterable[str]) -> dict[str, Tally]:
    """Return how many gave each answer, by series. One query, and two for each question with several choices.

    Answers that were counted apart are left out; the language is under the year.
    """
    rules = list(asked)
    responses = _responses(quarter, area_keys)
    tallies: dict[str, Tally] = {rule.counting.series: Counter() for rule in rules}
    single = {str(rule.row.series) for rule in rules if not rule.is_multiple}
    if single:
        rows = responses.annotate(given=FilteredRelation("answers", condition=Q(answers__series__in=single))).filter(
            given__isnull=False
        )
        for row in rows.values("given__series", "given__code", *_MARGINS).annotate(n=Count("given__pk")).order_by():
            _add(tallies[str(row["given__series"])], quarter, row, row["given__code"], row["n"])
    for rule in rules:
        if rule.is_multiple:
            _count_ticks(tallies[rule.counting.series], quarter, rule, responses)
    return tallies


_MARGINS = ("service__key", "locality", "area__code", "language")


def _responses(quarter: Quarter, area_keys: Iterable[str]) -> QuerySet[Response]:
    """Return the responses of a quarter, each with the area that its family named."""
    # Of no question at all Django would make a query that finds nothing, families neither.
    named = FilteredRelation("answers", condition=Q(answers__question__in=[*area_keys, ""]))
    counted = Response.objects.filter(state=Response.State.COUNTED, week__range=(quarter.first, quarter.last))
    return counted.annotate(area=named)


def _count_ticks(tally: Tally, quarter: Quarter, rule: Asked, responses: QuerySet[Response]) -> None:
    """Count families, not ticks: who ticked two that count is one family."""
    for codes, times in ((rule.base_codes, {NOT_TICKED: 1}), (rule.row.numerator, {TICKED: 1, NOT_TICKED: -1})):
        condition = Q(answers__series=rule.row.series, answers__code__in=list(codes))
        rows = responses.annotate(given=FilteredRelation("answers", condition=condition)).filter(given__isnull=False)
        for row in rows.values(*_MARGINS).annotate(n=Count("pk", distinct=True)).order_by():
            for code, sign in times.items():
                _add(tally, quarter, row, code, sign * row["n"])


def _add(tally: Tally, quarter: Quarter, row: Mapping[str, Any], code: str, number: int) -> None:
    tally[str(quarter), SERVICE, row["service__key"] or NOT_GIVEN, code] += number
    tally[str(quarter), LOCALITY, _area(row["locality"] or row["area__code"]), code] += number
    language = settings.OUTCOMES_LANGUAGE_GROUPS.get(row["language"], OTHER_LANGUAGES)
    tally[str(quarter.year), LANGUAGE, language, code] += number


def _area(named: str | None) -> str:
    return named if named in Locality.values else NOT_GIVEN


def count_responses(quarter: Quarter) -> dict[tuple[str, str], int]:
    """Return how many families answered, by survey and by whether they are counted. One query."""
    rows = (
        Response.objects.filter(week__range=(quarter.first, quarter.last))
        .values(key=F("wave__survey__key"), counted=F("state"))
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {(row["key"], row["counted"]): row["n"] for row in rows}
