"""What each kind of change does to a translation: the worst since it was translated counts, until it is renewed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest

from home.changes import Behind, Change, Gap, gap_since, is_corrected, standing_of
from home.states import PageState, Signature, Step, Words

NOT, WORDING, MEANING, UNSAFE = Behind
LIVE, PREVIEW = PageState.LIVE, PageState.PREVIEW
BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
CODES = {"w": WORDING, "m": MEANING, "u": UNSAFE}


def story(kinds: str, *, confirmed: bool = False) -> list[Change]:
    """Return the changes e0 → e1 → e2 …, of these kinds, one a day; each in a place of its own."""
    return [
        Change(
            CODES[kind],
            f"e{number}",
            f"e{number + 1}",
            BEGAN + timedelta(days=number),
            frozenset({f"body.{number}"}),
            confirmed,
        )
        for number, kind in enumerate(kinds)
    ]


def signed(step: Step, source: str = "e0", *, person: int = 1, words: str = "p", day: int = 1) -> Signature:
    return Signature(step, person, "Translator", date(2026, 1, day), words, source)


def both(source: str = "e0", *, day: int = 1) -> list[Signature]:
    return [
        signed(Step.TRANSLATED, source, person=1, day=day),
        signed(Step.SECOND_READ, source, person=2, day=day),
    ]


def english(*digests: str) -> list[Signature]:
    return [signed(Step.CHECKED, "", words=digest) for digest in digests]


def words_after(changes: list[Change], *, is_safety: bool = False) -> Words:
    return Words("p", changes[-1].after if changes else "e0", is_translation=True, is_safety=is_safety)


# --- What lies between ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", ["".join(each) for length in range(4) for each in product("wmu", repeat=length)])
def test_the_worst_change_since_counts_wherever_a_translation_began(kinds: str) -> None:
    changes = story(kinds)
    current = changes[-1].after if changes else "e0"

    for start in range(len(kinds) + 1):
        later = changes[start:]
        gap = gap_since(f"e{start}", current, changes, is_safety=False)

        assert gap.behind is max((change.behind for change in later), default=NOT), (kinds, start)
        telling = [change for change in later if change.behind >= MEANING]
        assert gap.places == {place for change in telling for place in change.places}
        assert gap.since == (telling[0].made_at if telling else None)


def test_a_change_of_wording_marks_nothing() -> None:
    assert gap_since("e0", "e2", story("ww"), is_safety=False) == Gap(WORDING)


@pytest.mark.parametrize(("confirmed", "behind"), [(False, MEANING), (True, WORDING)])
def test_on_a_safety_page_wording_is_what_a_clinician_confirms(confirmed: bool, behind: Behind) -> None:
    changes = story("w", confirmed=confirmed)

    assert gap_since("e0", "e1", changes, is_safety=True).behind is behind
    assert gap_since("e0", "e1", changes, is_safety=False).behind is WORDING


@pytest.mark.parametrize("kind", ["m", "u"])
def test_no_confirmation_makes_a_change_less_than_it_is(kind: str) -> None:
    changes = story(kind, confirmed=True)

    assert gap_since("e0", "e1", changes, is_safety=True).behind is CODES[kind]


def back(kinds: str) -> list[Change]:
    """Return a change and the one that took it back: e0 → e1 → e0."""
    there, again = story(kinds)
    return [there, replace(again, after="e0")]


def test_words_that_come_back_are_the_same_words() -> None:
    assert gap_since("e0", "e0", back("mm"), is_safety=False) == Gap()
    assert gap_since("e1", "e0", back("mm"), is_safety=False).behind is MEANING


def test_words_that_were_called_unsafe_stay_so_when_they_come_back() -> None:
    assert gap_since("e0", "e0", back("um"), is_safety=False).behind is UNSAFE


def test_words_that_came_after_unsafe_ones_are_not_unsafe() -> None:
    assert gap_since("e1", "e1", story("u"), is_safety=False) == Gap()
    assert gap_since("e1", "e2", story("um"), is_safety=False).behind is MEANING


@pytest.mark.parametrize(
    ("base", "current", "behind"),
    [("", "e2", UNSAFE), ("older", "e2", UNSAFE), ("newer", "newer", NOT)],
)
def test_where_nobody_knows_what_was_translated_everything_counts(base: str, current: str, behind: Behind) -> None:
    assert gap_since(base, current, story("uw"), is_safety=False).behind is behind


def test_other_english_of_which_nothing_is_written_down_has_another_meaning() -> None:
    assert gap_since("older", "e0", [], is_safety=False) == Gap(MEANING)
    assert gap_since("older", "e1", story("w"), is_safety=False).behind is MEANING
    assert gap_since("", "e0", [], is_safety=False) == Gap()


# --- Signed translations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "state", "behind"),
    [
        ("", LIVE, NOT),
        ("w", LIVE, WORDING),
        ("m", LIVE, MEANING),
        ("u", PREVIEW, UNSAFE),
        ("ww", LIVE, WORDING),
        ("wm", LIVE, MEANING),
        ("mw", LIVE, MEANING),
        ("um", PREVIEW, UNSAFE),
        ("mu", PREVIEW, UNSAFE),
        ("uw", PREVIEW, UNSAFE),
    ],
)
def test_how_a_signed_translation_stands(kinds: str, state: PageState, behind: Behind) -> None:
    changes = story(kinds)

    standing = standing_of(words_after(changes), both(), changes, made_of="e0", english=english("e0"))

    assert standing.state is state
    assert standing.gap.behind is behind
    assert standing.gives_way is (behind is UNSAFE)


@pytest.mark.parametrize("kinds", ["w", "m", "u", "mu", "um"])
def test_a_translation_that_is_renewed_is_behind_no_more(kinds: str) -> None:
    changes = story(kinds)
    now = words_after(changes)
    signatures = [*both(), *both(now.source_digest, day=9)]

    standing = standing_of(now, signatures, changes, made_of="e0", english=english(now.source_digest))

    assert (standing.state, standing.gap) == (LIVE, Gap())


def test_after_a_renewal_only_later_changes_count() -> None:
    changes = story("um")

    standing = standing_of(words_after(changes), both("e1"), changes, made_of="e1", english=english("e1"))

    assert (standing.state, standing.gap.behind) == (LIVE, MEANING)
    assert standing.gap.places == {"body.1"}


def test_a_renewal_by_one_person_alone_leaves_the_mark() -> None:
    changes = story("m")
    renewed = signed(Step.TRANSLATED, "e1", person=1, day=9)

    standing = standing_of(words_after(changes), [*both(), renewed], changes, made_of="e0", english=english("e0"))

    assert (standing.state, standing.gap.behind) == (LIVE, MEANING)
    assert set(standing.fresh) == {Step.TRANSLATED}


def test_one_person_alone_brings_no_unsafe_words_back() -> None:
    changes = story("u")
    renewed = signed(Step.SECOND_READ, "e1", person=2, day=9)

    standing = standing_of(words_after(changes), [*both(), renewed], changes, made_of="e0", english=english("e1"))

    assert standing.gives_way


def test_wording_keeps_the_signatures_and_meaning_asks_for_them_again() -> None:
    for kinds, fresh in (("w", {Step.TRANSLATED, Step.SECOND_READ}), ("m", set()), ("u", set())):
        changes = story(kinds)

        standing = standing_of(words_after(changes), both(), changes, made_of="e0", english=english("e0"))

        assert set(standing.fresh) == fresh, kinds


def test_signatures_from_both_sides_of_a_change_of_wording_count_together() -> None:
    changes = story("w")
    signatures = [signed(Step.TRANSLATED, "e0", person=1), signed(Step.SECOND_READ, "e1", person=2)]

    standing = standing_of(words_after(changes), signatures, changes, made_of="e0", english=english("e1"))

    assert (standing.state, standing.gap.behind) == (LIVE, WORDING)


def test_nobody_reads_their_own_translation_a_second_time_across_a_change() -> None:
    changes = story("w")
    signatures = [signed(Step.TRANSLATED, "e0", person=1), signed(Step.SECOND_READ, "e1", person=1)]

    standing = standing_of(words_after(changes), signatures, changes, made_of="e0", english=english("e1"))

    assert standing.state is PREVIEW


def test_a_signature_for_english_that_nobody_knows_any_more_lapses() -> None:
    changes = story("w")

    standing = standing_of(words_after(changes), both("older"), changes, made_of="e0", english=english("e1"))

    assert standing.state is PREVIEW
    assert standing.fresh == {}


def test_other_words_of_the_translation_have_none_of_its_signatures() -> None:
    changed = replace(words_after([]), digest="p2")

    assert standing_of(changed, both(), [], made_of="e0", english=english("e0")).state is PREVIEW


@pytest.mark.parametrize("signed_english", [[], ["e1"], ["e0"], ["e0", "e1"]])
@pytest.mark.parametrize("kind", ["w", "m"])
def test_english_must_have_been_signed_now_or_when_it_was_translated(kind: str, signed_english: list[str]) -> None:
    changes = story(kind)

    standing = standing_of(words_after(changes), both(), changes, made_of="e0", english=english(*signed_english))

    assert standing.state is (LIVE if signed_english else PREVIEW)


# --- Safety pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "confirmed", "behind"),
    [("w", False, MEANING), ("w", True, WORDING), ("m", False, MEANING), ("u", False, UNSAFE)],
)
def test_how_a_safety_page_stands(kind: str, confirmed: bool, behind: Behind) -> None:
    changes = story(kind, confirmed=confirmed)
    signatures = [*both(), signed(Step.CLINICAL, person=3)]
    english_signed = [*english("e0"), signed(Step.CLINICAL, "", words="e0", person=3)]

    standing = standing_of(
        words_after(changes, is_safety=True), signatures, changes, made_of="e0", english=english_signed
    )

    assert standing.gap.behind is behind
    assert standing.state is (PREVIEW if behind is UNSAFE else LIVE)


def test_a_safety_page_is_not_live_without_its_clinical_check_whatever_changed() -> None:
    changes = story("m")

    standing = standing_of(
        words_after(changes, is_safety=True), both(), changes, made_of="e0", english=english("e0", "e1")
    )

    assert standing.state is PREVIEW


# --- Previews: nobody has signed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kinds", "behind"), [("", NOT), ("w", WORDING), ("m", MEANING), ("mu", UNSAFE)])
def test_what_nobody_signed_is_behind_from_what_it_was_made_of(kinds: str, behind: Behind) -> None:
    changes = story(kinds)

    standing = standing_of(words_after(changes), [], changes, made_of="e0", english=[])

    assert (standing.state, standing.gap.behind) == (PREVIEW, behind)


def test_a_translator_who_signs_says_what_it_is_made_of() -> None:
    changes = story("u")
    renewed = signed(Step.TRANSLATED, "e1")

    standing = standing_of(words_after(changes), [renewed], changes, made_of="e0", english=[])

    assert standing.gap == Gap()


def test_any_other_signature_does_not() -> None:
    changes = story("u")
    seen = signed(Step.CLINICAL, "e1")

    assert standing_of(words_after(changes), [seen], changes, made_of="e0", english=[]).gives_way


# --- English put in place of unsafe words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "checked", "corrected"),
    [
        ("u", ["e0"], True),
        ("u", [], False),
        ("u", ["e0", "e1"], False),
        ("m", ["e0"], False),
        ("mu", ["e0"], True),
        ("um", ["e0"], True),
        ("um", ["e0", "e1"], False),
        ("umu", ["e0", "e1"], True),
    ],
)
def test_english_that_was_live_is_shown_once_it_is_corrected(kinds: str, checked: list[str], corrected: bool) -> None:
    changes = story(kinds)

    assert is_corrected(Words(changes[-1].after), english(*checked), changes) is corrected


def test_the_changes_of_a_story_follow_each_other() -> None:
    assert all(one.after == other.before for one, other in pairwise(story("wmu")))
