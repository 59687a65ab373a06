"""How right the checker of words is, on labelled sentences and on the site's own pages, and how quick."""

import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median

from django.conf import settings

from good_beginnings.bench.tables import Table, milliseconds
from guidance.document import Block, Box, Heading, Paragraph, Quotation, Run
from guidance.linearise import document_of
from guidance.models import GlossaryTerm, GuidancePage
from guidance.wording import Draft, Finding, Part, Phrase, Severity, check, draft_of, rules_of
from guidance.wording.passages import passages_of
from guidance.wording.sentences import words_in
from home.languages import SOURCE
from home.records import column

FILE = Path(settings.ROOT) / "tests" / "guidance" / "wording" / "labelled.toml"
WORDS = 500
#: Once more than once, so that one pause of the machine does not count.
TIMES = 25
_BLOCKING = frozenset(rule.code for rule in rules_of(SOURCE.code) if rule.severity is Severity.BLOCK)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the codes of what is to be found in it, and where on a page it stands."""

    words: str
    codes: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What was found rightly, what was found at all, and what was there to be found."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def labelled_sentences() -> tuple[Labelled, ...]:
    """Return the sentences that people have labelled."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["sentence"]
    return tuple(Labelled(row["words"], tuple(row["codes"]), row.get("where", "")) for row in rows)


def codes_in(labelled: Labelled, phrases: Sequence[Phrase]) -> list[str]:
    """Return what is found in the sentence itself, and nothing about the page that it alone does not make."""
    part = Part("it", "text", (_block(labelled),))
    draft = Draft(SOURCE, (part,), is_safety=labelled.where == "safety page")
    found = check(draft, rules=rules_of(SOURCE.code), phrases=phrases)
    return [finding.code for finding in found if finding.key == "it" and finding.code != "heading.empty"]


def _block(labelled: Labelled) -> Block:
    text = (Run(labelled.words),)
    match labelled.where:
        case "heading":
            return Heading(text)
        case "quotation":
            return Quotation(text)
        case "urgent":
            return Box("urgent", (), (Paragraph(text),))
    return Paragraph(text)


def score(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Score:
    """Return how right it is to have found the second codes of each pair where the first were wanted."""
    right = found = wanted = 0
    for labels, codes in pairs:
        right += (Counter(labels) & Counter(codes)).total()
        found += len(codes)
        wanted += len(labels)
    return Score(right, found, wanted)


def wording_table() -> Table:
    """Return precision and recall by kind of finding; what the site's own pages get, and what a page costs, below."""
    phrases = _glossary()
    pairs: list[tuple[Sequence[str], Sequence[str]]] = [
        (one.codes, codes_in(one, phrases)) for one in labelled_sentences()
    ]
    kinds: dict[str, list[tuple[Sequence[str], Sequence[str]]]] = {
        "phrases that block": [(_blocking(labels), _blocking(codes)) for labels, codes in pairs],
        "everything else": [(_others(labels), _others(codes)) for labels, codes in pairs],
        "all": pairs,
    }
    rows = [_row(kind, score(of_kind)) for kind, of_kind in kinds.items()]
    drafts = [draft_of(document_of(page), is_safety=page.is_safety) for page in _pages()]
    found = [finding for draft in drafts for finding in check(draft, rules=rules_of(SOURCE.code), phrases=phrases)]
    words, took = _cost(drafts, phrases)
    return Table(
        f"Words that the checker finds ({len(pairs)} labelled sentences)",
        ("Kind", "precision", "recall", "in them"),
        rows,
        (
            "Promised: precision 0.95 of all, recall 1.00 of phrases that block.",
            f"The site's own {len(drafts)} English guidance pages: {_count_blocking(found)} findings that block "
            f"(promised: none), {len(found) - _count_blocking(found)} that warn.",
            f"A page of {words} words takes {milliseconds(took)} ms (promised: 30 ms).",
        ),
    )


def _row(kind: str, of_kind: Score) -> tuple[str, ...]:
    return kind, f"{of_kind.precision:.2f}", f"{of_kind.recall:.2f}", str(of_kind.wanted)


def _blocking(codes: Sequence[str]) -> list[str]:
    return [code for code in codes if code in _BLOCKING]


def _others(codes: Sequence[str]) -> list[str]:
    return [code for code in codes if code not in _BLOCKING]


def _count_blocking(found: Sequence[Finding]) -> int:
    return sum(finding.severity is Severity.BLOCK for finding in found)


def _glossary() -> tuple[Phrase, ...]:
    terms = GlossaryTerm.objects.all()
    return tuple(Phrase(column(term, "term", SOURCE), column(term, "say", SOURCE)) for term in terms)


def _pages() -> Iterable[GuidancePage]:
    return GuidancePage.objects.filter(locale__language_code=SOURCE.code).order_by("slug")


def _cost(drafts: Sequence[Draft], phrases: Sequence[Phrase]) -> tuple[int, float]:
    """Return the words of a page made of the site's own paragraphs, and the median of how long it takes, in seconds."""
    draft, words = _long_page(drafts)
    durations = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        check(draft, rules=rules_of(SOURCE.code), phrases=phrases)
        durations.append(time.perf_counter() - begun)
    return words, median(durations)


def _long_page(drafts: Sequence[Draft]) -> tuple[Draft, int]:
    parts: list[Part] = []
    words = 0
    for part in chain.from_iterable(draft.parts for draft in drafts):
        if words >= WORDS:
            break
        parts.append(part)
        words += sum(len(words_in(text)) for text in _texts(part))
    return Draft(SOURCE, tuple(parts)), words


def _texts(part: Part) -> Iterable[str]:
    return (passage.text for passage in passages_of(Draft(SOURCE, (part,))))
