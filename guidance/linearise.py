"""Pages as words in reading order: a `Document` out of a page's blocks and records.

Every block of `guidance/blocks.py` has a reader here, and a test compares the two lists: a block that does not say how
it is read can't be added.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from guidance import queries
from guidance.appendices import Appendix, appendices_of
from guidance.document import (
    Block,
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Labels,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    Text,
)
from guidance.html_runs import blocks_of_html, text_of_html
from guidance.models import EasyRead, GuidancePage
from guidance.wording import Draft, Part
from home.english_names import link_emails, mark_english
from home.languages import SOURCE, Language
from home.models import BasePage
from home.models.helplines import HelplineCard
from home.records import words_of
from home.spoken import speaking
from home.states import PageState
from home.urgent_help import HelplineShelf

Reader = Callable[[Any, "Reading"], Iterable[Block]]


class Reading:
    """What reading one page needs at hand: its language, the language around a block, the helplines."""

    def __init__(self, page: BasePage, shelf: HelplineShelf) -> None:
        self.page = page
        self.shelf = shelf
        self.language = page.words
        #: The language of the block being read: the source's, where nobody has translated it yet.
        self.spoken = page.words

    def mark(self, text: Text) -> Text:
        """Return the text with its language noted on each run that has none, where it is not the document's."""
        if self.spoken == self.language:
            return text
        return tuple(Run(run.text, run.strong, run.language or self.spoken.tag, run.href) for run in text)

    def text(self, words: str) -> Text:
        """Return a plain text of an editor's, its English names marked and its e-mail addresses linked."""
        html = link_emails(mark_english(str(conditional_escape(words)), self.spoken))
        return self.mark(text_of_html(html))

    def rich(self, value: Any) -> tuple[Block, ...]:
        """Return the paragraphs and lists of a rich text."""
        html = link_emails(mark_english(expand_db_html(value.source if value else ""), self.spoken))
        return tuple(_marked(block, self) for block in blocks_of_html(html, site=settings.WAGTAILADMIN_BASE_URL))

    def label(self, words: str) -> Text:
        return (Run(words),)

    def lines(self, keys: Iterable[str]) -> list[HelplineCard]:
        """Return the helplines that a block names."""
        return self.shelf.cards(keys, self.spoken)

    def file(self, image: Any) -> str:
        """Return what an editor's own picture is called in storage, made ready for paper."""
        name: str = image.get_rendition("width-1152|format-jpeg|bare").file.name
        return name


class ReadingWithoutFiles(Reading):
    """Reads words and records, and no file beside them."""

    def file(self, image: Any) -> str:
        return ""


class ReadingWords(ReadingWithoutFiles):
    """Reads what an editor has written, and no record or file beside it."""

    def lines(self, keys: Iterable[str]) -> list[HelplineCard]:
        return []


def _marked(block: Block, reading: Reading) -> Block:
    match block:
        case Paragraph(text):
            return Paragraph(reading.mark(text))
        case Items(items, ordered):
            return Items(tuple(reading.mark(item) for item in items), ordered)
    return block


# --- Readers, one per block -----------------------------------------------------------------------------------------


def _heading(value: str, reading: Reading) -> Iterable[Block]:
    yield Heading(reading.text(value))


def _text(value: Any, reading: Reading) -> Iterable[Block]:
    yield from reading.rich(value)


def _callout(value: Any, reading: Reading) -> Iterable[Block]:
    title = reading.label(_("Important")) if value["tone"] == "urgent" else ()
    yield Box(value["tone"], title, reading.rich(value["text"]))


def _picture(value: Any, reading: Reading) -> Iterable[Picture]:
    image = value.get("image")
    file = reading.file(image) if image and not value["drawing"] else ""
    language = "" if reading.spoken == reading.language else reading.spoken.tag
    yield Picture(value["description"], value["drawing"], file, language)


def _quotation(value: Any, reading: Reading) -> Iterable[Block]:
    yield Quotation(reading.text(value["text"]), reading.text(value["who"]))


def _steps(value: Any, reading: Reading) -> Iterable[Block]:
    yield Steps(tuple(reading.text(step) for step in value))


def _table(value: Any, reading: Reading) -> Iterable[Block]:
    head = tuple(reading.text(column["heading"]) for column in value.columns)
    rows = tuple(tuple(reading.text(cell) for cell in row["values"]) for row in value.row_data)
    if any(rows):
        yield Table(head, rows, reading.text(value.caption))


def _try_today(value: Any, reading: Reading) -> Iterable[Block]:
    yield Box("try", reading.label(_("One small thing to try today")), reading.rich(value))


def _normal_if(value: Any, reading: Reading) -> Iterable[Block]:
    yield Box("normal", reading.label(_("It’s normal if…")), reading.rich(value))


def _ask_for_help(value: Any, reading: Reading) -> Iterable[Block]:
    lines = (_helpline(card, reading) for card in reading.lines(value["lines"] or []))
    yield Box("help", reading.label(_("Ask for help if…")), (*reading.rich(value["text"]), *lines))


def _term(value: Any, reading: Reading) -> Iterable[Block]:
    if value is None:
        return
    texts, spoken = words_of(value, ("term", "definition", "say"), reading.spoken)
    inside = _in(spoken, reading)
    title = _("What does “%(term)s” mean?") % {"term": texts["term"]}
    said = [Paragraph(inside.text(texts["definition"]))]
    if texts["say"]:
        said.append(Paragraph((*reading.label(_("In everyday words:") + " "), *inside.text(texts["say"]))))
    yield Box("term", reading.text(title), tuple(said))


def _recording(value: Any, reading: Reading) -> Iterable[Block]:
    yield Box("note", reading.text(value["title"]), reading.rich(value["transcript"]))


READERS: dict[str, Reader] = {
    "heading": _heading,
    "text": _text,
    "callout": _callout,
    "picture": _picture,
    "quotation": _quotation,
    "steps": _steps,
    "table": _table,
    "try_today": _try_today,
    "normal_if": _normal_if,
    "ask_for_help": _ask_for_help,
    "term": _term,
    "audio": _recording,
    "video": _recording,
}


# --- The page -------------------------------------------------------------------------------------------------------


def document_of(page: BasePage) -> Document:
    """Return this page, which has a body, as it is read, in the language of its words. About ten queries.

    Raises:
        LookupError: the page holds a block that nobody has said how to read.
    """
    reading = Reading(page, HelplineShelf())
    with speaking(page.words):
        added = appendices_of(page.local_path, page.words)
        return Document(
            slug=page.slug,
            language=page.words,
            title=page.title,
            promise=reading.text(page.promise),
            blocks=(*_blocks(page.body, reading), *_appended(page, added, reading)),
            labels=_labels(),
            address=public_address(page),
            picture=_top_picture(page),
            notice=_notice(page),
            sources=tuple(_source(source) for source in queries.sources_of(page)),
            help=tuple(_helpline(card, reading) for card in reading.shelf.urgent(page.words)),
            neutral_title=_("Family information") if page.is_exit_page else "",
        )


def draft_of_page(page: BasePage, *, names: Iterable[str] = ()) -> Draft:
    """Return a page, published or not, as the checker of words reads it: its parts are its fields and its blocks.

    A part's key is the block's id; "block-3" where it has none yet. ``names`` are left alone. One query at most.
    """
    reading = ReadingWords(page, HelplineShelf())
    with speaking(page.words):
        ahead = [Part("title", "title", (Heading((Run(page.title),), 1),))]
        if page.promise:
            ahead.append(Part("promise", "promise", (Paragraph(reading.text(page.promise)),)))
        if picture := _top_picture(page):
            ahead.append(Part("picture", "picture", (picture,)))
        body = enumerate(getattr(page, "body", None) or (), 1)
        parts = [Part(block.id or f"block-{at}", block.block_type, tuple(_block(block, reading))) for at, block in body]
    return Draft(page.words, (*ahead, *parts), page.is_safety, tuple(names))


def draft_of_easy_read(easy: EasyRead, *, names: Iterable[str] = ()) -> Draft:
    """Return the rows of an Easy Read as the checker reads them; keys as in `draft_of_page`. One query at most."""
    reading = ReadingWords(easy.page, HelplineShelf())
    with speaking(easy.page.words):
        rows = [
            Part(
                block.id or f"block-{at}",
                block.block_type,
                (Row(reading.text(block.value.get("sentence", "")), picture),),
            )
            for at, block in enumerate(easy.rows, 1)
            for picture in _picture(block.value, reading)
        ]
    return Draft(easy.page.words, tuple(rows), easy.page.is_safety, tuple(names))


def blocks_by_id(page: GuidancePage, shelf: HelplineShelf) -> list[tuple[str, tuple[Block, ...]]]:
    """Return what each block of a page says, under the block's id, the promise first: it has the id "promise".

    Three queries at most for terms and pictures, and one for the helplines of a language that the shelf hasn't yet.
    """
    reading = ReadingWithoutFiles(page, shelf)
    with speaking(page.words):
        promise = [("promise", (Paragraph(reading.text(page.promise)),))] if page.promise else []
        body = [(block.id or f"block-{at}", tuple(_block(block, reading))) for at, block in enumerate(page.body, 1)]
    return [*promise, *body]


def easy_read_of(page: BasePage) -> Document | None:
    """Return the page's Easy Read as it is read; ``None`` where readers may see none. About ten queries."""
    easy = queries.easy_read_of(page)
    if easy is None:
        return None
    reading = Reading(page, HelplineShelf())
    with speaking(page.words):
        whole = document_of(page)
        return replace(
            whole,
            slug=f"{page.slug}-easy-read",
            promise=(),
            picture=None,
            blocks=tuple(_easy_rows(easy, reading)),
            address=f"{whole.address}easy-read/",
            notice=_easy_notice(easy),
        )


def _easy_rows(easy: EasyRead, reading: Reading) -> Iterable[Block]:
    for block in easy.rows:
        (picture,) = _picture(block.value, reading)
        if block.block_type == "lines":
            yield picture
            yield from (_helpline(card, reading) for card in reading.shelf.cards(block.value["lines"], reading.spoken))
        else:
            yield Row(reading.text(block.value["sentence"]), picture)


def _easy_notice(easy: EasyRead) -> tuple[str, ...]:
    """Return what the page's reader must know, and what else that of its Easy Read must: it may lag behind."""
    is_draft = easy.state is PageState.PREVIEW
    behind = (_("This Easy Read was written before the page last changed."),) if easy.is_behind else ()
    return (*(_notice(easy.page) or (_draft() if is_draft else ())), *behind)


def _draft() -> tuple[str, ...]:
    return (_("This page is a draft. Nobody at the Trust has checked it yet."),)


def public_address(page: BasePage) -> str:
    """Return the page's own address on the public site: it is printed, and put into a QR code."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/{page.locale.language_code}/{page.local_path}"


def _blocks(body: StreamValue, reading: Reading) -> Iterable[Block]:
    for block in body:
        yield from _block(block, reading)


def _appended(page: BasePage, added: Iterable[Appendix], reading: Reading) -> Iterable[Block]:
    """Read what is added to the page, but no draft to a page that says of itself that it was checked."""
    for each in added:
        if each.is_draft and page.state is PageState.LIVE:
            continue
        inside = _in(each.words, reading)
        yield Heading(inside.text(each.title))
        yield Paragraph(inside.text(each.text))
        yield Heading(inside.text(each.list_title), 3)
        yield Items(tuple(inside.text(item) for item in each.items), ordered=True)


def _block(block: Any, reading: Reading) -> Iterable[Block]:
    if block.id not in reading.page.foreign_blocks:
        yield from _read(block, reading)
        return
    inside = _in(SOURCE, reading)
    # Printed headings are English there too, as on the page.
    with speaking(SOURCE):
        yield from _read(block, inside)


def _read(block: Any, reading: Reading) -> Iterable[Block]:
    reader = READERS.get(block.block_type)
    if reader is None:
        raise LookupError(f"guidance/linearise.py does not say how the block {block.block_type!r} is read")
    yield from reader(block.value, reading)


def _in(language: Language, reading: Reading) -> Reading:
    """Return the same reading among words of another language."""
    inside = copy(reading)
    inside.spoken = language
    return inside


def _top_picture(page: BasePage) -> Picture | None:
    return Picture(page.drawing_description, page.drawing) if page.drawing else None


def _notice(page: BasePage) -> tuple[str, ...]:
    behind = (_("Some of the English has changed since this page was translated."),) if page.is_behind else ()
    if page.state is PageState.LIVE:
        return behind
    if page.is_corrected:
        return (_("The English has been corrected. A second person has still to check it."),)
    if page.words == SOURCE:
        return _draft()
    draft = _("This translation is a draft, made with a computer’s help. No native speaker has checked it yet.")
    return (draft, *behind)


def _helpline(card: HelplineCard, reading: Reading) -> Helpline:
    spoken = SOURCE if card.words_differ else reading.spoken
    inside = _in(spoken, reading)
    name = () if card.name == card.phone else inside.text(card.name)
    facts = [inside.text(words) for words in (card.who, card.hours, card.cost, card.note) if words]
    if card.may_have_changed:
        facts.append(reading.label(_("This number may have changed.")))
    if card.hours_may_have_changed:
        facts.append(reading.label(_("Hours may have changed.")))
    if card.textphone:
        facts.append(text_of_html(_('Textphone: <bdi dir="ltr">%(number)s</bdi>') % {"number": card.textphone}))
    facts += [(Run(link.removeprefix("https://").removeprefix("www."), href=link),) for link in (card.web,) if link]
    facts += [(Run(card.email, href=f"mailto:{card.email}"),)] if card.email else []
    return Helpline(name, card.phone, tuple(facts))


def _source(source: Any) -> Text:
    publisher = f", {source.publisher}" if source.publisher else ""
    cited = Run(f"{source.title}{publisher}", language=SOURCE.tag, href=source.address)
    second_hand = (Run(" " + _("We read about this in another source.")),) if source.is_second_hand else ()
    return (cited, *second_hand)


def _labels() -> Labels:
    return Labels(
        help=_("Get help now"),
        sources=_("Where these facts come from"),
        picture=_("Picture:"),
        page_address=_("This page on the internet:"),
        computer_voice=_("A computer voice reads this page."),
        unchecked_voice=_("Nobody has checked yet how well this voice reads this language."),
        automatic_braille=_("This braille was made by a computer. Nobody has proof-read it."),
        unchecked_braille=_("No braille reader has checked a sample in this language yet."),
    )
