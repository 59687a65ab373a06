"""Where the work is that a cell asks for: one address, or none for those who may not do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from guidance.language_desk.cells import Cell, Me, State, Work
from guidance.language_desk.queries import Column, Row

#: What a link says.
WORDS: Mapping[Work, str] = {
    Work.SEND: "Send for translation",
    Work.TRANSLATE: "Translate and publish",
    Work.SYNC: "Bring the new English in",
    Work.UPDATE: "Bring up to date",
    Work.PUBLISH: "Edit and publish",
    Work.SIGN: "Read and sign",
    Work.ENGLISH: "See the English",
    Work.SWITCH: "Switch the language to live",
}


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    words: str


def work_link(row: Row, cell: Cell, column: Column, me: Me) -> Link | None:
    """Return the way to the next step, or to the signatures where all is done."""
    if cell.next is None:
        url = _sign(cell.version.page_id if cell.version else 0, me)
        return Link(url, "See the signatures") if url else None
    url = _url(row, cell, cell.next.work, column, me)
    return Link(url, WORDS[cell.next.work]) if url else None


def formats_url(cell: Cell, me: Me) -> str:
    """Return where the files of this version are listed; ``""`` where there are none, and for who can't edit it."""
    if cell.version is None or not cell.formats.asked_for or cell.version.page_id not in me.edits:
        return ""
    return reverse("page_formats", args=[cell.version.page_id])


def changed_url(cell: Cell, me: Me) -> str:
    """Return where the English of then stands beside that of now; ``""`` where a translation is not behind."""
    if cell.version is None or cell.state is not State.BEHIND:
        return ""
    may_look = cell.version.page_id in me.edits or me.is_clinician
    return reverse("what_changed", args=[cell.version.page_id]) if may_look else ""


def _url(row: Row, cell: Cell, work: Work, column: Column, me: Me) -> str:
    page_id = cell.version.page_id if cell.version else 0
    english_id = row.english.page_id if row.english else 0
    match work:
        case Work.SIGN:
            return _sign(page_id, me)
        case Work.ENGLISH:
            return _sign(english_id, me)
        case Work.TRANSLATE | Work.UPDATE | Work.PUBLISH:
            return reverse("wagtailadmin_pages:edit", args=[page_id]) if page_id in me.edits else ""
        case Work.SEND:
            return _send(english_id, column) if me.may_send and english_id in me.edits else ""
        case Work.SYNC:
            return _sync(cell) if me.may_send and english_id in me.edits else ""
        case Work.SWITCH:
            return _switch(column) if me.may_switch else ""
        case Work.WRITE:
            return ""


def _sign(page_id: int, me: Me) -> str:
    """Return where to sign for a page: also for clinicians, who need not be able to edit it."""
    return reverse("sign_page", args=[page_id]) if page_id and (page_id in me.edits or me.is_clinician) else ""


def _send(english_id: int, column: Column) -> str:
    chosen = urlencode({"select_locale": column.language.code})
    return f"{reverse('wagtail_localize:submit_page_translation', args=[english_id])}?{chosen}"


def _sync(cell: Cell) -> str:
    source_id = cell.version.source_id if cell.version else 0
    return reverse("wagtail_localize:update_translations", args=[source_id])


def _switch(column: Column) -> str:
    if column.row_id is None:
        return reverse("wagtailsnippets_home_sitelanguage:add")
    return reverse("wagtailsnippets_home_sitelanguage:edit", args=[column.row_id])
