"""The English pages: plain, hopeful, in the agreed shape, each fact with its source."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import textstat

from guidance.content.files import ContentBlock, ContentFile, read
from guidance.content.load import CONTENT_DIR
from guidance.content.markup import list_items
from guidance.content.records import read_records
from guidance.wording import find_avoided
from home.drawings import drawing_names
from tests.guidance.translated import TRANSLATED_PAGES

PAGES: dict[str, ContentFile] = {file.stem: read(file) for file in sorted((CONTENT_DIR / "en").glob("*.md"))}
GUIDANCE = {slug: page for slug, page in PAGES.items() if page.type == "guidance"}
RECORDS = read_records(CONTENT_DIR)
WANTED = {
    "back-and-forth",
    "big-feelings",
    "bouncing-back",
    "calm-together",
    "clingy-is-trust",
    "dads-everyday",
    "early-or-special-care",
    "feeding-and-closeness",
    "feeling-low-after-birth",
    "feeling-safe-at-home",
    "feelings-in-pregnancy",
    "floor-play-and-games",
    "foster-and-kinship",
    "get-help-fast",
    "getting-to-know-your-bump",
    "grandparents-and-family",
    "help-without-judgement",
    "home-from-neonatal",
    "how-brains-grow",
    "if-the-birth-was-hard",
    "kind-limits",
    "living-with-mental-illness",
    "look-say-sing-play",
    "looking-after-you",
    "love-can-grow-slowly",
    "making-up",
    "money-worries",
    "new-baby-coming",
    "new-here",
    "nights",
    "partners-in-pregnancy",
    "phones-and-screens",
    "playing-with-others",
    "safe-base",
    "skin-to-skin",
    "sleeping-safely",
    "someone-steady",
    "starting-childcare",
    "two-homes",
    "what-attachment-means",
    "what-your-baby-is-telling-you",
    "when-crying-gets-too-much",
    "why-babies-cry",
    "words-for-feelings",
    "you-cannot-spoil-a-baby",
    "your-own-childhood",
}
WORDS = range(250, 501)
HARDEST_GRADE = 6.5
LONGEST_SENTENCE = 25
LONGEST_ON_AVERAGE = 15
#: Five digits or more, spaced or not: a telephone number. 999 and years are shorter.
TELEPHONE = re.compile(r"\d(?:[ \-]?\d){4,}")
#: Names of services are left out of the grade: nobody can make "Sure Start Armagh" shorter. A name reads as one word.
NAMES = re.compile(
    r"Northern Ireland|Sure Start|Home-Start|Tiny Steps|Family Support Hub|Gateway|Samaritans|Childline|Lifeline"
    r"|Craigavon|Dungannon|Newry|Armagh|Banbridge|Mourne"
)
HARM = re.compile(r"about dying|cannot go on|what you might do|you could hurt|hurting yourself|what they make you do")
MARKS = re.compile(r"\*\*|\]\([^)]*\)|\[")
every_page = pytest.mark.parametrize("page", GUIDANCE.values(), ids=GUIDANCE.keys())
every_file = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())


def plain(text: str) -> str:
    """Return the words as a reader sees them: without marks, a link as its text."""
    return " ".join(MARKS.sub("", re.sub(r"^- ", "", text, flags=re.MULTILINE)).split())


def paragraphs(block: ContentBlock) -> list[str]:
    """Return the paragraphs and points of a block, each by itself."""
    if block.kind == "steps":
        return [plain(point) for point in list_items(block.text)]
    parts = re.split(r"\n\s*\n|\n(?=- )", block.text)
    return [plain(part) for part in parts if part.strip()]


def prose(page: ContentFile) -> list[str]:
    """Return the promise and all running text, headings and terms left out: what is counted and graded."""
    blocks = (block for block in page.blocks if block.kind not in {"heading", "term", "picture"})
    return [page.facts["promise"], *chain.from_iterable(paragraphs(block) for block in blocks)]


def all_words(page: ContentFile) -> list[str]:
    """Return every text of a page that a parent reads or hears."""
    facts = [page.facts[fact] for fact in ("title", "promise", "drawing_description")]
    return [*facts, *chain.from_iterable(paragraphs(block) for block in page.blocks)]


def sentences(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from (part for part in re.split(r"(?<=[.!?:])\s+", text) if part.strip())


def graded(texts: list[str]) -> str:
    """Return the text that is graded: headings left out, each point ended like a sentence, names as one short word."""
    ended = (text if text.endswith((".", "!", "?")) else f"{text.rstrip(':;,')}." for text in texts)
    return NAMES.sub("Name", " ".join(ended))


def targets(page: ContentFile) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", "\n".join(block.text for block in page.blocks))


def test_all_pages_of_the_content_map_are_there() -> None:
    assert set(GUIDANCE) >= WANTED


@every_page
def test_a_page_is_neither_thin_nor_long(page: ContentFile) -> None:
    blocks = (block for block in page.blocks if block.kind != "term")
    texts = [page.facts["promise"], *chain.from_iterable(paragraphs(block) for block in blocks)]

    assert len(" ".join(texts).split()) in WORDS


@every_page
def test_a_page_reads_easily(page: ContentFile) -> None:
    # textstat 0.7.4 counts syllables by Pyphen, without a network; promise and running text, headings left out.
    assert textstat.flesch_kincaid_grade(graded(prose(page))) <= HARDEST_GRADE


@every_file
def test_sentences_are_short(page: ContentFile) -> None:
    lengths = {sentence: len(sentence.split()) for sentence in sentences(prose(page))}

    assert not [sentence for sentence, length in lengths.items() if length > LONGEST_SENTENCE]
    assert sum(lengths.values()) / len(lengths) <= LONGEST_ON_AVERAGE


@every_page
def test_a_page_has_the_agreed_shape(page: ContentFile) -> None:
    kinds = [block.kind for block in page.blocks]

    assert (page.blocks[0].kind, page.blocks[0].text) == ("heading", "What helps")
    assert kinds[1] == "steps"
    assert 3 <= len(list_items(page.blocks[1].text)) <= 5
    assert kinds[-3:] == ["try", "normal", "help"]
    assert {kind: kinds.count(kind) for kind in ("steps", "try", "normal", "help")} == dict.fromkeys(
        ("steps", "try", "normal", "help"), 1
    )


@every_page
def test_asking_for_help_names_lines_that_exist(page: ContentFile) -> None:
    named = [line.strip() for line in page.blocks[-1].options["helplines"].split(",")]

    assert named
    assert set(named) <= set(RECORDS["helpline"])


@every_page
def test_text_goes_on_from_the_printed_heading(page: ContentFile) -> None:
    # “It's normal if…” and “Ask for help if…” are printed by the templates: a capital would begin a second sentence.
    for block in page.blocks[-2:]:
        assert block.text[0].islower(), block.text[:40]


@every_page
def test_every_page_rests_on_sources_that_are_recorded(page: ContentFile) -> None:
    assert page.facts["sources"]
    assert set(page.facts["sources"]) <= set(RECORDS["source"])


@every_page
def test_every_page_stands_behind_doors_that_exist(page: ContentFile) -> None:
    doors = RECORDS["door"]
    for fact, kind in (("stages", "stage"), ("topics", "topic"), ("audiences", "audience")):
        assert {doors[code]["kind"] for code in page.facts[fact]} <= {kind}
    assert page.facts["topics"]


@every_file
def test_every_page_has_a_drawing_and_says_what_it_shows(page: ContentFile) -> None:
    assert page.facts["drawing"] in drawing_names()
    assert re.fullmatch(r"[A-Z].{20,}\.", page.facts["drawing_description"])
    for block in page.blocks:
        if block.kind == "picture":
            assert block.options["drawing"] in drawing_names()


def test_every_door_has_a_drawing() -> None:
    assert {door["drawing"] for door in RECORDS["door"].values()} <= set(drawing_names())


def test_no_two_guidance_pages_have_the_same_drawing() -> None:
    drawings = [page.facts["drawing"] for page in GUIDANCE.values()]

    assert len(drawings) == len(set(drawings))


@every_page
def test_related_pages_exist_and_are_others(page: ContentFile) -> None:
    related = page.facts["related"]

    assert 2 <= len(related) <= 3
    assert set(related) <= set(GUIDANCE) - {page.slug}


@every_file
def test_links_lead_somewhere(page: ContentFile) -> None:
    addresses = {row["address"] for row in RECORDS["source"].values()}
    addresses |= {row["web"] for row in RECORDS["helpline"].values()}
    for target in targets(page):
        if target.startswith("page:"):
            assert target.removeprefix("page:") in PAGES
        else:
            assert target.startswith("https://")
            assert target in addresses or page.type == "standard"


@every_page
def test_terms_are_in_the_glossary(page: ContentFile) -> None:
    terms = {block.key for block in page.blocks if block.kind == "term"}

    assert terms <= {key for key, term in RECORDS["term"].items() if term.get("parents")}


def test_the_common_language_has_46_terms_in_both_voices() -> None:
    terms = RECORDS["term"].values()

    assert len(terms) == 46
    assert all(term["definition"].endswith(".") and term["say"] and term.get("parents") for term in terms)


@every_file
def test_no_telephone_number_stands_in_prose(page: ContentFile) -> None:
    assert not [text for text in all_words(page) if TELEPHONE.search(text)]


@every_file
def test_nothing_is_said_that_shames_or_frightens(page: ContentFile) -> None:
    assert not [str(found) for text in all_words(page) for found in find_avoided(text)]


def test_records_say_nothing_that_shames_or_frightens() -> None:
    # A glossary explains hard words: its definitions and everyday phrases are held to the list, its entries are not.
    wanted = {"helpline": ("name", "who", "note"), "door": ("title", "intro"), "term": ("definition", "say")}
    texts = [
        row[field]
        for table, fields in wanted.items()
        for row in RECORDS[table].values()
        for field in fields
        if row.get(field)
    ]

    assert not [str(found) for text in texts for found in find_avoided(text)]


@every_file
def test_nobody_shouts(page: ContentFile) -> None:
    assert not [text for text in all_words(page) if "!" in text or re.search(r"\b[A-Z]{5,}\b", text)]


@every_page
def test_nobody_is_made_to_have_said_anything(page: ContentFile) -> None:
    # A quotation needs a real person's words and consent; none has been given yet.
    assert "quote" not in {block.kind for block in page.blocks}


@every_page
def test_nothing_claims_to_have_been_checked(page: ContentFile) -> None:
    assert not {"checked_by", "last_checked", "review"} & set(page.facts)


def test_pages_that_need_care_say_so() -> None:
    assert {slug for slug, page in GUIDANCE.items() if page.facts["exit"]} == {
        "feeling-safe-at-home",
        "help-without-judgement",
        "someone-steady",
    }
    assert {slug for slug, page in GUIDANCE.items() if page.facts["safety"]} >= {
        "big-feelings",
        "feeling-low-after-birth",
        "feeling-safe-at-home",
        "feelings-in-pregnancy",
        "get-help-fast",
        "getting-to-know-your-bump",
        "help-without-judgement",
        "if-the-birth-was-hard",
        "living-with-mental-illness",
        "looking-after-you",
        "love-can-grow-slowly",
        "making-up",
        "nights",
        "sleeping-safely",
        "someone-steady",
        "two-homes",
        "when-crying-gets-too-much",
        "why-babies-cry",
        "your-own-childhood",
    }


def test_what_a_language_needs_before_it_is_live_is_there_in_every_first_language() -> None:
    core = {slug for slug, page in GUIDANCE.items() if page.facts.get("core")}

    assert core >= {"feeling-safe-at-home", "get-help-fast", "sleeping-safely", "why-babies-cry"}
    assert core <= {slug for slug, page in GUIDANCE.items() if page.facts["safety"]} & set(TRANSLATED_PAGES)


@every_page
def test_no_address_tells_what_somebody_may_have_to_hide(page: ContentFile) -> None:
    # It stays in the phone's history. "Home" and "safe" are in many addresses here.
    assert not page.facts["exit"] or not re.search(r"alcohol|drug|abuse|violen", page.slug)


@every_page
def test_999_stands_beside_thoughts_of_dying_and_of_harm(page: ContentFile) -> None:
    for block in page.blocks:
        named = block.options.get("helplines", "")
        assert not HARM.search(block.text) or "999" in block.text or "emergency" in named, block.key


# --- Helplines ------------------------------------------------------------------------------------------------------
LINES: dict[str, dict[str, Any]] = RECORDS["helpline"]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_line_has_an_owner_a_source_and_a_way_to_reach_it(line: dict[str, Any]) -> None:
    assert line["owner"]
    assert set(line["sources"]) <= set(RECORDS["source"])
    assert line["phone"] or line["web"] or line["note"]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_a_doubtful_line_claims_no_hours_and_none_claims_a_check(line: dict[str, Any]) -> None:
    assert line["status"] in {"found", "doubtful"}
    assert line["status"] == "found" or not line["hours"]
    assert not {"last_checked", "checked_by"} & set(line)


def test_urgent_help_begins_with_999_and_names_its_other_ways() -> None:
    first = min(LINES.values(), key=lambda line: line["order"])

    assert first["phone"] == "999"
    assert first["urgent"]
    assert "999 BSL" in first["note"]
    assert "text relay" in first["note"]
