"""A made-up year, to try releases, report cards and their speed. Never in production: its families are invented."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from feedback.outcomes.models import Release, ServiceReturn, TrainingRecord
from feedback.outcomes.periods import Quarter, Year
from feedback.outcomes.releases import approving
from feedback.outcomes.releases.building import build
from feedback.surveys.definition import Kind, Part, Question
from feedback.surveys.models import Answer, EntryPoint, Response, SurveyVersion, Wave
from guidance.directory.models import Locality, Service
from home.languages import REGISTRY

#: The fifth service, beside those that the site has.
EXTRA_SERVICE = "simulated-group"
#: How many of a hundred families speak each language; the rest speak English.
_LANGUAGES = {"pl": 9, "lt": 8, "pt": 5, "ro": 4, "bg": 3, "ar": 4, "uk": 2, "ru": 2}
#: How much each service and area is used, beside the others: some are small, so that something is to be hidden.
_SERVICE_SHARES, _AREA_SHARES = (40, 12, 34, 10, 4), (25, 10, 30, 20, 15)
_ROWS_AT_ONCE = 20_000


class NotHere(ImproperlyConfigured):
    """A made-up year has no place where families are real."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """How much is made up; the same ``seed`` makes the same up."""

    year: int
    responses: int = 3000
    seed: int = 1
    #: Only this quarter, where one is named.
    quarter: int | None = None
    surveys: tuple[str, ...] = ("service-card", "parent-voice")
    pick: random.Random = field(default_factory=random.Random)

    @property
    def quarters(self) -> list[Quarter]:
        return [each for each in Year(self.year).quarters if self.quarter in (None, each.number)]


def simulate(simulation: Simulation) -> int:
    """Make up answers, returns and training records of a year; return how many families answered.

    Raises:
        NotHere: the site is not one for trying things out, or has no starter surveys.
    """
    if not settings.DEBUG and not settings.SHOW_PREVIEW:
        raise NotHere("A simulated year is for trying things out: not for a site that families use.")
    simulation.pick.seed(simulation.seed)
    services = _services()
    made = 0
    for key in simulation.surveys:
        version = SurveyVersion.objects.filter(survey__key=key, is_retired=False).order_by("-number").first()
        if version is None:
            raise NotHere(f"There is no published survey called {key}: start the site once, it brings its own.")
        for quarter in simulation.quarters:
            share = simulation.responses // (len(simulation.surveys) * len(simulation.quarters))
            made += _answer(simulation, version, quarter, share, services)
    for quarter in simulation.quarters:
        _returns(simulation, quarter, services)
    return made


def _services() -> list[Service]:
    Service.objects.get_or_create(key=EXTRA_SERVICE, defaults={"name_en": "Simulated parents’ group", "order": 900})
    return list(Service.objects.order_by("order", "key")[: len(_SERVICE_SHARES)])


@transaction.atomic
def _answer(
    simulation: Simulation, version: SurveyVersion, quarter: Quarter, number: int, services: Sequence[Service]
) -> int:
    wave = Wave.objects.create(
        survey_id=version.survey_id, name=f"Simulated {quarter}", opens_on=quarter.first, closes_on=quarter.last
    )
    wave.accepted_versions.add(version)
    is_about_a_service = version.survey.key == "service-card"
    questions = [
        question
        for question in version.definition.questions
        if question.kind.has_options and question.part is Part.MAIN
    ]
    families = list(_families(simulation, wave, version, quarter, number, services if is_about_a_service else ()))
    _insert(Response, families)
    answers = (row for family in families for row in _answers(simulation.pick, family, questions, quarter))
    _insert(Answer, answers)
    return len(families)


def _families(
    simulation: Simulation,
    wave: Wave,
    version: SurveyVersion,
    quarter: Quarter,
    number: int,
    services: Sequence[Service],
) -> Iterator[Response]:
    pick, codes = simulation.pick, [*_LANGUAGES, "en"]
    known = {language.code for language in REGISTRY}
    shares = [*_LANGUAGES.values(), 100 - sum(_LANGUAGES.values())]
    mondays = list(_mondays(quarter))
    for _ in range(number):
        language = pick.choices(codes, shares)[0]
        yield Response(
            wave=wave,
            version=version,
            language=language if language in known else "en",
            service=pick.choices(services, _SERVICE_SHARES[: len(services)])[0] if services else None,
            locality=pick.choices(Locality.values, _AREA_SHARES)[0] if services else "",
            entry_kind=EntryPoint.Kind.QR,
            week=pick.choice(mondays),
        )


def _mondays(quarter: Quarter) -> Iterator[date]:
    day = quarter.first + timedelta(days=-quarter.first.weekday() % 7)
    while day <= quarter.last:
        yield day
        day += timedelta(days=7)


def _answers(
    pick: random.Random, family: Response, questions: Sequence[Question], quarter: Quarter
) -> Iterator[Answer]:
    for question in questions:
        if pick.random() < 0.05:
            continue
        codes = [option.code for option in question.options]
        # Good answers come first in every set, and become a little more frequent from quarter to quarter.
        weights = [(len(codes) - place) ** (1 + quarter.number / 8) for place in range(len(codes))]
        ticked = set(pick.choices(codes, weights, k=2 if question.kind is Kind.MULTIPLE else 1))
        exclusive = {option.code for option in question.options if option.exclusive}
        for code in ticked - exclusive or ticked:
            yield Answer(response_id=family.pk, question=question.key, series=question.series, code=code)


def _insert(model: Any, rows: Any) -> None:
    """Write many rows: without the objects that `bulk_create` would keep of all of them."""
    fields = list(model._meta.concrete_fields)
    names = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608  our own names
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append([_value(each, getattr(row, each.attname)) for each in fields])
            if len(batch) == _ROWS_AT_ONCE:
                cursor.executemany(sql, batch)
                batch.clear()
        if batch:
            cursor.executemany(sql, batch)


def _value(field: Any, value: Any) -> Any:
    if field.get_internal_type() == "UUIDField" and not connection.features.has_native_uuid_field:
        return value.hex if isinstance(value, uuid.UUID) else uuid.UUID(str(value)).hex
    return field.get_db_prep_save(value, connection)


def _returns(simulation: Simulation, quarter: Quarter, services: Sequence[Service]) -> None:
    pick, period = simulation.pick, {"year": quarter.year, "quarter": quarter.number}
    for service, share in zip(services, _SERVICE_SHARES, strict=False):
        received = share * 2 + pick.randrange(8)
        accepted = round(received * pick.uniform(0.6, 0.8))
        redirected = round((received - accepted) * pick.uniform(0.4, 0.7))
        facts = {"received": received, "accepted": accepted, "redirected": redirected, "source": "Made up"}
        waits = sorted(pick.randrange(3, 70) for _ in range(accepted))
        ServiceReturn.objects.get_or_create(service=service, **period, defaults=facts | {"days_waited": waits})
    for kind, people in zip(TrainingRecord.Kind.values, (34, 21, 11, 3), strict=True):
        facts = {"people": people + pick.randrange(6), "workforce": 120, "source": "Made up"}
        TrainingRecord.objects.get_or_create(
            kind=kind, course="Made-up course", sector="Made-up sector", **period, defaults=facts
        )


def release_all(year: int, *, most_rounds: int = 12) -> list[Release]:
    """Ask for, build and approve the releases of a year as two made-up people would; return them as they came out.

    Where the audit refuses one, they accept its first proposal, and see what comes of it.
    """
    first, second = people()
    releases = []
    for quarter in Year(year).quarters:
        release = approving.ask_for(quarter, first)
        for _ in range(most_rounds):
            build(release)
            if release.state != Release.State.REFUSED or not release.audit["proposals"]:
                break
            approving.accept_proposal(release, _first_that_helps(release))
        if release.state == Release.State.BUILT:
            approving.approve(release, second)
        releases.append(Release.objects.get(pk=release.pk))
    return releases


def people() -> tuple[Any, Any]:
    """Return the made-up person who asks for releases, and the one who approves them."""
    return _person("simulated-analyst"), _person("simulated-approver")


def _first_that_helps(release: Release) -> int:
    proposals = release.audit["proposals"]
    return next((number for number, each in enumerate(proposals) if {"drop", "merge"} & set(each)), 0)


def _person(name: str) -> Any:
    users = get_user_model().objects
    person = users.filter(username=name).first() or users.create_user(name, is_active=True)
    codes = [approving.ASK.partition(".")[2], approving.APPROVE.partition(".")[2]]
    person.user_permissions.add(*Permission.objects.filter(codename__in=codes, content_type__app_label="feedback"))
    return users.get(pk=person.pk)
