"""What the checker has to say: where, which words, what to say instead, and why. Never a score."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a finding does: it stops publishing, or it only says so."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to change.

    ``code`` says what was found ("avoid.22", "sentence.long") and never changes. ``key`` and ``kind`` name the part of
    the page, as its `Part` does; both are "page" where the whole page is meant. ``words`` are the words as they stand,
    ``sentence`` the whole sentence around them; both may be empty. ``better`` and ``reason`` are for the editor.
    """

    code: str
    severity: Severity
    key: str
    kind: str
    words: str
    better: str
    reason: str
    sentence: str = ""
