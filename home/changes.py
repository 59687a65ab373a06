"""What a change of the English does to its translations. Pure: rows in, a standing out.

A translation is made of the English of one moment. What has been changed since counts by what an editor has said of
it: wording only, meaning, or that the old words are unsafe. The worst of them counts, until the translation is renewed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum

from home.states import PageState, Signature, Step, Words, state_of, steps_needed, valid_signatures


class Behind(IntEnum):
    """How far a translation is from the English of now; more is worse."""

    NOT = 0
    WORDING = 1
    MEANING = 2
    UNSAFE = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One change of published English: the digests before and after, and what was said of it.

    ``places`` are those whose words changed: `title`, `body.<block id>`. ``is_confirmed``: a second person agrees.
    ``said_at``: when somebody said what it means; ``None`` where nobody has.
    """

    behind: Behind
    before: str
    after: str
    made_at: datetime
    places: frozenset[str] = frozenset()
    is_confirmed: bool = False
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between the English that a translation was made of and that of now.

    ``places`` are marked to readers; ``since`` is the moment of the first change that leaves them behind.
    """

    behind: Behind = Behind.NOT
    places: frozenset[str] = frozenset()
    since: datetime | None = None


#: The English is as it was translated.
NO_GAP = Gap()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a translation stands: its state, the signatures that this rests on, and the gap to the English of now.

    ``fresh`` are the signatures that count for the English of now: the others have to be given again.
    """

    state: PageState
    gap: Gap = NO_GAP
    signed: dict[Step, Signature] = field(default_factory=dict)
    fresh: dict[Step, Signature] = field(default_factory=dict)

    @property
    def gives_way(self) -> bool:
        """Tell whether the English has to be shown in its place."""
        return self.gap.behind is Behind.UNSAFE


def counts_as(change: Change, *, is_safety: bool) -> Behind:
    """Return what a change counts as: on a safety page it is wording only when a clinician has said so as well."""
    if is_safety and change.behind is Behind.WORDING and not change.is_confirmed:
        return Behind.MEANING
    return change.behind


def gap_since(base: str, current: str, changes: Sequence[Change], *, is_safety: bool) -> Gap:
    """Return what has changed since the English with the digest ``base``; ``changes`` are in their order.

    Where nobody knows what a translation was made of, every change counts; other English of which nothing is written
    down counts as of another meaning. Words that come back are the same words again, but not once they were called
    unsafe.
    """
    is_known = _is_known(base, changes)
    if base == current and not is_known:
        return NO_GAP
    ever_since = changes[_first(base, changes) :]
    if any(change.behind is Behind.UNSAFE for change in ever_since):
        return _told(ever_since, is_safety=is_safety)
    if base == current:
        return NO_GAP
    if base and not is_known:
        return Gap(Behind.MEANING, *_marks(changes, is_safety=is_safety))
    return _told(changes[_last(base, changes) :], is_safety=is_safety)


def _is_known(base: str, changes: Iterable[Change]) -> bool:
    return any(base in (change.before, change.after) for change in changes)


def _first(base: str, changes: Sequence[Change]) -> int:
    """Return the number of the first change that came after these words stood there for the first time."""
    for number, change in enumerate(changes):
        if change.before == base:
            return number
        if change.after == base:
            return number + 1
    return 0


def _last(base: str, changes: Sequence[Change]) -> int:
    """Return the number of the first change that came after these words stood there for the last time."""
    for number in range(len(changes) - 1, -1, -1):
        if changes[number].after == base:
            return number + 1
        if changes[number].before == base:
            return number
    return 0


def _told(changes: Sequence[Change], *, is_safety: bool) -> Gap:
    worst = max((counts_as(change, is_safety=is_safety) for change in changes), default=Behind.NOT)
    return Gap(worst, *_marks(changes, is_safety=is_safety))


def _marks(changes: Iterable[Change], *, is_safety: bool) -> tuple[frozenset[str], datetime | None]:
    """Return the places that say something else now, and since when; none where only the wording has changed."""
    telling = [change for change in changes if counts_as(change, is_safety=is_safety) >= Behind.MEANING]
    places = frozenset[str]().union(*(change.places for change in telling))
    return places, min((change.made_at for change in telling), default=None)


def standing_of(
    words: Words,
    signatures: Iterable[Signature],
    changes: Sequence[Change],
    *,
    made_of: str,
    english: Sequence[Signature],
) -> Standing:
    """Return how a translation stands.

    ``words.source_digest`` is the English of now, ``made_of`` the digest of the English that was translated, as far as
    the site has noted it; a translator's signature says it too. ``english`` are all signatures on the English page: it
    must have been signed for, now or when it was translated.
    """
    own = [each for each in signatures if each.words_digest == words.digest]
    gaps = {
        source: gap_since(source, words.source_digest, changes, is_safety=words.is_safety)
        for source in {made_of, *(each.source_digest for each in own)}
    }
    # A signature for English that nobody knows any more lapses: what has become of it can't be told.
    own = [each for each in own if each.source_digest == words.source_digest or _is_known(each.source_digest, changes)]

    def given(furthest: Behind) -> dict[Step, Signature]:
        near = [each for each in own if gaps[each.source_digest].behind <= furthest]
        return {step: each for step, each in _counting(words, near).items() if step in steps_needed(words)}

    fresh = given(Behind.WORDING)
    for furthest in Behind:
        signed = given(furthest)
        if len(signed) == len(steps_needed(words)):
            sources = {each.source_digest for each in signed.values()}
            gap = _together(gaps[source] for source in sources)
            is_live = gap.behind is not Behind.UNSAFE and _english_was_live(words, sources, english)
            return Standing(PageState.LIVE if is_live else PageState.PREVIEW, gap, signed, fresh)
    translated = {each.source_digest for each in own if each.step is Step.TRANSLATED}
    nearest = min((gaps[source] for source in {made_of, *translated}), key=lambda gap: gap.behind)
    return Standing(PageState.PREVIEW, nearest, fresh, fresh)


def _counting(words: Words, signatures: Iterable[Signature]) -> dict[Step, Signature]:
    """Return the signatures that count for these words, each as if it had been given for the English of now."""
    here = {replace(each, source_digest=words.source_digest): each for each in signatures}
    return {step: here[each] for step, each in valid_signatures(words, here).items()}


def _together(gaps: Iterable[Gap]) -> Gap:
    all_gaps = list(gaps)
    return Gap(
        max(gap.behind for gap in all_gaps),
        frozenset[str]().union(*(gap.places for gap in all_gaps)),
        min((gap.since for gap in all_gaps if gap.since), default=None),
    )


def _english_was_live(words: Words, sources: Iterable[str], english: Sequence[Signature]) -> bool:
    """Tell whether people have signed for the English of now, or for some of that which this was translated from."""

    def was_live(digest: str) -> bool:
        return state_of(Words(digest, is_safety=words.is_safety), english) is PageState.LIVE

    return was_live(words.source_digest) or any(was_live(source) for source in sources)


def is_corrected(words: Words, signatures: Sequence[Signature], changes: Sequence[Change]) -> bool:
    """Tell whether English that was live has been corrected because its old words were unsafe, and waits to be signed.

    It is shown at once on one person's word: what stood there before must not, and nothing at all would help nobody.
    """

    def was_live(digest: str) -> bool:
        return state_of(replace(words, digest=digest), signatures) is PageState.LIVE

    unsafe = [number for number, change in enumerate(changes) if change.behind is Behind.UNSAFE]
    if not unsafe or was_live(words.digest):
        return False
    since_signed = [number for number, change in enumerate(changes) if was_live(change.after)]
    was_ever_live = bool(since_signed) or was_live(changes[0].before)
    return was_ever_live and (not since_signed or max(unsafe) > max(since_signed))
