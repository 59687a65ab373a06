"""What every test has: the real database with the starter content in it, and a client that checks what it is given."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, TransactionTestCase

from home.audit import guard
from tests.markup import CheckingClient

pytest_plugins = ["tests.postgres"]

ROOT = Path(__file__).resolve().parents[1]
# Playwright's own event loop would make Django refuse every query of the browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def _compiled_catalogues() -> None:
    from good_beginnings.catalogues import compile_catalogue, stale_catalogues

    for po in stale_catalogues([Path(folder) for folder in settings.LOCALE_PATHS]):
        compile_catalogue(po)


@pytest.fixture(scope="session")
def django_db_setup(_compiled_catalogues: None, django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the starter content once; each test sees it as it was shipped."""
    from feedback.content.framework.load import load_framework
    from feedback.content.load import load_surveys
    from feedback.content.load_plan import load_plan
    from guidance.content.load import load_everything

    with django_db_blocker.unblock():
        load_everything()
        load_surveys()
        load_framework()
        load_plan()


@pytest.fixture(scope="session", autouse=True)
def _the_log_may_be_emptied() -> Iterator[None]:
    """Let Django empty all tables after a test that commits; it says then that it migrated: the guard is up again."""
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def lifted(case: TransactionTestCase) -> None:
        guard.take_down(connection)
        teardown(case)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lifted)
        yield


@pytest.fixture
def client() -> CheckingClient:
    """Return a client that holds every HTML response to the rules in `tests.markup`."""
    return CheckingClient()


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("admin", "admin@example.org", "a long password for tests")


@pytest.fixture
def editor_client(administrator: User) -> Client:
    """Return a plain client that is signed in to the admin."""
    client = Client()
    client.force_login(administrator)
    return client
