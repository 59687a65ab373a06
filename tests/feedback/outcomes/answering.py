"""A survey that was answered, for tests of releases: so many of each service and area, in a quarter."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission, User

from feedback.models import Answer, Measure, MeasureRule, Outcome, Response, Survey, SurveyVersion, Wave
from feedback.outcomes.periods import Quarter
from feedback.surveys.definition import Kind, Missing, Option, Question
from guidance.directory.models import Service
from tests.feedback.surveys import a_definition, a_question

QUARTER = Quarter(2025, 1)
OPTIONS = (
    Option("yes", {"label": {"en": "Yes", "pl": "Tak"}}),
    Option("no", {"label": {"en": "No", "pl": "Nie"}}),
    Option("dont-know", {"label": {"en": "I don’t know", "pl": "Nie wiem"}}, Missing.DONT_KNOW),
)


def a_version(*questions: Question, number: int = 1) -> SurveyVersion:
    """Return a published version of a survey that asks this, "overall" unless told otherwise."""
    survey, _ = Survey.objects.get_or_create(key="your-view", defaults={"title_en": "Your view"})
    definition = a_definition(*(questions or (overall(),)))
    return SurveyVersion.objects.create(
        survey=survey, number=number, frozen=definition.as_json(), digest=definition.digest
    )


def overall(series: str = "11111111-1111-4111-8111-111111111111", **other: Any) -> Question:
    return a_question("overall", series=series, options=OPTIONS, **other)


def a_wave(version: SurveyVersion, quarter: Quarter = QUARTER) -> Wave:
    wave = Wave.objects.create(survey=version.survey, name=str(quarter), opens_on=quarter.first, closes_on=quarter.last)
    wave.accepted_versions.add(version)
    return wave


def a_measure(version: SurveyVersion, key: str = "good", question: str = "overall", **rule: Any) -> Measure:
    """Return a measure that counts "yes", of all who answered."""
    outcome, _ = Outcome.objects.get_or_create(key="start", defaults={"statement_en": "A good start"})
    measure, _ = Measure.objects.get_or_create(
        key=key,
        defaults={
            "outcome": outcome,
            "name_en": "It was good",
            "definition_en": "Who said yes",
            "box": "how-well",
            "form": "percent",
            "source": "survey",
        },
    )
    asked = version.definition.question(question)
    kept = {"question": question, "series": asked.series, "numerator": ["yes"]}
    MeasureRule.objects.create(measure=measure, survey=version.survey, **kept | rule)
    return measure


def answer(wave: Wave, counts: Mapping[tuple[str, str], tuple[int, ...]], **other: Any) -> None:
    """Give answers: how many said yes and no, by (service, area). Services are made where they are missing."""
    version = wave.accepted_versions.first()
    question = version.definition.question("overall")
    for (service, area), numbers in counts.items():
        for code, number in zip(("yes", "no", "dont-know"), numbers, strict=False):
            give(wave, version, question, number, code, service=service, area=area, **other)


def give(
    wave: Wave,
    version: SurveyVersion,
    question: Question,
    number: int,
    *codes: str,
    service: str = "",
    area: str = "",
    language: str = "en",
    state: str = Response.State.COUNTED,
) -> None:
    week = wave.opens_on + timedelta(days=-wave.opens_on.weekday() % 7)
    kept = {"wave": wave, "version": version, "language": language, "locality": area, "entry_kind": "qr"}
    place = Service.objects.get_or_create(key=service, defaults={"name_en": service})[0] if service else None
    families = [Response(**kept, service=place, week=week, state=state) for _ in range(number)]
    Response.objects.bulk_create(families)
    same = {"question": question.key, "series": uuid.UUID(question.series)}
    Answer.objects.bulk_create(Answer(response=family, code=code, **same) for family in families for code in codes)


def a_multiple(key: str = "what") -> Question:
    series = "22222222-2222-4222-8222-222222222222"
    options = tuple(Option(code, {"label": {"en": code}}) for code in ("yes", "b", "c"))
    return a_question(key, kind=Kind.MULTIPLE, series=series, options=options)


def people() -> tuple[User, User]:
    """Return who asks for releases, and who approves them."""
    both = [User.objects.create_user(name) for name in ("analyst", "approver")]
    may = Permission.objects.filter(content_type__app_label="feedback", codename__in=["add_release", "approve_release"])
    for person in both:
        person.user_permissions.add(*may)
    return both[0], both[1]
