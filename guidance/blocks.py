"""The blocks of a guidance page. Each introduces itself to the editor."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.segments import StringSegmentValue

from guidance.models.glossary import GlossaryTerm
from home.blocks import SHORT_FEATURES, shell_blocks
from home.languages import SOURCE
from home.models import Helpline
from home.records import words_of
from home.remembered import Remembered


class StepsBlock(blocks.ListBlock):
    """A few short steps, in order."""

    class Meta:
        template = "components/steps/steps.html"
        icon = "list-ol"
        label = _("Steps")
        description = _("Three to five short points, each a thing a tired person can do")
        preview_value = ["Hold your baby close.", "Rock, walk, hum or sing."]


class TableBlock(TypedTableBlock):
    """A small table: a caption, a heading over each column, and rows of words. No cell can be merged with another."""

    text = blocks.CharBlock(required=False, max_length=300, label=_("Words"))

    def clean(self, value: Any) -> Any:
        """Return the table.

        Raises:
            ValidationError: it has no caption, no rows, or a column without a heading: read aloud, a cell comes after
                the heading of its column.
        """
        table = super().clean(value)
        if not table.caption.strip():
            raise TypedTableBlockValidationError(non_block_errors=[_("Say in the caption what the table is about.")])
        if not table.row_data or not all(column["heading"].strip() for column in table.columns):
            raise TypedTableBlockValidationError(
                non_block_errors=[_("A table needs at least one row, and a heading over each column.")]
            )
        return table

    def get_translatable_segments(self, value: TypedTable) -> list[StringSegmentValue]:
        """Return the words of the table for translators, each once, named by what it says and not by where it stands.

        So the translations that are there survive when somebody adds a row. wagtail-localize asks for these: it does
        not know tables, and would leave them in English, unmarked.
        """
        words = dict.fromkeys(text for text in texts_of_table(value) if text.strip())
        return [StringSegmentValue(_name_of(text), text) for text in words]

    def restore_translated_segments(self, value: TypedTable, segments: Iterable[StringSegmentValue]) -> TypedTable:
        """Return the table with these words in place of those they translate."""
        words = {segment.path: segment.render_text() for segment in segments}

        def translated(text: str) -> str:
            return str(words.get(_name_of(text), text))

        return TypedTable(
            columns=[column | {"heading": translated(column["heading"])} for column in value.columns],
            row_data=[{"values": [translated(cell) for cell in row["values"]]} for row in value.row_data],
            caption=translated(value.caption),
        )

    class Meta:
        template = "components/table/table.html"
        icon = "table"
        label = _("Table")
        description = _("Two or three columns to compare; a list is easier to read on a phone")
        preview_value = {
            "caption": "How much crying is usual",
            "columns": [{"type": "text", "heading": "Age"}, {"type": "text", "heading": "Crying"}],
            "rows": [{"values": ["2 weeks", "It begins"]}, {"values": ["4 months", "It gets less"]}],
        }


def texts_of_table(table: TypedTable) -> list[str]:
    """Return all words of a table in reading order: its caption, its headings, its cells row by row."""
    headings = [column["heading"] for column in table.columns]
    return [table.caption, *headings, *(cell for row in table.row_data for cell in row["values"])]


def _name_of(text: str) -> str:
    return f"words-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


class TryTodayBlock(blocks.RichTextBlock):
    """One small thing to try today."""

    class Meta:
        template = "components/try_today/try_today.html"
        icon = "tick-inverse"
        label = _("Try this today")
        description = _("One small thing; its heading is printed for you")
        preview_value = "<p>Next time, breathe out slowly before you pick your baby up.</p>"


class NormalIfBlock(blocks.RichTextBlock):
    """What is normal, before anything about asking for help."""

    class Meta:
        template = "components/normal_if/normal_if.html"
        icon = "success"
        label = _("It's normal if…")
        description = _("Goes on from the printed words “It's normal if…”")
        preview_value = "<p>you feel tired or tearful.</p>"


def helpline_choices() -> list[tuple[str, str]]:
    """Return the helplines as an editor picks them. One query."""
    return [(line.key, str(line)) for line in Helpline.objects.only("key", "name_en", "phone")]


class HelplinesBlock(blocks.FieldBlock):
    """Keys of helplines. The choices are asked for when a form is drawn, never when a page is read."""

    def __init__(self, **kwargs: Any) -> None:
        self.field = forms.MultipleChoiceField(
            choices=helpline_choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        super().__init__(**kwargs)

    class Meta:
        default: list[str] = []


class AskForHelpBlock(blocks.StructBlock):
    """When to ask for help, and whom to ring. The numbers come from the helpline records, never from prose."""

    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"))
    lines = HelplinesBlock(label=_("Helplines"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        shelf = context.get("helplines")
        if shelf is not None:
            context["lines"] = shelf.cards(value["lines"] or [], context.get("words", SOURCE))
        return context

    class Meta:
        template = "components/ask_for_help/ask_for_help.html"
        icon = "help"
        label = _("Ask for help if…")
        description = _("Goes on from the printed words “Ask for help if…”; pick the lines to ring")
        preview_value = {"text": "<p>you are worried.</p>", "lines": []}


_terms: Remembered[None, dict[int, GlossaryTerm]] = Remembered(for_generation=True)


class TermBlock(SnippetChooserBlock):
    """A word that services use, explained where it stands. Works without JavaScript."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(GlossaryTerm, **kwargs)

    def bulk_to_python(self, values: Iterable[int | None]) -> list[GlossaryTerm | None]:
        """Return the terms with these ids, ``None`` for one that is gone. One query, or none."""
        terms = _terms.get(None, lambda: {term.pk: term for term in GlossaryTerm.objects.all()})
        return [terms.get(pk) if pk is not None else None for pk in values]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        if value is not None:
            texts, spoken = words_of(value, ("term", "definition", "say"), context.get("words", SOURCE))
            context |= {"term": texts, "term_language": spoken, "term_differs": spoken != context.get("words", SOURCE)}
        return context

    def get_preview_value(self) -> GlossaryTerm | None:
        """Return any term of the glossary: what an editor is shown before choosing one."""
        return GlossaryTerm.objects.first()

    class Meta:
        template = "components/term/term.html"
        icon = "openquote"
        label = _("Word explained")
        description = _("A term of the glossary, opened with a tap")


class AudioBlock(blocks.StructBlock):
    """A recording, with its words."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    file = DocumentChooserBlock(label=_("Sound file (MP3)"))
    transcript = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Its words"))

    class Meta:
        template = "components/audio/audio.html"
        icon = "media"
        label = _("Audio")
        description = _("A recording, with its words for who can't hear it")
        preview_value = {"title": "A song for bedtime", "file": None, "transcript": "<p>Hush now, little one.</p>"}


class VideoBlock(blocks.StructBlock):
    """A film of our own, with captions and its words. Nothing loads before a tap."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    file = DocumentChooserBlock(label=_("Film (MP4)"))
    poster = ImageChooserBlock(required=False, label=_("Still picture"))
    captions = DocumentChooserBlock(label=_("Captions (VTT)"))
    transcript = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Its words"))

    class Meta:
        template = "components/video/video.html"
        icon = "media"
        label = _("Video")
        description = _("A film with captions and its words")
        preview_value = {
            "title": "Playing on the floor",
            "file": None,
            "poster": None,
            "captions": None,
            "transcript": "<p>A dad lies on the floor, face to face with his baby.</p>",
        }


def guidance_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a guidance page, in the order the editor is offered them."""
    return [
        *shell_blocks(),
        ("steps", StepsBlock(blocks.TextBlock(max_length=300))),
        ("table", TableBlock()),
        ("try_today", TryTodayBlock(features=SHORT_FEATURES)),
        ("normal_if", NormalIfBlock(features=SHORT_FEATURES)),
        ("ask_for_help", AskForHelpBlock()),
        ("term", TermBlock()),
        ("audio", AudioBlock()),
        ("video", VideoBlock()),
    ]
