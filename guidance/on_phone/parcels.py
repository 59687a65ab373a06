"""What is kept together: the pages of a topic, of a pack, or of a whole language, with their files. Reads only.

Whatever somebody may have to leave in a hurry is in none of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from guidance import queries
from guidance.models import Door
from guidance.queries import PageCard
from guidance.ready_formats import FormatCard, cards_of_kind
from guidance.signposting import codes
from guidance.signposting.choice import Choice
from guidance.signposting.queries import contents_of, find_pack
from home.languages import Language

#: Our own pages that belong to no topic: a whole language takes them too.
_VIEWS = ("topics", "glossary", "help", "interpreter_cards")
_SOUND = "audio"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Pages and files that are kept together.

    ``urls`` begins with ``url``, where a reader goes in; ``tag`` and ``dir`` are those of the title. ``is_picked``
    tells that somebody picked the files; else they are what can be heard.
    """

    title: str
    tag: str
    dir: str
    url: str
    urls: tuple[str, ...]
    files: tuple[FormatCard, ...]
    is_picked: bool = False

    @property
    def file_bytes(self) -> int:
        return sum(file.size for file in self.files)


def everything(language: Language) -> Parcel:
    """Return all guidance of one language: its pages, its doors, and what can be heard. Seven queries at most."""
    library = queries.library(language)
    cards = _to_keep(library.cards())
    doors = queries.doors_with_pages(language, library).all()
    home = f"/{language.code}/"
    urls = [home, f"{home}guidance/", *map(reverse, _VIEWS), *(door.url for door in doors)]
    return _parcel(_("Everything in your language"), (language.tag, language.dir), urls, cards, language)


def behind_door(kind: str, slug: str, language: Language) -> Parcel | None:
    """Return what stands behind a door; ``None`` where nothing does that may be kept. Seven queries at most."""
    library = queries.library(language)
    doors = queries.doors_with_pages(language, library).all()
    found = next((card for card in doors if card.kind == kind and card.url.endswith(f"/{slug}/")), None)
    if found is None:
        return None
    stages = {card.id for card in queries.door_cards(language) if card.kind == Door.Kind.STAGE}
    cards = _to_keep([*library.path(found).cards, *library.rest(found, stages).cards])
    return _parcel(found.title, (found.tag, found.dir), [found.url], cards, language) if cards else None


def in_pack(typed: str, language: Language) -> Parcel | None:
    """Return a pack as it is kept; ``None`` where none has this code, or nothing of it may be kept.

    One query more than `contents_of`.
    """
    code = codes.read(typed)
    pack = find_pack(code) if code else None
    contents = contents_of(Choice.read(pack.choice), language) if pack else None
    if pack is None or contents is None or contents.is_exit or contents.is_empty:
        return None
    url = reverse("pack", args=[codes.shown(pack.pk)])
    easy = [each.easy_url for each in contents.pages if each.easy_url]
    return Parcel(
        title=_("Picked for your family"),
        tag=language.tag,
        dir=language.dir,
        url=url,
        urls=(url, *(each.card.url for each in contents.pages), *easy),
        files=tuple(each.format for each in contents.pages if each.format),
        is_picked=True,
    )


def _to_keep(cards: Iterable[PageCard]) -> list[PageCard]:
    return [card for card in cards if not card.is_exit_page]


def _parcel(title: str, words: tuple[str, str], first: list[str], cards: list[PageCard], language: Language) -> Parcel:
    """Return these pages, each with its Easy Read and its sound."""
    pages = [page for page, _card in queries.pages_by_key([card.translation_key for card in cards], language).values()]
    easy = queries.easy_reads_of(pages)
    easy_urls = [f"{card.url}easy-read/" for card in cards if card.id in easy]
    urls = (*first, *(card.url for card in cards), *easy_urls)
    return Parcel(title, *words, first[0], urls, tuple(cards_of_kind(pages, _SOUND).values()))
