"""What is on the page can be read, reached and hit: narrow, zoomed, in either direction, with more space."""

import pytest
from playwright.sync_api import Page

from home import languages
from tests.browser.addresses import CLOSELY_WATCHED, EXIT, GUIDANCE, PLACES, SHOWN
from tests.browser.visits import DESK, NARROW, PHONE, Visits

#: In CSS px: 44 where a thumb aims, and never under 24 (WCAG 2.2, 2.5.8).
TARGET, SMALLEST_TARGET = 44, 24
SMALLEST_TEXT, BODY_TEXT = 16, 18

#: WCAG 2.2, 1.4.12. A constructed sheet, since the page's policy allows no inline style.
MORE_SPACE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"

#: What reaches beyond the window, and what is cut off inside its own box.
LOST = """() => {
    const root = document.documentElement;
    const seen = element => !element.closest(".unseen, .skip, [hidden], svg") && element.getClientRects().length;
    const words = element => element.textContent.trim().slice(0, 40);
    const named = element => `${element.tagName.toLowerCase()}.${element.className}: ${words(element)}`;
    const beyond = element => {
        const box = element.getBoundingClientRect();
        return box.right > root.clientWidth + 1 || box.left < -1;
    };
    const cut = element => {
        const style = getComputedStyle(element);
        return style.overflow !== "visible" && element.children.length + element.textContent.trim().length > 0
            && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    };
    // What has two dimensions is moved sideways by itself, also by the keyboard (WCAG 2.2, 1.4.10).
    const moved = element => element.closest('.table[tabindex="0"]');
    const all = [...document.body.querySelectorAll("*")].filter(element => seen(element) && !moved(element));
    return [
        ...(root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} px wide`] : []),
        ...all.filter(beyond).map(element => `beyond the edge: ${named(element)}`),
        ...all.filter(cut).map(element => `cut off: ${named(element)}`),
    ];
}"""

#: Targets as a thumb finds them. A link in running text is as high as its line; a link may lend its card to the thumb,
#: and a box that is ticked its words.
SMALL_TARGETS = """([wanted, smallest]) => {
    const lent = element => {
        if (element.matches("[type=checkbox], [type=radio]") && element.labels.length) return element.labels[0];
        const after = getComputedStyle(element, "::after");
        return after.content !== "none" && after.position === "absolute" ? element.offsetParent : element;
    };
    const block = element => {
        const parent = element.parentElement;
        return getComputedStyle(parent).display === "inline" ? block(parent) : parent;
    };
    const inRunningText = element => {
        if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
        const around = block(element).cloneNode(true);
        around.querySelectorAll("a").forEach(link => link.remove());
        return /\\p{L}/u.test(around.textContent);
    };
    const targets = document.querySelectorAll("a[href], button, summary, input, select, textarea, audio, video");
    return [...targets].flatMap(element => {
        if (!element.getClientRects().length || element.closest(".skip") || inRunningText(element)) return [];
        const box = lent(element).getBoundingClientRect();
        const [short, long] = [box.width, box.height].sort((one, other) => one - other);
        const size = `${Math.round(box.width)} × ${Math.round(box.height)}`;
        return long < wanted || short < smallest ? [`${size}: ${element.outerHTML.slice(0, 120)}`] : [];
    });
}"""

SMALL_TEXT = """smallest => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = new Set();
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const size = parseFloat(getComputedStyle(element).fontSize);
        // A chart is drawn in units of its own; `test_svg.py` tells how large they are.
        if (element.closest("svg.chart")) continue;
        if (walker.currentNode.textContent.trim() && element.getClientRects().length && size < smallest)
            small.add(`${size} px: ${element.textContent.trim().slice(0, 60)}`);
    }
    return [...small];
}"""


def lost(page: Page) -> list[str]:
    return list(page.evaluate(LOST))


def out_of_reach(page: Page) -> list[str]:
    return [*page.evaluate(SMALL_TARGETS, [TARGET, SMALLEST_TARGET]), *page.evaluate(SMALL_TEXT, SMALLEST_TEXT)]


@pytest.mark.parametrize("code", [code for code in SHOWN if code not in CLOSELY_WATCHED])
def test_nothing_is_lost_at_320_px_which_is_also_a_desk_at_400_percent(visit: Visits, code: str) -> None:
    page = visit.blank(viewport=NARROW)
    faults = []
    for name in ("home", "guidance", "exit", "help", "interpreter-cards", "glossary"):
        visit.go(page, PLACES[name].address(code))
        page.evaluate(UNFOLD)
        faults += [f"{name}: {fault}" for fault in lost(page)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
@pytest.mark.parametrize("name", PLACES)
def test_all_of_a_template_is_in_view_big_enough_and_in_reach(visit: Visits, name: str, code: str) -> None:
    page = visit.place(PLACES[name], code)
    page.evaluate(UNFOLD)
    faults = []
    for size in (NARROW, PHONE, DESK):
        page.set_viewport_size(size)
        faults += [f"{size['width']} px: {fault}" for fault in (*lost(page), *out_of_reach(page))]
    page.evaluate(MORE_SPACE)
    for size in (NARROW, DESK):
        page.set_viewport_size(size)
        faults += [f"with more space at {size['width']} px: {fault}" for fault in lost(page)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_running_text_is_at_least_18_px_and_grows_with_the_readers_own_size(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/{GUIDANCE}", viewport=PHONE)
    size = "parseFloat(getComputedStyle(document.querySelector('article p:not(.promise)')).fontSize)"
    usual = page.evaluate(size)

    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})

    assert usual >= BODY_TEXT
    assert page.evaluate(size) == pytest.approx(2 * usual)
    assert lost(page) == []


# --- Direction ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SHOWN)
def test_page_and_article_run_in_their_languages_direction(visit: Visits, code: str) -> None:
    language = languages.get(code)
    page = visit.open(f"/{code}/{GUIDANCE}")

    root = page.locator("html")
    article = page.locator("article")

    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language.tag, language.dir)
    assert (article.get_attribute("lang"), article.get_attribute("dir")) == (language.tag, language.dir)
    for element in (root, article, page.locator("article h1"), page.locator(".header"), page.locator("#help-now")):
        assert element.evaluate("element => getComputedStyle(element).direction") == language.dir


SHOWN_IN_ORDER = tuple(language.code for language in languages.REGISTRY if language.code in SHOWN)


def test_each_language_in_the_switcher_runs_in_its_own_direction(visit: Visits) -> None:
    page = visit.open("/ar/")
    page.locator(".languages summary").click()

    links = page.locator(".languages__link")

    assert links.count() == len(SHOWN)
    for code, link in zip(SHOWN_IN_ORDER, links.all(), strict=True):
        language = languages.get(code)
        assert link.inner_text() == language.own_name
        assert link.get_attribute("lang") == language.tag
        assert link.evaluate("element => getComputedStyle(element).direction") == language.dir


@pytest.mark.parametrize("path", ["", GUIDANCE, "topics/"])
def test_drawings_look_the_way_the_words_run(visit: Visits, path: str) -> None:
    # An Arabic page may show the card of one that is in English just now.
    faces = """[...document.querySelectorAll(".drawing__svg")].map(
        svg => [svg.closest("[dir]").dir, new DOMMatrix(getComputedStyle(svg).transform).a])"""

    english = visit.open(f"/en/{path}").evaluate(faces)
    arabic = visit.open(f"/ar/{path}").evaluate(faces)

    assert english
    assert {tuple(each) for each in english} == {("ltr", 1)}
    assert {("rtl", -1)} <= {tuple(each) for each in arabic} <= {("rtl", -1), ("ltr", 1)}


@pytest.mark.parametrize("path", ["", GUIDANCE, EXIT, "help/"])
def test_phone_numbers_stay_in_one_piece_in_right_to_left_text(visit: Visits, path: str) -> None:
    page = visit.open(f"/ar/{path}")

    numbers = page.locator('a[href^="tel:"] bdi:not([lang])')

    assert numbers.count()
    for number in numbers.all():
        assert number.evaluate("element => getComputedStyle(element).direction") == "ltr"
        assert number.evaluate("element => element.getClientRects().length") == 1


# --- Paper ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
@pytest.mark.parametrize("path", [GUIDANCE, EXIT])
def test_paper_keeps_the_words_and_the_numbers_and_drops_what_cannot_be_pressed(
    visit: Visits, path: str, code: str
) -> None:
    page = visit.open(f"/{code}/{path}", viewport=DESK)
    numbers = set(page.locator('#help-now a[href^="tel:"] bdi').all_inner_texts())

    page.emulate_media(media="print")

    for dropped in (".exit", ".skip", ".header__tools", ".header__help", ".footer__links"):
        assert not any(element.is_visible() for element in page.locator(dropped).all()), dropped
    assert page.locator("article h1").is_visible()
    printed = page.locator('#help-now a[href^="tel:"] bdi')
    assert numbers
    assert {number.inner_text() for number in printed.all() if number.is_visible()} == numbers
    assert lost(page) == []


@pytest.mark.parametrize("code", CLOSELY_WATCHED)
def test_the_interpreter_card_fills_one_sheet_of_paper(visit: Visits, code: str) -> None:
    page = visit.open(f"/{code}/interpreter/tet/", viewport=DESK)

    page.emulate_media(media="print")

    assert page.locator(".interpreter-card").is_visible()
    assert not page.locator("#help-now").is_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
