"""The records of the outcomes framework, of figures, of releases, of report cards and of tokens."""

from feedback.outcomes.models.cards import NextStep, ReportCard
from feedback.outcomes.models.figures import IndicatorValue, ServiceReturn, TrainingRecord, TypedFigure
from feedback.outcomes.models.framework import Indicator, Measure, MeasureRule, Outcome
from feedback.outcomes.models.releases import IsReleased, Release, digest_of
from feedback.outcomes.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Indicator",
    "IndicatorValue",
    "IsReleased",
    "Measure",
    "MeasureRule",
    "NextStep",
    "Outcome",
    "Release",
    "ReportCard",
    "ServiceReturn",
    "TrainingRecord",
    "TypedFigure",
    "digest_of",
]
