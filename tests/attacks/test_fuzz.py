"""Whatever is sent to whatever address, by whomever: never an error of ours, and a clear word where it is refused."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from tests.attacks.answers import Answer, Site, fault_of
from tests.attacks.planted import people, plant
from tests.attacks.records import Records
from tests.attacks.routes import every_route
from tests.attacks.sending import Fields, Sent, Thrower

pytestmark = pytest.mark.django_db
#: The ordinary run is the same for everybody, so that what it finds is what somebody has just changed.
SEED = int(os.environ.get("FUZZ_SEED", "0")) or 20261130
NOBODY = "nobody"
#: After so many requests everything is as it was: pages that were deleted on the way are there again.
_A_CHAIN = 25
#: So many faults are enough to look at.
_ENOUGH = 40


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


@pytest.mark.parametrize(
    # The long one takes about an hour and a half, and another way each time.
    ("requests", "seed"),
    [
        (2_000, SEED),
        pytest.param(
            100_000,
            int(os.environ.get("FUZZ_SEED", "0")) or random.SystemRandom().randrange(1, 10**9),
            marks=[pytest.mark.slow, pytest.mark.timeout(14_400)],
            id="100000",
        ),
    ],
)
def test_no_request_ends_in_an_error_of_ours(settings: Any, requests: int, seed: int) -> None:
    print(f"FUZZ_SEED={seed}")  # noqa: T201  to try the same again
    settings.ALLOWED_HOSTS = ["testserver"]
    plant()
    site = Site({name: session_of(user) for name, user in people().items()})
    requests = int(os.environ.get("FUZZ_REQUESTS", "0")) or requests
    statuses: Counter[int] = Counter()
    faults: dict[str, str] = {}

    with site.watched():
        for number, sent, answer in _sent_and_answered(site, requests, seed):
            statuses[answer.status] += 1
            wrong = [*site.errors, *filter(None, [fault_of(sent, answer)])]
            site.errors.clear()
            if wrong:
                faults.setdefault(_kind_of(wrong[0]), f"{number}: {_shown(sent)}\n" + "\n".join(wrong))
            if len(faults) >= _ENOUGH:
                break

    assert not faults, f"FUZZ_SEED={seed}\n\n" + "\n\n".join(faults.values())
    # Not everything was turned away at the door.
    assert {200, 302, 400, 403, 404, 405} <= set(statuses), statuses
    assert statuses[200] > requests / 20, statuses


def _sent_and_answered(site: Site, requests: int, seed: int) -> Iterator[tuple[int, Sent, Answer]]:
    """Send so many requests. Each chain of them begins with the site as it was."""
    dice = random.Random(seed)
    fields = Fields(lambda sent: site.answer(sent).content)
    thrower = Thrower(dice, every_route(), Records(), [*[NOBODY] * 8, *site.sessions], fields)
    for begin in range(0, requests, _A_CHAIN):
        with transaction.atomic():
            for number in range(begin, min(begin + _A_CHAIN, requests)):
                sent = thrower.throw()
                yield number, sent, site.answer(sent)
            transaction.set_rollback(True)


def _kind_of(wrong: str) -> str:
    """Return the same text for faults that are the same one."""
    return re.sub(r"'.*?'|\d{3,}", "", wrong)


def _shown(sent: Sent) -> str:
    said = f"{sent.who} {sent.method} {sent.address[:300]}?{sent.query[:300]} {str(sent.headers)[:200]}"
    return f"{said} {sent.content_type} {sent.body[:400]!r}"
