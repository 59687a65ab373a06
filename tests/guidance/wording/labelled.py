"""Sentences that people have labelled, and what the checker finds in each."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from guidance.document import Block, Box, Heading, Paragraph, Quotation, Run
from guidance.wording import Draft, Finding, Part, check, rules_of
from home.languages import SOURCE
from tests.guidance.wording.pages import PHRASES


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the codes of what is to be found in it, and where on a page it stands."""

    words: str
    codes: tuple[str, ...]
    where: str = ""


LABELLED = tuple(
    Labelled(row["words"], tuple(row["codes"]), row.get("where", ""))
    for row in tomllib.loads(Path(__file__).with_name("labelled.toml").read_text(encoding="utf-8"))["sentence"]
)


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


def findings_in(labelled: Labelled) -> list[Finding]:
    """Return what is found in the sentence itself, and nothing about the page that it alone does not make."""
    part = Part("it", "text", (_block(labelled),))
    draft = Draft(SOURCE, (part,), is_safety=labelled.where == "safety page")
    found = check(draft, rules=rules_of("en"), phrases=PHRASES)
    return [finding for finding in found if finding.key == "it" and finding.code != "heading.empty"]


def codes_in(labelled: Labelled) -> list[str]:
    return [finding.code for finding in findings_in(labelled)]
