"""How one page stands in one language, and whose turn it is. Pure: facts in, a cell out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from home.changes import NO_GAP, Behind, Change, Gap, Standing, gap_since, standing_of
from home.states import PageState, Signature, Step, Words, review_due, steps_needed, valid_signatures


class State(Enum):
    """How a page stands in a language; the value stands in addresses."""

    LIVE = "live"
    WAITING = "waiting"
    PREVIEW = "preview"
    BEHIND = "behind"
    MISSING = "missing"


class Work(Enum):
    """What has to be done next."""

    WRITE = "write"
    SEND = "send for translation"
    TRANSLATE = "translate"
    SYNC = "bring the new English in"
    UPDATE = "bring up to date"
    PUBLISH = "publish"
    SIGN = "sign"
    ENGLISH = "English first"
    SWITCH = "switch the language to live"


class Whose(Enum):
    """Whose turn it is; the language says which of them."""

    EDITOR = "editor"
    CHECKER = "checker"
    TRANSLATOR = "translator"
    SECOND_READER = "second reader"
    CLINICAL_REVIEWER = "clinical reviewer"
    ADMINISTRATOR = "administrator"


#: Who signs for each step.
SIGNERS: Mapping[Step, Whose] = {
    Step.CHECKED: Whose.CHECKER,
    Step.TRANSLATED: Whose.TRANSLATOR,
    Step.SECOND_READ: Whose.SECOND_READER,
    Step.CLINICAL: Whose.CLINICAL_REVIEWER,
}


@dataclass(frozen=True, slots=True)
class DeskLanguage:
    """A language as the desk must know it. ``is_live``: readers of the public site are offered it."""

    code: str
    is_source: bool
    is_live: bool


@dataclass(frozen=True, slots=True)
class Formats:
    """How many files of one version are as they should be, were made from other words, or are not there."""

    ready: int = 0
    behind: int = 0
    missing: int = 0

    @property
    def asked_for(self) -> int:
        return self.ready + self.behind + self.missing


NO_FORMATS = Formats()


@dataclass(frozen=True, slots=True)
class Version:
    """One page of the tree, in one language.

    ``own_words``: its words are in its own language. ``gaps``: how many places still hold the English.
    ``source_seen``: the digest of the English that its strings were last taken from, ``""`` where nobody knows;
    ``source_id``: the row that holds these strings. ``made_of``: the digest of the English that its words were made of,
    as far as it was noted. ``changes``: of an English page, all that were made while it stood there.
    """

    page_id: int
    digest: str
    is_published: bool = True
    is_alias: bool = False
    own_words: bool = True
    is_safety: bool = False
    gaps: int = 0
    source_seen: str = ""
    source_id: int = 0
    signatures: Sequence[Signature] = ()
    formats: Formats = NO_FORMATS
    made_of: str = ""
    changes: Sequence[Change] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """The next step, and whose it is. ``not_by`` is the one person who may not do it; 0 for nobody."""

    work: Work
    whose: Whose
    step: Step | None = None
    not_by: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """How a page stands in a language.

    ``next`` is ``None`` when all is done; ``review_on`` is for live words alone. ``gap``: what has changed in the
    English since it was translated.
    """

    language: str
    state: State
    next: Next | None
    version: Version | None = None
    review_on: date | None = None
    formats: Formats = NO_FORMATS
    gap: Gap = NO_GAP

    def days_behind(self, *, today: date) -> int | None:
        """Return for how many days the English has meant something else; ``None`` where nobody knows since when."""
        since = self.gap.since
        return (today - since.date()).days if since and self.state is State.BEHIND else None


def cell_of(language: DeskLanguage, version: Version | None, english: Version | None) -> Cell:
    """Return how a page stands in one language; ``english`` is its English version, published or not."""
    published = english if english and english.is_published else None
    standing = _standing(version, published) if version and not language.is_source else None
    state, following, review_on = (
        _source(language, version) if language.is_source else _translation(language, version, published, standing)
    )
    formats = version.formats if version else Formats()
    gap = standing.gap if standing and state not in (State.MISSING, State.LIVE) else NO_GAP
    return Cell(language.code, state, following, version, review_on, formats, gap)


Told = tuple[State, Next | None, date | None]


def _standing(version: Version, english: Version | None) -> Standing:
    return standing_of(
        words_of(version, english),
        version.signatures,
        english.changes if english else (),
        made_of=version.made_of,
        english=english.signatures if english else (),
    )


def _source(language: DeskLanguage, version: Version | None) -> Told:
    if version is None:
        return State.MISSING, Next(Work.WRITE, Whose.EDITOR), None
    if not version.is_published:
        return State.WAITING, Next(Work.PUBLISH, Whose.EDITOR), None
    words = Words(version.digest, is_safety=version.is_safety)
    return _signed(language, words, valid_signatures(words, version.signatures), english_first=None)


def _translation(
    language: DeskLanguage, version: Version | None, english: Version | None, standing: Standing | None
) -> Told:
    if version is None or standing is None or version.is_alias:
        return State.MISSING, Next(Work.SEND, Whose.EDITOR), None
    if not version.is_published:
        return State.WAITING, Next(Work.TRANSLATE, Whose.TRANSLATOR), None
    if not version.own_words:
        return State.MISSING, Next(Work.TRANSLATE, Whose.TRANSLATOR), None
    words = words_of(version, english)
    if is_behind(version, words, english.changes if english else ()):
        is_synced = version.source_seen in ("", words.source_digest)
        return State.BEHIND, Next(Work.UPDATE, Whose.TRANSLATOR) if is_synced else Next(Work.SYNC, Whose.EDITOR), None
    english_first = None if standing.state is PageState.LIVE else _english_first(english)
    return _signed(language, words, standing.fresh, english_first=english_first)


def words_of(version: Version, english: Version | None) -> Words:
    """Return what has to be signed for a translation of this published English."""
    return Words(
        version.digest,
        english.digest if english else "",
        is_translation=True,
        is_safety=version.is_safety or bool(english and english.is_safety),
    )


def is_behind(version: Version, words: Words, changes: Sequence[Change] = ()) -> bool:
    """Tell whether a translation is of English that meant something else, or still holds some of it.

    A signature says for which English it was given. Where nobody has signed for these words, it is the English that
    the strings were last taken from.
    """
    if not words.source_digest:
        return False

    def is_other(source: str) -> bool:
        gap = gap_since(source, words.source_digest, changes, is_safety=words.is_safety)
        return gap.behind >= Behind.MEANING

    sources = {each.source_digest for each in version.signatures if each.words_digest == words.digest}
    if sources:
        return all(is_other(source) for source in sources)
    return version.gaps > 0 or (version.source_seen != "" and is_other(version.source_seen))


def _english_first(english: Version | None) -> Next | None:
    """Return who has to see to the English before a translation can be live; ``None`` where it is signed."""
    if english is None:
        return Next(Work.ENGLISH, Whose.EDITOR)
    words = Words(english.digest, is_safety=english.is_safety)
    step = _unsigned(words, valid_signatures(words, english.signatures))
    return Next(Work.ENGLISH, SIGNERS[step], step) if step else None


def _unsigned(words: Words, given: Mapping[Step, Signature]) -> Step | None:
    """Return the first step that nobody has signed."""
    return next((step for step in steps_needed(words) if step not in given), None)


def _signed(
    language: DeskLanguage, words: Words, given: Mapping[Step, Signature], *, english_first: Next | None
) -> Told:
    """Return the state of published words of their own: what is signed, and who signs next."""
    step = _unsigned(words, given)
    if step:
        translator = given.get(Step.TRANSLATED) if step is Step.SECOND_READ else None
        not_by = translator.person if translator and not translator.is_certified else 0
        sign = Next(Work.SIGN, SIGNERS[step], step, not_by)
        return State.WAITING if given else State.PREVIEW, sign, None
    if english_first:
        return State.WAITING, english_first, None
    if not language.is_live:
        return State.WAITING, Next(Work.SWITCH, Whose.ADMINISTRATOR), None
    latest = max(signature.signed_on for signature in given.values())
    return State.LIVE, None, review_due(latest, is_safety=words.is_safety)


# --- Rows -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counts:
    """How many translations of a page are live, behind and missing."""

    live: int
    behind: int
    missing: int


def counts(cells: Iterable[Cell]) -> Counts:
    """Return how many of these cells are live, behind and missing."""
    states = [cell.state for cell in cells]
    return Counts(states.count(State.LIVE), states.count(State.BEHIND), states.count(State.MISSING))


def how_far_behind(cells: Sequence[Cell]) -> tuple[int, int]:
    """Return how many languages are behind, and how many files: more is worse."""
    return sum(cell.state is State.BEHIND for cell in cells), sum(cell.formats.behind for cell in cells)


def oldest_review(cells: Iterable[Cell]) -> date | None:
    """Return the first day on which any of these words must be read again; ``None`` where none is live."""
    return min((cell.review_on for cell in cells if cell.review_on), default=None)


@dataclass(frozen=True, slots=True)
class Me:
    """What the person at the desk may do: which pages they may edit and publish, and the rest of their rights.

    ``signs``: in a language that they have a role in, they sign for its steps alone.
    """

    person: int
    edits: frozenset[int] = frozenset()
    publishes: frozenset[int] = frozenset()
    is_clinician: bool = False
    may_send: bool = False
    may_switch: bool = False
    signs: Mapping[str, frozenset[Step]] = field(default_factory=dict)


def waits_for(cell: Cell, me: Me, *, english_id: int | None) -> bool:
    """Tell whether the next step is this person's to take."""
    following, page_id = cell.next, cell.version.page_id if cell.version else 0
    if following is None or following.not_by == me.person:
        return False
    match following.work:
        case Work.SIGN:
            return _may_sign(cell.language, page_id, following.step, me)
        case Work.SEND | Work.SYNC:
            return me.may_send and english_id in me.edits
        case Work.TRANSLATE | Work.UPDATE:
            return page_id in me.edits
        case Work.PUBLISH:
            return page_id in me.publishes
        case Work.SWITCH:
            return me.may_switch
        case Work.WRITE | Work.ENGLISH:
            # There is no page to be on, or the cell of the English page says it.
            return False


def _may_sign(language: str, page_id: int, step: Step | None, me: Me) -> bool:
    if step is Step.CLINICAL:
        return me.is_clinician
    if own := me.signs.get(language):
        return step in own and page_id in me.edits
    return page_id in me.publishes
