"""What editors avoid saying, as records, and what a named person has let stand all the same."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from guidance.wording import BadPattern, Rule, Severity, validate_pattern
from home.languages import REGISTRY, SOURCE

#: Numbers below are those of the lists that come with the code: the same in every language.
FIRST_OWN_NUMBER = 1001
_PATTERNS = ("patterns", "exceptions", "safety")


def languages() -> list[tuple[str, str]]:
    """Return the languages that phrases may be in, as an editor picks them."""
    return [(language.code, language.english_name) for language in REGISTRY]


class AvoidedPhraseQuerySet(models.QuerySet["AvoidedPhrase"]):
    def rules_in(self, code: str) -> tuple[Rule, ...] | None:
        """Return the rules of a language that are in use; ``None`` where the site has no record of it. One query."""
        rows = list(self.filter(language=code))
        return tuple(row.rule for row in rows if row.is_active) if rows else None


class AvoidedPhrase(models.Model):
    """A phrase to avoid in one language: how it is found, what to say instead, and why."""

    class SeverityChoices(models.TextChoices):
        WARN = Severity.WARN.value, "It only says so"
        BLOCK = Severity.BLOCK.value, "It stops publishing"

    language = models.CharField("language", max_length=20, choices=languages, default=SOURCE.code)
    number = models.PositiveSmallIntegerField("number", editable=False)
    avoid = models.CharField("avoid", max_length=160, help_text="The phrase, as people say it.")
    instead = models.CharField("say instead", max_length=250)
    reason = models.CharField("why", max_length=250, help_text="One short sentence, for the person who writes.")
    patterns = models.TextField(
        "how it is found",
        help_text="One pattern a line; it finds whole words, in capitals or small letters. Plain words are a pattern. "
        "“(?:a|b)” is one of two, “\\w*” any ending.",
    )
    exceptions = models.TextField(
        "let go", blank=True, help_text="One pattern a line: a sentence in which one is found is left alone."
    )
    safety = models.TextField(
        "hard words of safety",
        blank=True,
        help_text="One pattern a line: these words may stay in urgent boxes and on safety pages.",
    )
    severity = models.CharField(
        "what it does", max_length=5, choices=SeverityChoices.choices, default=SeverityChoices.WARN
    )
    is_active = models.BooleanField("in use", default=True)
    checked_by = models.CharField(
        "checked by (a role)",
        max_length=120,
        blank=True,
        help_text="A person who speaks the language. Until then a phrase in another language than English only warns.",
    )

    objects = AvoidedPhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "phrase to avoid"
        verbose_name_plural = "phrases to avoid"
        ordering = ["language", "number"]
        constraints = [models.UniqueConstraint(fields=["language", "number"], name="one_phrase_a_number")]

    def __str__(self) -> str:
        return f"{self.avoid} ({self.get_language_display()})"

    @property
    def rule(self) -> Rule:
        """The record as the checker reads it."""
        is_trusted = self.language == SOURCE.code or bool(self.checked_by)
        return Rule(
            code=f"avoid.{self.number}",
            avoid=self.avoid,
            instead=self.instead,
            reason=self.reason,
            patterns=lines_of(self.patterns),
            exceptions=lines_of(self.exceptions),
            safety=lines_of(self.safety),
            severity=Severity(self.severity) if is_trusted else Severity.WARN,
        )

    def clean(self) -> None:
        """Refuse patterns that are broken, too broad or too slow, beside their field; and a block that nobody checked.

        Raises:
            ValidationError: with the reason, in words for an editor.
        """
        faults = {name: said for name in _PATTERNS if (said := _faults_in(getattr(self, name)))}
        if self.severity == Severity.BLOCK and self.language != SOURCE.code and not self.checked_by:
            faults["severity"] = ["Somebody who speaks the language has to check it first: write who, below."]
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a phrase of the site's own gets the next number of its language."""
        if not self.number:
            last = AvoidedPhrase.objects.filter(language=self.language).aggregate(last=models.Max("number"))["last"]
            self.number = max((last or 0) + 1, FIRST_OWN_NUMBER)
        super().save(*args, **kwargs)


def lines_of(text: str) -> tuple[str, ...]:
    """Return what stands on the lines of a field, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _faults_in(text: str) -> list[str]:
    faults = []
    for number, line in enumerate(lines_of(text), 1):
        try:
            validate_pattern(line)
        except BadPattern as bad:
            faults.append(f"Line {number}: {bad}")
    return faults


class Waiver(models.Model):
    """A person's word that something may stand, and why. It is for these words: when they change, it lapses."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=40)
    words = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField("why it may stand", max_length=300)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waivers")
    waived_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-waived_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="one_waiver_for_the_same_words")]

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"
