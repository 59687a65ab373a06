"""The promises about weight and queries that don't depend on the machine (`./run bench` prints those that do).

A cheap phone on a bad line is what most of our families have at 3 a.m.: a promise that nobody measures is lost in a
year. The numbers are those of docs/performance.md; 1 KB is 1,024 bytes, after gzip at its usual level.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale, Site

from feedback.models import EntryPoint
from good_beginnings.bench.weight import gzipped, requests_for
from good_beginnings.static_files import joined
from guidance.content.load import FIRST_LANGUAGES
from guidance.models import GlossaryTerm, GuidanceIndexPage, GuidancePage
from home import generation, remembered
from home.languages import REGISTRY, SOURCE
from home.models import SiteLanguage
from home.shared_surveys import open_surveys
from home.strategy import PAGES as STRATEGY
from tests.feedback.filling_in import Family
from tests.guidance import packs
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

KB = 1024
HTML_AT_MOST = 20 * KB
CSS_AT_MOST = 15 * KB
JS_AT_MOST = 10 * KB
FIRST_VIEW_AT_MOST = 120 * KB
REQUESTS_AT_MOST = 4
QUERIES_AT_MOST = 12
#: A survey is opened in waiting rooms and on doorsteps.
QUESTION_AT_MOST = 15 * KB
QUESTION_QUERIES_AT_MOST = 6

STATIC = Path(settings.ROOT) / "static"
GUIDANCE = (
    "how-brains-grow",
    "what-attachment-means",
    "calm-together",
    "bouncing-back",
    "why-babies-cry",
    "looking-after-you",
    "feeling-safe-at-home",
    "new-here",
)
#: One address of every template that the public can reach.
TEMPLATES = (
    "",
    "guidance/",
    "about/",
    "accessibility/",
    "other-formats/",
    *(f"{slug}/" for slug in STRATEGY),
    "help/",
    "kept/",
    "topics/",
    "services/",
    "services/?need=feeding",
    "services/?all=1",
    "services/sure-start/",
    "words/",
    "search/",
    "search/?q=a",
    "interpreter/",
    "interpreter/tet/",
    "guidance/why-babies-cry/side-by-side/",
    "questions/",
    "questions/?ask=crying&ask=who-else",
    "kiosk/pages/why-babies-cry.calm-together/",
    "stage/birth-to-3-months/",
    "topic/crying-and-calming/",
    "who/new-to-northern-ireland/",
    "you-said-we-did/",
    "action-plan/",
    "report-cards/",
    "how-babies-are-doing/",
    "how-babies-are-doing/best-start/",
    "figures/",
)
#: Makes each page that it offers, to say what it takes: its queries are those of all of them.
OFFER = "kept/topic/crying-and-calming/"
GUIDANCE_PATHS = tuple(f"guidance/{slug}/" for slug in GUIDANCE)
SAMPLE = "guidance/why-babies-cry/"


@pytest.fixture
def visitor() -> Client:
    """Return a plain client: what these tests measure would be the same, and the rules of markup take their time."""
    return Client()


def read(address: str, visitor: Client) -> str:
    response = visitor.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def queries_for(address: str, visitor: Client) -> list[str]:
    """Return the queries of a first view by a process that has just started: nothing is remembered."""
    cache.clear()
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        read(address, visitor)
    return [query["sql"] for query in captured.captured_queries]


def main_sheet() -> bytes:
    """Return the one style sheet of a parent's phone, joined and minified as it is when static files are collected."""
    folder = STATIC / "css"
    return joined((folder / "main.css").read_text(), lambda name: (folder / name).read_text()).encode()


# --- Bytes and requests ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_no_page_weighs_more_than_20_kb(visitor: Client, code: str) -> None:
    paths = (*TEMPLATES, *GUIDANCE_PATHS, OFFER)
    weights = {path: gzipped(read(f"/{code}/{path}", visitor).encode()) for path in paths}

    assert {path: weight for path, weight in weights.items() if weight > HTML_AT_MOST} == {}


def survey_codes() -> list[str]:
    return list(EntryPoint.objects.order_by("wave__survey__key").values_list("code", flat=True))


def question_pages(code: str, way_in: str) -> dict[str, str]:
    """Return every page of a survey, from the first question to the record, by its name."""
    family, pages = Family(CheckingClient(), way_in, code), {}
    while True:
        pages[family.at] = family.response.content.decode()
        if family.at == "record":
            return pages
        family.press("next", *family.choices[:1])


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_page_of_a_survey_weighs_more_than_15_kb(code: str) -> None:
    weights = {
        f"{way_in}: {name}": gzipped(html.encode())
        for way_in in survey_codes()
        for name, html in question_pages(code, way_in).items()
    }

    assert len(weights) > 20
    assert {name: weight for name, weight in weights.items() if weight > QUESTION_AT_MOST} == {}


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_the_pages_round_a_survey_weigh_no_more_than_others(visitor: Client, code: str) -> None:
    paths = ["surveys/", *(f"survey/{way_in}/{tail}" for way_in in survey_codes() for tail in ("", "whole/"))]
    weights = {path: gzipped(read(f"/{code}/{path}", visitor).encode()) for path in paths}
    requests = {path: requests_for(read(f"/{code}/{path}", visitor)) for path in paths}

    assert {path: weight for path, weight in weights.items() if weight > HTML_AT_MOST} == {}
    assert {path: count for path, count in requests.items() if count > REQUESTS_AT_MOST} == {}


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_a_question_asks_the_database_six_times_at_most(visitor: Client, code: str) -> None:
    for way_in in survey_codes():
        # A published version is read once in the life of a process.
        address = f"/{code}/survey/{way_in}/questions/"
        read(address, visitor)

        assert len(queries_for(address, visitor)) <= QUESTION_QUERIES_AT_MOST, way_in


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_a_first_view_takes_at_most_four_requests_besides_pictures(visitor: Client, code: str) -> None:
    paths = (*TEMPLATES, *GUIDANCE_PATHS, OFFER)
    requests = {path: requests_for(read(f"/{code}/{path}", visitor)) for path in paths}

    assert {path: count for path, count in requests.items() if count > REQUESTS_AT_MOST} == {}


def test_the_style_sheet_is_one_file_of_at_most_15_kb() -> None:
    css = main_sheet()

    assert b"@import" not in css
    assert gzipped(css) <= CSS_AT_MOST


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_scripts_of_a_page_weigh_at_most_10_kb(visitor: Client, code: str) -> None:
    way_in = survey_codes()[0]
    surveys = [f"survey/{way_in}/{tail}" for tail in ("", "questions/", "whole/")]
    kiosks = [f"{path}?kiosk=survey.{way_in}" for path in (SAMPLE, *surveys)]
    paths = (*TEMPLATES, *GUIDANCE_PATHS, f"kiosk/survey/{way_in}/", "surveys/", *surveys, *kiosks, pack_path(), OFFER)
    weights = {path: scripts_of(read(f"/{code}/{path}", visitor)) for path in paths}

    assert max(weights.values()) > 0
    assert {path: weight for path, weight in weights.items() if weight > JS_AT_MOST} == {}


def pack_path() -> str:
    """Return the path of a pack with everything that a pack can hold, and with something to hear."""
    slugs = ("why-babies-cry", "calm-together", "looking-after-you")
    for slug in slugs:
        packs.put_file(packs.page_in("en", slug), "audio")
    services = ("sure-start",)
    pack = packs.a_pack(*slugs, language="en", kind="audio", services=services, survey=open_surveys(SOURCE)[0].key)
    return packs.address_of(pack, "en").removeprefix("/en/")


def scripts_of(html: str) -> int:
    """Return the bytes of every script that a page brings, with the worker that two of them call."""
    names = re.findall(r'<script\b[^>]*src="/static/(js/[^"]+)"', html)
    workers = ["js/worker.js"] if {"js/survey.js", "js/kept.js"} & set(names) else []
    return sum(gzipped((STATIC / name).read_bytes()) for name in (*names, *workers))


def test_every_script_is_on_some_page() -> None:
    # What no page asks for is weighed by no test.
    templates = "".join(file.read_text() for file in (STATIC.parent / "templates").rglob("*.html"))
    workers = {"worker.js", "no-worker.js"}
    names = {file.name for file in (STATIC / "js").glob("*.js")} - workers

    assert [name for name in sorted(names) if f"js/{name}" not in templates] == []


@pytest.mark.parametrize("path", ["", SAMPLE, "guidance/feeling-safe-at-home/"])
def test_every_script_is_deferred(visitor: Client, path: str) -> None:
    scripts = re.findall(r"<script\b[^>]*>", read(f"/en/{path}", visitor))

    # A module waits by itself.
    assert [script for script in scripts if " defer" not in script and 'type="module"' not in script] == []


def test_no_font_is_fetched() -> None:
    assert b"@font-face" not in main_sheet()
    assert [file for sheet in STATIC.rglob("*.css") if "@font-face" in sheet.read_text() for file in [sheet.name]] == []


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_a_first_view_with_its_picture_weighs_at_most_120_kb(visitor: Client, code: str) -> None:
    shared = gzipped(main_sheet()) + JS_AT_MOST
    icon = max(gzipped(file.read_bytes()) for file in (STATIC / "img").glob("*.svg"))

    # The drawings stand in the page itself: its weight is theirs too.
    whole = {path: gzipped(read(f"/{code}/{path}", visitor).encode()) + shared + icon for path in GUIDANCE_PATHS}

    assert max(whole.values()) <= FIRST_VIEW_AT_MOST


def test_uploaded_pictures_but_the_first_wait_until_they_are_scrolled_to(visitor: Client) -> None:
    add_blocks(page_in("en"), [uploaded_picture(), uploaded_picture()])

    images = re.findall(r"<img\b[^>]*>", read(f"/en/{SAMPLE}", visitor))

    assert ['loading="lazy"' in image for image in images] == [False, True]
    assert all("width=" in image and "height=" in image for image in images)


# --- Queries --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_no_page_asks_the_database_more_than_12_times(visitor: Client, code: str) -> None:
    counts = {path: len(queries_for(f"/{code}/{path}", visitor)) for path in (*TEMPLATES, *GUIDANCE_PATHS)}

    assert {path: count for path, count in counts.items() if count > QUERIES_AT_MOST} == {}


@pytest.mark.parametrize("code", ["en", "ar"])
def test_what_pages_have_in_common_is_asked_for_once_a_generation(
    visitor: Client, code: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAGE_CACHE = True
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    # A test is one transaction, in which nothing would be remembered.
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=False))
    generation.switch("begun")
    first = len(queries_for(f"/{code}/guidance/calm-together/", visitor))
    # Its versions and their signatures, its words, and its files.
    other = len(queries_for(f"/{code}/guidance/making-up/", visitor))
    generation.switch("next")

    assert other <= 4
    assert first <= QUERIES_AT_MOST
    assert len(queries_for(f"/{code}/guidance/making-up/", visitor)) > other


@pytest.mark.parametrize("code", ["en", "pl", "ar"])
def test_no_page_asks_more_often_where_only_what_is_signed_is_shown(visitor: Client, code: str, settings: Any) -> None:
    settings.SHOW_PREVIEW = False
    SiteLanguage.objects.filter(code=code).update(state=SiteLanguage.State.LIVE)

    # Nothing is signed yet, so the pages answer 404; the tree's own answers are what is left.
    counts = {path: len(queries_for(f"/{code}/{path}", visitor)) for path in ("help/", "words/", "search/")}

    assert max(counts.values()) <= QUERIES_AT_MOST


def page_in(code: str, path: str = SAMPLE) -> GuidancePage:
    return GuidancePage.objects.get(locale__language_code=code, slug=path.strip("/").split("/")[-1])


def add_blocks(page: GuidancePage, blocks: Iterable[tuple[str, Any]]) -> None:
    for kind, value in blocks:
        page.body.append((kind, value))
    page.save_revision().publish()


def uploaded_picture() -> tuple[str, Any]:
    data = BytesIO()
    Picture.new("RGB", (1200, 800), "white").save(data, "JPEG")
    file = SimpleUploadedFile("cot.jpg", data.getvalue(), "image/jpeg")
    image = Image.objects.create(title="A cot", file=file)
    return ("picture", {"drawing": "", "image": image, "description": "A cot."})


def one_of_each(page: GuidancePage) -> list[tuple[str, Any]]:
    """Return a block of every kind the starter content has: links, helplines, terms, drawings."""
    link = f'<p>See <a linktype="page" id="{page.pk}">this page</a>.</p>'
    return [
        ("text", link),
        ("callout", {"tone": "note", "text": link}),
        ("steps", ["Hold your baby close.", "Hum."]),
        ("ask_for_help", {"text": link, "lines": ["lifeline", "gp-out-of-hours"]}),
        ("term", GlossaryTerm.objects.first()),
        ("picture", {"drawing": "cup-of-tea", "image": None, "description": "Tea."}),
    ]


@pytest.mark.parametrize("code", ["en", "pl"])
def test_more_blocks_ask_no_more_questions(visitor: Client, code: str) -> None:
    page = page_in(code)
    add_blocks(page, one_of_each(page))
    few = queries_for(f"/{code}/{SAMPLE}", visitor)

    add_blocks(page, one_of_each(page) * 5)
    many = queries_for(f"/{code}/{SAMPLE}", visitor)

    assert len(many) == len(few), many
    assert len(few) <= QUERIES_AT_MOST


def test_more_uploaded_pictures_ask_no_more_questions(visitor: Client) -> None:
    page = page_in("en")
    add_blocks(page, [uploaded_picture()])
    read(f"/en/{SAMPLE}", visitor)  # The first view ever makes the sizes.
    few = queries_for(f"/en/{SAMPLE}", visitor)

    add_blocks(page, [uploaded_picture() for _number in range(4)])
    read(f"/en/{SAMPLE}", visitor)
    many = queries_for(f"/en/{SAMPLE}", visitor)

    assert len(many) == len(few), many


@pytest.mark.parametrize("path", ["", SAMPLE, "topics/", "search/?q=a", "stage/birth-to-3-months/"])
def test_more_languages_ask_no_more_questions(visitor: Client, path: str) -> None:
    few = queries_for(f"/pl/{path}", visitor)

    for language in REGISTRY:
        SiteLanguage.objects.filter(code=language.code).update(state=SiteLanguage.State.PREVIEW)
        Locale.objects.get_or_create(language_code=language.code)
    many = queries_for(f"/pl/{path}", visitor)

    assert len(many) == len(few), many


def test_more_versions_of_a_page_ask_no_more_questions(visitor: Client) -> None:
    few = queries_for(f"/pl/{SAMPLE}", visitor)

    for code in ("es", "lv", "sk"):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        page_in("en").copy_for_translation(locale, copy_parents=True, alias=True)
    many = queries_for(f"/pl/{SAMPLE}", visitor)

    assert GuidancePage.objects.filter(translation_key=page_in("en").translation_key, live=True).count() > 11
    assert len(many) == len(few), many


@pytest.mark.parametrize("path", ["", "guidance/", SAMPLE, "topics/", "search/?q=baby", "stage/birth-to-3-months/"])
def test_more_pages_ask_no_more_questions(visitor: Client, path: str) -> None:
    few = queries_for(f"/en/{path}", visitor)

    index, model = GuidanceIndexPage.objects.get(locale__language_code="en"), page_in("en")
    new = [GuidancePage(title=f"Baby {number}", locale=index.locale) for number in range(12)]
    more = [index.add_child(instance=page) for page in new]
    for page in more:
        page.doors.set(model.doors.all())
        page.sources.set(model.sources.all())
        page.save_revision().publish()
    model.related.set(more)
    model.save_revision().publish()
    many = queries_for(f"/en/{path}", visitor)

    assert len(many) == len(few), many
