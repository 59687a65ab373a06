"""A page as it is read: every block says how, in the language it is in."""

import json
from typing import Any

import pytest

from guidance.blocks import guidance_blocks
from guidance.document import Box, Heading, Helpline, Items, Paragraph, Run, Steps, digest, plain
from guidance.html_runs import blocks_of_html, text_of_html
from guidance.linearise import READERS, document_of, easy_read_of
from guidance.models import GuidancePage

SITE = "https://www.example.org"


def page_of(slug: str, code: str) -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)


def runs_of(value: Any) -> list[Run]:
    """Return every run of a document, or of a part of it, in reading order."""
    if isinstance(value, Run):
        return [value]
    if isinstance(value, tuple):
        return [run for part in value for run in runs_of(part)]
    fields = getattr(value, "__dataclass_fields__", {})
    return [run for name in fields for run in runs_of(getattr(value, name))]


def test_every_block_says_how_it_is_read() -> None:
    assert set(READERS) == {name for name, _block in guidance_blocks()}


@pytest.mark.django_db
def test_a_block_that_nobody_said_how_to_read_stops_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(READERS, "steps")

    with pytest.raises(LookupError, match="steps"):
        document_of(page_of("why-babies-cry", "en"))


@pytest.mark.django_db
def test_a_page_is_read_from_its_notice_to_its_urgent_help() -> None:
    document = document_of(page_of("why-babies-cry", "pl"))

    kinds = {type(block) for block in document.blocks}
    tones = {block.tone for block in document.blocks if isinstance(block, Box)}
    assert document.notice
    assert {Heading, Steps, Box} <= kinds
    assert {"try", "normal", "help"} <= tones
    assert "999" in [line.phone for line in document.help]
    assert document.sources
    assert document.address.endswith("/pl/guidance/why-babies-cry/")


@pytest.mark.django_db
def test_english_names_are_marked_in_every_translation() -> None:
    document = document_of(page_of("why-babies-cry", "pl"))

    english = {run.text for run in runs_of(document) if run.language == "en-GB"}

    assert "GP out of hours" in " ".join(english)


@pytest.mark.django_db
def test_what_nobody_has_translated_is_marked_as_english() -> None:
    page = page_of("why-babies-cry", "pl")
    heading = next(block for block in page.body if block.block_type == "heading")
    page.untranslated = [f"body.{heading.id}"]

    first = next(block for block in document_of(page).blocks if isinstance(block, Heading))

    assert {run.language for run in first.text} == {"en-GB"}


@pytest.mark.django_db
def test_a_picture_that_nobody_has_translated_is_described_in_english_and_says_so() -> None:
    page = page_of("why-babies-cry", "pl")
    picture = {"drawing": "sling", "image": None, "description": "A baby in a sling."}
    page.body = json.dumps([{"id": "one", "type": "picture", "value": picture}])
    page.untranslated = ["body.one.description"]

    (described,) = document_of(page).blocks

    assert (described.description, described.language) == ("A baby in a sling.", "en-GB")


@pytest.mark.django_db
def test_an_exit_page_has_a_neutral_title_outside() -> None:
    document = document_of(page_of("feeling-safe-at-home", "en"))

    assert document.outside_title == "Family information"
    assert document.title != document.outside_title


@pytest.mark.django_db
def test_an_easy_read_is_its_rows_and_says_that_it_is_a_draft() -> None:
    easy = easy_read_of(page_of("why-babies-cry", "en"))

    assert easy is not None
    assert len(easy.blocks) >= 10
    assert easy.notice
    assert any(isinstance(block, Helpline) for block in easy.blocks)
    assert easy_read_of(page_of("bouncing-back", "en")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["title", "promise", "body", "drawing_description"])
def test_the_digest_changes_with_whatever_a_reader_would_notice(change: str) -> None:
    page = page_of("why-babies-cry", "en")
    before = digest(document_of(page))
    if change == "body":
        page.body = json.dumps([{"type": "text", "value": "<p>One word more.</p>"}, *page.body.get_prep_value()])
    else:
        setattr(page, change, "Other words")

    assert digest(document_of(page)) != before


@pytest.mark.django_db
def test_the_digest_of_the_same_words_is_the_same() -> None:
    first = document_of(page_of("calm-together", "ar"))

    assert digest(first) == digest(document_of(page_of("calm-together", "ar")))


# --- Rich text ------------------------------------------------------------------------------------------------------


def test_rich_text_becomes_paragraphs_and_lists_with_strong_words_and_links() -> None:
    html = '<p>Ring <b>now</b>: <a href="/en/help/">help</a></p><ol><li>one</li><li>two</li></ol>'

    paragraph, items = blocks_of_html(html, site=SITE)

    help_link = Run("help", href=f"{SITE}/en/help/")
    assert paragraph == Paragraph((Run("Ring "), Run("now", strong=True), Run(": "), help_link))
    assert items == Items(((Run("one"),), (Run("two"),)), ordered=True)


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> </p><ul></ul>", "<p><b></b></p>"])
def test_empty_rich_text_is_nothing(html: str) -> None:
    assert blocks_of_html(html, site=SITE) == ()


def test_what_looks_like_markup_stays_words() -> None:
    text = text_of_html("a &lt;b&gt; &amp; #panic() $x$ *y*")

    assert plain(text) == "a <b> & #panic() $x$ *y*"


def test_a_list_in_a_list_keeps_all_it_says_in_its_order() -> None:
    blocks = blocks_of_html("<ul><li>one<ul><li>inside</li></ul></li><li>two</li></ul>", site=SITE)

    said = [plain(item) for block in blocks if isinstance(block, Items) for item in block.items]
    assert said == ["one", "inside", "two"]


def test_each_cell_of_a_table_in_rich_text_is_said_once_however_far_it_reaches() -> None:
    html = "<table><tr><th colspan='2'>Age</th></tr><tr><td rowspan='2'>2 weeks</td><td>more</td></tr></table>"

    assert [plain(block.text) for block in blocks_of_html(html, site=SITE)] == ["Age", "2 weeks", "more"]
