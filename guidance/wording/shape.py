"""The shape of a page: headings in order, one idea, short paragraphs, neither thin nor long, pictures described."""

from collections.abc import Iterator, Sequence

import regex

from guidance.document import Block, Box, Heading, Picture, Row, plain
from guidance.wording import limits
from guidance.wording.findings import Finding, Severity
from guidance.wording.passages import Draft, Part, Passage, Role, sentences_of
from guidance.wording.sentences import words_in

#: What cameras and hasty hands call a picture.
_NO_DESCRIPTION = regex.compile(
    r"\W*|\S+\.(?:jpe?g|png|gif|webp|heic|svg)|(?:img|dsc|image|photo|picture|drawing|screenshot)[\s_-]*\d*\W*",
    regex.IGNORECASE,
)
#: Titles, and what pictures show, are no part of a page's length.
_COUNTED = {Role.RUNNING, Role.EASY, Role.HEADING, Role.CELL, Role.QUOTATION}


def find_shape(draft: Draft, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Yield what is amiss with the shape of a page, in any language."""
    yield from _headings(draft)
    yield from find_pictures(draft)
    yield from _paragraphs(draft, passages)
    yield from _length(draft, passages)


def _warn(code: str, part: Part, words: str, better: str, reason: str) -> Finding:
    return Finding(code, Severity.WARN, part.key, part.kind, words, better, reason)


def _page(code: str, better: str, reason: str) -> Finding:
    return Finding(code, Severity.WARN, "page", "page", "", better, reason)


def _blocks(draft: Draft) -> Iterator[tuple[Part, Block]]:
    for part in draft.parts:
        for block in part.blocks:
            yield part, block


def _headings(draft: Draft) -> Iterator[Finding]:
    blocks = list(_blocks(draft))
    level, seen, sections = 1, set[str](), 0
    for (part, block), (_part, following) in zip(blocks, [*blocks[1:], (None, None)], strict=True):
        if not isinstance(block, Heading) or block.level == 1:
            continue
        words = plain(block.text).strip()
        yield from _of_heading(part, words, block.level, after=level, seen=seen)
        if following is None or (isinstance(following, Heading) and following.level <= block.level):
            yield _warn(
                "heading.empty", part, words, "Write what belongs below it, or take it out.", "Nothing stands below it."
            )
        level = block.level
        sections += level == 2
        seen.add(words.casefold())
    if sections > limits.MOST_SECTIONS:
        yield _page(
            "page.sections",
            "Make two pages of it, one for each idea.",
            f"The page has {sections} sections. A page with one idea is read to its end.",
        )


def _of_heading(part: Part, words: str, level: int, *, after: int, seen: set[str]) -> Iterator[Finding]:
    if level > after + 1:
        yield _warn(
            "heading.skipped",
            part,
            words,
            f"Make it a heading of level {after + 1}.",
            "A level is left out. People who listen move from heading to heading, and look for what is missing.",
        )
    if words.casefold() in seen:
        yield _warn(
            "heading.repeated",
            part,
            words,
            "Give each heading words of its own.",
            "Two headings say the same: in a list of headings nobody can tell them apart.",
        )


def find_pictures(draft: Draft) -> Iterator[Finding]:
    """Yield the pictures that nobody has described: they stop a page from being published."""
    for part, picture in _described(draft):
        if _NO_DESCRIPTION.fullmatch(picture.description):
            yield Finding(
                "picture.undescribed",
                Severity.BLOCK,
                part.key,
                part.kind,
                picture.description.strip(),
                "Say in one sentence who is seen, and what they do.",
                "People who can't see the picture get nothing from it.",
            )


def _described(draft: Draft) -> Iterator[tuple[Part, Picture]]:
    for part, block in _blocks(draft):
        match block:
            case Picture():
                yield part, block
            case Row(picture=picture):
                yield part, picture
            case Box(blocks=inner):
                yield from ((part, one) for one in inner if isinstance(one, Picture))


def _paragraphs(draft: Draft, passages: Sequence[Passage]) -> Iterator[Finding]:
    counts_words = limits.lengths_in(draft.language.code) is not None
    for passage in passages:
        if passage.role is not Role.RUNNING:
            continue
        is_long = len(sentences_of(passage)) > limits.MOST_SENTENCES_IN_PARAGRAPH
        if is_long or (counts_words and len(words_in(passage.text)) > limits.MOST_WORDS_IN_PARAGRAPH):
            yield _warn(
                "paragraph.long",
                passage.part,
                passage.shown,
                "Begin a new paragraph where a new thought begins, or make a list of it.",
                f"More than {limits.MOST_SENTENCES_IN_PARAGRAPH} sentences make a wall on a phone.",
            )


def _length(draft: Draft, passages: Sequence[Passage]) -> Iterator[Finding]:
    code = draft.language.code
    if limits.lengths_in(code) is None:
        return
    count = sum(len(words_in(passage.text)) for passage in passages if passage.role in _COUNTED)
    most = limits.most_words_in(code)
    if count > most:
        yield _page(
            "page.long",
            "Cut what a parent does not need today, or make a second page.",
            f"The page has {count} words; {most} is the most that is read at one go.",
        )
    # A translation is as long as its English lets it be.
    is_easy = any(passage.role is Role.EASY for passage in passages)
    if code == "en" and count < limits.FEWEST_WORDS and not is_easy:
        yield _page(
            "page.short",
            "Add what helps, one small thing to try and where to ask, or join it to another page.",
            f"The page has {count} words; a page of its own has {limits.FEWEST_WORDS} at least.",
        )
