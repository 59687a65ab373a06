"""Urgent help in every word, so that pages in a language may be published in a test."""

from django.db.models import F

from home.models import Helpline
from home.models.helplines import HELPLINE_TEXTS


def complete_urgent_help(code: str) -> None:
    """Give the lines of every page all their texts in this language: the English ones will do."""
    column = code.replace("-", "_")
    Helpline.objects.urgent().update(**{f"{field}_{column}": F(f"{field}_en") for field in HELPLINE_TEXTS})
