"""The attacks know every address of the site, and how to fill it in."""

import random

import pytest

from tests.attacks.records import Records
from tests.attacks.routes import Route, every_route, led_to

pytestmark = pytest.mark.django_db


def test_every_route_can_be_filled_in() -> None:
    records, dice = Records(), random.Random(1)
    unreached = [route for route in every_route() if not _reached(route, records, dice)]

    # What stands behind another route that takes its addresses is never reached by anybody.
    assert all(_is_hidden(route, dice) for route in unreached), [route.shown for route in unreached]
    assert len(every_route()) > 500


def _reached(route: Route, records: Records, dice: random.Random) -> bool:
    filled = (route.address(records.fill(dice)) for _try in range(20))
    written = (route.address(lambda _route, hole: hole.match(dice)) for _try in range(20))
    return any(route.is_reached_by(address) for addresses in (filled, written) for address in addresses)


def _is_hidden(route: Route, dice: random.Random) -> bool:
    return led_to(route.address(lambda _route, hole: hole.match(dice))) != ""
