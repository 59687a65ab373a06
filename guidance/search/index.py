"""Keep each page's folded words, and ask them. Two queries a search, whatever the number of pages."""

import math
from collections import defaultdict
from collections.abc import Iterable
from html.parser import HTMLParser

from django.db import transaction
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText

from guidance.blocks import texts_of_table
from guidance.models import GuidancePage, SearchWord
from guidance.search.folding import SLIP, best_matches, folded_words
from guidance.search.synonyms import synonyms
from home.languages import Language
from home.models import BasePage, StandardPage

#: What parents can search for: guidance, and the plain pages, those on the strategy among them.
KINDS: tuple[type[BasePage], ...] = (GuidancePage, StandardPage)
#: How much more a word counts for standing in the title than in running text.
TITLE, PROMISE, HEADING, TEXT = 8, 4, 3, 1
#: How much a synonym counts, against the word that was typed.
SYNONYM = 0.8


class _TextOf(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """Return the words of a fragment of HTML."""
    parser = _TextOf()
    parser.feed(html)
    return " ".join(parser.parts)


def _texts_in(value: object) -> list[str]:
    """Return every text in a block's value, however deep."""
    if isinstance(value, RichText):
        return [plain_text(value.source)]
    if isinstance(value, TypedTable):
        return texts_of_table(value)
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts_in(part)]
    if isinstance(value, list | tuple) or hasattr(value, "__iter__"):
        return [text for part in value for text in _texts_in(part)]
    return []


def _weighed_texts(page: BasePage) -> list[tuple[int, str]]:
    texts = [(TITLE, page.title), (PROMISE, page.promise)]
    for block in getattr(page, "body", ()):
        weight = HEADING if block.block_type == "heading" else TEXT
        texts += [(weight, text) for text in _texts_in(block.value)]
    return texts


def word_weights(page: BasePage) -> dict[str, int]:
    """Return the page's folded words, each with the weight of the best place it stands in."""
    weights: dict[str, int] = {}
    for weight, text in _weighed_texts(page):
        for word in folded_words(text):
            weights[word] = max(weights.get(word, 0), weight)
    return weights


@transaction.atomic
def index_page(page: BasePage) -> None:
    """Replace what the index knows of this page."""
    forget_page(page)
    SearchWord.objects.bulk_create(
        SearchWord(page=page, language=page.words_language, word=word, weight=weight)
        for word, weight in word_weights(page).items()
    )


def forget_page(page: BasePage) -> None:
    """Take a page out of the index."""
    SearchWord.objects.filter(page_id=page.pk).delete()


def find(query: str, *, language: Language) -> list[int]:
    """Return the ids of the pages that answer, the best first, in this language only.

    A page must answer at least half of the words; rare words count more than common ones.
    """
    said = folded_words(query)
    wanted = list(dict.fromkeys(said))[:12]
    if not wanted:
        return []
    vocabulary = SearchWord.objects.filter(language=language.code).values_list("word", flat=True).distinct()
    known = list(vocabulary)
    others = synonyms(said, language.code)
    answers = {word: _matches(word, others.get(word, ()), known) for word in wanted}
    rows = SearchWord.objects.filter(
        language=language.code, word__in={match for matches in answers.values() for match in matches}
    )
    return _ranked(answers, list(rows.values_list("page_id", "word", "weight")))


def _matches(word: str, others: Iterable[str], known: list[str]) -> dict[str, float]:
    found = best_matches(word, known)
    for other in others:
        for match, score in best_matches(other, known).items():
            # Nobody's finger slipped on a synonym.
            if score > SLIP:
                found[match] = max(found.get(match, 0.0), score * SYNONYM)
    return found


def _ranked(answers: dict[str, dict[str, float]], rows: list[tuple[int, str, int]]) -> list[int]:
    pages = {page_id for page_id, _word, _weight in rows}
    score: dict[int, float] = defaultdict(float)
    answered: dict[int, int] = defaultdict(int)
    for matches in answers.values():
        best: dict[int, float] = {}
        for page_id, word, weight in rows:
            if word in matches:
                best[page_id] = max(best.get(page_id, 0.0), matches[word] * weight)
        rarity = math.log(1 + len(pages) / len(best)) if best else 0.0
        for page_id, likeness in best.items():
            score[page_id] += likeness * rarity
            answered[page_id] += 1
    enough = math.ceil(len(answers) / 2)
    return sorted((page for page in pages if answered[page] >= enough), key=lambda page: (-score[page], page))
