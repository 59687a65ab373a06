"""What to make of a moment that has not come yet: a clock was wrong when it was written down, and is right again.

Without this, what was done once by a clock that was a year ahead would wait for a year to be done again.
"""

from datetime import datetime, timedelta

from django.db.models import Q

#: The clocks of several machines may differ by so much.
DIFFER = timedelta(minutes=5)


def ahead(field: str, *, now: datetime, by: timedelta = timedelta()) -> Q:
    """Return the rows whose moment lies further ahead than ``by``, which no clock that is right can have written."""
    return Q(**{f"{field}__gt": now + by + DIFFER})
