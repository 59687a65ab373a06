"""What has to be signed before a page is live. Pure: rows in, a state out.

Digests tie a signature to the very words it was given for: change a word, and it no longer counts.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum

#: A page is read again at least once a year, a safety page twice (standards C9).
REVIEW_MONTHS, REVIEW_MONTHS_SAFETY = 12, 6


class Step(Enum):
    """A thing a named person signs for."""

    CHECKED = "checked"
    TRANSLATED = "translated"
    SECOND_READ = "second-read"
    CLINICAL = "clinical"


class PageState(Enum):
    PREVIEW = "preview"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's word. Of a certified translation it is who certified it that counts, not who wrote that down."""

    step: Step
    person: int
    role: str
    signed_on: date
    words_digest: str
    source_digest: str = ""
    #: Who certified a translation, and the number; empty where nobody did.
    certificate: str = ""

    @property
    def is_certified(self) -> bool:
        return bool(self.certificate)


@dataclass(frozen=True, slots=True)
class Words:
    """The words to be signed for: their digest, their source's (``""`` for English), whether safety depends on them."""

    digest: str
    source_digest: str = ""
    is_translation: bool = False
    is_safety: bool = False

    @property
    def mark(self) -> str:
        """Return what tells these words, and the English beside them, from all others."""
        return f"{self.digest} {self.source_digest}".strip()


def steps_needed(words: Words) -> tuple[Step, ...]:
    """Return the steps these words need, in the order they are done."""
    steps = (Step.TRANSLATED, Step.SECOND_READ) if words.is_translation else (Step.CHECKED,)
    return (*steps, Step.CLINICAL) if words.is_safety else steps


def valid_signatures(words: Words, signatures: Iterable[Signature]) -> dict[Step, Signature]:
    """Return, for each step, the latest signature that was given for exactly these words and this source."""
    given: dict[Step, Signature] = {}
    for signature in sorted(signatures, key=lambda signature: signature.signed_on):
        if (signature.words_digest, signature.source_digest) == (words.digest, words.source_digest):
            given[signature.step] = signature
    translator, reader = given.get(Step.TRANSLATED), given.get(Step.SECOND_READ)
    if translator and reader and translator.person == reader.person and not translator.is_certified:
        del given[Step.SECOND_READ]
    return given


def state_of(words: Words, signatures: Iterable[Signature]) -> PageState:
    """Return ``LIVE`` when every step is signed for exactly these words; ``PREVIEW`` otherwise."""
    given = valid_signatures(words, signatures)
    return PageState.LIVE if all(step in given for step in steps_needed(words)) else PageState.PREVIEW


def steps_read_twice(words: Words) -> tuple[Step, Step]:
    """Return the steps of words that two people sign for in any language: nobody sees their own slips."""
    return (Step.TRANSLATED if words.is_translation else Step.CHECKED, Step.SECOND_READ)


def state_read_twice(words: Words, signatures: Iterable[Signature]) -> PageState:
    """Return ``LIVE`` when two different people have signed both steps for exactly these words; else ``PREVIEW``."""
    counting = [
        each for each in signatures if (each.words_digest, each.source_digest) == (words.digest, words.source_digest)
    ]
    by_step = {step: {each.person for each in counting if each.step is step} for step in steps_read_twice(words)}
    people = set[int]().union(*by_step.values())
    return PageState.LIVE if all(by_step.values()) and len(people) > 1 else PageState.PREVIEW


def review_due(signed_on: date, *, is_safety: bool) -> date:
    """Return the day by which words that were last signed on this day must be read again."""
    return _months_after(signed_on, REVIEW_MONTHS_SAFETY if is_safety else REVIEW_MONTHS)


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        with suppress(ValueError):
            return date(day.year + years, month + 1, last)
    raise AssertionError("every month has 28 days")
