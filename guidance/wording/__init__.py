"""Words that shame, frighten or shut out, and pages that are hard to read: what to change, and why. Pure.

Read `check.py` first: `check(draft, rules=…, phrases=…)` returns `Finding`s, and never a score. `avoid.<language>.toml`
holds the phrases to avoid, so that an editor can read them and change them; `limits.py` the bars, with their sources.
May import `guidance/document.py` and the pure modules of `home`.
"""

from guidance.document import Paragraph, Run
from guidance.wording.avoiding import Avoided, find_avoided_in
from guidance.wording.check import blocking, check
from guidance.wording.findings import Finding, Severity
from guidance.wording.jargon import Phrase
from guidance.wording.passages import Draft, Part, draft_of, passages_of
from guidance.wording.patterns import BadPattern, validate_pattern
from guidance.wording.rules import Rule, Wording, rules_of, wording_of
from home.languages import SOURCE

__all__ = [
    "Avoided",
    "BadPattern",
    "Draft",
    "Finding",
    "Part",
    "Phrase",
    "Rule",
    "Severity",
    "Wording",
    "blocking",
    "check",
    "draft_of",
    "find_avoided",
    "rules_of",
    "validate_pattern",
    "wording_of",
]


def find_avoided(text: str) -> list[Avoided]:
    """Return what an English text should say in other words, in reading order; at most once a rule and sentence."""
    draft = Draft(SOURCE, (Part("text", "text", (Paragraph((Run(text),)),)),))
    found, _trouble = find_avoided_in(passages_of(draft), rules_of(SOURCE.code))
    return found
