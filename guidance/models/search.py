"""The folded words of each page: what a parent's search is compared with."""

from django.db import models


class SearchWord(models.Model):
    """One folded word of one page, with the weight of the best place it stands in."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="search_words")
    language = models.CharField(max_length=20)
    word = models.CharField(max_length=60)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "word"], name="one_word_a_page")]
        indexes = [models.Index(fields=["language", "word"], name="word_in_a_language")]

    def __str__(self) -> str:
        return self.word
