"""Searching the shipped pages: what is found, in which order, in which language, at which cost."""

import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, get_page_models

from guidance.models import GuidancePage, SearchWord
from guidance.search import index
from guidance.search.danger import speaks_of_danger
from guidance.search.index import TEXT, TITLE, find, forget_page, index_page, word_weights
from home import languages
from home.models import BasePage, StandardPage
from tests.guidance.conftest import Folder
from tests.guidance.urgent_help import complete_urgent_help

pytestmark = pytest.mark.django_db


def found(query: str, code: str = "en") -> list[str]:
    """Return the slugs of the pages that are found, best first."""
    slugs = dict(Page.objects.values_list("pk", "slug"))
    return [slugs[pk] for pk in find(query, language=languages.get(code))]


def page_with(words: str, *, title: str = "A page for tests", code: str = "en") -> GuidancePage:
    """Return a published page that says these words; in ``code`` as far as its words go."""
    parent = GuidancePage.objects.filter(locale__language_code="en").first().get_parent()
    page = GuidancePage(
        title=title,
        slug=f"test-{GuidancePage.objects.count()}",
        promise=words,
        locale=parent.locale,
    )
    complete_urgent_help(code)
    parent.add_child(instance=page)
    page.words_language = code
    index_page(page)
    return page


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("crying", "when-crying-gets-too-much"),
        ("why babies cry", "why-babies-cry"),
        ("my baby cries", "when-crying-gets-too-much"),
        ("attachment", "what-attachment-means"),
        ("atachment", "what-attachment-means"),
        ("brain", "how-brains-grow"),
        ("brian", "how-brains-grow"),
        ("new to Northern Ireland", "new-here"),
        ("afraid of my partner at home", "feeling-safe-at-home"),
        ("calm down together", "calm-together"),
    ],
)
def test_a_parents_words_find_the_page(query: str, slug: str) -> None:
    assert found(query)[0] == slug


@pytest.mark.parametrize(
    ("query", "slug"), [("interpreter", "new-here"), ("depression", "looking-after-you"), ("shaken", "why-babies-cry")]
)
def test_a_word_of_the_running_text_finds_the_page_too(query: str, slug: str) -> None:
    assert slug in found(query)


@pytest.mark.parametrize(
    ("code", "query", "slug"),
    [
        ("en", "tantrum", "big-feelings"),
        ("en", "temper tantrums", "big-feelings"),
        ("en", "clingy", "clingy-is-trust"),
        ("en", "separation anxiety", "clingy-is-trust"),
        ("en", "teething", "why-babies-cry"),
        ("en", "my baby won't settle", "nights"),
        ("en", "nightmares", "nights"),
        ("en", "cot death", "sleeping-safely"),
        ("en", "naughty step", "kind-limits"),
        ("en", "PND", "feeling-low-after-birth"),
        ("en", "exhausted", "looking-after-you"),
        ("en", "formula", "feeding-and-closeness"),
        ("en", "premature", "early-or-special-care"),
        ("en", "divorce", "two-homes"),
        ("en", "sibling jealousy", "new-baby-coming"),
        ("en", "ipad", "phones-and-screens"),
        ("en", "controlling partner", "feeling-safe-at-home"),
        ("en", "universal credit", "money-worries"),
        ("en", "refugee", "new-here"),
        ("en", "stillbirth", "if-the-birth-was-hard"),
        ("en", "my baby died", "if-the-birth-was-hard"),
        ("pl", "ząbkowanie", "why-babies-cry"),
        ("pl", "bunt dwulatka", "big-feelings"),
        ("pl", "nie chce spac", "sleeping-safely"),
        ("pl", "zmeczona", "looking-after-you"),
        ("pl", "tata", "dads-everyday"),
        ("pl", "uchodźca", "new-here"),
    ],
)
def test_what_parents_call_otherwise_is_found(code: str, query: str, slug: str) -> None:
    assert slug in found(query, code)[:3]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("strategy", "the-strategy"),
        ("what does the strategy want", "what-the-strategy-wants"),
        ("action plan", "what-the-strategy-does"),
        ("have a say", "have-a-say"),
        ("privacy", "privacy"),
        ("accessibility", "accessibility"),
    ],
)
def test_plain_pages_are_found_too(client: Client, query: str, slug: str) -> None:
    page = BeautifulSoup(client.get("/en/search/", {"q": query}).content, "html.parser")

    assert f"/en/{slug}/" in [link["href"] for link in page.select("main .card__link")[:3]]


def test_every_kind_of_page_with_words_for_parents_can_be_found() -> None:
    kinds = {kind for kind in get_page_models() if issubclass(kind, BasePage) and hasattr(kind, "body")}

    assert kinds == set(index.KINDS)
    for kind in kinds:
        for page in kind.objects.filter(live=True, alias_of=None):
            assert page.pk in find(page.title, language=page.words), (page.slug, page.words_language)


def test_a_plain_page_that_is_not_translated_is_not_found_under_its_english_words(client: Client) -> None:
    assert found("strategy", "pl") == []
    page = BeautifulSoup(client.get("/pl/search/?q=strategy").content, "html.parser")
    assert not page.select('main a[href="/pl/the-strategy/"]')


def test_a_plain_page_that_is_taken_off_is_not_found() -> None:
    page = StandardPage.objects.get(slug="the-strategy", locale__language_code="en")

    page.unpublish()

    assert not SearchWord.objects.filter(page=page).exists()


def test_a_synonym_counts_less_than_the_word_that_was_typed() -> None:
    page = page_with("Not here.", title="A tantrum")

    assert find("tantrum", language=languages.SOURCE)[0] == page.pk
    assert "big-feelings" in found("tantrum")


def test_a_synonym_is_one_of_its_own_language_only() -> None:
    assert "big-feelings" in found("tantrum")
    assert found("tantrum", "pl") == []


@pytest.mark.parametrize("code", ["en", "pl"])
def test_every_synonym_leads_somewhere(code: str) -> None:
    listed = tomllib.loads(Path(index.__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))

    assert [typed for typed in listed[code] if not found(typed.removesuffix("*"), code)] == []


@pytest.mark.parametrize(
    ("typed", "written", "code"),
    [
        ("zoltaczka", "To może być żółtaczka.", "pl"),
        ("żółtaczka", "To może być żółtaczka.", "pl"),
        ("zoltaczke", "To może być żółtaczka.", "pl"),
        ("بكاء", "البكاء أمر طبيعي", "ar"),
        ("البكاء", "بُكَاء الطفل", "ar"),
        ("٣٨", "درجة 38", "ar"),
        ("breastfed", "All about breastfeeding.", "en"),
        ("brestfeeding", "All about breastfeeding.", "en"),
        ("елка", "Новогодняя ёлка", "ru"),
        ("мои", "Мой малыш", "ru"),
        ("zindymas", "Žindymas naktį", "lt"),
        ("plangand", "Copilul stă plângând", "ro"),
        ("coracao", "O coração do bebé", "pt"),
        ("哭泣", "婴儿哭泣", "zh-hans"),
    ],
)
def test_a_word_is_found_however_it_is_typed(typed: str, written: str, code: str) -> None:
    page = page_with(written, code=code)

    assert page.pk in find(typed, language=languages.get(code))


@pytest.mark.parametrize("code", [language.code for language in languages.REGISTRY])
def test_only_pages_in_the_language_being_spoken_are_found(code: str) -> None:
    pages = {language.code: page_with("xylophone", code=language.code) for language in languages.REGISTRY}

    assert find("xylophone", language=languages.get(code)) == [pages[code].pk]


@pytest.mark.parametrize("code", ["pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru"])
def test_every_translated_page_is_found_by_its_title(code: str) -> None:
    for page in GuidancePage.objects.filter(locale__language_code=code):
        assert find(page.title, language=languages.get(code))[0] == page.pk, page.title


def test_a_word_in_the_title_counts_more_than_in_the_text() -> None:
    in_text = page_with("Here a xylophone is named.")
    in_title = page_with("Here it is not.", title="The xylophone")

    assert find("xylophone", language=languages.SOURCE) == [in_title.pk, in_text.pk]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    page = page_with("baby xylophone")

    assert find("baby xylophone", language=languages.SOURCE)[0] == page.pk


def test_a_page_must_answer_half_of_the_words() -> None:
    page = page_with("xylophone")

    assert page.pk in find("xylophone lessons", language=languages.SOURCE)
    assert page.pk not in find("xylophone teacher qualification", language=languages.SOURCE)


@pytest.mark.parametrize("query", ["", "   ", "a", "?!", "\x00", "\u202e", "qqqqzzzzxxxx", "%00", "'; --"])
def test_what_finds_nothing_gives_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["x" * 10_000, "cry " * 2_500, "ا" * 10_000, "哭" * 10_000, "\u0301" * 10_000])
def test_a_query_of_ten_thousand_characters_is_answered(query: str) -> None:
    assert isinstance(found(query), list)


def test_a_search_takes_two_queries_whatever_is_asked(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    page_with("one more page")

    with django_assert_max_num_queries(2):
        find("why does my baby cry so much at night and what helps", language=languages.SOURCE)


def test_each_word_is_kept_once_with_its_best_weight() -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="en")

    weights = word_weights(page)

    assert weights["babies"] == TITLE
    assert weights["hum"] == TEXT
    assert SearchWord.objects.filter(page=page).count() == len(weights)


def test_tags_and_ids_are_not_words() -> None:
    words = set(SearchWord.objects.filter(language="en").values_list("word", flat=True))

    assert not words & {"href", "linktype", "li", "ul", "bdi"}


def test_publishing_again_replaces_what_the_index_knew() -> None:
    page = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")
    page.title = "Xylophone"
    page.save_revision().publish()

    assert found("xylophone") == ["calm-together"]

    page.title = "Calm together"
    page.save_revision().publish()
    assert found("xylophone") == []


def test_a_page_that_is_taken_off_is_not_found() -> None:
    page = GuidancePage.objects.get(slug="calm-together", locale__language_code="en")

    page.unpublish()

    assert not SearchWord.objects.filter(page=page).exists()


def test_a_deleted_page_takes_its_words_along() -> None:
    page = page_with("xylophone")

    page.delete()

    assert not SearchWord.objects.filter(word="xylophone").exists()


def test_forgetting_a_page_leaves_the_others() -> None:
    page, other = page_with("xylophone"), page_with("xylophone")

    forget_page(page)

    assert find("xylophone", language=languages.SOURCE) == [other.pk]


def test_a_page_published_with_an_english_title_is_found_in_english_only(folder: Folder) -> None:
    from guidance.content.load import load_everything

    load_everything(folder.path)
    folder.write_translation(without=("Quiet evenings",))
    load_everything(folder.path)

    page = GuidancePage.objects.get(slug=folder.slug, locale__language_code="pl")

    assert page.words_language == "en"
    assert page.pk not in find("quiet evenings", language=languages.get("pl"))


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("en", "I want to die"),
        ("en", "shaking"),
        ("en", "I hate my baby"),
        ("en", "can’t go on"),
        ("en", "SUICIDAL thoughts"),
        ("pl", "nie chce zyc"),
        ("lt", "nebenoriu gyventi"),
        ("ro", "vreau să mor"),
        ("pt", "não quero viver"),
        ("bg", "не ми се живее"),
        ("ar", "أريد الموت"),
        ("uk", "він б'є мене"),
        ("ru", "не хочу жить"),
        ("pl", "suicide"),
    ],
)
def test_words_typed_in_danger_are_heard(code: str, query: str) -> None:
    assert speaks_of_danger(query, code)


@pytest.mark.parametrize("query", ["diet", "crying", "handshake", "my baby wakes", "go on holiday", "the end", ""])
def test_other_words_are_not(query: str) -> None:
    assert not speaks_of_danger(query, "en")


def test_whoever_lost_a_baby_is_not_met_by_pages_on_crying(client: Client) -> None:
    page = BeautifulSoup(client.get("/en/search/?q=my+baby+died").content, "html.parser")

    assert page.select_one("main .card__link")["href"] == "/en/guidance/if-the-birth-was-hard/"


def test_numbers_and_pages_on_getting_help_come_first(client: Client) -> None:
    page = BeautifulSoup(client.get("/en/search/?q=I+want+to+die").content, "html.parser")

    assert page.select('main .quick-help a[href="tel:999"]')
    assert page.select('main .quick-help a[href="tel:08088088000"]')
    listed = [link["href"] for link in page.select("main .card__link")]
    assert {"/en/guidance/get-help-fast/", "/en/guidance/feeling-low-after-birth/"} <= set(listed[:8])
    assert listed.index("/en/guidance/get-help-fast/") < listed.index("/en/guidance/feeling-safe-at-home/")

    calm = BeautifulSoup(client.get("/en/search/?q=crying").content, "html.parser")
    assert not calm.select("main .quick-help")
