"""Small pages to check."""

from guidance.document import Block, Heading, Paragraph, Run
from guidance.wording import Draft, Finding, Part, Phrase, Rule, check, rules_of
from home import languages

ENOUGH = "Hold your baby close. Hum a song. Step outside. Look at the sky. Tell us how it went."


def paragraph(words: str, *, href: str = "") -> Paragraph:
    return Paragraph((Run(words, href=href),))


def heading(words: str, level: int = 2) -> Heading:
    return Heading((Run(words),), level)


def draft(*blocks: Block, language: str = "en", is_safety: bool = False) -> Draft:
    """Return a page of these blocks, which are called "0", "1", …."""
    parts = tuple(Part(str(at), type(block).__name__.lower(), (block,)) for at, block in enumerate(blocks))
    return Draft(languages.get(language), parts, is_safety)


def findings(
    *blocks: Block, language: str = "en", rules: tuple[Rule, ...] | None = None, phrases: tuple[Phrase, ...] = ()
) -> list[Finding]:
    chosen = rules_of(language) if rules is None else rules
    return check(draft(*blocks, language=language), rules=chosen, phrases=phrases)


def codes(*blocks: Block, language: str = "en", phrases: tuple[Phrase, ...] = ()) -> list[str]:
    """Return what is found in a page, but that it is short."""
    return [one.code for one in findings(*blocks, language=language, phrases=phrases) if one.code != "page.short"]
