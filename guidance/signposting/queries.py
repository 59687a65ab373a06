"""What is in a pack for readers of a language, which cards carry old words, how often packs are opened. Reads only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from guidance import queries as pages
from guidance.directory.cards import ServiceCard
from guidance.directory.models import SERVICE_NAME, Service
from guidance.directory.queries import services_for_parents
from guidance.models import Door, GuidancePage, Pack, PackCard, PackOpens
from guidance.queries import DoorCard, PageCard
from guidance.ready_formats import FormatCard, cards_of_kind
from guidance.signposting.choice import Choice
from home.changes import Behind
from home.languages import SOURCE, Language, find
from home.models import Helpline
from home.records import column, words_of
from home.shared_surveys import SharedSurvey, open_survey
from home.states import PageState
from home.versions import Versions, code_of

#: A month and language of fewer openings than this is not told: it could be one family.
SMALLEST_COUNT = 5
EASY_READ = "easy-read"


@dataclass(frozen=True, slots=True)
class PageInPack:
    """A page as readers of the pack are shown it; ``format`` is the file that was picked for them, if it is there."""

    key: UUID
    page: GuidancePage
    card: PageCard
    format: FormatCard | None
    easy_url: str

    @property
    def is_draft(self) -> bool:
        return self.page.state is PageState.PREVIEW


@dataclass(frozen=True, slots=True)
class Contents:
    """A pack in the words of one language. ``gone`` are the pages that readers may not see any more."""

    choice: Choice
    language: Language
    pages: tuple[PageInPack, ...]
    gone: tuple[UUID, ...]
    services: tuple[ServiceCard, ...]
    survey: SharedSurvey | None
    is_exit: bool

    @property
    def is_empty(self) -> bool:
        return not (self.pages or self.services or self.survey)

    @property
    def topics(self) -> list[DoorCard]:
        """Where to go on from the pages that are gone: their topics, else all. Five queries at most."""
        return _topics_of(self.gone, self.language) if self.gone or self.is_empty else []


def find_pack(code: str) -> Pack | None:
    return Pack.objects.filter(pk=code).first()


def find_pack_with_cards(code: str) -> tuple[Pack, list[PackCard]] | None:
    """Return a pack with every version of its cards. One query."""
    rows = Pack.objects.filter(pk=code).values_list("choice", "cards__version", "cards__made_of")
    pack, cards = None, []
    for choice, version, made in rows:
        pack = pack or Pack(code=code, choice=choice)
        if version:
            cards.append(PackCard(pack=pack, version=version, made_of=made))
    return (pack, cards) if pack else None


def contents_of(choice: Choice, language: Language) -> Contents:
    """Return what readers of a language find in a pack.

    Three queries at most for pages and their format, and one more for signatures where previews are not shown; three
    for services, five for a survey, one for pages that are gone.
    """
    found = pages.pages_by_key(choice.pages, language) if choice.pages else {}
    shown = [found[key] for key in choice.pages if key in found]
    files = cards_of_kind([page for page, _card in shown], choice.format)
    easy = pages.easy_reads_of([page for page, _card in shown]) if choice.format == EASY_READ and shown else {}
    gone = tuple(key for key in choice.pages if key not in found)
    services = tuple(services_for_parents(choice.services, language)) if choice.services else ()
    survey = open_survey(choice.survey, language) if choice.survey else None
    return Contents(
        choice=choice,
        language=language,
        pages=tuple(
            PageInPack(
                key=page.translation_key,
                page=page,
                card=card,
                format=files.get(page.pk),
                easy_url=_easy_url(page) if page.pk in easy else "",
            )
            for page, card in shown
        ),
        gone=gone,
        services=services,
        survey=survey,
        is_exit=any(card.is_exit_page for _page, card in shown)
        # A service says how to be in touch safely where somebody at home must not notice.
        or any(service.contact_note for service in services)
        or bool(survey and survey.is_exit)
        or _was_exit(gone),
    )


def _easy_url(page: GuidancePage) -> str:
    return f"/{code_of(page)}/guidance/{page.slug}/easy-read/"


def _was_exit(gone: Sequence[UUID]) -> bool:
    """Tell whether somebody may have to leave what stands in place of these pages in a hurry."""
    return bool(gone) and GuidancePage.objects.filter(translation_key__in=gone, exit_page=True).exists()


def _topics_of(gone: Iterable[UUID], language: Language) -> list[DoorCard]:
    leading = pages.doors_with_pages(language).topics
    behind = Door.objects.filter(kind=Door.Kind.TOPIC, pages__translation_key__in=list(gone))
    of_these = set(behind.values_list("pk", flat=True))
    return [door for door in leading if door.id in of_these] or leading


# --- Cards on paper -------------------------------------------------------------------------------------------------


def made_of(contents: Contents, lines: Iterable[Helpline]) -> dict[str, Any]:
    """Return what a card of these contents is made of: enough to tell later whether its words are still right."""
    return {
        "language": contents.language.code,
        # Then it names neither a page nor a service.
        "is_exit": contents.is_exit,
        "pages": {
            str(each.key): {
                "english": each.page.versions.source.words_digest if each.page.versions.source else "",
                "words": each.page.words_digest,
            }
            for each in contents.pages
        },
        "services": {service.key: service.name for service in contents.services},
        "survey": contents.survey.title if contents.survey else "",
        "numbers": {line.key: line.phone for line in lines},
    }


@dataclass(frozen=True, slots=True)
class OldWords:
    """What is wrong with a card: what has become of something on it, and what it is called in English."""

    what: str
    name: str


@dataclass(frozen=True, slots=True)
class OldCard:
    """A card that carries old words."""

    code: str
    version: str
    language: Language
    reasons: tuple[OldWords, ...]


UNSAFE = "Old words called unsafe"
MEANING = "Says something else now"
WITHDRAWN = "Not shown to families any more"
NO_TRANSLATION = "Not in this language any more"
SOURCE_WITHDRAWN = "Rests on a withdrawn source"
NUMBER = "Number changed"
RENAMED = "Has another name now"
SAYS_TOO_MUCH = "Names what now has to stay unsaid"


def old_cards() -> list[OldCard]:
    """Return every card whose words are not right any more, by its version. Nine queries, however many there are."""
    cards = list(PackCard.objects.order_by("version", "key"))
    known = _Known(cards)
    found = ((card, tuple(known.reasons(card.made_of))) for card in cards)
    return [
        OldCard(card.pack_id, card.version, find(card.made_of["language"]) or SOURCE, reasons)
        for card, reasons in found
        if reasons
    ]


class _Known:
    """What cards are held against: the pages they carry and the numbers of now."""

    def __init__(self, cards: Iterable[PackCard]) -> None:
        keys = {UUID(key) for card in cards for key in card.made_of["pages"]}
        self._versions = pages.versions_by_key(keys)
        named = GuidancePage.objects.filter(translation_key__in=keys).order_by("-locale__language_code")
        english = GuidancePage.objects.filter(translation_key__in=keys, locale__language_code=SOURCE.code)
        self._titles = {
            key: title for rows in (named, english) for key, title in rows.values_list("translation_key", "title")
        }
        resting = english.filter(sources__withdrawn_on__isnull=False)
        self._resting = set(resting.values_list("translation_key", flat=True))
        self._lines = {line.key: line for line in Helpline.objects.all()}
        self._exit = set(english.filter(exit_page=True).values_list("translation_key", flat=True))
        self._services = {service.key: service for service in Service.objects.for_parents()}

    def reasons(self, made: Mapping[str, Any]) -> Iterator[OldWords]:
        language = find(made["language"]) or SOURCE
        for key, then in made["pages"].items():
            title = self._titles.get(UUID(key), "A page that is deleted")
            what = _become_of(then, self._versions.get(UUID(key)), language)
            if what:
                yield OldWords(what, title)
            if UUID(key) in self._resting:
                yield OldWords(SOURCE_WITHDRAWN, title)
            if UUID(key) in self._exit and not made["is_exit"]:
                yield OldWords(SAYS_TOO_MUCH, title)
        for key, name in {} if made["is_exit"] else made["services"].items():
            what = _become_of_service(name, self._services.get(key), language)
            if what:
                yield OldWords(what, name)
        for key, phone in made["numbers"].items():
            line = self._lines.get(key)
            if line is None or line.phone != phone:
                yield OldWords(NUMBER, str(line) if line else key)


def _become_of(then: Mapping[str, str], versions: Versions | None, language: Language) -> str:
    """Return what has become of a page since a card was made; ``""`` where the card is still right."""
    shown = versions.shown_in(language) if versions else None
    if versions is None or shown is None:
        return WITHDRAWN
    gap = versions.gap_since(then["english"])
    if gap.behind is Behind.UNSAFE:
        return UNSAFE
    if gap.behind is Behind.MEANING:
        return MEANING
    was_translated = then["words"] != then["english"] and language != SOURCE
    return NO_TRANSLATION if was_translated and code_of(shown) != language.code else ""


def _become_of_service(name: str, service: Service | None, language: Language) -> str:
    """Return what has become of a service since a card named it; ``""`` where the card is still right."""
    if service is None:
        return WITHDRAWN
    # There is something to say about safe contact.
    if column(service, "contact_note", SOURCE):
        return SAYS_TOO_MUCH
    return "" if words_of(service, SERVICE_NAME, language)[0]["name"] == name else RENAMED


def has_changed_since(card: PackCard, contents: Contents) -> bool:
    """Tell whether a page of this card means something else now. No query."""
    now = {str(each.key): each.page.versions for each in contents.pages}
    return any(
        key in now and now[key].gap_since(then["english"]).behind >= Behind.MEANING
        for key, then in card.made_of["pages"].items()
    )


def cards_with(keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return the versions of the cards that carry each of these pages. One query."""
    wanted = {str(key) for key in keys}
    found: dict[UUID, list[str]] = {}
    for card in PackCard.objects.order_by("version"):
        for key in wanted.intersection(card.made_of["pages"]):
            found.setdefault(UUID(key), []).append(card.version)
    return found


# --- Openings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opens:
    """How often packs were opened in a month, by language: only those that may be told."""

    month: date
    languages: tuple[tuple[Language, int], ...]


def opens_by_month() -> list[Opens]:
    """Return how often packs were opened, the latest month first. There is no total: it would tell what is hidden.

    Not even that there were a few is told: whoever made the month's one pack in a language would see it opened.
    """
    rows = PackOpens.objects.filter(count__gte=SMALLEST_COUNT).order_by("-month", "language")
    by_month: dict[date, list[tuple[Language, int]]] = {}
    for row in rows:
        language = find(row.language)
        if language:
            by_month.setdefault(row.month, []).append((language, row.count))
    return [Opens(month, tuple(found)) for month, found in by_month.items()]
