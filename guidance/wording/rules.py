"""The phrases to avoid, as data: `avoid.<language>.toml` of this folder, and what editors write themselves.

A rule has the same number in every language. Lists that a computer drafted say so, and only warn until a person who
speaks the language has checked them.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from guidance.wording.findings import Severity

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Rule:
    r"""One phrase to avoid: how to find it, what to say instead, and why.

    ``patterns`` find it (see `patterns`); a sentence that one of ``exceptions`` fits is let go; words that one of
    ``safety`` fits stay in urgent boxes and on safety pages. ``code`` is unique: "avoid.22".
    """

    code: str
    avoid: str
    instead: str
    reason: str
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    safety: tuple[str, ...] = ()
    severity: Severity = Severity.WARN
    example: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is known of a language's words: its rules, and link texts that say nothing ("click here").

    ``is_checked`` is false where a computer drafted the list and no speaker of the language has been through it.
    """

    rules: tuple[Rule, ...] = ()
    vague_links: frozenset[str] = frozenset()
    is_checked: bool = False


@lru_cache(maxsize=32)
def wording_of(code: str) -> Wording:
    """Return what the shipped list of a language (its code) says; nothing where there is none. Read once, then kept."""
    file = _FOLDER / f"avoid.{code}.toml"
    if not file.is_file():
        return Wording()
    facts = tomllib.loads(file.read_text(encoding="utf-8"))
    is_checked = facts["drafted_by"] != "machine" or facts["checked_by"] != ""
    return Wording(
        rules=tuple(_rule(row, is_checked=is_checked) for row in facts["rule"]),
        vague_links=frozenset(facts["vague_links"]),
        is_checked=is_checked,
    )


def codes_with_rules() -> list[str]:
    """Return the codes of the languages that have a list."""
    return sorted(file.name.split(".")[1] for file in _FOLDER.glob("avoid.*.toml"))


def rules_of(code: str) -> tuple[Rule, ...]:
    """Return the shipped rules of a language (its code), in the order of the list."""
    return wording_of(code).rules


def _rule(row: dict[str, Any], *, is_checked: bool) -> Rule:
    return Rule(
        code=f"avoid.{row['number']}",
        avoid=row["avoid"],
        instead=row["instead"],
        reason=row["reason"],
        patterns=tuple(row["patterns"]),
        exceptions=tuple(row.get("exceptions", ())),
        safety=tuple(row.get("safety", ())),
        severity=Severity(row.get("severity", Severity.WARN)) if is_checked else Severity.WARN,
        example=row["example"],
    )
