"""The checker: one call, one page, all there is to change, in reading order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from guidance.wording.avoiding import Span, find_avoided_in
from guidance.wording.findings import Finding, Severity
from guidance.wording.jargon import Phrase, find_jargon
from guidance.wording.links import find_links
from guidance.wording.numbers import find_numbers
from guidance.wording.passages import Draft, Passage, passages_of
from guidance.wording.rules import Rule, wording_of
from guidance.wording.sentences import find_hard, find_long, find_passive, read_sentences
from guidance.wording.shape import find_pictures, find_shape

_ENGLISH = "en"


def check(draft: Draft, *, rules: Sequence[Rule], phrases: Sequence[Phrase] = ()) -> list[Finding]:
    """Return what to change on a page: part by part in reading order, then what concerns the whole page, then rules.

    ``rules`` are `rules_of(code)` and those of editors, in the page's language; ``phrases`` the glossary's, in that
    language too. A page of 500 words takes about 10 ms (`./run bench` measures it). Rules that are broken or too slow
    are findings themselves (kind "rule", with the rule's code as their key).
    """
    passages = passages_of(draft)
    avoided, trouble = find_avoided_in(passages, rules)
    numbers = {id(passage): number for number, passage in enumerate(passages)}
    taken: dict[int, list[Span]] = defaultdict(list)
    for one in avoided:
        taken[numbers[id(one.around.passage)]].append(one.span)
    found = [
        *(one.finding for one in avoided),
        *find_jargon(draft, passages, phrases, taken=taken),
        *_measured(draft, passages),
    ]
    return [*in_order(found, draft), *trouble]


def blocking(draft: Draft, *, rules: Sequence[Rule]) -> list[Finding]:
    """Return those of the page's findings that stop it from being published, at a fraction of what `check` costs."""
    hard = [rule for rule in rules if rule.severity is Severity.BLOCK]
    avoided, _trouble = find_avoided_in(passages_of(draft), hard) if hard else ([], [])
    found = [*(one.finding for one in avoided), *find_pictures(draft)]
    return in_order(found, draft)


def in_order(found: Iterable[Finding], draft: Draft) -> list[Finding]:
    """Return findings in reading order; what concerns the whole page comes last."""
    places = {part.key: place for place, part in enumerate(draft.parts)}
    return sorted(found, key=lambda finding: places.get(finding.key, len(places)))


def _measured(draft: Draft, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Yield what counting finds. No grade and no passive but in English: no other language has trusted ones (C15)."""
    code = draft.language.code
    sentences = read_sentences(passages)
    yield from find_long(sentences, code)
    if code == _ENGLISH:
        yield from find_hard(sentences)
        yield from find_passive(sentences)
    yield from find_numbers(passages, code)
    yield from find_links(passages, wording_of(code).vague_links)
    yield from find_shape(draft, passages)
