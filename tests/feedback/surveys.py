"""Surveys that tests build: small, whole, in English and Polish."""

from collections.abc import Mapping
from typing import Any

from feedback.surveys.definition import Definition, Kind, Option, Question

SERIES = "6c1f6d0e-6f0c-4a55-9a3c-0d0f5f0b7a01"
YES_NO = (
    Option("yes", {"label": {"en": "Yes", "pl": "Tak"}}),
    Option("no", {"label": {"en": "No", "pl": "Nie"}}),
)


def a_question(
    key: str = "overall", *, label: Mapping[str, str] | None = None, kind: Kind = Kind.SINGLE, **other: Any
) -> Question:
    """Return a question with two options, unless told otherwise."""
    texts = {"label": label or {"en": "How was it?", "pl": "Jak było?"}}
    options = YES_NO if kind.has_options else ()
    return Question(**{"key": key, "kind": kind, "series": SERIES, "texts": texts, "options": options} | other)


def a_definition(*questions: Question) -> Definition:
    texts = {"title": {"en": "Your view", "pl": "Twoje zdanie"}}
    return Definition("your-view", texts, questions or (a_question(),))
