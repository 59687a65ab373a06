"""What a question costs a phone and the database: promised, and the same for every question."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.feedback.filling_in import Family
from tests.feedback.people import a_moderated_survey, the_way_in
from tests.markup import CheckingClient

#: Bytes as gzip, and queries, with nothing remembered.
MOST_BYTES, MOST_QUERIES = 15 * 1024, 6


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["en", "pl", "ar"])
def test_a_question_is_light_with_the_box_to_write_in_open_too(client: CheckingClient, code: str) -> None:
    a_moderated_survey()
    family = Family(client, the_way_in().code, code)
    costs: dict[str, tuple[int, int]] = {}

    while family.at != "record":
        at = family.at
        with CaptureQueriesContext(connection) as asked:
            family.press("stay")
        costs[at] = (len(gzip.compress(family.response.content)), len(asked))
        family.press("next", *family.choices[:1])

    assert len(costs) > 8
    assert {at: cost for at, cost in costs.items() if cost[0] > MOST_BYTES or cost[1] > MOST_QUERIES} == {}
