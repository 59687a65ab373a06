"""Making formats by hand: it says how far it is, and what came of it."""

import io

import pytest
from django.core.management import call_command

from guidance import services
from guidance.models import FormatFile, GuidancePage

pytestmark = pytest.mark.django_db


def test_it_counts_pages_and_files_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(services, "make_format", made.append)
    out = io.StringIO()
    call_command("make_formats", kind="text", page="new-here", stdout=out)

    pages = GuidancePage.objects.filter(slug="new-here", live=True, alias_of=None).count()
    said = out.getvalue()
    assert pages > 1
    assert len(made) == FormatFile.objects.filter(kind="text", page__slug="new-here").count() == pages
    assert f"1 of {pages}" in said.split("Files made")[0]
    assert said.count("Files made: [") == pages
    assert f"Files made: [{'#' * 30}] {pages} of {pages}\n" in said
    assert f"Ready: 0 of {pages}." in said


def test_it_makes_those_of_a_plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(services, "make_format", made.append)

    call_command("make_formats", page="the-strategy", language="en", stdout=io.StringIO())

    assert set(made) == set(FormatFile.objects.filter(page__slug="the-strategy").values_list("pk", flat=True)) != set()
