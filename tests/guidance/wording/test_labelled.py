"""How right the checker is, on labelled sentences and on the site's own pages."""

from collections import Counter

import pytest

from good_beginnings.bench.wording import codes_in, labelled_sentences, score
from guidance.wording import Severity, check, rules_of
from tests.guidance.wording.pages import PAGES, PHRASES, english_draft

HARD = {rule.code for rule in rules_of("en") if rule.severity is Severity.BLOCK}
LOWEST_PRECISION = 0.95
FEWEST = 120
LABELLED = labelled_sentences()
FOUND = {labelled: Counter(codes_in(labelled, PHRASES)) for labelled in LABELLED}
SCORE = score((one.codes, list(found.elements())) for one, found in FOUND.items())


def test_there_are_enough_sentences_good_and_bad() -> None:
    good = [labelled for labelled in LABELLED if not labelled.codes]

    assert len(LABELLED) >= FEWEST
    assert len(good) >= FEWEST // 3


def test_every_rule_has_a_sentence_of_its_own() -> None:
    labelled = {code for one in LABELLED for code in one.codes}

    assert {rule.code for rule in rules_of("en")} - labelled == set()


def test_every_phrase_that_blocks_is_found() -> None:
    missed = [one.words for one, found in FOUND.items() if HARD & set(one.codes) - set(found)]

    assert missed == []


def test_what_is_found_is_there() -> None:
    alarms = [(one.words, found - Counter(one.codes)) for one, found in FOUND.items() if found - Counter(one.codes)]

    assert SCORE.precision >= LOWEST_PRECISION, alarms


def test_hardly_anything_is_missed() -> None:
    missed = [(one.words, Counter(one.codes) - found) for one, found in FOUND.items() if Counter(one.codes) - found]

    assert SCORE.recall >= LOWEST_PRECISION, missed


@pytest.mark.parametrize("slug", PAGES)
def test_the_sites_own_pages_say_nothing_that_blocks(slug: str) -> None:
    found = check(english_draft(PAGES[slug]), rules=rules_of("en"), phrases=PHRASES)

    assert [finding for finding in found if finding.severity is Severity.BLOCK] == []
    assert [finding for finding in found if finding.code.startswith(("avoid", "jargon", "rule"))] == []
