"""Who has signed for which words. A page's state is worked out from these rows, never remembered."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.states import Step


class SignOff(models.Model):
    """One person's word, on one day, for exactly these words of a page."""

    class StepChoices(models.TextChoices):
        CHECKED = Step.CHECKED.value, _("Checked: the facts, the words and the sources")
        TRANSLATED = Step.TRANSLATED.value, _("Translated")
        SECOND_READ = Step.SECOND_READ.value, _("Second reading by another person")
        CLINICAL = Step.CLINICAL.value, _("Clinical check")

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sign_offs")
    step = models.CharField(_("step"), max_length=20, choices=StepChoices.choices)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.CharField(_("your role"), max_length=120, help_text=_("Shown to parents, for example Health visitor"))
    certificate = models.CharField(
        "certified translation",
        max_length=200,
        blank=True,
        help_text="Who certified it, and the number of the certificate. Whoever certified it then counts as the "
        "first of two people, not you who write it down here.",
    )
    signed_on = models.DateField(_("signed on"), default=timezone.localdate)
    words_digest = models.CharField(max_length=64, editable=False)
    source_digest = models.CharField(max_length=64, editable=False, blank=True)

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "step", "words_digest", "source_digest"], name="one_word_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.page_id}, {self.signed_on}"

    def clean(self) -> None:
        """Refuse a second reading by the translator, and a certificate for anything but a translation.

        Raises:
            ValidationError: the same person signed the other step for these words, and no certificate stands for it.
        """
        if self.certificate and self.step != Step.TRANSLATED.value:
            raise ValidationError({"certificate": "A certificate is for the step “Translated”."})
        pair = {Step.TRANSLATED.value: Step.SECOND_READ.value, Step.SECOND_READ.value: Step.TRANSLATED.value}
        other = pair.get(self.step)
        same_words = SignOff.objects.filter(page_id=self.page_id, words_digest=self.words_digest)
        same_person = same_words.filter(step=other, signed_by=self.signed_by, certificate="")
        if other and not self.certificate and same_person.exists():
            raise ValidationError(_("A second reading needs a second person: you have signed the other step."))
