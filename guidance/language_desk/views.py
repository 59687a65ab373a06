"""The table of every page in every language and format, in the admin's reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.language_desk import queries
from guidance.language_desk.addresses import Link, changed_url, formats_url, work_link
from guidance.language_desk.cells import Cell, Formats, Me, State, Whose, oldest_review, waits_for
from guidance.language_desk.people import languages_of, need_to_look, rights_of
from guidance.language_desk.queries import Column, Row
from guidance.language_desk.selection import ABOUT, GUIDANCE, Order, Wanted, select
from home.changes import Behind
from home.languages import SOURCE, Language

PAGES_IN_A_LIST = 50
#: What translators can be sent, by the end of a file's name.
KINDS_OF_FILES = (
    ("po", "PO file, for Poedit and the like"),
    ("xlf", "XLIFF 2 file, for translators' programs"),
    ("docx", "Word document with a table"),
)
#: A sign and a word for each state: nobody has to see a colour.
SIGNS: Mapping[State, tuple[str, str]] = {
    State.LIVE: ("✓", "Live"),
    State.WAITING: ("◑", "Waiting"),
    State.PREVIEW: ("○", "Preview"),
    State.BEHIND: ("↻", "Behind"),
    State.MISSING: ("–", "Missing"),
}
_ORDERS = {
    Order.PAGE: "Page",
    Order.BEHIND: "How much is behind",
    Order.REVIEW: "Oldest review date",
}
#: What each person is called before a language is known.
_PEOPLE: Mapping[Whose, str] = {
    Whose.EDITOR: "an editor",
    Whose.CHECKER: "a checker",
    Whose.TRANSLATOR: "the {language} translator",
    Whose.SECOND_READER: "the {language} second reader",
    Whose.CLINICAL_REVIEWER: "a clinical reviewer",
    Whose.ADMINISTRATOR: "an administrator",
}

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the table shows it, its words already put together: six hundred are drawn at once.

    ``key`` names its state in class names, and never stands alone. ``name`` tells its links apart when they are heard.
    """

    key: str
    sign: str
    word: str
    told: str
    is_mine: bool
    link: Link | None
    name: str
    files: str
    files_url: str
    changed_url: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    title: str
    words: Language
    review_on: date | None
    cells: Sequence[ShownCell]
    english_id: int


class DeskForm(forms.Form):
    """What to show. What can't be read is as good as nothing chosen: an old bookmark still opens the desk."""

    state = forms.ChoiceField(label="State", required=False)
    language = forms.ChoiceField(label="Language", required=False)
    section = forms.ChoiceField(label="Topic or section", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False)
    mine = forms.BooleanField(label="Only what waits for me", required=False)
    all = forms.BooleanField(label="Languages that are off, too", required=False)

    def __init__(self, data: Any, columns: Sequence[Column], topics: Iterable[tuple[str, str]]) -> None:
        states = [(state.value, word) for state, (_sign, word) in SIGNS.items()]
        languages = [(column.language.code, column.language.english_name) for column in columns]
        sections = [(GUIDANCE, "All guidance"), (ABOUT, "Pages about the site"), *topics]
        self.wanted = Wanted(
            state=_one_of(State, data.get("state")),
            section=data["section"] if data.get("section") in dict(sections) else "",
            only_mine=bool(data.get("mine")),
            order=_one_of(Order, data.get("sort")) or Order.PAGE,
        )
        language = data["language"] if data.get("language") in dict(languages) else ""
        self.columns = [
            column
            for column in columns
            if (column.language.code == language if language else column.is_on or data.get("all"))
        ]
        super().__init__(
            initial={
                "state": self.wanted.state.value if self.wanted.state else "",
                "language": language,
                "section": self.wanted.section,
                "sort": self.wanted.order.value,
                "mine": self.wanted.only_mine,
                "all": bool(data.get("all")),
            }
        )
        self._offer("state", [("", "Any"), *states])
        self._offer("language", [("", "All languages that are on"), *languages])
        self._offer("section", [("", "All pages"), *sections])
        self._offer("sort", [(order.value, word) for order, word in _ORDERS.items()])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _one_of(kind: type[_Choice], value: Any) -> _Choice | None:
    return next((each for each in kind if each.value == value), None)


@require_safe
def language_desk(request: HttpRequest) -> HttpResponse:
    """Show how each page stands in each language, and lead to the next step. At most 25 queries, the menu's included.

    Raises:
        PermissionDenied: this person neither edits pages nor signs for them.
    """
    need_to_look(request.user)
    me = rights_of(request.user)
    form = DeskForm(request.GET, queries.all_columns(), queries.topics())
    rows = select(queries.rows(form.columns), form.wanted, lambda row, cell: _is_mine(row, cell, me))
    paginator = Paginator(rows, PAGES_IN_A_LIST)
    pages = paginator.get_page(request.GET.get("p"))
    context = {
        "form": form,
        "columns": form.columns,
        "pages": pages,
        "rows": [_shown_row(row, form.columns, me) for row in pages],
        "elided_page_range": paginator.get_elided_page_range(pages.number),
        "source": SOURCE,
        "out": {"languages": languages_of(me), "kinds": KINDS_OF_FILES, "token": get_token(request)},
    }
    return TemplateResponse(request, "guidance/admin/language_desk.html", context)


def _is_mine(row: Row, cell: Cell, me: Me) -> bool:
    return waits_for(cell, me, english_id=row.english.page_id if row.english else None)


def _shown_row(row: Row, columns: Sequence[Column], me: Me) -> ShownRow:
    cells = [_shown(row, cell, column, me) for cell, column in zip(row.cells, columns, strict=True)]
    english_id = row.english.page_id if row.english else 0
    return ShownRow(row.called, row.shown.words, oldest_review(row.cells), cells, english_id)


def _shown(row: Row, cell: Cell, column: Column, me: Me) -> ShownCell:
    sign, word = SIGNS[cell.state]
    language = column.language.english_name
    return ShownCell(
        key=cell.state.value,
        sign=sign,
        word=word,
        told=_told(cell, language),
        is_mine=_is_mine(row, cell, me),
        link=work_link(row, cell, column, me),
        name=f"{row.called}, {language}",
        files=_files(cell.formats),
        files_url=formats_url(cell, me),
        changed_url=changed_url(cell, me),
    )


def _told(cell: Cell, language: str) -> str:
    """Return who is next, how long it is behind and what readers see, and how much of the English is still there."""
    told = [f"for {_PEOPLE[cell.next.whose].format(language=language)}"] if cell.next else []
    days = cell.days_behind(today=timezone.localdate())
    if days is not None:
        told.append(f"behind for {days} {'day' if days == 1 else 'days'}" if days else "behind since today")
    if cell.gap.behind is Behind.UNSAFE:
        told.append("old words unsafe: readers see the English")
    gaps = cell.version.gaps if cell.version and cell.state is not State.MISSING else 0
    if gaps:
        told.append(f"{gaps} {'part' if gaps == 1 else 'parts'} in English")
    return "; ".join(told)


def _files(formats: Formats) -> str:
    if not formats.asked_for:
        return ""
    return f"{formats.ready} ready, {formats.behind} behind, {formats.missing} missing"
