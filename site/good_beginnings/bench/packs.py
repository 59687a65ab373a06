"""How quick a pack is on paper."""

import statistics
import time

from good_beginnings.bench.tables import Table, kilobytes, milliseconds
from guidance.models import GuidancePage
from guidance.signposting.choice import Choice
from guidance.signposting.paper import Size, print_pack
from guidance.signposting.queries import contents_of
from guidance.signposting.services import make_pack
from home.languages import get

LANGUAGES = ("en", "pl", "ar")
PAGES = ("why-babies-cry", "calm-together", "looking-after-you")
RUNS = 10


def packs_table() -> Table:
    """Return how long a card, a leaflet and a poster take, in three languages."""
    rows = [_row(code, size) for code in LANGUAGES for size in Size]
    return Table(
        f"A pack of {len(PAGES)} pages on paper",
        ("Size, language", "ms median", "max", "size", "runs"),
        rows,
        ("Promised: 200 ms each. What is in the pack is read anew each time; the fonts are loaded.",),
    )


def _row(code: str, size: Size) -> tuple[str, ...]:
    keys = tuple(GuidancePage.objects.get(slug=slug, locale__language_code="en").translation_key for slug in PAGES)
    choice = Choice(pages=keys, services=("sure-start",), language=code)
    pack = make_pack(choice)
    durations, weight = [], 0
    for _number in range(RUNS + 1):
        begun = time.perf_counter()
        weight = len(print_pack(pack, contents_of(choice, get(code)), size).pdf)
        durations.append(time.perf_counter() - begun)
    measured = durations[1:]
    return (
        f"{size.name.lower()} ({size.value}), {code}",
        milliseconds(statistics.median(measured)),
        milliseconds(max(measured)),
        kilobytes(weight),
        str(RUNS),
    )
