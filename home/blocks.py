"""The blocks that any page may hold. Each introduces itself to the editor."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from home.drawings import drawing_choices

#: What running text may hold: nothing that could break the look or the reading order.
TEXT_FEATURES = ["bold", "link", "ul", "ol"]
SHORT_FEATURES = ["bold", "link", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside the page."""

    class Meta:
        template = "components/heading/heading.html"
        icon = "title"
        label = _("Heading")
        description = _("A plain statement, or a question a parent asks")
        preview_value = "What helps"


class TextBlock(blocks.RichTextBlock):
    """Running text."""

    class Meta:
        template = "components/text/text.html"
        icon = "pilcrow"
        label = _("Text")
        description = _("Short paragraphs and lists")
        preview_value = "<p>Hold your baby close. Your voice is a sound they know.</p>"


class CalloutBlock(blocks.StructBlock):
    """A short point that a parent should not miss."""

    tone = blocks.ChoiceBlock(choices=[("note", _("Note")), ("urgent", _("Urgent"))], default="note", label=_("Tone"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("Text"), help_text=_("One or two plain sentences."))

    class Meta:
        template = "components/callout/callout.html"
        icon = "warning"
        label = _("Callout")
        description = _("A short point that a parent should not miss")
        preview_value = {"tone": "note", "text": "<p>You can bring someone with you.</p>"}


class PictureBlock(blocks.StructBlock):
    """A drawing of the site's own family, or an uploaded picture, with its description."""

    drawing = blocks.ChoiceBlock(choices=drawing_choices, required=False, label=_("Drawing"))
    image = ImageChooserBlock(required=False, label=_("Or a picture of your own"))
    description = blocks.CharBlock(
        max_length=250,
        label=_("Description"),
        help_text=_("What it shows, in one sentence, for somebody who can't see it."),
    )

    def bulk_to_python(self, values: list[Any]) -> list[blocks.StructValue]:
        """Return the pictures with the sizes already made of each: two queries, whatever the number of pictures.

        They come in the page's order; the first uploaded one is marked, for it may be in sight from the start.
        """
        pictures = list(super().bulk_to_python(values))
        with_image = [picture for picture in pictures if picture["image"]]
        prefetch_related_objects([picture["image"] for picture in with_image], "renditions")
        for picture in with_image[:1]:
            picture.is_first = True
        return pictures

    class Meta:
        template = "components/picture/picture.html"
        icon = "image"
        label = _("Picture")
        description = _("A drawing or a photograph, with its description")
        preview_value = {"drawing": "cup-of-tea", "image": None, "description": "A mum with a cup of tea."}


class QuotationBlock(blocks.StructBlock):
    """What somebody said, and who."""

    text = blocks.TextBlock(max_length=400, label=_("Words"))
    who = blocks.CharBlock(
        required=False, max_length=120, label=_("Who said it"), help_text=_("Only real words, with consent.")
    )

    class Meta:
        template = "components/quotation/quotation.html"
        icon = "openquote"
        label = _("Quotation")
        description = _("Real words of a parent or a practitioner, with their consent")
        preview_value = {"text": "It got easier.", "who": "A parent"}


def shell_blocks() -> list[tuple[str, blocks.Block]]:
    """Return the blocks of a standard page, in the order the editor is offered them."""
    return [
        ("heading", HeadingBlock(max_length=120)),
        ("text", TextBlock(features=TEXT_FEATURES)),
        ("callout", CalloutBlock()),
        ("picture", PictureBlock()),
        ("quotation", QuotationBlock()),
    ]
