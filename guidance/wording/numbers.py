"""Numbers as people read them: digits, few at a time, dates in full, telephone numbers as records (C7, C11)."""

from collections.abc import Iterator, Sequence
from itertools import islice

import regex

from guidance.wording import limits
from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Passage, Role, Sentence, sentences_of

_COUNTED = r"(?:week|day|month|hour|minute|year|time|night|meal|feed|nappy|nappie|home|visit)s?"
_DIGIT = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
#: "One" and "two" are words of their own: "one of you", "the two of us".
_IN_WORDS = regex.compile(
    rf"\btwo(?= {_COUNTED}\b)|\b(?:three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen"
    rf"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]{_DIGIT})?"
    rf"|(?:a|{_DIGIT}) (?:hundred|thousand))\b",
    regex.IGNORECASE,
)
_DATE = regex.compile(
    rf"\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th) (?:of )?{_MONTH}\b"
)
_ALL_HOURS = regex.compile(
    r"\b24/7\b|\b(?:24|twenty-four)[- ]hour(?:s a day|(?= (?:line|helpline|service)))", regex.IGNORECASE
)
#: Five digits or more, spaced or not. 999 and years are shorter, and a span of years is none.
_TELEPHONE = regex.compile(
    r"(?<![\d/.,-])(?!\d{4}[ –-]\d{4}(?!\d))(?:\+\d{1,3} ?)?(?:\(0\d*\) ?)?\d(?:[ –-]?\d){4,}(?![\d/]|[.,]\d)"
)
_STATISTIC = regex.compile(
    r"\b\d+(?:\.\d+)? ?(?:%|per ?cent\b)|\b(?:\d+|one) (?:in|out of) (?:every )?\d+\b(?! (?:minute|week|day|month)s)",
    regex.IGNORECASE,
)
_FULL_DATE = regex.compile(rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?")
_NUMBER = regex.compile(r"\d+(?:[.,:]\d+)*")
_COUNTING = {Role.RUNNING, Role.EASY, Role.HEADING}


def find_numbers(passages: Sequence[Passage], code: str) -> Iterator[Finding]:
    """Yield what is amiss with the numbers of a page in a language (its code): dates and words in English only."""
    sentences = [sentence for passage in passages if passage.role in _COUNTING for sentence in sentences_of(passage)]
    for sentence in sentences:
        yield from _telephones(sentence)
        if code == "en":
            yield from _english(sentence)
        yield from _crowds(sentence)
    yield from _statistics(sentences)


def _found(sentence: Sentence, pattern: "regex.Pattern[str]") -> Iterator["regex.Match[str]"]:
    for match in pattern.finditer(sentence.text):
        if not sentence.passage.is_quiet(sentence.start + match.start(), sentence.start + match.end()):
            yield match


def _finding(code: str, sentence: Sentence, words: str, better: str, reason: str) -> Finding:
    part = sentence.passage.part
    return Finding(code, Severity.WARN, part.key, part.kind, words, better, reason, sentence.shown)


def _telephones(sentence: Sentence) -> Iterator[Finding]:
    for match in _found(sentence, _TELEPHONE):
        yield _finding(
            "number.phone",
            sentence,
            match[0],
            "Take the number out, and add the line in an “Ask for help” block.",
            "A number in a sentence goes out of date unseen. Lines are kept in one place, with an owner.",
        )


def _english(sentence: Sentence) -> Iterator[Finding]:
    for match in islice(_found(sentence, _IN_WORDS), 1):
        yield _finding(
            "number.words", sentence, match[0], "Write it in digits.", "Digits are quicker to find and easier to read."
        )
    for match in _found(sentence, _DATE):
        yield _finding(
            "number.date",
            sentence,
            match[0],
            "Write the date as in 22 November 2026.",
            "Day and month change places from country to country.",
        )
    for match in _found(sentence, _ALL_HOURS):
        yield _finding(
            "number.hours",
            sentence,
            match[0],
            "any time, day or night",
            "It is plainer, and everybody knows at once what it means.",
        )


def _crowds(sentence: Sentence) -> Iterator[Finding]:
    if sum(map(str.isdigit, sentence.text)) <= limits.MOST_NUMBERS_IN_SENTENCE:
        return
    text = _TELEPHONE.sub("", _FULL_DATE.sub("1", sentence.text))
    numbers = _NUMBER.findall(text)
    if len(numbers) > limits.MOST_NUMBERS_IN_SENTENCE:
        yield _finding(
            "number.many",
            sentence,
            ", ".join(numbers),
            "Say one of them here, and the others in sentences of their own.",
            "Nobody can keep so many numbers in mind.",
        )


def _statistics(sentences: Sequence[Sentence]) -> Iterator[Finding]:
    found = ((sentence, match) for sentence in sentences for match in _found(sentence, _STATISTIC))
    for sentence, match in islice(found, limits.MOST_STATISTICS, None):
        yield _finding(
            "number.statistics",
            sentence,
            match[0],
            "Keep one statistic on the page, and leave this one out.",
            "A figure helps where it lowers fear or leads to a step. A second one makes a lesson of it.",
        )
