"""Find the phrases to avoid in a page's passages, each pattern against a clock.

Each pattern first goes over the whole page at once: most find nothing, and one search costs less than one per sentence.
Only the sentence where it found something is then looked at closely.
"""

import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Passage, Sentence, sentences_of
from guidance.wording.patterns import BadPattern, compiled, compiled_for_small_letters
from guidance.wording.rules import Rule

#: Processor time in seconds that one pattern gets for a page of any length.
RULE_SECONDS = 0.05
#: Seconds that all rules get together; the rest are named, and not tried.
ALL_SECONDS = 1.0

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Avoided:
    """A phrase that a text should do without: which rule, where in its passage, and the sentence around it."""

    rule: Rule
    span: Span
    around: Sentence

    @property
    def words(self) -> str:
        return self.around.passage.shown[slice(*self.span)]

    @property
    def sentence(self) -> str:
        return self.around.shown

    def __str__(self) -> str:
        return f"“{self.words}” (try: {self.rule.instead}), in: {self.sentence}"

    @property
    def finding(self) -> Finding:
        part = self.around.passage.part
        return Finding(
            self.rule.code,
            self.rule.severity,
            part.key,
            part.kind,
            self.words,
            self.rule.instead,
            self.rule.reason,
            self.sentence,
        )


class _Page:
    """A page's sentences, one a line, and which of them a place in all of it belongs to."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
        self._starts: list[int] = []
        at = 0
        for sentence in self.sentences:
            self._starts.append(at)
            at += len(sentence.text) + 1
        self._text = "\n".join(sentence.text for sentence in self.sentences)
        small = self._text.lower()
        # A few letters of other languages are two when they are small: then places would not be the same.
        self._small = small if len(small) == len(self._text) else None

    def numbers_where(self, pattern: str) -> Iterator[int]:
        """Yield the numbers of the sentences in which a pattern begins to match."""
        quick = compiled_for_small_letters(pattern) if self._small is not None else None
        matches = (
            quick.finditer(self._small or "", timeout=RULE_SECONDS)
            if quick
            else compiled(pattern).finditer(self._text, timeout=RULE_SECONDS)
        )
        for match in matches:
            yield bisect_right(self._starts, match.start()) - 1


def find_avoided_in(passages: Sequence[Passage], rules: Iterable[Rule]) -> tuple[list[Avoided], list[Finding]]:
    """Return what is to be avoided, in reading order and at most once a rule and sentence, and what rules need mending.

    Rules that are broken or run out of time are reported; the others go on.
    """
    page = _Page(passages)
    found: list[tuple[int, Avoided]] = []
    trouble: list[Finding] = []
    # The time of this thread alone: on a machine that stands still for a moment no rule is passed over.
    begun = time.thread_time()
    for rule in rules:
        if time.thread_time() - begun > ALL_SECONDS:
            trouble.append(_not_tried(rule))
            continue
        try:
            found += _of_rule(rule, page)
        except BadPattern as error:
            trouble.append(_broken(rule, str(error)))
        except TimeoutError:
            trouble.append(_slow(rule))
    found.sort(key=lambda numbered: (numbered[0], numbered[1].span))
    return [avoided for _number, avoided in found], trouble


def _of_rule(rule: Rule, page: _Page) -> list[tuple[int, Avoided]]:
    patterns = [compiled(pattern) for pattern in rule.patterns]
    numbers = sorted({number for pattern in rule.patterns for number in page.numbers_where(pattern)})
    spans = ((number, _span_in(page.sentences[number], rule, patterns)) for number in numbers)
    return [(number, Avoided(rule, span, page.sentences[number])) for number, span in spans if span]


def _span_in(sentence: Sentence, rule: Rule, patterns: Iterable["regex.Pattern[str]"]) -> Span | None:
    """Return where in its passage a sentence first breaks a rule."""
    if _fits(rule.exceptions, sentence.text):
        return None
    for pattern in patterns:
        for match in pattern.finditer(sentence.text, timeout=RULE_SECONDS):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if start < end and not sentence.passage.is_quiet(start, end) and not _may_stay(match[0], rule, sentence):
                return start, end
    return None


def _may_stay(words: str, rule: Rule, sentence: Sentence) -> bool:
    return sentence.passage.is_hard and _fits(rule.safety, words)


def _fits(patterns: Iterable[str], text: str) -> bool:
    return any(compiled(pattern).search(text, timeout=RULE_SECONDS) for pattern in patterns)


def _trouble(code: str, rule: Rule, better: str, reason: str) -> Finding:
    return Finding(code, Severity.WARN, rule.code, "rule", rule.avoid, better, reason)


def _broken(rule: Rule, why: str) -> Finding:
    return _trouble("rule.broken", rule, "Mend the pattern of this rule.", f"{why} The rule was left out.")


def _slow(rule: Rule) -> Finding:
    return _trouble(
        "rule.slow",
        rule,
        "Make the pattern of this rule simpler.",
        "It takes too long on this page, and was left out. All other rules were tried.",
    )


def _not_tried(rule: Rule) -> Finding:
    return _trouble(
        "rule.not-tried", rule, "Mend the rules that are slow.", "Other rules used up the time; this was not tried."
    )
