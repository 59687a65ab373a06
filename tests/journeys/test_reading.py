"""A parent opens the site and reads, in any of its languages."""

import pytest
from bs4 import BeautifulSoup

from guidance.content.load import FIRST_LANGUAGES
from guidance.models import GuidancePage
from guidance.views import MOVED
from home import languages
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
SLUGS = (
    "how-brains-grow",
    "what-attachment-means",
    "calm-together",
    "bouncing-back",
    "why-babies-cry",
    "looking-after-you",
    "feeling-safe-at-home",
    "new-here",
)
EVERY_PAGE = (
    "",
    "guidance/",
    *(f"guidance/{slug}/" for slug in SLUGS),
    "about/",
    "accessibility/",
    "privacy/",
    "other-formats/",
    "help/",
    "topics/",
    "services/",
    "services/?need=feeding&place=armagh",
    "services/?all=1",
    "services/icamhs/",
    "words/",
    "search/",
    "interpreter/",
    "interpreter/tet/",
    "stage/birth-to-3-months/",
    "topic/when-things-are-hard/",
    "who/new-to-northern-ireland/",
    "surveys/",
    "you-said-we-did/",
    "action-plan/",
    "report-cards/",
    "how-babies-are-doing/",
    "how-babies-are-doing/right-help/",
    "figures/",
)


def soup(client: CheckingClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status, address
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_every_page_opens_in_every_language_and_keeps_the_rules_of_markup(client: CheckingClient, code: str) -> None:
    for path in EVERY_PAGE:
        page = soup(client, f"/{code}/{path}")

        assert page.html["lang"] == languages.get(code).tag
        assert page.html["dir"] == languages.get(code).dir


@pytest.mark.parametrize("code", FIRST_LANGUAGES)
def test_the_words_of_every_guidance_page_are_in_the_language_of_its_address(client: CheckingClient, code: str) -> None:
    for slug in SLUGS:
        page = soup(client, f"/{code}/guidance/{slug}/")

        assert page.article["lang"] == languages.get(code).tag
        assert page.article["dir"] == languages.get(code).dir


def test_the_switcher_names_each_language_in_its_own_words_and_stays_on_the_page(client: CheckingClient) -> None:
    page = soup(client, "/pl/guidance/why-babies-cry/")

    links = page.select(".languages a")

    offered = [languages.get(code) for code in FIRST_LANGUAGES]
    assert [link.get_text(strip=True) for link in links] == [language.own_name for language in offered]
    assert [link["href"] for link in links] == [f"/{language.code}/guidance/why-babies-cry/" for language in offered]
    assert [link["lang"] for link in links] == [language.tag for language in offered]


@pytest.mark.parametrize(
    ("phone", "home"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.8", "/pl/"),
        ("pt-BR", "/pt/"),
        ("ar-SY", "/ar/"),
        ("tet, lt;q=0.5", "/lt/"),
        ("xx", "/en/"),
        ("", "/en/"),
        ("*", "/en/"),
        ("en;q=0, \x00 ,,;q=x", "/en/"),
    ],
)
def test_the_phones_language_decides_where_a_visitor_begins(client: CheckingClient, phone: str, home: str) -> None:
    response = client.get("/", headers={"accept-language": phone})

    assert response.headers["Location"] == home
    assert "Accept-Language" in response.headers["Vary"]


def test_a_page_without_a_translation_is_shown_in_english_and_says_so_in_the_readers_language(
    client: CheckingClient,
) -> None:
    GuidancePage.objects.get(slug="calm-together", locale__language_code="pl").unpublish()

    page = soup(client, "/pl/guidance/calm-together/")

    assert page.html["lang"] == "pl"
    assert page.article["lang"] == "en-GB"
    assert "Tej strony nie ma jeszcze w tym języku" in page.select_one(".notice").get_text()
    assert page.find("link", rel="canonical")["href"].endswith("/en/guidance/calm-together/")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    # The boxes' own headings belong to the article: English words in an English article.
    assert "It's normal if" in page.article.get_text().replace("’", "'")


def test_links_in_a_text_stay_in_the_readers_language(client: CheckingClient) -> None:
    GuidancePage.objects.get(slug="bouncing-back", locale__language_code="pl").unpublish()

    for code in ("pl", "ar"):
        links = [
            link["href"] for link in soup(client, f"/{code}/guidance/bouncing-back/").article.select("a[href^='/']")
        ]

        assert f"/{code}/guidance/feeling-safe-at-home/" in links
        assert all(link.startswith(f"/{code}/") for link in links)


def test_sensitive_pages_are_neutral_in_title_and_icon_and_kept_nowhere(client: CheckingClient) -> None:
    response = client.get("/en/guidance/feeling-safe-at-home/")
    page = BeautifulSoup(response.content, "html.parser")

    assert page.title.get_text() == "Family information"
    assert "icon-plain" in page.find("link", rel="icon")["href"]
    assert page.find("meta", attrs={"name": "description"}) is None
    assert response.headers["Cache-Control"] == "no-store"
    leave = page.select_one('a[href="/leave/"]')
    assert {"noreferrer", "nofollow"} <= set(leave["rel"])
    assert client.get("/leave/").headers["Location"] == "https://www.bbc.co.uk/weather"


def test_an_exit_page_stays_one_in_a_language_where_somebody_forgot(client: CheckingClient) -> None:
    GuidancePage.objects.filter(slug="feeling-safe-at-home", locale__language_code="pl").update(exit_page=False)

    response = client.get("/pl/guidance/feeling-safe-at-home/")

    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["en", "pl", "ar"])
@pytest.mark.parametrize("old", MOVED)
def test_an_address_that_told_too_much_leads_on_and_is_kept_nowhere(
    client: CheckingClient, code: str, old: str
) -> None:
    answer = client.get(f"/{code}/guidance/{old}/?kiosk=pages.new-here")

    assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
    assert answer["Location"] == f"/{code}/guidance/{MOVED[old]}/?kiosk=pages.new-here"
    assert soup(client, f"/{code}/guidance/{MOVED[old]}/").select('a[href="/leave/"]')
    assert not GuidancePage.objects.filter(slug=old).exists()


def test_other_pages_have_no_exit_button(client: CheckingClient) -> None:
    assert not soup(client, "/en/guidance/why-babies-cry/").select('a[href="/leave/"]')


def test_a_door_without_a_page_behind_it_is_not_shown(client: CheckingClient) -> None:
    for page in GuidancePage.objects.filter(doors__code="new-here", live=True):
        page.unpublish()

    home = soup(client, "/en/")

    assert not home.select('a[href="/en/who/new-to-northern-ireland/"]')
    assert soup(client, "/en/who/new-to-northern-ireland/", status=404)


def test_the_interpreter_card_exists_for_every_language_of_the_registry(client: CheckingClient) -> None:
    listed = {link["href"] for link in soup(client, "/ar/interpreter/").select("main a")}

    for language in languages.REGISTRY[1:]:
        page = soup(client, f"/ar/interpreter/{language.code}/")

        assert f"/ar/interpreter/{language.code}/" in listed
        asked = f"My language is {language.spoken_name} ({language.own_name}). Please book an interpreter."
        assert page.h1.get_text() == asked
        assert page.h1["lang"] == "en-GB"
        own = page.find(string=language.card_sentence).parent
        assert (own["lang"], own["dir"]) == (language.tag, language.dir)


def test_the_site_map_names_every_version_of_each_page(client: CheckingClient) -> None:
    site_map = client.get("/sitemap.xml").content.decode()

    for code in FIRST_LANGUAGES:
        for path in EVERY_PAGE:
            if not path.startswith(("search", "interpreter/tet")) and "?" not in path:
                assert f"<loc>http://testserver/{code}/{path}</loc>" in site_map, path
    assert 'hreflang="x-default"' in site_map
    assert 'hreflang="pt-PT"' in site_map


def test_each_page_names_its_versions_and_itself_as_the_true_one(client: CheckingClient) -> None:
    page = soup(client, "/lt/guidance/new-here/")

    alternates = {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate")}

    assert set(alternates) == {languages.get(code).tag for code in FIRST_LANGUAGES} | {"x-default"}
    assert alternates["lt"] == page.find("link", rel="canonical")["href"]


def test_a_term_is_explained_where_it_stands_without_a_script(client: CheckingClient) -> None:
    term = soup(client, "/pl/guidance/what-attachment-means/").article.select_one("details.term")

    assert "attachment" in term.summary.get_text()
    assert len(term.p.get_text()) > 40


@pytest.mark.parametrize(
    ("code", "query", "slug"),
    [
        ("pl", "placz", "why-babies-cry"),
        ("ar", "بكاء", "why-babies-cry"),
        ("en", "cries", "why-babies-cry"),
        ("en", "brian", "how-brains-grow"),
        ("ru", "плач", "why-babies-cry"),
        ("lt", "verkia", "why-babies-cry"),
    ],
)
def test_a_search_finds_the_page_in_the_language_being_read(
    client: CheckingClient, code: str, query: str, slug: str
) -> None:
    page = soup(client, f"/{code}/search/?q={query}")

    found = [link["href"] for link in page.select("main .card a")]

    assert f"/{code}/guidance/{slug}/" in found
    assert all(link.startswith(f"/{code}/") for link in found)


def test_a_search_that_finds_nothing_offers_topics_and_help(client: CheckingClient) -> None:
    page = soup(client, "/en/search/?q=zzzzqqq")

    assert page.select('main a[href="#help-now"]')
    assert page.select('main a[href^="/en/topic/"]')
