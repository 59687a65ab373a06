"""People at the desk for outcomes, and releases as they could stand there."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from feedback.models import Measure, Outcome, Release
from feedback.outcomes.models import digest_of
from feedback.outcomes.periods import Quarter
from tests.feedback.comments import a_person
from tests.feedback.outcomes.answering import QUARTER

DESK, RELEASES = "/admin/outcomes/", "/admin/outcomes/releases/"
THRESHOLDS = {"cell": 5, "base": 10, "comparison": 30, "unanimous": 20, "hidden": 5, "difference": 5}
HIDDEN_ROW = dict.fromkeys(("numerator", "denominator", "percent", "low", "high"), "–")


def an_analyst(name: str = "analyst") -> User:
    return a_person(name, "add_release", "view_release")


def an_approver(name: str = "approver") -> User:
    return a_person(name, "approve_release", "view_release")


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_number(key: str = "seen", **other: Any) -> Measure:
    """Return a measure that is a number, typed in by hand."""
    outcome, _ = Outcome.objects.get_or_create(key="start", defaults={"statement_en": "A good start"})
    facts = {"outcome": outcome, "name_en": "Families seen", "definition_en": "Families", "box": "how-much"}
    return Measure.objects.create(key=key, **facts | {"form": "number", "source": "return"} | other)


def share(group: str, yes: int, base: int, **other: Any) -> dict[str, Any]:
    numbers = {"numerator": yes, "denominator": base, "percent": round(100 * yes / base), "low": 1, "high": 99}
    return {"group": group, **numbers, "showing": "comparable", "change": ""} | other


def hidden(group: str) -> dict[str, Any]:
    return {"group": group, **HIDDEN_ROW, "showing": "too-few"}


def a_table(margin: str, *cells: dict[str, Any], measure: str = "good", **other: Any) -> dict[str, Any]:
    return {"measure": measure, "series": "s", "margin": margin, "period": str(QUARTER), "cells": list(cells)} | other


def a_payload(*tables: Any, quarter: Quarter = QUARTER, **other: Any) -> dict[str, Any]:
    kept = [each | {"period": str(quarter)} for each in tables]
    facts = {"schema": 1, "quarter": str(quarter), "issue": 1, "beside": {}, "symbol": "–"}
    return facts | {"thresholds": THRESHOLDS, "questions": [], "tables": kept, "figures": [], "heard": []} | other


def a_release(
    state: str = Release.State.BUILT,
    *tables: Any,
    quarter: Quarter = QUARTER,
    asked_by: User,
    approved_by: User | None = None,
    **other: Any,
) -> Release:
    """Return a release in this state, with these tables where it has any."""
    facts: dict[str, Any] = {"year": quarter.year, "number": quarter.number, "state": state, "asked_by": asked_by}
    if state not in (Release.State.WAITING, Release.State.REFUSED):
        payload = a_payload(*(tables or (a_table("all", share("all", 50, 80)),)), quarter=quarter)
        facts |= {"payload": payload, "digest": digest_of(payload), "audit": {"hidden": 0, "tables": len(tables)}}
    if approved_by is not None:
        facts |= {"approved_by": approved_by, "approved_on": "2025-06-01"}
    return Release.objects.create(**facts | other)
