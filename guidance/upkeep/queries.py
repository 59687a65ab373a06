"""Read what is due, and what rests on withdrawn sources. Reads only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from guidance.directory.models import Service
from guidance.language_desk import queries as desk
from guidance.language_desk.addresses import work_link
from guidance.language_desk.cells import Cell, Me, waits_for
from guidance.language_desk.people import may_look, rights_of
from guidance.models import GlossaryTerm, GuidancePage, QuestionToAsk, Source
from guidance.signposting.queries import cards_with
from guidance.upkeep.dates import Due
from home.languages import SOURCE, Language
from home.models import Helpline


def all_due() -> list[Due]:
    """Return all that has a day on which it is to be read or checked again. Seventeen queries, whatever there is."""
    return [*_pages(), *_helplines(), *_services(), *_sources(), *_terms(), *_questions()]


def _pages() -> Iterator[Due]:
    columns = desk.all_columns()
    owners = dict(Page.objects.exclude(owner=None).values_list("pk", "owner_id"))
    for row in desk.rows(columns):
        for cell, column in zip(row.cells, columns, strict=True):
            if cell.review_on and cell.version:
                yield Due(
                    "Page" if column.language == SOURCE else f"Page, {column.language.english_name}",
                    row.called,
                    cell.review_on,
                    reverse("sign_page", args=[cell.version.page_id]),
                    owners.get(cell.version.page_id) or owners.get(row.english.page_id if row.english else 0, 0),
                )


def _helplines() -> Iterator[Due]:
    for line in Helpline.objects.all():
        url = reverse("wagtailsnippets_home_helpline:edit", args=[line.pk])
        if line.next_check_due:
            yield Due("Helpline", str(line), line.next_check_due, url, role=line.owner)


def _services() -> Iterator[Due]:
    """Yield the services that somebody has checked. The others: `never_checked`."""
    for service in Service.objects.for_staff().only("key", "name_en", "owner", "next_check_due"):
        url = reverse("wagtailsnippets_guidance_service:edit", args=[service.pk])
        if service.next_check_due:
            yield Due("Service", str(service), service.next_check_due, url, role=service.owner)


def _sources() -> Iterator[Due]:
    for source in Source.objects.filter(withdrawn_on=None).exclude(last_checked=None):
        url = reverse("wagtailsnippets_guidance_source:edit", args=[source.pk])
        if source.next_check_due:
            yield Due("Source", str(source), source.next_check_due, url, source.owner_id or 0)


def _terms() -> Iterator[Due]:
    for term in GlossaryTerm.objects.all():
        url = reverse("wagtailsnippets_guidance_glossaryterm:edit", args=[term.pk])
        if term.next_review_due:
            yield Due("Glossary", str(term), term.next_review_due, url, role=term.owner)


def never_checked() -> list[Service]:
    """Return the services that are told of, and that nobody has checked yet. One query."""
    services = Service.objects.for_staff().filter(last_checked=None)
    return list(services.only("key", "name_en", "owner", "evidence", "order"))


def _questions() -> Iterator[Due]:
    for question in QuestionToAsk.objects.exclude(next_review_due=None):
        url = reverse("wagtailsnippets_guidance_questiontoask:edit", args=[question.pk])
        if question.next_review_due:
            yield Due("Question to ask", str(question), question.next_review_due, url, role=question.owner)


# --- Work that waits ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step on a page that waits for somebody; ``url`` is where it is taken."""

    page_id: int
    work: str
    said: str
    url: str

    @property
    def key(self) -> tuple[int, str]:
        return self.page_id, self.work


def who_waits_for_what(people: Iterable[Any]) -> Iterator[tuple[Any, list[Waiting]]]:
    """Yield each person who edits or signs, with the steps that are theirs to take in the languages that are on.

    Ten queries, and seven for each person.
    """
    columns = [column for column in desk.all_columns() if column.is_on]
    rows = desk.rows(columns)
    for person in people:
        if may_look(person):
            yield person, list(_waiting(rights_of(person), rows, columns))


def _waiting(me: Me, rows: Iterable[desk.Row], columns: Sequence[desk.Column]) -> Iterator[Waiting]:
    for row in rows:
        english_id = row.english.page_id if row.english else None
        for cell, column in zip(row.cells, columns, strict=True):
            link = work_link(row, cell, column, me)
            if link and cell.next and waits_for(cell, me, english_id=english_id):
                page_id = cell.version.page_id if cell.version else row.shown.page_id
                work = f"{column.language.code} {cell.next.step.value if cell.next.step else cell.next.work.value}"
                said = f"{row.called}, {column.language.english_name}: {link.words.lower()}"
                yield Waiting(page_id, work, said, link.url)


# --- What rests on a source -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Carrier:
    """A page that carries a source's claims: each language it is in, with the cell of the desk.

    ``cards`` are the versions of the cards on paper that carry the page.
    """

    title: str
    url: str
    claims: Sequence[str]
    versions: Sequence[tuple[Language, Cell, str]]
    cards: Sequence[str]


def carriers_of(sources: Iterable[Source]) -> list[tuple[Source, list[Carrier]]]:
    """Return, for each source, every page that rests on it, in every language, with the files and cards made of it.

    Twelve queries, and two for each source.
    """
    columns = desk.all_columns()
    rows = desk.rows(columns)
    cards = _cards_by_page(row.english.page_id for row in rows if row.english)
    return [(source, list(_carriers(source, rows, columns, cards))) for source in sources]


def _cards_by_page(page_ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    keys = dict(GuidancePage.objects.filter(pk__in=list(page_ids)).values_list("translation_key", "pk"))
    return {keys[key]: versions for key, versions in cards_with(keys).items()}


def withdrawn() -> list[tuple[Source, list[Carrier]]]:
    """Return the withdrawn sources on which pages still rest; their latest first."""
    sources = list(Source.objects.exclude(withdrawn_on=None).order_by("-withdrawn_on", "key"))
    return [(source, carriers) for source, carriers in carriers_of(sources) if carriers] if sources else []


def _carriers(
    source: Source,
    rows: Iterable[desk.Row],
    columns: Sequence[desk.Column],
    cards: Mapping[int, Sequence[str]],
) -> Iterator[Carrier]:
    claims: dict[int, list[str]] = {}
    for words, page_id in source.claims.exclude(pages=None).values_list("words", "pages__pk"):
        claims.setdefault(page_id, []).append(words)
    resting = set(GuidancePage.objects.filter(sources=source).values_list("pk", flat=True)) | set(claims)
    for row in rows:
        if row.english and row.english.page_id in resting:
            versions = [
                (column.language, cell, _edit(cell.version.page_id))
                for cell, column in zip(row.cells, columns, strict=True)
                if cell.version and cell.version.is_published and not cell.version.is_alias
            ]
            page_id = row.english.page_id
            yield Carrier(row.called, _edit(page_id), claims.get(page_id, []), versions, cards.get(page_id, []))


def _edit(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])
