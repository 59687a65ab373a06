"""Easy Read: a page again, in rows of one short sentence and one picture."""

import hashlib
import re
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock

from guidance.blocks import HelplinesBlock
from home.digest import words_digest
from home.drawings import drawing_choices
from home.languages import SOURCE
from home.page_form import SaysFaults
from home.publishing import CannotPublish, faults_of
from home.states import PageState, Signature, Step, Words, state_of, valid_signatures
from home.versions import code_of

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


class EasyReadForm(SaysFaults, WagtailAdminModelForm):
    """Rows have no draft: what is saved may be read."""

    blocks_in = "rows"
    #: `guidance.word_views.LetsStand` asks for it.
    why = forms.CharField(
        label="Why it may stand",
        help_text="Only where words that stop the save have to stay as they are. Your reason is kept.",
        max_length=300,
        required=False,
    )

    def is_valid(self) -> bool:
        """Check the rows, and whether their words may stand before readers."""
        if not super().is_valid():
            return False
        self.add_faults(faults_of(self.instance))
        return bool(super().is_valid())


class EasyRead(models.Model):
    """The Easy Read version of one page, in that page's language.

    ``written_from`` is the digest of the words that the page had when somebody last saved these rows: when the page's
    differs, they are behind. Signatures for them are rows of the page's, told apart by the digest of the words.
    """

    page = models.OneToOneField(
        "guidance.GuidancePage", models.CASCADE, related_name="easy_read", verbose_name=_("page")
    )
    rows = StreamField(
        [("row", EasyRowBlock()), ("lines", EasyLinesBlock())],
        verbose_name=_("rows"),
    )
    written_from = models.CharField(max_length=64, editable=False, blank=True)

    base_form_class = EasyReadForm

    class Meta:
        verbose_name = _("Easy Read")
        verbose_name_plural = _("Easy Read")
        ordering = ["page__path"]

    def __str__(self) -> str:
        return f"{self.page.title} ({self.page.locale.language_code})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; whoever saves the rows, changed or not, has read them beside the page as it is now.

        Raises:
            CannotPublish: words in them may not stand before readers.
        """
        if faults := faults_of(self):
            raise CannotPublish(self.page, faults)
        self.written_from = self.page.words_digest
        super().save(*args, **kwargs)

    @property
    def digest(self) -> str:
        """Return the digest of these rows."""
        return words_digest({}, self.rows)

    @property
    def is_behind(self) -> bool:
        """Tell whether the page has changed since these rows were last saved."""
        return self.written_from != self.page.words_digest

    # --- State ------------------------------------------------------------------------------------------------------
    @cached_property
    def english(self) -> "EasyRead | None":
        """The English Easy Read that this one says again; ``None`` where this is it, or there is none. One query."""
        source = self.page.versions.source
        if source is None or source.pk == self.page.pk:
            return None
        source.versions = self.page.versions
        english = EasyRead.objects.filter(page=source.pk).first()
        if english is not None:
            english.page = source
        return english

    @property
    def words_to_sign(self) -> Words:
        """Return what has to be signed: these rows, for the page and the English rows that they were written from."""
        sources = [self.page.words_digest, *([self.english.digest] if self.english else [])]
        return Words(
            digest=self.digest,
            source_digest=hashlib.sha256(" ".join(sources).encode()).hexdigest(),
            is_translation=code_of(self.page) != SOURCE.code,
            is_safety=self.page.versions.is_safety(self.page),
        )

    @property
    def signed(self) -> dict[Step, Signature]:
        """Return the signatures that count for these rows as they are now."""
        return valid_signatures(self.words_to_sign, self.page.versions.signatures_on(self.page))

    @property
    def state(self) -> PageState:
        """Return the state of these rows: never live before the page is, nor before the English rows are."""
        if self.page.state is not PageState.LIVE or (self.english and self.english.state is not PageState.LIVE):
            return PageState.PREVIEW
        return state_of(self.words_to_sign, self.page.versions.signatures_on(self.page))

    @property
    def is_shown(self) -> bool:
        """Tell whether readers who may see the page may see these rows: signed or previewed, and of no unsafe words."""
        if self.is_behind and self.page.versions.unsafe_since:
            return False
        return settings.SHOW_PREVIEW or self.state is PageState.LIVE
