"""The site's own pages as the checker reads them, without a database."""

import tomllib
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from guidance.content.files import ContentBlock, ContentFile, read
from guidance.content.markup import list_items, to_html
from guidance.content.po import read_po
from guidance.document import Block, Box, Heading, Paragraph, Picture, Quotation, Run, Steps
from guidance.html_runs import blocks_of_html, text_of_html
from guidance.wording import Draft, Part, Phrase
from home import languages
from home.english_names import mark_english
from home.languages import SOURCE, Language

FOLDER = settings.ROOT / "guidance" / "content"
PAGES = {file.stem: read(file) for file in sorted((FOLDER / "en").glob("*.md"))}
GUIDANCE = {slug: page for slug, page in PAGES.items() if page.type == "guidance"}
RECORDS: dict[str, Any] = tomllib.loads((FOLDER / "en" / "records.toml").read_text(encoding="utf-8"))
TERMS = RECORDS["term"]
PHRASES = tuple(Phrase(term["term"], term["say"]) for term in TERMS.values() if term.get("say"))
_TONES = {"callout-urgent": "urgent", "callout-note": "note", "try": "try", "normal": "normal", "help": "help"}


def english_draft(page: ContentFile) -> Draft:
    """Return a page of the starter content as it is checked."""
    facts = page.facts
    parts = [
        Part("title", "title", (Heading((Run(facts["title"]),), 1),)),
        Part("promise", "promise", (Paragraph((Run(facts["promise"]),)),)),
        Part("picture", "picture", (Picture(facts["drawing_description"], facts["drawing"]),)),
    ]
    parts += [Part(block.key, block.kind, tuple(_blocks(block))) for block in page.blocks]
    return Draft(SOURCE, tuple(parts), bool(facts.get("safety")), tuple(_names()))


def translated_draft(slug: str, code: str) -> Draft:
    """Return what a translation says, message by message, each a paragraph: its shape is its English page's."""
    language = languages.get(code)
    messages = read_po(FOLDER / code / f"{slug}.po")
    parts = (
        Part(str(number), "text", (Paragraph(text_of_html(_marked(entry.msgstr, language))),))
        for number, entry in enumerate(messages)
        if not entry.obsolete
    )
    return Draft(language, tuple(parts), bool(PAGES[slug].facts.get("safety")), tuple(_names()))


def _marked(html: str, language: Language) -> str:
    return mark_english(html, language)


def _names() -> Iterable[str]:
    return (line["name"] for table in ("helpline", "service") for line in RECORDS[table].values())


def _rich(text: str) -> tuple[Block, ...]:
    return blocks_of_html(to_html(text, lambda target: f'href="https://site.test/{target}"'), site="https://site.test")


def _blocks(block: ContentBlock) -> Iterable[Block]:
    match block.kind:
        case "heading":
            yield Heading((Run(block.text),))
        case "steps":
            yield Steps(tuple((Run(item),) for item in list_items(block.text)))
        case "text":
            yield from _rich(block.text)
        case "quote":
            yield Quotation((Run(block.text),))
        case "picture":
            yield Picture(block.text, block.options["drawing"])
        case "term":
            yield Box("term", (Run(f"What does “{TERMS[block.key]['term']}” mean?"),), ())
        case kind:
            yield Box(_TONES[kind], (Run("A title of the site"),), _rich(block.text))
