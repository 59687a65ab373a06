"""Published releases, made by hand, for tests of what is done with them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import User

from feedback.models import Measure, Outcome, Release
from feedback.outcomes.models import digest_of
from feedback.outcomes.releases.cells import hidden_cell

SERIES = "11111111-1111-1111-1111-111111111111"
#: A number that is hidden, or not published yet: it must stand nowhere.
SECRET = 7717717


def a_measure(key: str = "found-good", **changed: Any) -> Measure:
    outcome, _ = Outcome.objects.get_or_create(key="test-start", defaults={"statement_en": "Babies have a good start"})
    facts = {
        "outcome": outcome,
        "name_en": "Families who found it good",
        "definition_en": "Very good or good",
        "box": "how-well",
        "form": "percent",
        "source": "survey",
    }
    return Measure.objects.create(key=key, **facts | changed)


def a_cell(group: str = "all", **changed: Any) -> dict[str, Any]:
    shown = {"numerator": 40, "denominator": 50, "percent": 80, "low": 67, "high": 89, "showing": "comparable"}
    return {"group": group, **shown, "change": "up"} | changed


def a_table(*cells: dict[str, Any], margin: str = "all", **changed: Any) -> dict[str, Any]:
    told = {"measure": "found-good", "series": SERIES, "margin": margin, "period": "2026-Q1", "cells": list(cells)}
    return told | changed


def a_payload(tables: Iterable[Any] = (), figures: Iterable[Any] = (), **changed: Any) -> dict[str, Any]:
    """Return a payload with everything that one can hold: shown and hidden shares, numbers, waits."""
    usual = [
        a_table(a_cell()),
        a_table(a_cell("armagh"), hidden_cell("banbridge"), a_cell("craigavon+dungannon"), margin="locality"),
    ]
    nobody = dict.fromkeys(("percent", "low", "high")) | {"numerator": 0, "denominator": 0, "showing": "nothing-yet"}
    usual.append(a_table({"group": "not-given", **nobody}, margin="service"))
    numbers = [
        {"measure": "received", "group": "all", "number": 120},
        {"measure": "received", "group": "some-service", "number": "–"},
        {"measure": "wait", "group": "some-service", "number": 14.5, "lower": 7, "upper": 21.25, "denominator": 33},
        {
            "measure": "wait",
            "group": "other-service",
            **dict.fromkeys(("number", "lower", "upper", "denominator"), "–"),
        },
    ]
    thresholds = {"cell": 5, "base": 10, "comparison": 30, "hidden": 5, "difference": 5, "unanimous": 20}
    question = {
        "measure": "found-good",
        "series": SERIES,
        "question": {"en": "How was it?", "pl": "Jak było?"},
        "numerator": [{"en": "Good"}],
        "denominator": [{"en": "Good"}, {"en": "Bad"}],
        "is_families": False,
    }
    return {
        "schema": 1,
        "quarter": "2026-Q1",
        "issue": 1,
        "symbol": "–",
        "thresholds": thresholds,
        "questions": [question],
        "tables": list(tables) or usual,
        "figures": list(figures) or numbers,
        "heard": [{"survey": "service-card", "about": 120, "apart": "–"}],
    } | changed


def a_release(
    payload: Any = None, *, year: int = 2026, number: int = 1, state: str = "approved", issue: int = 1
) -> Any:
    """Return a release in any state, without anybody having built it."""
    payload = a_payload(quarter=f"{year}-Q{number}", issue=issue) if payload is None else payload
    is_published = state in ("approved", "replaced")
    first, second = (User.objects.get_or_create(username=name)[0] for name in ("asks", "approves"))
    return Release.objects.create(
        year=year,
        number=number,
        issue=issue,
        state=state,
        payload=payload,
        digest=digest_of(payload),
        # What was found, and chosen, is nobody's business but the desk's.
        audit={"leaks": [{"what": f"it was {SECRET}"}]},
        choices={"drop": [f"{SECRET}"]},
        asked_by=first,
        approved_by=second if is_published else None,
        approved_on=date(2026, 5, 3) if is_published else None,
    )
