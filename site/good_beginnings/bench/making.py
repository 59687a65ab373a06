"""What it takes to make the formats of one page, one after another in one process, as the worker does."""

import resource
import time

from good_beginnings.bench.tables import Table, kilobytes, milliseconds
from guidance.formats.producers import OFFERS, Offer
from guidance.linearise import document_of
from guidance.models import GuidancePage
from guidance.services import kit_for

PAGE = "why-babies-cry"
#: Made before, so that fonts, tables and voices are loaded: a worker does that once.
WARMING = "new-here"
LANGUAGES = ("en", "pl", "ar")


def making_table() -> Table:
    """Return a row for each format and language: how long it took and what it weighs; then the sum of each language."""
    rows: list[tuple[str, ...]] = []
    for code in LANGUAGES:
        page, other = (GuidancePage.objects.get(slug=slug, locale__language_code=code) for slug in (PAGE, WARMING))
        offers = [offer for offer in OFFERS if offer.reads == "page" and offer.producer.why_not(page.words) is None]
        _durations(other, offers)
        durations = _durations(page, offers)
        rows += [(f"{kind}, {code}", milliseconds(took), kilobytes(size)) for kind, took, size in durations]
        total = sum(took for _kind, took, _size in durations)
        rows.append((f"all, {code}", milliseconds(total), kilobytes(sum(size for *_rest, size in durations))))
    # In kilobytes on Linux.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Table(
        f"Formats of one page ({PAGE})",
        ("Format, language", "ms", "size"),
        rows,
        (
            "Promised: all 3000 ms, braille 50 ms, PDF 150 ms. The e-book takes its voice from the audio before it.",
            f"This process has needed {memory} MB at most, with all that was measured before; a worker may need 350.",
        ),
    )


def _durations(page: GuidancePage, offers: list[Offer]) -> list[tuple[str, float, int]]:
    """Return for each format how long it took, in seconds, and its size in bytes."""
    document = document_of(page)
    measured = []
    for offer in offers:
        kit = kit_for(offer, page.words)
        begun = time.perf_counter()
        made = offer.producer.make(document, kit)
        measured.append((offer.kind, time.perf_counter() - begun, len(made.data)))
    return measured
