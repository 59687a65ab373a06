"""Count the answers of a quarter by service, by area and by language."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, Count, Exists, F, FilteredRelation, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from feedback.outcomes.disclosure.signs import LANGUAGE, LOCALITY, NOT_GIVEN, OTHER_LANGUAGES, SERVICE
from feedback.outcomes.periods import Quarter
from feedback.outcomes.releases.rules import NOT_TICKED, TICKED, Asked
from feedback.surveys.models import Answer, EntryPoint, Response
from guidance.directory.models import Locality, Service

#: A service, an area and a group of languages.
Group = tuple[str, str, str]
#: By (quarter, margin, group, code).
Tally = Counter[tuple[str, str, str, str]]


def groups() -> dict[str, tuple[str, ...]]:
    """Return the groups of each margin, in the order they are shown; last those of whom it is not known. One query."""
    asked = Exists(EntryPoint.objects.filter(service=OuterRef("pk"))) | Exists(
        Response.objects.filter(service=OuterRef("pk"))
    )
    # The directory knows services that no survey is about, and some that families are never told of.
    services = Service.objects.filter(asked).order_by("order", "key").values_list("key", flat=True)
    languages = dict.fromkeys(settings.OUTCOMES_LANGUAGE_GROUPS.values())
    return {
        SERVICE: (*services, NOT_GIVEN),
        LOCALITY: (*Locality.values, NOT_GIVEN),
        LANGUAGE: (*languages, OTHER_LANGUAGES),
    }


def count_answers(quarter: Quarter, asked: Iterable[Asked], area_keys: Iterable[str]) -> dict[str, Tally]:
    """Return how many gave each answer, by series. Two queries, however many were asked.

    Answers that were counted apart are left out; the language is under the year. The database hands the answers over
    one by one: to sort a million of them by five texts takes it longer than to count them here.
    """
    rules = list(asked)
    groups_of = _groups_of_responses(quarter, area_keys)
    multiple = [(rule, str(rule.row.series)) for rule in rules if rule.is_multiple]
    of_several = {series for _rule, series in multiple}
    ticked: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    counts: Counter[tuple[str, str, Group]] = Counter()
    for response, series, code in _answers(quarter, rules):
        # Counted since the groups were read: then the whole response waits for the next issue.
        if response not in groups_of:
            continue
        counts[series, code, groups_of[response]] += 1
        if series in of_several:
            ticked[series, response].add(code)
    # Families are counted, not ticks: who ticked two that count is one family.
    for (series, response), codes in ticked.items():
        for rule, meant in multiple:
            if meant == series and not codes.isdisjoint(rule.base_codes):
                code = NOT_TICKED if codes.isdisjoint(rule.row.numerator) else TICKED
                counts[rule.counting.series, code, groups_of[response]] += 1
    tallies: dict[str, Tally] = {rule.counting.series: Counter() for rule in rules}
    for (series, code, (service, area, language)), number in counts.items():
        # The ticks themselves are of no measure.
        tally = tallies.get(series, Counter())
        tally[str(quarter), SERVICE, service, code] += number
        tally[str(quarter), LOCALITY, area, code] += number
        tally[str(quarter.year), LANGUAGE, language, code] += number
    return tallies


def _counted(quarter: Quarter, prefix: str = "") -> Q:
    counted = {"state": Response.State.COUNTED, "week__range": (quarter.first, quarter.last)}
    return Q(**{prefix + name: value for name, value in counted.items()})


def _text_of_key(name: str) -> Cast:
    """To make an object of every key takes longer than all the rest."""
    return Cast(name, CharField())


def _groups_of_responses(quarter: Quarter, area_keys: Iterable[str]) -> dict[str, Group]:
    """Return the groups of each response; where a family named its area, the answer says so. One query."""
    # Of no question at all Django would make a query that finds nothing, families neither.
    named = FilteredRelation("answers", condition=Q(answers__question__in=[*area_keys, ""]))
    responses = Response.objects.filter(_counted(quarter)).annotate(
        named=named,
        key=_text_of_key("pk"),
        area=Coalesce(NullIf("locality", Value("")), "named__code"),
    )
    languages, areas = settings.OUTCOMES_LANGUAGE_GROUPS, set(Locality.values)
    rows = responses.values_list("key", "service__key", "area", "language")
    return {
        key: (service or NOT_GIVEN, area if area in areas else NOT_GIVEN, languages.get(language, OTHER_LANGUAGES))
        for key, service, area, language in rows.iterator()
    }


def _answers(quarter: Quarter, rules: Iterable[Asked]) -> Iterator[tuple[str, str, str]]:
    """Yield (response, series, code) of every answer that may count. One query."""
    series = {rule.row.series for rule in rules}
    answers = Answer.objects.filter(_counted(quarter, "response__"), series__in=series)
    keys = answers.annotate(key=_text_of_key("response_id"), meant=_text_of_key("series"))
    names: dict[str, str] = {}
    for key, meant, code in keys.values_list("key", "meant", "code").iterator(chunk_size=10_000):
        yield key, names.get(meant) or names.setdefault(meant, str(UUID(meant))), code


def count_responses(quarter: Quarter) -> dict[tuple[str, str], int]:
    """Return how many families answered, by survey and by whether they are counted. One query."""
    rows = (
        Response.objects.filter(week__range=(quarter.first, quarter.last))
        .values(key=F("wave__survey__key"), counted=F("state"))
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {(row["key"], row["counted"]): row["n"] for row in rows}
