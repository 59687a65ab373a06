"""Who may go where: each role, each screen of staff, each method; and whose words each role may read."""

import random
from collections.abc import Iterable, Sequence

import pytest
from django.db import transaction

from tests.attacks.answers import Answer, Site
from tests.attacks.doors import MAY_ENTER, MAY_READ, NOT_PLANTED, ONLY_ASKS, OPEN_TO_ALL, may_enter
from tests.attacks.planted import NO_GROUP, SUPERUSER, WORDS, people, plant
from tests.attacks.records import Records
from tests.attacks.routes import Route, every_route
from tests.attacks.sending import Sent
from tests.attacks.test_fuzz import NOBODY, SEED, session_of

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")


class Visit:
    """One role at one address in one way, and what came of it."""

    def __init__(self, who: str, route: Route, method: str, address: str, answer: Answer) -> None:
        self.who, self.route, self.method, self.address, self.answer = who, route, method, address, answer

    def __str__(self) -> str:
        to = self.answer.headers.get("location", "")
        return f"{self.who}: {self.method} {self.address} ({self.route.shown}): {self.answer.status} {to}"

    @property
    def was_refused(self) -> bool:
        """Whether nothing was shown and nothing done: refused, not found, or led to where everybody may be."""
        if self.answer.status in (301, 302):
            return self.answer.headers["location"].partition("?")[0] in ("/admin/", "/admin/login/")
        # To ask what can be asked is answered with no word of anybody's.
        is_page = "html" in self.answer.headers.get("content-type", "") and self.answer.content
        only_says_how = self.method == "OPTIONS" and not is_page
        only_asks = self.method != "POST" and self.route.shown.startswith(ONLY_ASKS)
        return 400 <= self.answer.status < 500 or only_says_how or only_asks


def of_staff() -> list[Route]:
    return [route for route in every_route() if route.is_staffs]


def visits(
    site: Site, routes: Sequence[Route], who: Iterable[str], methods: Sequence[str], *, most: int = 0
) -> Iterable[Visit]:
    """Go to each address in each role in each way, or ``most`` times somewhere."""
    ways = [(role, route, method) for role in who for route in routes for method in methods]
    dice = random.Random(SEED)
    return _made(site, dice.sample(ways, min(most, len(ways))) if most else ways, dice)


def _made(site: Site, ways: Iterable[tuple[str, Route, str]], dice: random.Random) -> Iterable[Visit]:
    """Make these visits; nothing that is done there stays."""
    print(f"FUZZ_SEED={SEED}")  # noqa: T201  to try the same again
    records = Records()
    for role, route, method in ways:
        address = _address(route, records, dice)
        with transaction.atomic():
            answer = site.answer(Sent(role, method, address, content_type="application/x-www-form-urlencoded"))
            transaction.set_rollback(True)
        yield Visit(role, route, method, address, answer)


def _address(route: Route, records: Records, dice: random.Random) -> str:
    """Return an address of this route; of some routes behind others there is none."""
    known = (route.address(records.fill(dice, astray=0)) for _try in range(5))
    written = (route.address(lambda _route, hole: hole.match(dice)) for _try in range(5))
    tries = [*known, *written]
    return next((address for address in tries if route.is_reached_by(address)), tries[0])


@pytest.fixture
def site(db: None) -> Site:
    plant()
    return Site({name: session_of(user) for name, user in people().items()})


def test_it_is_said_of_every_screen_who_may_enter() -> None:
    unsaid = [route.shown for route in of_staff() if may_enter(route.shown) is None]
    unused = [start for start in MAY_ENTER if not any(route.shown.startswith(start) for route in of_staff())]

    assert not unsaid, f"Say in tests/attacks/doors.py who may enter: {unsaid}"
    assert not unused, f"No screen of staff begins so any more: {unused}"


def test_it_is_said_of_every_role_where_it_may_enter(site: Site) -> None:
    named = set().union(*(roles for roles in MAY_ENTER.values() if roles))
    # A language's groups are alike: what is said of one is meant of each.
    groups = {name.partition(":")[0] for name in site.sessions} - {SUPERUSER, NO_GROUP}

    assert named == groups
    assert set(WORDS) == set(MAY_READ)


@pytest.mark.parametrize(
    "methods", [("GET", "POST"), pytest.param(METHODS, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])]
)
def test_who_is_not_signed_in_is_let_in_nowhere(site: Site, methods: tuple[str, ...]) -> None:
    closed = [route for route in of_staff() if not _is_open(route)]

    let_in = [str(visit) for visit in visits(site, closed, [NOBODY, NO_GROUP], methods) if not visit.was_refused]

    assert not let_in, "\n".join(let_in)


def _is_open(route: Route) -> bool:
    return route.shown.startswith(OPEN_TO_ALL)


@pytest.mark.parametrize(
    # The long one takes about an hour.
    "most",
    [400, pytest.param(0, marks=[pytest.mark.slow, pytest.mark.timeout(14_400)])],
)
def test_each_role_enters_where_it_may_and_reads_what_it_may(site: Site, most: int) -> None:
    roles = [name for name in site.sessions if name not in (SUPERUSER, NO_GROUP) and _is_one_of_each(name)]
    wrong = []

    for visit in visits(site, of_staff(), roles, METHODS, most=most):
        role = visit.who.partition(":")[0]
        allowed = may_enter(visit.route.shown)
        if allowed is not None and role not in allowed and not _is_open(visit.route) and not visit.was_refused:
            wrong.append(f"let in: {visit}")
        wrong += [
            f"reads of {kind}: {visit}"
            for kind, word in WORDS.items()
            if role not in MAY_READ[kind] and word.encode() in visit.answer.content
        ]

    assert not wrong, "\n".join(wrong)


def _is_one_of_each(name: str) -> bool:
    """Leave out all languages but one."""
    return ":" not in name or name.endswith(": Polish")


@pytest.mark.parametrize("most", [120, pytest.param(0, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_each_role_gets_to_its_own_screens(site: Site, most: int) -> None:
    """Without this, a site that let nobody in anywhere would pass."""
    plain = {route.shown: route for route in of_staff() if "<" not in route.shown}
    ways = [
        (name, plain[start], "GET")
        for start, roles in MAY_ENTER.items()
        for name in site.sessions
        if start in plain and name.partition(":")[0] in roles and _is_one_of_each(name)
    ]

    dice = random.Random(SEED)
    chosen = dice.sample(ways, min(most, len(ways))) if most else ways

    refused = [str(visit) for visit in _made(site, chosen, dice) if _was_turned_away(visit)]

    assert not refused, "\n".join(refused)


def _was_turned_away(visit: Visit) -> bool:
    # Some are asked in another way, or about something.
    return visit.was_refused and visit.answer.status not in (404, 405)


def test_nothing_is_done_on_any_screen_without_the_token_of_its_form(site: Site) -> None:
    strict = Site(site.sessions, enforce_csrf_checks=True)

    done = [visit for visit in visits(strict, of_staff(), [SUPERUSER], ["POST"]) if visit.answer.status != 403]

    assert not done, "\n".join(map(str, done))


@pytest.mark.parametrize("most", [80, pytest.param(0, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])])
def test_a_fair_question_is_never_taken_for_nonsense(site: Site, most: int) -> None:
    """What trips over nonsense is answered 400 (`home.refusals`): what trips over nothing must not hide there."""
    planted = [route for route in of_staff() if not any(part in route.shown for part in NOT_PLANTED)]

    with site.watched():
        answered = list(visits(site, planted, [SUPERUSER], ["GET"], most=most))

    failed = [str(visit) for visit in answered if visit.answer.status in (400, *range(500, 600))]
    assert not failed, "\n".join(failed + site.errors)
