"""A release as one JSON document, and the schema that says what may stand in it (JSON Schema, draft 2020-12)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from feedback.outcomes.arithmetic.ladder import Change, Showing
from feedback.outcomes.disclosure.signs import ALL, HIDDEN, LANGUAGE, LOCALITY, SERVICE
from feedback.outcomes.models import Release
from feedback.outcomes.open_data.columns import (
    CHANGE,
    INTERVAL,
    LICENCE,
    MARGIN,
    OF_A_RELEASE,
    SHOWING,
    Column,
    Kind,
    Row,
)

MEDIA_TYPE = "application/json"
SCHEMA_MEDIA_TYPE = "application/schema+json"
SCHEMA_ADDRESS = "/figures/schema.json"

_QUESTION = ("measure", "series", "survey", "question", "numerator", "denominator", "is_families")
_HEARD = ("survey", "about", "apart")
Json = dict[str, Any]


def document_of(release: Release, rows: Iterable[Row]) -> Json:
    """Return everything that is published of a quarter."""
    payload = release.payload or {}
    return {
        "$schema": SCHEMA_ADDRESS,
        "release": {
            "quarter": str(release.quarter),
            "issue": release.issue,
            "state": "replaced" if release.state == Release.State.REPLACED else "published",
            "published_on": str(release.approved_on),
            "digest": release.digest,
        },
        "symbol": HIDDEN,
        "interval": INTERVAL,
        "licence": LICENCE,
        "thresholds": {name: int(number) for name, number in payload.get("thresholds", {}).items()},
        "figures": list(rows),
        "questions": [_only(_QUESTION, each) for each in payload.get("questions", ())],
        "heard": [_only(_HEARD, each) for each in payload.get("heard", ())],
    }


def _only(names: Iterable[str], row: Mapping[str, Any]) -> Json:
    return {name: row[name] for name in names if name in row}


def write(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


# --- The schema ---


def schema() -> Json:
    """Return the schema of a release's document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ADDRESS,
        "title": "Published figures of one quarter",
        "description": f"“{HIDDEN}” stands in place of a number that is hidden; null where a row has no such figure.",
        **_object(
            {
                "$schema": {"type": "string"},
                "release": _object(
                    {
                        "quarter": _QUARTER,
                        "issue": {"type": "integer", "minimum": 1},
                        "state": {"enum": ["published", "replaced"]},
                        "published_on": {"type": "string", "format": "date"},
                        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    }
                ),
                "symbol": {"const": HIDDEN},
                "interval": {"type": "string"},
                "licence": {"type": "string"},
                "thresholds": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
                "figures": {"type": "array", "items": {"$ref": "#/$defs/figure"}},
                "questions": {"type": "array", "items": {"$ref": "#/$defs/question"}},
                "heard": {"type": "array", "items": {"$ref": "#/$defs/heard"}},
            }
        ),
        "$defs": {
            "hidden": {"const": HIDDEN, "description": "Not shown, so that nobody can be recognised."},
            "figure": {
                **_object({column.name: _property(column) for column in OF_A_RELEASE}),
                **_hidden_together(),
            },
            "texts": {
                "type": "object",
                "description": "Words by language (the codes of addresses).",
                "additionalProperties": {"type": "string"},
            },
            "question": _object(
                {
                    "measure": {"type": "string"},
                    "series": {"type": "string"},
                    "survey": {"type": "string"},
                    "question": {"$ref": "#/$defs/texts"},
                    "numerator": {"type": "array", "items": {"$ref": "#/$defs/texts"}},
                    "denominator": {"type": "array", "items": {"$ref": "#/$defs/texts"}},
                    "is_families": {"type": "boolean", "description": "Families are counted, not what they ticked."},
                },
                # The first releases did not say of which survey it was.
                optional=("survey",),
            ),
            "heard": _object(
                {
                    "survey": {"type": "string"},
                    "about": {**_or_hidden(), "description": "About how many families answered, in steps of ten."},
                    "apart": {**_or_hidden(), "description": "About how many answers were counted apart."},
                }
            ),
        },
    }


_QUARTER: Json = {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$"}
_WORDS: dict[str, Json] = {
    "quarter": _QUARTER,
    "period": {"type": "string", "pattern": "^[0-9]{4}(-Q[1-4])?$"},
    MARGIN.name: {"enum": [ALL, SERVICE, LOCALITY, LANGUAGE]},
    SHOWING.name: {"enum": ["", *(each.value for each in Showing)]},
    CHANGE.name: {"enum": ["", *(each.value for each in Change)]},
}
_NUMBERS: dict[Kind, Json] = {
    Kind.COUNT: {"type": "integer", "minimum": 0},
    Kind.PERCENT: {"type": "integer", "minimum": 0, "maximum": 100},
    Kind.NUMBER: {"type": "number", "minimum": 0},
}


def _object(properties: Mapping[str, Json], *, optional: Iterable[str] = ()) -> Json:
    """Return an object that has all of these but the optional ones, and nothing else."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _or_hidden() -> Json:
    return {"anyOf": [{"type": "integer", "minimum": 0}, {"$ref": "#/$defs/hidden"}]}


def _property(column: Column) -> Json:
    if not column.kind.is_figure:
        return {**_WORDS.get(column.name, {"type": "string"}), "description": column.words}
    number = _NUMBERS[column.kind]
    if not column.can_be_hidden:
        return {**number, "description": column.words}
    return {"anyOf": [number, {"$ref": "#/$defs/hidden"}, {"type": "null"}], "description": column.words}


def _hidden_together() -> Json:
    """Return that a row which hides one figure shows none."""
    hidden_or_none: Json = {"enum": [HIDDEN, None]}
    figures = [column.name for column in OF_A_RELEASE if column.kind.is_figure and column.can_be_hidden]
    return {
        "if": {"anyOf": [{"properties": {name: {"const": HIDDEN}}} for name in figures]},
        "then": {"properties": dict.fromkeys(figures, hidden_or_none)},
    }
