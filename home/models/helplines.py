"""The lines a family can ring: one managed record each, never prose.

Facts: see `docs/facts/help-and-services.md` for where each number was found.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home import languages
from home.records import column, words_of

#: The texts of a helpline, in the order they are read.
HELPLINE_TEXTS = ("name", "who", "hours", "cost", "note")


class HelplineQuerySet(models.QuerySet["Helpline"]):
    def urgent(self) -> "HelplineQuerySet":
        """Return the lines of the panel on every page, in their fixed order."""
        return self.filter(is_urgent=True)

    def overdue(self, *, today: date) -> "HelplineQuerySet":
        """Return the lines whose next check has passed: their hours are hidden and their owner is told."""
        return self.filter(next_check_due__lt=today)


class Helpline(models.Model):
    """A line, with who owns it and when it was last checked. Texts are in columns per language."""

    class Group(models.TextChoices):
        EMERGENCY = "emergency", _("In danger now")
        CRISIS = "crisis", _("When it feels too much")
        OUT_OF_HOURS = "out-of-hours", _("A doctor at night or at weekends")
        ABUSE = "abuse", _("Hurt or controlled at home")
        CHILD = "child", _("Worried about a child")
        SUPPORT = "support", _("More lines that can help")

    class Evidence(models.TextChoices):
        FOUND = "found", _("Number and hours found on a page")
        DOUBTFUL = "doubtful", _("Number found, but old or unsure: may have changed")

    key = models.SlugField(_("key"), unique=True, help_text=_("Pages name the line by this. It never changes."))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    group = models.CharField(_("group"), max_length=20, choices=Group.choices)
    name = models.CharField(_("name"), max_length=120)
    who = models.CharField(_("who it is for"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=160, blank=True)
    cost = models.CharField(_("cost"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"^[0-9 ]+$", _("Write digits and spaces only."))],
        help_text=_("As people read it aloud: 0808 808 8000"),
    )
    textphone = models.CharField(_("text relay"), max_length=40, blank=True)
    web = models.URLField(_("web page"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    evidence = models.CharField(_("evidence"), max_length=10, choices=Evidence.choices)
    sources = models.CharField(_("sources"), max_length=200, blank=True)
    owner = models.CharField(_("owner (a role)"), max_length=120)
    is_urgent = models.BooleanField(_("on every page"), default=False)
    is_never_hidden = models.BooleanField(_("never hidden, whatever its check date"), default=False)
    check_every_days = models.PositiveSmallIntegerField(_("check every (days)"), default=90)
    last_checked = models.DateField(_("last checked"), null=True, blank=True)
    checked_by = models.CharField(_("checked by (a role)"), max_length=120, blank=True)
    next_check_due = models.DateField(_("next check due"), null=True, blank=True)

    objects = HelplineQuerySet.as_manager()

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return f"{column(self, 'name', languages.SOURCE)} {self.phone}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a line that was checked is due again after its own interval, unless somebody said when."""
        if self.last_checked and (self.next_check_due is None or self.next_check_due <= self.last_checked):
            self.next_check_due = self.last_checked + timedelta(days=self.check_every_days)
        super().save(*args, **kwargs)

    def is_complete_in(self, code: str) -> bool:
        """Tell whether every text that English has stands in this language too."""
        language = languages.get(code)
        return words_of(self, HELPLINE_TEXTS, language)[1] == language

    def is_overdue(self, *, today: date) -> bool:
        return self.next_check_due is not None and self.next_check_due < today


@dataclass(frozen=True, slots=True)
class HelplineCard:
    """A helpline in the words of one language: what a card on a page shows."""

    key: str
    group: str
    name: str
    who: str
    hours: str
    cost: str
    note: str
    phone: str
    tel: str
    textphone: str
    web: str
    email: str
    may_have_changed: bool
    hours_may_have_changed: bool
    lang_tag: str
    lang_dir: str
    words_differ: bool


def helpline_card(line: Helpline, language: languages.Language, *, today: date | None = None) -> HelplineCard:
    """Return the line in this language, or whole in English and marked so: never half and half.

    Hours are left out where nobody may rely on them: a doubtful line, or one whose check is overdue.
    """
    texts, words = words_of(line, HELPLINE_TEXTS, language)
    overdue = line.is_overdue(today=today or timezone.localdate()) and not line.is_never_hidden
    doubtful = line.evidence == Helpline.Evidence.DOUBTFUL
    if overdue or doubtful:
        texts["hours"] = ""
    return HelplineCard(
        key=line.key,
        group=line.group,
        **texts,
        phone=line.phone,
        tel=line.phone.replace(" ", ""),
        textphone=line.textphone,
        web=line.web,
        email=line.email,
        may_have_changed=doubtful,
        hours_may_have_changed=overdue,
        lang_tag=words.tag,
        lang_dir=words.dir,
        words_differ=words != language,
    )
