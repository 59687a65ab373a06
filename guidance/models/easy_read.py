"""Easy Read: a page again, in rows of one short sentence and one picture."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from guidance.blocks import HelplinesBlock
from home.digest import words_digest
from home.drawings import drawing_choices
from home.languages import SOURCE

#: docs/facts/standards.md, Easy Read.
LONGEST_SENTENCE = 15
_SENTENCE_END = re.compile(r"[.!?؟。…]+(?:\s+|$)")


def long_sentences(text: str) -> list[str]:
    """Return the sentences of more than fifteen words."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text)]
    return [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE]


class ShortSentenceBlock(blocks.CharBlock):
    """One or two short sentences."""

    def clean(self, value: Any) -> Any:
        """Return the words.

        Raises:
            ValidationError: a sentence has more than fifteen words; the message names it.
        """
        value = super().clean(value)
        for sentence in long_sentences(value):
            words = len(sentence.split())
            raise ValidationError(
                ngettext(
                    "“%(sentence)s” has %(words)d word. Fifteen at most: say it in two sentences.",
                    "“%(sentence)s” has %(words)d words. Fifteen at most: say it in two sentences.",
                    words,
                )
                % {"sentence": sentence, "words": words}
            )
        return value


class EasyPictureBlock(blocks.StructBlock):
    """What every row has: a picture that says the same as its words."""

    drawing = blocks.ChoiceBlock(choices=drawing_choices, required=False, label=_("Drawing"))
    image = ImageChooserBlock(required=False, label=_("Or a picture of your own"))
    description = blocks.CharBlock(
        max_length=250, label=_("Description"), help_text=_("What the picture shows, for somebody who can't see it.")
    )


class EasyRowBlock(EasyPictureBlock):
    """One idea: a short sentence, and a picture that says the same."""

    sentence = ShortSentenceBlock(max_length=200, label=_("Sentence"), help_text=_("At most fifteen words."))

    class Meta:
        template = "components/easy_row/easy_row.html"
        icon = "image"
        label = _("Row")
        description = _("One short sentence and one picture")
        preview_value = {
            "sentence": "All babies cry.",
            "drawing": "cup-of-tea",
            "image": None,
            "description": "A mum with a cup of tea.",
        }


class EasyLinesBlock(EasyPictureBlock):
    """Lines to ring, from the helpline records, and a picture."""

    lines = HelplinesBlock(label=_("Helplines"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        shelf = context.get("helplines")
        if shelf is not None:
            context["lines"] = shelf.cards(value["lines"] or [], context.get("words", SOURCE))
        return context

    class Meta:
        template = "components/easy_lines/easy_lines.html"
        icon = "help"
        label = _("Lines to ring")
        description = _("Their numbers come from the helpline records")
        preview_value = {
            "lines": [],
            "drawing": "cup-of-tea",
            "image": None,
            "description": "A mum with a cup of tea.",
        }


class EasyRead(models.Model):
    """The Easy Read version of one page, in that page's language."""

    page = models.OneToOneField(
        "guidance.GuidancePage", models.CASCADE, related_name="easy_read", verbose_name=_("page")
    )
    rows = StreamField(
        [("row", EasyRowBlock()), ("lines", EasyLinesBlock())],
        verbose_name=_("rows"),
    )

    class Meta:
        verbose_name = _("Easy Read")
        verbose_name_plural = _("Easy Read")
        ordering = ["page__path"]

    def __str__(self) -> str:
        return f"{self.page.title} ({self.page.locale.language_code})"

    @property
    def digest(self) -> str:
        """Return the digest of these rows."""
        return words_digest({}, self.rows)
