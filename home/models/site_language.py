"""Which languages of the registry readers are offered."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from home import languages
from home.models.helplines import Helpline


class SiteLanguageQuerySet(models.QuerySet["SiteLanguage"]):
    def shown(self) -> "SiteLanguageQuerySet":
        """Languages that readers are offered here: the live ones, and where previews are shown, those too."""
        states = [SiteLanguage.State.LIVE]
        if settings.SHOW_PREVIEW:
            states.append(SiteLanguage.State.PREVIEW)
        return self.filter(state__in=states)


class SiteLanguage(models.Model):
    """The state of one language of the registry. A language without a row is off."""

    class State(models.TextChoices):
        OFF = "off", _("Off: readers never see it")
        PREVIEW = "preview", _("Preview: shown as not yet checked, never on the public site")
        LIVE = "live", _("Live: people have checked it")

    code = models.CharField(
        max_length=20,
        unique=True,
        choices=[(language.code, f"{language.english_name} ({language.own_name})") for language in languages.REGISTRY],
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFF)

    objects = SiteLanguageQuerySet.as_manager()

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self) -> str:
        language = languages.find(self.code)
        return f"{language.english_name} ({language.own_name})" if language else self.code

    def clean(self) -> None:
        """Refuse to turn off English, and to make a language live whose urgent help is incomplete.

        Raises:
            ValidationError: beside the state, naming the helplines that lack words.
        """
        if self.code == languages.SOURCE.code and self.state == self.State.OFF:
            raise ValidationError({"state": _("English is what every other language falls back to. It can't be off.")})
        if self.state == self.State.LIVE:
            lacking = [str(line) for line in Helpline.objects.urgent() if not line.is_complete_in(self.code)]
            if lacking:
                message = _("Urgent help is not complete in this language: %(lines)s")
                raise ValidationError({"state": ValidationError(message, params={"lines": ", ".join(lacking)})})
