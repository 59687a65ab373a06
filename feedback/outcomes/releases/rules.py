"""What is counted for a measure: its rules, read against what families were asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from feedback.outcomes.disclosure.published import Counting
from feedback.outcomes.models import Measure, MeasureRule
from feedback.outcomes.periods import Quarter
from feedback.surveys.definition import Definition, Kind, Question
from feedback.surveys.models import SurveyVersion, Wave
from guidance.directory.models import Locality

#: Kinds of answers to a question with several choices: those who ticked one that counts, and those who did not.
TICKED, NOT_TICKED = "ticked", "not-ticked"


@dataclass(frozen=True)
class Asked:
    """A rule, and the question as it was asked last under the rule's series."""

    row: MeasureRule
    question: Question
    #: The newest version that asks it.
    version: int

    @property
    def measure(self) -> Measure:
        measure: Measure = self.row.measure
        return measure

    @property
    def is_multiple(self) -> bool:
        return self.question.kind is Kind.MULTIPLE

    @cached_property
    def base_codes(self) -> frozenset[str]:
        """The codes that stand in the denominator."""
        left_out = set(self.row.left_out) if self.row.denominator == MeasureRule.Denominator.VALID else set()
        return frozenset(option.code for option in self.question.options) - left_out | frozenset(self.row.numerator)

    @cached_property
    def counting(self) -> Counting:
        """What counts; for a question with several choices families are counted, not ticks."""
        measure, series = self.row.measure.key, str(self.row.series)
        if self.is_multiple:
            ticked, not_ticked = frozenset({TICKED}), frozenset({NOT_TICKED})
            return Counting(measure, f"{series} {measure}", ticked, not_ticked, self.row.smallest_base)
        yes = frozenset(self.row.numerator)
        return Counting(measure, series, yes, self.base_codes - yes, self.row.smallest_base)


@dataclass(frozen=True)
class Questions:
    """Everything that families could be asked in a quarter."""

    rules: tuple[Asked, ...]
    #: Keys of measures whose question was not asked any more though its survey was open.
    retired: tuple[str, ...]
    #: Keys of questions that ask for the area.
    area_keys: frozenset[str]


def questions_of(quarter: Quarter) -> Questions:
    """Return what was asked in a quarter. Four queries, and one a version in a process that has just started."""
    waves = list(
        Wave.objects.filter(opens_on__lte=quarter.last, closes_on__gte=quarter.first).prefetch_related(
            "accepted_versions"
        )
    )
    versions = sorted(
        {version for wave in waves for version in wave.accepted_versions.all()}, key=lambda version: version.number
    )
    rows = MeasureRule.objects.select_related("measure__service", "survey").order_by(
        "measure__order", "measure__key", "pk"
    )
    asked, lacking = [], []
    for row in rows.order_by("measure__order", "measure__key", "pk"):
        of_survey = [version for version in versions if version.survey_id == row.survey_id]
        found = _found(row, of_survey)
        if found:
            asked.append(found)
        elif of_survey:
            lacking.append(row.measure.key)
    still_asked = {each.measure.key for each in asked}
    retired = tuple(dict.fromkeys(key for key in lacking if key not in still_asked))
    return Questions(tuple(asked), retired, _area_keys(version.definition for version in versions))


def _found(row: MeasureRule, versions: Iterable[SurveyVersion]) -> Asked | None:
    for version in reversed(list(versions)):
        question = version.definition.question(row.question)
        if question is not None and question.series == str(row.series):
            return Asked(row, question, version.number)
    return None


def _area_keys(definitions: Iterable[Definition]) -> frozenset[str]:
    areas = set(Locality.values)
    return frozenset(
        question.key
        for definition in definitions
        for question in definition.questions
        if {option.code for option in question.options} >= areas
    )
