"""A page is live when named people have signed for exactly its words; otherwise it is a preview."""

from dataclasses import replace
from datetime import date

import pytest

from home.states import (
    PageState,
    Signature,
    Step,
    Words,
    review_due,
    state_of,
    steps_needed,
    valid_signatures,
)

ENGLISH = Words("e1")
POLISH = Words("p1", "e1", is_translation=True)


def signed(step: Step, *, words: str = "p1", source: str = "e1", person: int = 1, day: int = 1) -> Signature:
    return Signature(step, person, "Health visitor", date(2026, 1, day), words, source)


CHECKED = signed(Step.CHECKED, words="e1", source="")
TRANSLATED = signed(Step.TRANSLATED, person=1)
SECOND_READ = signed(Step.SECOND_READ, person=2)


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (ENGLISH, (Step.CHECKED,)),
        (Words("e1", is_safety=True), (Step.CHECKED, Step.CLINICAL)),
        (POLISH, (Step.TRANSLATED, Step.SECOND_READ)),
        (Words("p1", "e1", is_translation=True, is_safety=True), (Step.TRANSLATED, Step.SECOND_READ, Step.CLINICAL)),
    ],
)
def test_the_steps_that_words_need(words: Words, steps: tuple[Step, ...]) -> None:
    assert steps_needed(words) == steps


def test_what_nobody_has_signed_is_a_preview() -> None:
    assert state_of(ENGLISH, []) is PageState.PREVIEW


def test_english_is_live_once_checked() -> None:
    assert state_of(ENGLISH, [CHECKED]) is PageState.LIVE


def test_a_translation_needs_both_its_people() -> None:
    assert state_of(POLISH, [TRANSLATED]) is PageState.PREVIEW
    assert state_of(POLISH, [SECOND_READ]) is PageState.PREVIEW
    assert state_of(POLISH, [TRANSLATED, SECOND_READ]) is PageState.LIVE


def test_nobody_is_the_second_reader_of_their_own_translation() -> None:
    own = signed(Step.SECOND_READ, person=1)

    assert state_of(POLISH, [TRANSLATED, own]) is PageState.PREVIEW


def test_a_safety_page_waits_for_the_clinical_check() -> None:
    words = Words("e1", is_safety=True)
    clinical = signed(Step.CLINICAL, words="e1", source="")

    assert state_of(words, [CHECKED]) is PageState.PREVIEW
    assert state_of(words, [CHECKED, clinical]) is PageState.LIVE


def test_a_changed_word_takes_the_signature_away() -> None:
    assert state_of(Words("e2"), [CHECKED]) is PageState.PREVIEW


def test_a_changed_english_takes_the_translations_signatures_away() -> None:
    changed = Words("p1", "e2", is_translation=True)

    assert state_of(changed, [TRANSLATED, SECOND_READ]) is PageState.PREVIEW


def test_words_that_come_back_have_their_signature_back() -> None:
    assert state_of(Words("e1"), [CHECKED, signed(Step.CHECKED, words="e2", source="")]) is PageState.LIVE


@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_signature_is_the_one_that_is_shown(order: int) -> None:
    early = signed(Step.CHECKED, words="e1", source="", person=1, day=1)
    late = signed(Step.CHECKED, words="e1", source="", person=2, day=9)

    assert valid_signatures(ENGLISH, [early, late][::order])[Step.CHECKED] == late


def test_a_later_second_reading_by_another_person_counts() -> None:
    own, other = signed(Step.SECOND_READ, person=1, day=2), signed(Step.SECOND_READ, person=3, day=3)

    assert state_of(POLISH, [TRANSLATED, own, other]) is PageState.LIVE


@pytest.mark.parametrize(
    ("signed_on", "is_safety", "due"),
    [
        (date(2026, 11, 22), False, date(2027, 11, 22)),
        (date(2026, 11, 22), True, date(2027, 5, 22)),
        (date(2026, 8, 31), True, date(2027, 2, 28)),
        (date(2027, 8, 31), True, date(2028, 2, 29)),
    ],
)
def test_words_are_read_again_within_a_year_and_safety_within_half(signed_on: date, is_safety: bool, due: date) -> None:
    assert review_due(signed_on, is_safety=is_safety) == due


@pytest.mark.parametrize(("is_certified", "state"), [(True, PageState.LIVE), (False, PageState.PREVIEW)])
def test_who_writes_down_a_certified_translation_may_read_it(is_certified: bool, state: PageState) -> None:
    translated = replace(
        signed(Step.TRANSLATED, person=1), certificate="Example Translations, no. 7" if is_certified else ""
    )

    assert state_of(POLISH, [translated, signed(Step.SECOND_READ, person=1)]) is state
