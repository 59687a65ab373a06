"""A page in sign language: films of our own, with captions and their words."""

from collections.abc import Collection
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.bare_media import bare_mp4
from home.uploads import make_bare

#: 200 MB: some ten minutes of a film that a phone can play.
BIGGEST_FILM = 200 * 1024 * 1024
_MP4_BRAND_AT = 4


def _is_mp4(file: Any) -> None:
    """Refuse what is no MP4, whatever it is called.

    Raises:
        ValidationError: the first box is none of an MP4 file, or the file is too big.
    """
    if file.size > BIGGEST_FILM:
        raise ValidationError(_("The film is bigger than 200 MB. Save it smaller, at 720 lines."))
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[_MP4_BRAND_AT : _MP4_BRAND_AT + 4] != b"ftyp":
        raise ValidationError(_("This is not an MP4 film."))


def _is_vtt(file: Any) -> None:
    """Refuse captions that a player can't read.

    Raises:
        ValidationError: the file does not begin as WebVTT does, or is not UTF-8.
    """
    file.seek(0)
    data = file.read()
    file.seek(0)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_("The captions are not saved as UTF-8.")) from error
    if not text.startswith("WEBVTT") or "-->" not in text:
        raise ValidationError(_("These are not WebVTT captions."))


def _place(video: "SignVideo", name: str) -> str:
    return f"signing/{video.page_id}/{video.sign_language}{PurePath(name).suffix.lower()}"


class SignVideo(models.Model):
    """One page signed in one sign language.

    ``words_digest`` is that of the English page it was filmed from: when the page's differs, the film is behind.
    """

    class SignLanguage(models.TextChoices):
        BSL = "bsl", _("British Sign Language (BSL)")
        ISL = "isl", _("Irish Sign Language (ISL)")

    page = models.ForeignKey(
        "guidance.GuidancePage",
        models.CASCADE,
        related_name="sign_videos",
        verbose_name=_("page"),
        help_text=_("The English page: the film is offered on the page in every language."),
    )
    sign_language = models.CharField(_("sign language"), max_length=3, choices=SignLanguage.choices)
    film = models.FileField(
        _("film (MP4)"), upload_to=_place, validators=[FileExtensionValidator(["mp4"]), _is_mp4], max_length=200
    )
    captions = models.FileField(
        _("captions (VTT)"), upload_to=_place, validators=[FileExtensionValidator(["vtt"]), _is_vtt], max_length=200
    )
    transcript = models.TextField(_("its words"))
    words_digest = models.CharField(max_length=64, editable=False)
    filmed_on = models.DateField(_("put here on"), default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = _("sign language film")
        verbose_name_plural = _("sign language films")
        ordering = ["page_id", "sign_language"]
        constraints = [
            models.UniqueConstraint(fields=["page", "sign_language"], name="one_film_per_page_and_sign_language")
        ]

    def __str__(self) -> str:
        return f"{self.get_sign_language_display()}: {self.page_id}"

    def clean(self) -> None:
        """Refuse films of translations, which nobody signs; make a new film bare of place, device and time.

        Raises:
            ValidationError: the page is not the English one, or the film can't be made bare.
        """
        if self.film and not self.film._committed:
            try:
                make_bare(self.film.file, bare_mp4)
            except ValidationError as refused:
                raise ValidationError({"film": refused.messages}) from refused
        if self.page_id and self.page.locale.language_code != "en":
            raise ValidationError({"page": _("Choose the English page.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new film is of the words as they are now, and the files that it takes the place of are deleted."""
        before = SignVideo.objects.filter(pk=self.pk).first()
        if before is None or before.film.name != self.film.name or not self.film._committed:
            self.words_digest = self.page.words_digest
        super().save(*args, **kwargs)
        if before is not None:
            before.drop_files(but=self.files)

    @property
    def files(self) -> tuple[str, str]:
        """The names in storage of the film and its captions."""
        return self.film.name, self.captions.name

    def drop_files(self, *, but: Collection[str] = ()) -> None:
        """Delete the film and its captions, but those still in use, once the transaction is through.

        Not before: were it taken back, the row would be there again and its film gone.
        """
        for name in set(self.files) - set(but):
            transaction.on_commit(partial(self.film.storage.delete, name))

    @property
    def is_behind(self) -> bool:
        """Tell whether the page has changed since it was filmed."""
        return self.words_digest != self.page.words_digest
