"""Words of services in a page for parents, with the everyday phrase that the glossary has for each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from guidance.document import Box, Heading, plain
from guidance.wording.avoiding import Span
from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Draft, Passage, Role, sentences_of
from guidance.wording.patterns import folded

_BETWEEN = regex.compile(r" / |, or |, | and ")
_IN_BRACKETS = regex.compile(r"\s*\(([^)]*)\)")
_REASON = "Services say it, and few families do. Say it in everyday words; add the term in brackets if it is needed."
#: Glossary terms that are everyday words too: "repair the cot" is no jargon.
_IN_CONTEXT = {
    "repair": r"repairs?(?= (?:after|between|in relationships?|the relationship|is what))|rupture and repair",
    "cues": r"(?:baby(?:'s)?|feeding|hunger|sleepy?|tired|early|child(?:'s)?|their|these|those|respond to|read) cues?",
    "rupture": r"ruptures?(?= (?:and repair|in (?:a|your|the) relationship))",
    "mismatch": r"mismatch(?:es)?(?= (?:between|with) (?:you|parent|mum|dad))",
    "containment": r"emotional containment|containment(?= (?:of|for) (?:feelings|emotions|anxiety|worries))",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A glossary term and what to say to parents instead, both in the language of the page."""

    term: str
    say: str


@dataclass(frozen=True, slots=True)
class _Term:
    term: str
    say: str
    pattern: "regex.Pattern[str]"


def find_jargon(
    draft: Draft, passages: Sequence[Passage], phrases: Iterable[Phrase], *, taken: dict[int, list[Span]]
) -> Iterator[Finding]:
    """Yield the terms that stand bare on a page, each once, where it stands first.

    A term is let go where it stands in brackets, after its everyday phrase, or on a page that is about it or explains
    it in a box. ``taken`` are the stretches of passages (by number) where something was found already.
    """
    whole = "\n".join(passage.text for passage in passages)
    # Most terms stand nowhere: one search of the whole page costs less than one of each passage.
    terms = [term for term in _terms(tuple(phrases)) if term.pattern.search(whole)]
    explained = folded(" ".join(_explained_in(draft))).casefold()
    found: dict[str, Finding] = {}
    said = ""
    for number, passage in enumerate(passages):
        spans = list(taken.get(number, ()))
        for term in terms:
            match = _bare(term, passage, spans)
            if match is None or term.term in found:
                continue
            spans.append(match.span())
            ahead = explained + said + passage.text[: match.start()].casefold()
            if not term.pattern.search(explained) and folded(term.say).casefold() not in ahead:
                found[term.term] = _finding(passage, match, term)
        said += passage.text.casefold() + "\n"
    yield from found.values()


def _bare(term: _Term, passage: Passage, taken: list[Span]) -> "regex.Match[str] | None":
    if passage.role is Role.DESCRIPTION:
        return None
    brackets = [match.span() for match in _IN_BRACKETS.finditer(passage.text)]
    for match in term.pattern.finditer(passage.text):
        start, end = match.span()
        if not passage.is_quiet(start, end) and not any(a < end and start < b for a, b in (*taken, *brackets)):
            return match
    return None


def _finding(passage: Passage, match: "regex.Match[str]", term: _Term) -> Finding:
    around = next(one for one in sentences_of(passage) if one.start <= match.start() < one.end)
    return Finding(
        "jargon",
        Severity.WARN,
        passage.part.key,
        passage.part.kind,
        passage.shown[match.start() : match.end()],
        term.say,
        _REASON,
        around.shown,
    )


def _explained_in(draft: Draft) -> Iterator[str]:
    """Yield the title and the heads of the boxes that explain terms."""
    for block in (block for part in draft.parts for block in part.blocks):
        match block:
            case Heading(text, 1):
                yield plain(text)
            case Box(tone="term", title=title):
                yield plain(title)


@lru_cache(maxsize=32)
def _terms(phrases: tuple[Phrase, ...]) -> tuple[_Term, ...]:
    """Return the terms that have other everyday words, the longest first, so that none is found inside another."""
    pairs = {term: say for phrase in phrases for term, say in _variants(phrase) if term and _differ(term, say)}
    longest_first = sorted(pairs, key=len, reverse=True)
    return tuple(_Term(term, pairs[term], _pattern(term)) for term in longest_first)


def _differ(term: str, say: str) -> bool:
    return bool(say) and term.casefold() not in say.casefold()


def _variants(phrase: Phrase) -> Iterator[tuple[str, str]]:
    """Yield each term of an entry with its phrase: "Antenatal and postnatal" are two, "Serve and return" is one."""
    bare = _IN_BRACKETS.sub("", phrase.term).strip()
    says = _BETWEEN.split(phrase.say)
    terms = _BETWEEN.split(bare)
    if ", or " in bare or " / " in bare:
        yield from ((term.strip(), phrase.say) for term in terms)
    elif len(terms) == 2 == len([part for part in says if part.strip()]) and ", " in phrase.say:
        yield from zip((term.strip() for term in terms), (say.strip() for say in says), strict=True)
    else:
        yield bare, phrase.say
    yield from ((inside, phrase.say) for inside in _IN_BRACKETS.findall(phrase.term) if inside.islower())


def _pattern(term: str) -> "regex.Pattern[str]":
    words = _IN_CONTEXT.get(term.casefold()) or _inflected(folded(term))
    return regex.compile(rf"(?<![\w-])(?:{words})(?![\w-])", regex.IGNORECASE)


def _inflected(term: str) -> str:
    """Return a pattern for a term in singular and plural, with hyphens or blanks."""
    stem = term.removesuffix("s") if len(term) > 4 and not term.endswith("ss") else term
    return "[- ]".join(regex.escape(part) for part in stem.replace("-", " ").split()) + "(?:e?s)?"
