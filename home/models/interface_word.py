"""Words of the interface that an editor has put in place of a catalogue's, or where a catalogue has none."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from home import languages
from home.placeholders import placeholders

_MARKS = re.compile(r"<[^<>]*>|[<>%]")
_FILLED_IN = re.compile(r"%\(\w+\)[a-z]|%%")


class InterfaceWord(models.Model):
    """What one message says in one language. ``form`` counts plural forms; 0 for a message that has none."""

    language = models.CharField(max_length=20)
    context = models.CharField(max_length=200, blank=True)
    english = models.TextField()
    is_plural = models.BooleanField(default=False)
    form = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "word of the interface"
        verbose_name_plural = "words of the interface"
        constraints = [
            models.UniqueConstraint(fields=["language", "context", "english", "form"], name="one_text_a_message"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.english[:60]}"

    def clean(self) -> None:
        """Refuse what would break a page: a language that is not there, or other placeholders than the English has.

        Raises:
            ValidationError: beside the text, naming them.
        """
        if languages.find(self.language) in (None, languages.SOURCE):
            raise ValidationError({"language": "This site does not translate into this language."})
        asked, given = placeholders(self.english), placeholders(self.text)
        # A plural form may leave the number out ("one day"); no form may ask for what it is not given.
        if not given <= asked or (given != asked and not self.is_plural):
            message = "Its placeholders are not those of the English: %(asked)s."
            params = {"asked": " ".join(sorted(asked)) or "none"}
            raise ValidationError({"text": ValidationError(message, params=params)})
        # These words stand in pages as they are: a tag more would be a link or a form that nobody has looked at.
        if _marks_in(self.text) != _marks_in(self.english):
            raise ValidationError({"text": "Keep the tags and signs of the English (< > %), and add none."})


def _marks_in(text: str) -> list[str]:
    """Return the tags of a text, and each sign left over that a browser or a program would take for something."""
    return sorted(_MARKS.findall(_FILLED_IN.sub("", text)))
