"""An Easy Read on its way to parents: written, signed for, and honest when the page has moved on."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, streamfield

from guidance import services
from guidance.linearise import easy_read_of
from guidance.models import EasyRead, FormatFile, GuidancePage, Waiver
from home.models import SignOff, SiteLanguage
from home.publishing import CannotPublish
from home.states import PageState, Step
from tests.journeys.test_honesty import make_live, page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db
ADDRESS = "/en/guidance/calm-together/easy-read/"
BEHIND = "This Easy Read was written before the page last changed."
DRAFT = "This page is a draft."


@pytest.fixture(autouse=True)
def _empty_storage() -> Any:
    yield
    for name in services._stored():
        default_storage.delete(name)


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_user(name) for name in ("anna", "bernie", "cara")]


@pytest.fixture
def as_production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False


def easy_of(slug: str, code: str = "en") -> EasyRead:
    return EasyRead.objects.select_related("page__locale").get(page__slug=slug, page__locale__language_code=code)


def sign(easy: EasyRead, step: Step, person: User) -> SignOff:
    words = easy.words_to_sign
    sign_off = SignOff(
        page=easy.page,
        step=step.value,
        signed_by=person,
        role="Learning disability nurse",
        words_digest=words.digest,
        source_digest=words.source_digest,
    )
    sign_off.full_clean()
    sign_off.save()
    return sign_off


def signed(people: list[User], slug: str = "calm-together") -> None:
    make_live(slug, ["en"], people)
    sign(easy_of(slug), Step.CHECKED, people[0])


def in_polish(slug: str = "calm-together") -> EasyRead:
    row = {"sentence": "Dzieci płaczą.", "drawing": "crying-baby", "image": None, "description": "Dziecko płacze."}
    return EasyRead.objects.create(page=page_of(slug, "pl"), rows=json.dumps([{"type": "row", "value": row}]))


def signed_in_polish(people: list[User]) -> EasyRead:
    make_live("calm-together", ["pl"], people)
    sign(easy_of("calm-together"), Step.CHECKED, people[0])
    in_polish()
    sign(easy_of("calm-together", "pl"), Step.TRANSLATED, people[0])
    sign(easy_of("calm-together", "pl"), Step.SECOND_READ, people[1])
    return easy_of("calm-together", "pl")


def change(page: GuidancePage) -> None:
    page.promise += " Really."
    page.save_revision().publish()


# --- On the public site ---------------------------------------------------------------------------------------------


def test_the_public_site_shows_no_easy_read_that_nobody_signed_for(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live("calm-together", ["en"], people)
    services.request_formats(page_of("calm-together", "en"))

    assert client.get(ADDRESS).status_code == 404
    assert not soup(client, "/en/guidance/calm-together/").select('a[href$="/easy-read/"]')
    assert not page_of("calm-together", "en").formats.filter(kind__startswith="easy-read").exists()


def test_a_signed_easy_read_is_shown_without_a_notice_and_may_be_found(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    signed(people)
    services.request_formats(page_of("calm-together", "en"))

    response = client.get(ADDRESS)
    page = soup(client, ADDRESS)

    assert "X-Robots-Tag" not in response.headers
    assert page.find("meta", attrs={"name": "robots"}) is None
    assert page.select_one(".notice") is None
    assert soup(client, "/en/guidance/calm-together/").select(f'a[href="{ADDRESS}"]')


def test_its_files_are_made_and_handed_out_and_say_that_they_are_no_draft(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    signed(people)
    page = page_of("calm-together", "en")
    services.request_formats(page)

    assert services.make_format(page.formats.get(kind="easy-read-pdf").pk)
    assert client.get("/en/guidance/calm-together/calm-together.en.easy-read.pdf").status_code == 200
    assert easy_read_of(page_of("calm-together", "en")).notice == ()


def test_an_easy_read_is_not_live_before_its_page_is(people: list[User]) -> None:
    sign(easy_of("calm-together"), Step.CHECKED, people[0])
    assert easy_of("calm-together").state is PageState.PREVIEW

    make_live("calm-together", ["en"], people)

    assert easy_of("calm-together").state is PageState.LIVE


def test_the_easy_read_of_a_safety_page_needs_a_clinician_as_well(people: list[User]) -> None:
    make_live("why-babies-cry", ["en"], people)
    page = page_of("why-babies-cry", "en")
    SignOff.objects.create(
        page=page, step="clinical", signed_by=people[1], role="Doctor", words_digest=page.words_digest
    )
    sign(easy_of("why-babies-cry"), Step.CHECKED, people[0])
    assert easy_of("why-babies-cry").state is PageState.PREVIEW

    sign(easy_of("why-babies-cry"), Step.CLINICAL, people[1])

    assert easy_of("why-babies-cry").state is PageState.LIVE


def test_a_signature_for_the_page_is_none_for_its_easy_read_nor_the_other_way_round(people: list[User]) -> None:
    make_live("calm-together", ["en"], people)
    assert easy_of("calm-together").signed == {}

    SignOff.objects.all().delete()
    sign(easy_of("calm-together"), Step.CHECKED, people[0])

    assert page_of("calm-together", "en").state is PageState.PREVIEW


@pytest.mark.parametrize("what", ["the rows", "the page"])
def test_a_change_takes_it_off_the_public_site_and_its_files_with_it(
    client: CheckingClient, as_production: None, people: list[User], what: str
) -> None:
    signed(people)
    page = page_of("calm-together", "en")
    services.request_formats(page)
    services.make_format(page.formats.get(kind="easy-read-pdf").pk)
    if what == "the rows":
        rows = easy_of("calm-together").rows.get_prep_value()
        # Past all signals: the rows of files that are made already are still there.
        EasyRead.objects.filter(page=page).update(rows=json.dumps(rows[1:]))
    else:
        GuidancePage.objects.filter(pk=page.pk).update(words_digest="another")
        SignOff.objects.filter(page=page, words_digest=page.words_digest).update(words_digest="another")

    assert page_of("calm-together", "en").state is PageState.LIVE
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/en/guidance/calm-together/calm-together.en.easy-read.pdf").status_code == 404
    shown = soup(client, "/en/guidance/calm-together/")
    assert not shown.select('a[href*="easy-read"]')


# --- In other languages ---------------------------------------------------------------------------------------------


def test_a_translated_easy_read_needs_two_people(people: list[User]) -> None:
    assert signed_in_polish(people).state is PageState.LIVE

    SignOff.objects.filter(step="second-read", page=page_of("calm-together", "pl")).latest("pk").delete()

    assert easy_of("calm-together", "pl").state is PageState.PREVIEW


def test_one_person_can_not_sign_twice_for_a_translated_easy_read(people: list[User]) -> None:
    in_polish()
    sign(easy_of("calm-together", "pl"), Step.TRANSLATED, people[0])

    with pytest.raises(Exception, match="second person"):
        sign(easy_of("calm-together", "pl"), Step.SECOND_READ, people[0])


def test_a_change_of_the_english_rows_asks_for_the_translation_to_be_signed_again(people: list[User]) -> None:
    signed_in_polish(people)
    english = easy_of("calm-together")
    english.rows = json.dumps(english.rows.get_prep_value()[1:])
    english.save()
    sign(easy_of("calm-together"), Step.CHECKED, people[0])

    assert easy_of("calm-together").state is PageState.LIVE
    assert easy_of("calm-together", "pl").state is PageState.PREVIEW


def test_readers_get_the_signed_english_while_their_own_is_not_signed(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live("calm-together", ["pl"], people)
    sign(easy_of("calm-together"), Step.CHECKED, people[0])
    in_polish()

    page = soup(client, "/pl/guidance/calm-together/easy-read/")

    assert page.article["lang"] == "en-GB"
    assert page.find("meta", attrs={"name": "robots"})
    assert page.find("link", rel="canonical")["href"].endswith(ADDRESS)


def test_a_language_is_named_as_another_version_only_when_it_has_one(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    signed_in_polish(people)
    SiteLanguage.objects.filter(code="lt").update(state="live")

    page = soup(client, ADDRESS)

    assert {link["hreflang"] for link in page.select('link[rel="alternate"]')} == {"en-GB", "pl", "x-default"}


def test_a_page_with_a_translated_easy_read_costs_no_more_than_twelve_queries(
    as_production: None, people: list[User], django_assert_max_num_queries: Any
) -> None:
    signed_in_polish(people)
    for code in ("en", "pl"):
        services.request_formats(page_of("calm-together", code))
    visitor = Client()
    visitor.get("/pl/guidance/calm-together/")

    with django_assert_max_num_queries(12):
        page = visitor.get("/pl/guidance/calm-together/").content.decode()

    assert "/pl/guidance/calm-together/easy-read/" in page


# --- Behind its page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", BEHIND), ("pl", "przed ostatnią zmianą"), ("ar", "قبل آخر تغيير"), ("uk", "до останньої")],
)
def test_an_easy_read_older_than_its_page_says_so_in_the_readers_language(
    client: CheckingClient, code: str, words: str
) -> None:
    address = f"/{code}/guidance/calm-together/easy-read/"
    before = soup(client, address).get_text()
    change(page_of("calm-together", "en"))

    after = soup(client, address).get_text()

    assert words not in before
    assert words in after


def test_its_files_say_so_too(client: CheckingClient) -> None:
    before = easy_read_of(page_of("calm-together", "en")).notice
    change(page_of("calm-together", "en"))
    after = easy_read_of(page_of("calm-together", "en")).notice

    assert after == (*before, BEHIND)


def test_whoever_reads_it_again_and_saves_it_says_that_it_is_up_to_date(client: CheckingClient) -> None:
    change(page_of("calm-together", "en"))

    easy_of("calm-together").save()

    assert BEHIND not in soup(client, ADDRESS).get_text()


def test_an_easy_read_that_is_deleted_takes_its_files_with_it(client: CheckingClient) -> None:
    page = page_of("calm-together", "en")
    services.make_format(page.formats.get(kind="easy-read-pdf").pk)
    row = page.formats.get(kind="easy-read-pdf")

    easy_of("calm-together").delete()

    assert not page.formats.filter(kind__startswith="easy-read").exists()
    assert not default_storage.exists(row.file)
    assert page.formats.filter(kind="pdf").exists()


def test_a_page_can_be_deleted_with_its_easy_read() -> None:
    page = page_of("calm-together", "en")

    page.delete()

    assert not FormatFile.objects.filter(page=page.pk).exists()
    connection.check_constraints()


def test_a_preview_of_a_signed_page_still_says_that_its_easy_read_is_a_draft(
    client: CheckingClient, people: list[User]
) -> None:
    make_live("calm-together", ["en"], people)

    response = client.get(ADDRESS)

    assert DRAFT in soup(client, ADDRESS).select_one(".notice").get_text()
    assert response.headers["X-Robots-Tag"] == "noindex"


# --- The editor -----------------------------------------------------------------------------------------------------


def test_an_editor_signs_for_an_easy_read_in_the_admin(editor_client: Client, people: list[User]) -> None:
    make_live("calm-together", ["en"], people)
    easy = easy_of("calm-together")
    address = f"/admin/sign/easy-read/{easy.pk}/"
    assert "waiting for a person" in editor_client.get(address).content.decode()

    response = editor_client.post(address, {"step": "checked", "role": "Learning disability nurse"})

    assert response.status_code == 302
    assert easy_of("calm-together").state is PageState.LIVE
    assert "Learning disability nurse" in editor_client.get(address).content.decode()


def test_a_signature_without_a_role_is_refused_beside_its_field(editor_client: Client) -> None:
    easy = easy_of("calm-together")

    response = editor_client.post(f"/admin/sign/easy-read/{easy.pk}/", {"step": "checked", "role": ""})

    assert response.status_code == 422
    assert not SignOff.objects.exists()


def test_only_those_who_may_publish_the_page_may_sign_for_its_easy_read(people: list[User]) -> None:
    people[0].groups.add(Group.objects.get(name="Editors"))
    signed_in = Client()
    signed_in.force_login(people[0])
    easy = easy_of("calm-together")

    response = signed_in.post(f"/admin/sign/easy-read/{easy.pk}/", {"step": "checked", "role": "Editor"})

    assert response.status_code in {302, 403, 422}
    assert not SignOff.objects.exists()


def test_an_editor_is_led_to_the_signatures_from_the_list_and_from_the_rows(editor_client: Client) -> None:
    easy = easy_of("calm-together")
    link = f'href="/admin/sign/easy-read/{easy.pk}/"'

    assert link in editor_client.get("/admin/snippets/guidance/easyread/").content.decode()
    assert link in editor_client.get(f"/admin/snippets/guidance/easyread/edit/{easy.pk}/").content.decode()


def test_the_list_says_what_is_signed_and_what_is_older_than_its_page(
    editor_client: Client, people: list[User]
) -> None:
    signed(people)
    change(page_of("looking-after-you", "en"))

    shown = editor_client.get("/admin/snippets/guidance/easyread/").content.decode()

    assert shown.count("Live: everything is signed") == 1
    assert shown.count("The page has changed since") == 1


# --- Words ----------------------------------------------------------------------------------------------------------

GUILT = "You are spoiling your baby."


def with_sentence(easy: EasyRead, words: str) -> EasyRead:
    easy.rows[0].value["sentence"] = words
    return easy


def test_no_program_saves_easy_words_that_shame() -> None:
    with pytest.raises(CannotPublish, match="spoiling"):
        with_sentence(easy_of("calm-together"), GUILT).save()

    assert GUILT not in str(easy_of("calm-together").rows)


def test_an_editor_is_told_beside_the_row(editor_client: Client) -> None:
    easy = easy_of("calm-together")
    row = {"sentence": GUILT, "drawing": "breathing-together", "image": "", "description": "A dad with his baby."}
    sent = nested_form_data({"page": easy.page_id, "rows": streamfield([("row", row)])})

    response = editor_client.post(f"/admin/snippets/guidance/easyread/edit/{easy.pk}/", sent)

    errors = response.context["form"].errors["rows"].as_data()[0].block_errors
    assert "comforted; needs you" in str(errors[0].non_block_errors.as_data())
    assert "comforted; needs you" in response.content.decode()
    assert GUILT not in str(easy_of("calm-together").rows)


def send_row(client: Client, easy: EasyRead, why: str) -> Any:
    row = {"sentence": GUILT, "drawing": "breathing-together", "image": "", "description": "A dad with his baby."}
    twice = nested_form_data({"page": easy.page_id, "rows": streamfield([("row", row), ("row", row)]), "why": why})
    return client.post(f"/admin/snippets/guidance/easyread/edit/{easy.pk}/", twice)


def test_words_may_stand_for_a_reason_that_is_kept(editor_client: Client) -> None:
    easy = easy_of("calm-together")

    assert send_row(editor_client, easy, "Quoted from a leaflet").status_code == 302

    assert GUILT in str(easy_of("calm-together").rows)
    (kept,) = Waiver.objects.all()
    assert (kept.words, kept.reason, kept.page_id) == (GUILT, "Quoted from a leaflet", easy.page_id)
    # For these words alone.
    with pytest.raises(CannotPublish):
        with_sentence(easy_of("calm-together"), f"{GUILT[:-1]} rotten.").save()


def test_only_who_may_publish_lets_easy_words_stand(people: list[User]) -> None:
    people[0].groups.add(Group.objects.get(name="Editors"))
    signed_in = Client()
    signed_in.force_login(people[0])
    easy = easy_of("calm-together")

    answer = send_row(signed_in, easy, "Quoted from a leaflet")

    assert answer.status_code == 200
    assert "Only somebody who may publish the page" in answer.content.decode()
    assert not Waiver.objects.exists()
    assert GUILT not in str(easy_of("calm-together").rows)


def test_a_reason_mends_nothing_else(editor_client: Client) -> None:
    easy = easy_of("calm-together")
    row = {"sentence": GUILT + " word" * 20, "drawing": "", "image": "", "description": ""}
    sent = nested_form_data({"page": easy.page_id, "rows": streamfield([("row", row)]), "why": "Because"})

    assert editor_client.post(f"/admin/snippets/guidance/easyread/edit/{easy.pk}/", sent).status_code == 200
    assert not Waiver.objects.exists()


def test_every_shipped_easy_read_may_stand() -> None:
    for easy in EasyRead.objects.all():
        easy.save()
