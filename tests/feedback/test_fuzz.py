"""Whatever is sent to a survey is answered with a page, never with an error of ours."""

import json
import os
import random
from typing import Any

import pytest
from django.test import Client

from feedback.models import EntryPoint
from tests.feedback.filling_in import Family
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
NASTY = [
    *(
        "",
        " ",
        "\x00",
        "\u202eabc",
        "1e999",
        "-1",
        "٣",
        "NaN",
        "9" * 400,
        "yes",
        "no",
        "prefer-not",
        "none",
        "👶🏽" * 50,
    ),
    *("' OR 1=1 --", "<script>", "{{7*7}}", "%s%n", "../../etc/passwd", "\ud800", "a" * 5000, "null", "[]", "{}"),
]

HEADERS = [{}, {}, {}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"}, {"Accept": "application/json"}]


def any_answers(dice: random.Random, keys: list[str]) -> str:
    shapes: list[Any] = [
        {dice.choice(keys): [dice.choice(NASTY)] for _n in range(dice.randrange(4))},
        {dice.choice(keys): dice.choice(NASTY)},
        [dice.choice(NASTY)],
        {dice.choice(NASTY): [1, None, {"a": []}]},
    ]
    text = json.dumps(dice.choice(shapes))
    return text if dice.random() < 0.9 else text[: dice.randrange(len(text) + 1)]


def any_form(dice: random.Random, tickets: list[str], keys: list[str]) -> dict[str, Any]:
    ticket = dice.choice(tickets)
    if dice.random() < 0.2 and ticket:
        place = dice.randrange(len(ticket))
        ticket = ticket[:place] + dice.choice(NASTY)[:20] + ticket[place + 1 :]
    form: dict[str, Any] = {
        "ticket": ticket,
        "at": dice.choice([*keys, "check", "equality", "record", *NASTY]),
        "go": dice.choice(["next", "back", "stay", "change:overall", f"change:{dice.choice(NASTY)}", *NASTY]),
        "token": dice.choice(["", "t", *NASTY]),
        "week": dice.choice(["2026-11-23", "0001-01-01", "9999-12-31", *NASTY]),
        "answers": any_answers(dice, keys),
    }
    for _field in range(dice.randrange(4)):
        form[f"answer-{dice.choice([*keys, *NASTY])}"] = [dice.choice(NASTY) for _n in range(dice.randrange(1, 4))]
    return {name: value for name, value in form.items() if dice.random() < 0.9}


@pytest.mark.parametrize(
    # The long one takes half an hour.
    "requests",
    [2_000, pytest.param(100_000, marks=[pytest.mark.slow, pytest.mark.timeout(7200)])],
)
def test_no_request_ends_in_an_error_of_ours(point: EntryPoint, requests: int) -> None:
    print(f"FUZZ_SEED={SEED}")  # noqa: T201  to try the same again
    dice = random.Random(SEED)
    family = Family(CheckingClient(), point.code)
    tickets = ["", family.fields["ticket"]]
    while family.at != "record":
        family.press("next", *dice.sample(family.choices, min(1, len(family.choices))))
        tickets.append(family.fields["ticket"])
    definition = point.wave.accepted_versions.get().definition
    keys = [question.key for question in definition.questions]
    client = Client(raise_request_exception=False)
    statuses: dict[int, int] = {}

    for _request in range(requests):
        language = dice.choice(["en", "pl", "ar", "so", "xx"])
        code = dice.choice([point.code] * 9 + ["nothere"])
        path = f"/{language}/survey/{code}/{dice.choice(['questions/', 'send/', 'whole/', ''])}"
        headers = dice.choice(HEADERS)
        form = {name: _sendable(value) for name, value in any_form(dice, tickets, keys).items()}
        response = client.post(path, {_sendable(name): value for name, value in form.items()}, headers=headers)
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        assert response.status_code < 500, f"FUZZ_SEED={SEED} {path} {form}"

    # Not everything was turned away at the door.
    assert {200, 201, 403, 404, 405, 422} <= set(statuses), statuses


def _sendable(value: Any) -> Any:
    """Return what a client can write: a lone surrogate is sent as a question mark."""
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return str(value).encode(errors="replace").decode()
