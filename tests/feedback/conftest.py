"""The way in that the starter surveys have on this site."""

import pytest

from feedback.surveys.models import EntryPoint


@pytest.fixture
def point(db: None) -> EntryPoint:
    """Return the way in to the parent voice survey."""
    return EntryPoint.objects.get(wave__survey__key="parent-voice")
