"""What the starter content put in, so that loading it again never overwrites an editor."""

from django.db import models


class LoadedFile(models.Model):
    """A content file as it was last loaded, and the words of the page just after."""

    path = models.CharField(max_length=200, unique=True)
    file_digest = models.CharField(max_length=64)
    words_digest = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
