"""What is shown of one release, by its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.log_actions import registry

from feedback.outcomes.desk import waiting
from feedback.outcomes.desk.differences import Difference, differences
from feedback.outcomes.desk.grid import all_measures, grids_of
from feedback.outcomes.desk.wording import Names, address, day, names
from feedback.outcomes.models import Release, digest_of
from feedback.outcomes.releases.approving import APPROVE, ASK
from feedback.outcomes.releases.reading import Archive, archive

State = Release.State
#: Where the public reads what is published.
PUBLIC = "report_cards"


@dataclass(frozen=True, slots=True)
class Look:
    """A state in words, with a sign beside them."""

    words: str
    icon: str


_LOOKS: dict[str, Look] = {
    State.WAITING: Look("waiting to be built", "time"),
    State.REFUSED: Look("refused: something is to be decided", "warning"),
    State.BUILT: Look("built: waits for a second person", "user"),
    State.APPROVED: Look("published", "circle-check"),
    State.REPLACED: Look("replaced by a later issue", "history"),
}


def state_of(release: Release) -> Look:
    return _LOOKS[release.state]


def seen_as(release: Release) -> str:
    """Return what tells whether a release is still what somebody saw: its state, its audit, its figures."""
    return ".".join((release.state, digest_of(release.audit)[:16], release.digest[:16]))


@dataclass(frozen=True, slots=True)
class Leaking:
    """Something that could be worked out, and the facts that it takes; never the number itself."""

    what: str
    how: tuple[str, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    number: int
    words: str
    #: Not to be accepted with a button: it is to wait.
    is_to_wait: bool


def screen_of(release: Release, user: Any) -> dict[str, Any]:
    """Return what the screen of a release shows this person. Some ten queries, whatever is in it."""
    may_ask = user.has_perm(ASK)
    common = {
        "release": release,
        "state": state_of(release),
        "asked": f"{release.asked_by or 'somebody'}, {day(release.asked_on)}",
        "approved": f"{release.approved_by}, {day(release.approved_on)}" if release.approved_on else "",
        "may_ask": may_ask,
        "may_take_back": may_ask and not release.is_frozen,
        "done": _done(release),
    }
    return common | _SHOWN[State(release.state)](release, user)


def _done(release: Release) -> list[dict[str, Any]]:
    entries = registry.get_logs_for_instance(release).select_related("user").order_by("timestamp")
    return [{"on": day(each.timestamp), "by": each.user, "what": each.message} for each in entries]


def _waiting(release: Release, user: Any) -> dict[str, Any]:
    return {"progress": waiting.progress()}


def _refused(release: Release, user: Any) -> dict[str, Any]:
    audit, called = release.audit, names()
    return {
        "problems": audit.get("problems", []),
        "leaks": _leaks(audit, called),
        "proposals": [
            Proposed(number, called.proposal(each), not {"merge", "drop"} & set(each))
            for number, each in enumerate(audit.get("proposals", []))
        ],
        "accepted": _accepted(release, called),
    }


def _leaks(audit: Mapping[str, Any], called: Names) -> list[Leaking]:
    found = [
        Leaking(called.fact(each["what"]), tuple(called.fact(fact) for fact in each["how"]), each["exact"])
        for each in audit.get("leaks", [])
    ]
    return sorted(found, key=lambda leak: not leak.is_exact)


def _accepted(release: Release, called: Names) -> list[str]:
    merged = [called.proposal({"merge": each}) for each in release.choices.get("merge", [])]
    return merged + [called.proposal({"drop": [each]}) for each in release.choices.get("drop", [])]


def _built(release: Release, user: Any) -> dict[str, Any]:
    is_theirs = release.asked_by_id == user.pk
    return _tables(release) | {
        "may_approve": user.has_perm(APPROVE) and not is_theirs,
        "is_theirs": is_theirs,
        "accepted": _accepted(release, names()),
    }


def _published(release: Release, user: Any) -> dict[str, Any]:
    return _tables(release) | {"public": address(PUBLIC)}


def _tables(release: Release) -> dict[str, Any]:
    """Return every table of a release, beside what is published of other quarters."""
    published, called = archive(), names()
    others = [each for each in published.releases if each.quarter != release.quarter]
    payload = release.payload or {}
    return {
        "grids": grids_of(release, Archive([*others, release]), all_measures(), called),
        "hidden": release.audit.get("hidden", 0),
        "tables": release.audit.get("tables", 0),
        "heard": payload.get("heard", []),
        "changes": _changes(release, published, called),
    }


def _changes(release: Release, published: Archive, called: Names) -> Difference | None:
    """Return what is new beside the issue before, or else beside the quarter published before."""
    known = [each for each in published.releases if each.pk != release.pk]
    same = [each for each in known if each.quarter == release.quarter and each.issue < release.issue]
    earlier = [each for each in known if each.quarter < release.quarter]
    before = (same or earlier)[-1:]
    return differences(before[0], release, called) if before else None


_SHOWN = {
    State.WAITING: _waiting,
    State.REFUSED: _refused,
    State.BUILT: _built,
    State.APPROVED: _published,
    State.REPLACED: _published,
}
