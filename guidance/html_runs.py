"""The few tags of rich text, as runs, paragraphs and lists. Pure."""

from html.parser import HTMLParser

from guidance.document import Block, Items, Paragraph, Run, Text

_STRONG = {"b", "strong"}
_BLOCKS = {"p", "li", "ul", "ol", "div", "h2", "h3", "h4", "table", "caption", "tr", "th", "td"}


def text_of_html(html: str) -> Text:
    """Return the runs of a text that holds no paragraphs."""
    parser = _Runs("")
    parser.feed(html)
    parser.close()
    return parser.text()


def blocks_of_html(html: str, *, site: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of a rich text. ``site`` stands before addresses that begin with a slash.

    Lists inside lists are read as items of the outer one, and each cell of a table as a paragraph, once, however far it
    reaches: what is said is kept, in its order.
    """
    parser = _Runs(site.rstrip("/"))
    parser.feed(html)
    parser.close()
    return parser.blocks()


class _Runs(HTMLParser):
    """Collects runs, and closes them into paragraphs and lists where tags do."""

    def __init__(self, site: str) -> None:
        super().__init__(convert_charrefs=True)
        self._site = site
        self._runs: list[Run] = []
        self._blocks: list[Block] = []
        self._items: list[Text] = []
        self._lists: list[str] = []
        self._strong = 0
        self._languages: list[str] = []
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._end_text()
        if tag in {"ul", "ol"}:
            self._lists.append(tag)
        elif tag in _STRONG:
            self._strong += 1
        elif tag == "a":
            self._links.append(self._absolute(given.get("href", "")))
        elif tag in {"bdi", "span"}:
            self._languages.append(given.get("lang", ""))
        elif tag == "br":
            self._runs.append(Run("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_text()
        if tag in {"ul", "ol"} and self._lists:
            self._end_list(self._lists.pop())
        elif tag in _STRONG:
            self._strong = max(0, self._strong - 1)
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in {"bdi", "span"} and self._languages:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        language = next((tag for tag in reversed(self._languages) if tag), "")
        self._runs.append(Run(data, bool(self._strong), language, self._links[-1] if self._links else ""))

    def text(self) -> Text:
        """Return what was collected since the last paragraph, without blanks around it."""
        runs, self._runs = _trimmed(self._runs), []
        return runs

    def blocks(self) -> tuple[Block, ...]:
        self._end_text()
        if self._items:
            self._end_list(self._lists.pop() if self._lists else "ul")
        return tuple(self._blocks)

    def _absolute(self, address: str) -> str:
        return f"{self._site}{address}" if address.startswith("/") else address

    def _end_text(self) -> None:
        text = self.text()
        if not text:
            return
        if self._lists:
            self._items.append(text)
        else:
            self._blocks.append(Paragraph(text))

    def _end_list(self, tag: str) -> None:
        if self._items and not self._lists:
            self._blocks.append(Items(tuple(self._items), ordered=tag == "ol"))
            self._items = []


def _trimmed(runs: list[Run]) -> Text:
    """Return the runs without blanks at either end; none where there is nothing but blanks."""
    kept = [run for run in _joined(runs) if run.text]
    if not "".join(run.text for run in kept).strip():
        return ()
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    kept[0] = _with(kept[0], kept[0].text.lstrip())
    kept[-1] = _with(kept[-1], kept[-1].text.rstrip())
    return tuple(kept)


def _joined(runs: list[Run]) -> list[Run]:
    """Return neighbours of one kind as one run."""
    joined: list[Run] = []
    for run in runs:
        if joined and _with(joined[-1], "") == _with(run, ""):
            joined[-1] = _with(run, joined[-1].text + run.text)
        else:
            joined.append(run)
    return joined


def _with(run: Run, text: str) -> Run:
    return Run(text, run.strong, run.language, run.href)
