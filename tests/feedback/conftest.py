"""The way in that the starter surveys have on this site, and what the database was asked in vain."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from feedback.surveys.models import EntryPoint


@pytest.fixture
def point(db: None) -> EntryPoint:
    """Return the way in to the parent voice survey."""
    return EntryPoint.objects.get(wave__survey__key="parent-voice")


@pytest.fixture
def database_errors(db: None) -> Iterator[list[Exception]]:
    """Return the errors that statements end in meanwhile: PostgreSQL would write each into its log, with the second."""
    noted: list[Exception] = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        try:
            return execute(sql, *rest)
        except Exception as error:
            noted.append(error)
            raise

    with connection.execute_wrapper(listen):
        yield noted
