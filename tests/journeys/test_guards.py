"""Where the tools let go: each fault that was seen in them, and the guard that holds it (docs/architecture.md)."""

import polib
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.operations import translate_object

from guidance.models import GuidancePage
from tests.journeys.test_honesty import page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_page(db: None) -> GuidancePage:
    """Return a published English page that no language has yet."""
    parent = page_of("calm-together", "en").get_parent()
    page = GuidancePage(
        title="Walking together",
        slug="walking-together",
        promise="A walk helps most babies.",
        locale=Locale.objects.get(language_code="en"),
        body=[("heading", "What helps"), ("text", "<p>Fresh air.</p><p>A slow step.</p>")],
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def publish_translation(page: GuidancePage, code: str, texts: dict[str, str]) -> GuidancePage:
    """Translate some strings and publish by wagtail-localize's own path, which runs none of Wagtail's publish hooks."""
    locale = Locale.objects.get(language_code=code)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    po = polib.POFile()
    for segment in source.stringsegment_set.select_related("context", "string"):
        if segment.string.data in texts:
            entry = polib.POEntry(
                msgid=segment.string.data, msgctxt=segment.context.path, msgstr=texts[segment.string.data]
            )
            po.append(entry)
    translation.import_po(po)
    source.create_or_update_translation(locale, publish=False, copy_parent_pages=True, fallback=True)
    target = GuidancePage.objects.get(translation_key=page.translation_key, locale=locale)
    target.get_latest_revision().publish()
    target.refresh_from_db()
    return target


ALL = {
    "Walking together": "Spacer razem",
    "A walk helps most babies.": "Spacer pomaga.",
    "What helps": "Co pomaga",
    "Fresh air.": "Świeże powietrze.",
    "A slow step.": "Powolny krok.",
}


def test_submitting_a_page_for_translation_puts_nothing_live(new_page: GuidancePage) -> None:
    translate_object(new_page, [Locale.objects.get(language_code="pl")])

    assert not GuidancePage.objects.filter(
        translation_key=new_page.translation_key, locale__language_code="pl", live=True
    ).exists()


def test_a_page_published_with_nothing_translated_is_shown_as_the_english_it_is(
    new_page: GuidancePage, client: CheckingClient
) -> None:
    target = publish_translation(new_page, "pl", {})

    assert target.words_language == "en"
    page = soup(client, "/pl/guidance/walking-together/")
    assert page.article["lang"] == "en-GB"
    assert page.select_one(".notice")


def test_english_left_inside_a_translated_page_is_marked(new_page: GuidancePage, client: CheckingClient) -> None:
    publish_translation(new_page, "ar", {text: words for text, words in ALL.items() if text != "Fresh air."})

    article = soup(client, "/ar/guidance/walking-together/").article

    assert article["lang"] == "ar"
    left = article.find(string="Fresh air.")
    assert left.find_parent(lang=True)["lang"] == "en-GB"
    assert left.find_parent(dir=True)["dir"] == "ltr"


def test_a_whole_translation_has_nothing_marked(new_page: GuidancePage, client: CheckingClient) -> None:
    publish_translation(new_page, "pl", ALL)

    article = soup(client, "/pl/guidance/walking-together/").article

    assert article["lang"] == "pl"
    assert not article.select('[lang="en-GB"]')


def test_an_alias_stays_english_and_marked_even_after_it_was_submitted(
    new_page: GuidancePage, client: CheckingClient
) -> None:
    locale = Locale.objects.get(language_code="pl")
    alias = new_page.copy_for_translation(locale, copy_parents=True, alias=True)
    assert soup(client, "/pl/guidance/walking-together/").article["lang"] == "en-GB"

    translate_object(new_page, [locale])
    alias.refresh_from_db()

    assert alias.alias_of_id is None
    assert soup(client, "/pl/guidance/walking-together/").article["lang"] == "en-GB"


def test_the_slug_is_not_offered_for_translation(new_page: GuidancePage) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(new_page)

    assert "slug" not in set(source.stringsegment_set.values_list("context__path", flat=True))


def test_a_polish_search_does_not_find_english_words_at_a_polish_address(
    new_page: GuidancePage, client: CheckingClient
) -> None:
    new_page.copy_for_translation(Locale.objects.get(language_code="pl"), copy_parents=True, alias=True)
    publish_translation(new_page, "lt", {})

    for code in ("pl", "lt"):
        assert not soup(client, f"/{code}/search/?q=walking").select("main .card a[href*='walking']")


def test_shipped_translations_are_marked_as_made_by_a_computer() -> None:
    kinds = StringTranslation.objects.values_list("translation_type", flat=True).distinct()

    assert set(kinds) == {"machine"}


def test_a_missing_home_page_in_a_shown_language_is_english_and_says_so(client: CheckingClient) -> None:
    from home.models import HomePage, SiteLanguage

    SiteLanguage.objects.filter(code="tet").update(state="preview")
    assert not HomePage.objects.filter(locale__language_code="tet").exists()

    page = soup(client, "/tet/")

    assert page.html["lang"] == "tet"
    assert page.select_one("h1").find_parent(lang=True)["lang"] == "en-GB"
    assert page.select_one(".notice")


def test_the_public_policy_is_strict_and_the_admins_alone_is_loose(
    client: CheckingClient, editor_client: Client
) -> None:
    public = client.get("/en/").headers
    admin = editor_client.get("/admin/").headers

    assert "unsafe" not in public["Content-Security-Policy"]
    assert "default-src 'none'" in public["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert public["X-Frame-Options"] == "DENY"
    assert public["Referrer-Policy"] == "no-referrer"
    assert public["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in public["Permissions-Policy"]
    assert "'unsafe-inline'" in admin["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in admin["Content-Security-Policy"]
    assert admin["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "address", ["/en/", "/pl/guidance/feeling-safe-at-home/", "/en/search/?q=calm", "/", "/leave/"]
)
def test_public_pages_touch_no_session(client: CheckingClient, address: str) -> None:
    response = client.get(
        address, headers={"cookie": "sessionid=0123456789abcdefghijklmnopqrstuv; csrftoken=def; django_language=pl"}
    )

    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_nothing_about_a_reader_is_logged(client: CheckingClient, caplog: pytest.LogCaptureFixture) -> None:
    from home.logs import WithoutTheReader

    client.get("/en/search/?q=a-very-private-search")
    client.get("/en/guidance/a-private-page/")

    kept = [record for record in caplog.records if WithoutTheReader().filter(record)]
    assert not [record for record in kept if "private" in record.getMessage()]


def test_the_admin_opens_every_screen_an_editor_needs(editor_client: Client) -> None:
    page = page_of("calm-together", "pl")
    english = page_of("calm-together", "en")
    for address in (
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{english.pk}/edit/",
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/add/guidance/guidancepage/{english.get_parent().pk}/",
        "/admin/snippets/home/helpline/",
        "/admin/snippets/home/helpline/add/",
        "/admin/snippets/home/sitelanguage/",
        "/admin/snippets/home/timedjob/",
        "/admin/snippets/guidance/door/",
        "/admin/snippets/guidance/glossaryterm/add/",
        "/admin/snippets/guidance/source/",
        f"/admin/sign/{page.pk}/",
    ):
        assert editor_client.get(address).status_code == 200, address


def test_an_editor_previews_a_page_before_it_is_published(editor_client: Client) -> None:
    page = page_of("calm-together", "en")
    page.title = "A title nobody has published"
    page.save_revision()

    response = editor_client.get(f"/admin/pages/{page.pk}/view_draft/")

    shown = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert shown.h1.get_text() == "A title nobody has published"


def test_the_admin_may_frame_a_preview_and_nothing_else_of_its_policy_is_loosened(editor_client: Client) -> None:
    # The preview answers through the public middleware, whose policy lets nobody frame it: the panel stayed empty.
    page = page_of("calm-together", "en")

    policy = editor_client.get(f"/admin/pages/{page.pk}/view_draft/")["Content-Security-Policy"]

    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
