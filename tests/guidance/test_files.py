"""A content file is read whole, or refused with its name, the line and the remedy."""

from pathlib import Path

import pytest

from guidance.content.files import BLOCK_KINDS, BadContent, ContentBlock, block_id, parse, read

FACTS = """+++
type = "guidance"
title = "Calm together"
promise = "Your calm is catching."
stages = []
topics = ["calm"]
audiences = []
drawing = "breathing-together"
drawing_description = "Two faces."
sources = ["STRAT"]
+++
"""
#: The line on which a body begins after FACTS.
FIRST = FACTS.count("\n") + 1


def file(body: str = "[heading: what-helps]\nWhat helps\n", *, facts: str = FACTS) -> str:
    return facts + body


def refused(text: str) -> str:
    with pytest.raises(BadContent) as error:
        parse(text, name="calm-together.md")
    return str(error.value)


def test_a_page_is_read_with_its_facts_and_blocks() -> None:
    page = parse(
        file("\n[heading: what-helps]\nWhat helps\n\n[help: ask | helplines: lifeline, icon]\nyou are worried.\n"),
        name="calm-together.md",
    )

    assert (page.slug, page.type, page.facts["title"]) == ("calm-together", "guidance", "Calm together")
    assert page.blocks == (
        ContentBlock("heading", "what-helps", "What helps", FIRST + 1),
        ContentBlock("help", "ask", "you are worried.", FIRST + 4, {"helplines": "lifeline, icon"}),
    )


def test_a_page_may_have_no_blocks() -> None:
    assert parse(file(""), name="home.md").blocks == ()


def test_a_term_needs_no_words_of_its_own() -> None:
    page = parse(file("[term: attachment]\n"), name="x.md")

    assert page.blocks[0].key == "attachment"


def test_text_keeps_its_paragraphs_and_its_list_lines() -> None:
    page = parse(file("[text: why]\n\nOne.\n\n- two\n- three\n\n"), name="x.md")

    assert page.blocks[0].text == "One.\n\n- two\n- three"


@pytest.mark.parametrize("text", ["", "What helps", "[heading: what-helps]\nWhat helps", '+++\ntitle = "Only begun"\n'])
def test_missing_front_matter_is_named(text: str) -> None:
    message = refused(text)

    assert message.startswith("calm-together.md: line 1")
    assert "+++" in message


def test_broken_front_matter_is_named_with_its_line() -> None:
    message = refused('+++\ntype = "guidance"\ntitle = Calm\n+++\n')

    assert message.startswith("calm-together.md: ")
    assert "line 3" in message


def test_every_fact_that_is_missing_is_named() -> None:
    message = refused('+++\ntype = "guidance"\ntitle = "Calm"\n+++\n')

    assert message == (
        "calm-together.md: the facts lack promise, drawing, drawing_description, sources, stages, topics, audiences"
    )


@pytest.mark.parametrize("line", ['type = "story"\n', ""])
def test_a_type_that_does_not_exist_is_named(line: str) -> None:
    assert "guidance" in refused(FACTS.replace('type = "guidance"\n', line))


def test_an_unknown_block_is_named_with_its_line_and_the_ones_there_are() -> None:
    message = refused(file("[heading: a]\nA\n\n[carousel: b]\nB\n"))

    assert message.startswith(f"calm-together.md: line {FIRST + 3}: no block is called [carousel]")
    assert all(kind in message for kind in BLOCK_KINDS)


@pytest.mark.parametrize("marker", ["[Heading: b]", "[call out: b]", "[try_today: b]", "[heading: Not a key]", "[]"])
def test_a_marker_that_is_misspelt_is_not_printed_as_text(marker: str) -> None:
    message = refused(file(f"[heading: a]\nA\n\n{marker}\nB\n"))

    assert message.startswith(f"calm-together.md: line {FIRST + 3}: ")


def test_a_link_on_a_line_of_its_own_is_text() -> None:
    page = parse(file("[text: a]\n[Calm together](page:calm-together)\n"), name="x.md")

    assert page.blocks[0].text == "[Calm together](page:calm-together)"


def test_a_block_without_a_key_is_named() -> None:
    assert f"line {FIRST}: [heading] needs a key" in refused(file("[heading]\nWhat helps\n"))


def test_a_key_used_twice_is_named_with_the_second_line() -> None:
    message = refused(file("[heading: a]\nA\n[text: a]\nB\n"))

    assert message == f"calm-together.md: line {FIRST + 2}: the key 'a' is used twice on this page"


def test_a_term_shown_twice_is_refused_since_both_would_have_one_id() -> None:
    assert "twice" in refused(file("[term: attachment]\n\n[term: attachment]\n"))


def test_a_term_may_share_its_key_with_another_block() -> None:
    page = parse(file("[term: attachment]\n\n[heading: attachment]\nA\n"), name="x.md")

    assert [block.kind for block in page.blocks] == ["term", "heading"]


def test_an_empty_block_is_named() -> None:
    message = refused(file("[heading: a]\n\n[text: b]\nB\n"))

    assert message == f"calm-together.md: line {FIRST}: [heading: a] has no text"


def test_text_before_the_first_block_is_named() -> None:
    assert f"line {FIRST + 1}: text before the first [block]: What helps" in refused(file("\nWhat helps\n"))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('stages = "0-3m"', "stages"),
        ("sources = [1]", "sources"),
        ("title = 5", "title"),
        ('title = ""', "title"),
        ('related = "calm"', "related"),
        ('safety = "yes"', "safety"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_named(line: str, named: str) -> None:
    rest = [old for old in FACTS.splitlines() if not old.startswith(f"{named} =")]
    facts = "\n".join([*rest[:-1], line, "+++", ""])

    message = refused(file(facts=facts))

    assert message.startswith("calm-together.md: ")
    assert named in message


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calm-together.md"
    path.write_bytes(file("[heading: a]\nGłowa\n").encode("iso-8859-2"))

    with pytest.raises(BadContent, match=rf"calm-together\.md: line {FIRST + 1}: not saved as UTF-8"):
        read(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_saved_on_windows_is_read_as_any_other(tmp_path: Path, end: str, mark: str) -> None:
    path = tmp_path / "calm-together.md"
    path.write_bytes((mark + file("[text: a]\nOne.\n\nTwo.\n").replace("\n", end)).encode())

    assert read(path) == parse(file("[text: a]\nOne.\n\nTwo.\n"), name="calm-together.md")


def test_block_ids_are_the_same_for_ever_and_everywhere() -> None:
    # Every translation hangs on these: whoever changes them loses all that translators have done.
    assert block_id("why-babies-cry", "what-helps") == "2bfacf04-7b19-5c00-9c61-e12793f38da9"
    assert block_id("why-babies-cry", "things-that-soothe") == "1859270e-ee85-5e04-8f94-d14b9ee2eaaa"
    assert block_id("why-babies-cry", "things-that-soothe", 1) == "21d73628-391e-585e-9ce6-246364a14c4a"


def test_each_page_block_and_item_has_an_id_of_its_own() -> None:
    ids = {block_id("a", "b"), block_id("b", "a"), block_id("a", "c"), block_id("a", "b", 1), block_id("a", "b", 2)}

    assert len(ids) == 5
