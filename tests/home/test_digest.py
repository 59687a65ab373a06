"""A digest changes with every word that a reader sees, and with nothing else."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from guidance.models import GuidancePage
from home.blocks import TEXT_FEATURES
from home.digest import words_digest

TEXTS = {"title": "Calm together", "promise": "It gets easier."}


def body(*blocks: dict[str, object]) -> StreamValue:
    block = GuidancePage._meta.get_field("body").stream_block
    return block.to_python(json.loads(json.dumps(blocks)))


HEADING = {"type": "heading", "value": "What helps", "id": "11111111-1111-1111-1111-111111111111"}
NOTE = {"type": "callout", "value": {"tone": "note", "text": "<p>Breathe.</p>"}, "id": "2"}


def test_the_same_words_have_the_same_digest_always() -> None:
    # Signatures hang on it: whoever changes how it is made takes every signature away.
    assert words_digest(TEXTS) == words_digest(dict(reversed(TEXTS.items())))
    assert words_digest(TEXTS) == "60ad4071870842841b7d6bd2785b8cd3b9167d41b43b73895a5d47e536c5f6cd"


@pytest.mark.parametrize(
    "texts",
    [
        {**TEXTS, "title": "Calm together."},
        {**TEXTS, "promise": ""},
        {"title": TEXTS["promise"], "promise": TEXTS["title"]},
    ],
)
def test_any_changed_text_changes_it(texts: dict[str, str]) -> None:
    assert words_digest(texts) != words_digest(TEXTS)


def test_block_ids_are_no_words() -> None:
    assert words_digest(TEXTS, body(HEADING)) == words_digest(TEXTS, body({**HEADING, "id": "another"}))


@pytest.mark.parametrize(
    "written",
    [
        '<p data-block-key="a1b2c">Breathe.</p>',
        "<p>Breathe.</p>\n",
        "<p> Breathe.</p>",
    ],
)
def test_what_the_editors_form_adds_to_rich_text_is_no_word(written: str) -> None:
    as_typed = {**NOTE, "value": {"tone": "note", "text": written}}

    assert words_digest(TEXTS, body(as_typed)) == words_digest(TEXTS, body(NOTE))


def test_a_space_between_two_words_is_seen() -> None:
    apart, together = (
        {**NOTE, "value": {"tone": "note", "text": f"<p><b>Breathe</b>{space}<b>out.</b></p>"}} for space in (" ", "")
    )

    assert words_digest(TEXTS, body(apart)) != words_digest(TEXTS, body(together))


@pytest.mark.parametrize(
    "changed",
    [
        [{**HEADING, "value": "What helped"}, NOTE],
        [NOTE, HEADING],
        [HEADING],
        [HEADING, {**NOTE, "value": {"tone": "urgent", "text": "<p>Breathe.</p>"}}],
        [HEADING, {**NOTE, "value": {"tone": "note", "text": "<p><b>Breathe.</b></p>"}}],
    ],
)
def test_any_changed_block_changes_it(changed: list[dict[str, object]]) -> None:
    assert words_digest(TEXTS, body(*changed)) != words_digest(TEXTS, body(HEADING, NOTE))


def test_an_empty_body_is_not_the_same_as_none() -> None:
    assert words_digest(TEXTS, body()) != words_digest(TEXTS)


@pytest.mark.django_db
def test_a_page_keeps_its_digest_up_to_date_at_each_save() -> None:
    page = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    before = page.words_digest

    page.title = "Calmer together"
    page.save()

    assert page.words_digest != before
    assert page.words_digest == page.compute_words_digest()


@pytest.mark.django_db
def test_saving_a_page_unchanged_keeps_its_digest() -> None:
    page = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    before = page.words_digest

    page.save_revision().publish()
    page.refresh_from_db()

    assert page.words_digest == before


def rich_texts(value: Any) -> Iterator[RichText]:
    if isinstance(value, RichText):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from rich_texts(part)
    elif isinstance(value, Iterable) and not isinstance(value, str):
        for part in value:
            yield from rich_texts(getattr(part, "value", part))


@pytest.mark.django_db
def test_no_word_of_a_shipped_page_changes_when_an_editor_saves_it_untouched() -> None:
    # Its rich texts come from files; the form writes other HTML for the same words.
    converter, seen = ContentstateConverter(TEXT_FEATURES), 0
    for page in GuidancePage.objects.filter(locale__language_code="en"):
        before = page.compute_words_digest()
        for text in rich_texts(page.body):
            text.source, seen = converter.to_database_format(converter.from_database_format(text.source)), seen + 1

        assert page.compute_words_digest() == before, page.title
    assert seen
