"""Which way a comment goes, from the first reading to the end. Pure.

    new → screened → clear | identifying | concern | immediate → escalated → closed

A worry is raised in one step, from anywhere, by one person. It is never lowered: it ends when two people say so.
"""

from enum import Enum


class State(Enum):
    NEW = "new"
    SCREENED = "screened"
    CLEAR = "clear"
    IDENTIFYING = "identifying"
    CONCERN = "concern"
    IMMEDIATE = "immediate"
    ESCALATED = "escalated"
    CLOSED = "closed"


#: A worry about somebody that has not ended.
OPEN_CONCERNS = frozenset({State.CONCERN, State.IMMEDIATE, State.ESCALATED})
#: What may be quoted stands in one of these.
SETTLED = frozenset({State.CLEAR, State.CLOSED})

_RAISE = frozenset({State.CONCERN, State.IMMEDIATE})
NEXT: dict[State, frozenset[State]] = {
    State.NEW: _RAISE | {State.SCREENED},
    State.SCREENED: _RAISE | {State.CLEAR, State.IDENTIFYING},
    State.CLEAR: _RAISE | {State.IDENTIFYING, State.CLOSED},
    State.IDENTIFYING: _RAISE | {State.CLEAR, State.CLOSED},
    State.CONCERN: frozenset({State.IMMEDIATE, State.ESCALATED, State.CLOSED}),
    State.IMMEDIATE: frozenset({State.ESCALATED, State.CLOSED}),
    State.ESCALATED: frozenset({State.IMMEDIATE, State.CLOSED}),
    State.CLOSED: _RAISE,
}


def may_go(now: State, to: State) -> bool:
    """Tell whether a comment may go from one state to another in one step."""
    return to in NEXT[now]


def needs_two(now: State, to: State) -> bool:
    """Tell whether a step is only taken once a second person has said the same."""
    return to is State.CLOSED and now in OPEN_CONCERNS


def ways_on(now: State) -> tuple[State, ...]:
    """Return the states that can follow, in the order of the way."""
    return tuple(state for state in State if state in NEXT[now])
