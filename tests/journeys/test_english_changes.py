"""English changes: what readers of its translations see, by what the editor said of the change."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from guidance.models import EasyRead, FormatFile, GuidancePage, SignVideo
from home import services
from home.jobs import publish_scheduled
from home.models import BasePage, EnglishChange, Helpline, NumberChange, SiteLanguage, StandardPage
from home.roles import CLINICAL_GROUP
from home.states import PageState, Step
from tests.journeys.test_honesty import make_live, page_of, sign
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

SLUG = "calm-together"
CHANGED = "has changed"
Kind = EnglishChange.Kind


@pytest.fixture
def people(db: None) -> list[User]:
    names = ("anna", "bernie", "cara")
    return [User.objects.create_superuser(name, f"{name}@example.org", "a long password") for name in names]


@pytest.fixture
def as_production(settings: Any) -> None:
    settings.SHOW_PREVIEW = False


def text_blocks(page: GuidancePage) -> list[int]:
    return [number for number, block in enumerate(page.body) if block.block_type == "text"]


def change(slug: str = SLUG, kind: str = "", *, by: User | None = None, words: str = " Now.") -> str:
    """Change the first text of the English page and publish it; return the id of that block."""
    page = page_of(slug, "en")
    number = text_blocks(page)[0]
    raw = list(page.body.get_prep_value())
    raw[number]["value"] = raw[number]["value"].replace("</p>", f"{words}</p>", 1)
    page.body = page.body.stream_block.to_python(raw)
    revision = page.save_revision()
    if kind:
        services.publish_as(revision, kind, user=by)
    else:
        revision.publish()
    return str(raw[number]["id"])


def marks(page: Tag) -> list[Tag]:
    return list(page.select("article .changed"))


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_a_change_by_a_program_counts_as_meaning_and_nobody_has_said_so() -> None:
    before = page_of(SLUG, "en").words_digest

    block = change()

    kept = EnglishChange.objects.get()
    assert (kept.kind, kept.said_by, kept.made_by) == (Kind.MEANING, None, None)
    assert (kept.before, kept.after) == (before, page_of(SLUG, "en").words_digest)
    assert kept.places == [f"body.{block}"]
    assert kept.revision_from.as_object().compute_words_digest() == kept.before
    assert kept.revision_to.as_object().compute_words_digest() == kept.after


def as_the_form_writes_it(page: GuidancePage) -> None:
    """Give each paragraph the key that the editor's form gives it, which no reader sees."""
    raw = list(page.body.get_prep_value())
    for block in raw:
        if block["type"] == "text":
            block["value"] = block["value"].replace("<p>", '<p data-block-key="k3y">').replace("</p><", "</p>\n<")
    page.body = page.body.stream_block.to_python(raw)


@pytest.mark.parametrize("slug", [SLUG, "why-babies-cry"])
def test_what_only_the_form_writes_otherwise_marks_nothing_and_asks_nobody(client: CheckingClient, slug: str) -> None:
    page = page_of(slug, "en")
    before = page.words_digest
    as_the_form_writes_it(page)
    assert services.changed_since_published(page) == []
    page.save_revision().publish()

    assert page_of(slug, "en").words_digest == before
    assert not EnglishChange.objects.unsaid().exists()
    assert not EnglishChange.objects.waiting().exists()
    shown = soup(client, f"/pl/guidance/{slug}/")
    assert not marks(shown)
    assert "zmieniła się" not in shown.select_one(".notice").get_text()


def test_one_sentence_changed_in_the_form_marks_one_paragraph(client: CheckingClient) -> None:
    page = page_of(SLUG, "en")
    as_the_form_writes_it(page)
    raw = list(page.body.get_prep_value())
    number = text_blocks(page)[0]
    raw[number]["value"] = raw[number]["value"].replace("</p>", " Now.</p>", 1)
    page.body = page.body.stream_block.to_python(raw)
    page.save_revision().publish()

    assert EnglishChange.objects.get().places == [f"body.{raw[number]['id']}"]


def test_paragraphs_in_another_order_are_a_change() -> None:
    page = page_of(SLUG, "en")
    raw = list(page.body.get_prep_value())
    page.body = page.body.stream_block.to_python(raw[::-1])
    page.save_revision().publish()

    assert (EnglishChange.objects.get().places, EnglishChange.objects.unsaid().count()) == (["body"], 1)


def test_words_that_are_saved_without_being_published_anew_are_kept_too() -> None:
    page = page_of(SLUG, "en")
    page.promise += " Really."
    page.save()

    assert EnglishChange.objects.get().places == ["promise"]


def test_a_scheduled_change_is_kept_when_it_is_published() -> None:
    page = page_of(SLUG, "en")
    page.promise += " Really."
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert not EnglishChange.objects.exists()

    revision, due = page.get_latest_revision(), timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at, revision.content["go_live_at"] = due, due.isoformat()
    revision.save()
    publish_scheduled()

    assert EnglishChange.objects.get().kind == Kind.MEANING


@pytest.mark.parametrize("code", ["pl", "en"])
def test_what_leaves_no_translation_behind_is_not_kept(code: str) -> None:
    page = page_of(SLUG, code)
    if code == "pl":
        page.promise += " Naprawdę."
    page.save_revision().publish()

    assert not EnglishChange.objects.exists()


def test_a_draft_changes_nothing() -> None:
    page = page_of(SLUG, "en")
    page.promise += " Really."
    page.save_revision()

    assert not EnglishChange.objects.exists()


def test_english_that_was_withdrawn_is_compared_with_what_stood_there(people: list[User]) -> None:
    before = page_of(SLUG, "en").words_digest
    page_of(SLUG, "en").unpublish(user=people[0])
    page = page_of(SLUG, "en")
    page.promise += " Really."
    page.save()
    page.save_revision().publish()

    withdrawn, changed = EnglishChange.objects.all()

    assert (withdrawn.kind, withdrawn.before, withdrawn.after) == (Kind.WITHDRAWN, before, "")
    assert (changed.kind, changed.before, changed.places) == (Kind.MEANING, before, ["promise"])


# --- Wording only ---------------------------------------------------------------------------------------------------


def test_wording_only_leaves_a_translation_live_and_unmarked(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl"], people)

    change(kind="wording", by=people[0])

    page = soup(client, f"/pl/guidance/{SLUG}/")
    assert page.article["lang"] == "pl"
    assert not page.select_one(".notice")
    assert not marks(page)
    assert set(page_of(SLUG, "pl").versions.signed(page_of(SLUG, "pl"))) == {Step.TRANSLATED, Step.SECOND_READ}


# --- Meaning --------------------------------------------------------------------------------------------------------


def test_meaning_leaves_a_translation_there_with_its_changed_paragraph_marked(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl"], people)

    block = change(kind="meaning", by=people[0])
    sign(page_of(SLUG, "en"), Step.CHECKED, people[0])

    page = soup(client, f"/pl/guidance/{SLUG}/")
    assert page.article["lang"] == "pl"
    assert "zmieniła się" in page.select_one(".notice").get_text()
    assert page.select_one('.notice a[href="/pl/interpreter/"]')
    (mark,) = marks(page)
    assert "zmienił się" in mark.get_text()
    link = mark.a
    assert link["href"] == f"/en/guidance/{SLUG}/#part-{block[:8]}"
    english = soup(client, f"/en/guidance/{SLUG}/")
    assert "Now." in english.find(id=f"part-{block[:8]}").get_text()
    assert not english.select_one(".notice")


def test_a_mark_leads_nowhere_while_the_english_is_not_signed(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl"], people)

    change(kind="meaning", by=people[0])

    assert client.get(f"/en/guidance/{SLUG}/").status_code == 404
    page = soup(client, f"/pl/guidance/{SLUG}/")
    (mark,) = marks(page)
    assert mark.a is None
    assert not page.select('.notice a[hreflang="en-GB"]')


@pytest.mark.parametrize("code", ["pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru"])
def test_a_translation_that_nobody_has_signed_is_marked_as_well(client: CheckingClient, code: str) -> None:
    change()

    page = soup(client, f"/{code}/guidance/{SLUG}/")

    assert page.article["lang"] == ("pt-PT" if code == "pt" else code)
    assert len(marks(page)) == 1
    assert CHANGED not in page.article.get_text()


def test_a_paragraph_that_english_has_gained_is_told_at_the_top(client: CheckingClient) -> None:
    page = page_of(SLUG, "en")
    page.body.append(("text", "<p>Something new.</p>"))
    page.save_revision().publish()

    shown = soup(client, f"/pl/guidance/{SLUG}/")

    assert not marks(shown)
    assert "zmieniła się" in shown.select_one(".notice").get_text()


def test_a_plain_page_is_marked_too(client: CheckingClient) -> None:
    page = StandardPage.objects.get(slug="privacy", locale__language_code="en")
    page.body.append(("text", "<p>Something new.</p>"))
    page.save_revision().publish()

    assert "zmieniła się" in soup(client, "/pl/privacy/").select_one(".notice").get_text()


def test_a_renewed_translation_is_marked_no_more(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl"], people)
    change(kind="meaning", by=people[0])
    sign(page_of(SLUG, "en"), Step.CHECKED, people[0])

    sign(page_of(SLUG, "pl"), Step.TRANSLATED, people[0])
    assert marks(soup(client, f"/pl/guidance/{SLUG}/"))
    sign(page_of(SLUG, "pl"), Step.SECOND_READ, people[1])

    page = soup(client, f"/pl/guidance/{SLUG}/")
    assert not marks(page)
    assert not page.select_one(".notice")


def test_files_from_before_the_change_say_that_they_are_behind_at_once(client: CheckingClient) -> None:
    page = page_of(SLUG, "pl")
    file = kept_file(page, "text")
    change()

    link = soup(client, f"/pl/guidance/{SLUG}/").select_one(f'a[href$="{SLUG}.pl.txt"]').find_parent("li")

    assert "ostatniej zmiany" in link.get_text()
    file.refresh_from_db()
    assert file.words_digest == page.words_digest


def test_what_a_file_is_made_from_says_that_the_english_has_changed() -> None:
    from guidance.linearise import document_of

    change()

    assert any("zmieniła się" in line for line in document_of(page_of(SLUG, "pl")).notice)
    assert len(document_of(page_of(SLUG, "en")).notice) == 1


def kept_file(page: BasePage, kind: str) -> FormatFile:
    """Return a file of the page as it is, made an hour ago."""
    name = default_storage.save(f"formats/{page.pk}/{kind}", ContentFile(b"words"))
    row, _ = FormatFile.objects.update_or_create(
        page=page,
        kind=kind,
        defaults={
            "file": name,
            "digest": "d",
            "wanted": "d",
            "words_digest": page.words_digest,
            "status": FormatFile.Status.READY,
            "is_checked": True,
            "size": 5,
            "made_at": timezone.now() - timedelta(hours=1),
        },
    )
    return row


# --- Old words unsafe -----------------------------------------------------------------------------------------------


def test_unsafe_words_give_way_at_once_to_english_urgent_help_and_an_interpreter(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl", "ar"], people)

    change(kind="unsafe", by=people[0])

    page = soup(client, f"/ar/guidance/{SLUG}/")
    assert (page.html["lang"], page.article["lang"], page.article["dir"]) == ("ar", "en-GB", "ltr")
    assert "Now." in page.article.get_text()
    notice = page.select_one(".notice")
    assert "حفاظًا" in notice.get_text()
    links = [link["href"] for link in notice.select("a")]
    assert links[0] == "tel:999"
    assert {"#help-now", "/ar/interpreter/"} <= set(links)
    assert page.select_one("#help-now")


def test_english_that_is_corrected_is_shown_at_once_and_says_that_it_waits(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en"], people)

    change(kind="unsafe", by=people[0])
    assert "second person" in soup(client, f"/en/guidance/{SLUG}/").select_one(".notice").get_text()
    sign(page_of(SLUG, "en"), Step.CHECKED, people[1])

    assert not soup(client, f"/en/guidance/{SLUG}/").select_one(".notice")


def test_english_that_was_never_signed_is_not_shown_for_being_corrected(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    SiteLanguage.objects.filter(code="en").update(state="live")

    change(kind="unsafe", by=people[0])

    assert client.get(f"/en/guidance/{SLUG}/").status_code == 404


def test_lists_and_search_name_the_english_page_where_a_translation_gave_way(
    client: CheckingClient, people: list[User]
) -> None:
    title = page_of(SLUG, "pl").title
    assert title in soup(client, "/pl/guidance/").main.get_text()

    change(kind="unsafe", by=people[0])

    assert title not in soup(client, "/pl/guidance/").main.get_text()
    assert title not in soup(client, "/pl/search/?q=spok").main.get_text()
    assert f"/pl/guidance/{SLUG}/" not in client.get("/sitemap.xml").content.decode()


def test_no_file_of_unsafe_words_is_handed_out(client: CheckingClient, people: list[User]) -> None:
    files = [kept_file(page_of(SLUG, code), "text") for code in ("en", "pl")]
    assert client.get(f"/pl/guidance/{SLUG}/{SLUG}.pl.txt").status_code == 200

    change(kind="unsafe", by=people[0])

    assert client.get(f"/pl/guidance/{SLUG}/{SLUG}.pl.txt").status_code == 404
    assert client.get(f"/en/guidance/{SLUG}/{SLUG}.en.txt").status_code == 404
    assert not soup(client, f"/pl/guidance/{SLUG}/").select(f'a[href$="{SLUG}.en.txt"]')
    from guidance.services import request_formats

    request_formats(page_of(SLUG, "pl"))
    assert not FormatFile.objects.filter(pk=files[1].pk).exists()


def renewed_in_polish(person: User) -> GuidancePage:
    """Publish other Polish words, and have a translator sign for them."""
    page = page_of(SLUG, "pl")
    page.promise += " Naprawdę."
    page.save_revision().publish()
    sign(page_of(SLUG, "pl"), Step.TRANSLATED, person)
    return page_of(SLUG, "pl")


@pytest.mark.parametrize(("hours_after_it_was_said", "status"), [(-1, 404), (1, 200)])
def test_after_a_renewal_files_from_before_words_were_called_unsafe_stay_away(
    client: CheckingClient, people: list[User], hours_after_it_was_said: int, status: int
) -> None:
    change()
    # The change was days old, and counted as one of meaning, before anybody called the old words unsafe.
    EnglishChange.objects.update(made_at=timezone.now() - timedelta(days=3))
    services.say(EnglishChange.objects.get(), "unsafe", user=people[0])
    file = kept_file(renewed_in_polish(people[0]), "text")
    made_at = timezone.now() + timedelta(hours=hours_after_it_was_said)
    FormatFile.objects.filter(pk=file.pk).update(words_digest="of other words", made_at=made_at)

    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "pl"
    assert client.get(f"/pl/guidance/{SLUG}/{SLUG}.pl.txt").status_code == status


def test_an_easy_read_and_a_film_of_unsafe_words_are_not_shown(client: CheckingClient, people: list[User]) -> None:
    page = EasyRead.objects.filter(page__locale__language_code="en").first().page
    name = default_storage.save("signing/film.mp4", ContentFile(b"film"))
    SignVideo.objects.bulk_create(
        [SignVideo(page=page, sign_language="bsl", film=name, captions=name, words_digest=page.words_digest)]
    )
    film = f"/en/guidance/{page.slug}/{page.slug}.en.bsl.mp4"
    assert client.get(f"/en/guidance/{page.slug}/easy-read/").status_code == 200
    assert client.get(film).status_code == 200

    change(page.slug, kind="unsafe", by=people[0])

    addresses = (f"/en/guidance/{page.slug}/easy-read/", film)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


# --- Safety pages ---------------------------------------------------------------------------------------------------


def make_safety_live(people: list[User]) -> None:
    make_live("why-babies-cry", ["en", "pl"], people)
    for code in ("en", "pl"):
        sign(page_of("why-babies-cry", code), Step.CLINICAL, people[2])


def test_on_a_safety_page_wording_only_waits_for_a_clinician(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_safety_live(people)

    change("why-babies-cry", kind="wording", by=people[0])
    assert len(marks(soup(client, "/pl/guidance/why-babies-cry/"))) == 1
    services.confirm(EnglishChange.objects.get(), user=people[2])

    assert not marks(soup(client, "/pl/guidance/why-babies-cry/"))


def test_only_a_clinician_confirms_on_a_safety_page(people: list[User]) -> None:
    change("why-babies-cry", kind="wording", by=people[0])
    kept = EnglishChange.objects.get()
    publisher, clinician = User.objects.create_user("dan"), User.objects.create_user("eve")
    publisher.groups.add(Group.objects.get(name="Moderators"))
    clinician.groups.add(Group.objects.get(name=CLINICAL_GROUP), Group.objects.get(name="Editors"))

    for user in (publisher, clinician):
        assert not EnglishChange.objects.get().is_confirmed
        signed_in_as(user).post(f"/admin/changes/{kept.pk}/", {"confirm": "yes"})

    kept.refresh_from_db()
    assert kept.confirmed_by == clinician


# --- Asking, saying, confirming -------------------------------------------------------------------------------------


def signed_in_as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edited(client: Client, page: GuidancePage, promise: str, **more: str) -> Any:
    """Send the page's form with another promise, its body untouched."""
    address = f"/admin/pages/{page.pk}/edit/"
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("form#page-edit-form")
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        value = field.get("value", "") if field.name == "input" else field.get_text().removeprefix("\n")
        if field.name == "select":
            value = [option["value"] for option in field.select("option[selected]")]
        data.setdefault(field["name"], value)
    data["body-count"] = "0"
    for number, block in enumerate(page.body.get_prep_value()[:1]):
        data |= {f"body-{number}-deleted": "", f"body-{number}-order": str(number)}
        data |= {
            f"body-{number}-type": "heading",
            f"body-{number}-value": "What helps",
            f"body-{number}-id": block["id"],
        }
        data["body-count"] = str(number + 1)
    return client.post(address, data | {"promise": promise} | more)


def test_publishing_from_the_form_asks_first_and_keeps_the_answer(client: CheckingClient, people: list[User]) -> None:
    page, editor = page_of(SLUG, "en"), signed_in_as(people[0])
    before = page.words_digest

    asked = edited(editor, page, "Another promise.", **{"action-publish": "action-publish"})

    assert asked.status_code == 302, asked.content[:500]
    assert asked["Location"].startswith(f"/admin/changes/publish/{page.pk}/")
    assert page_of(SLUG, "en").words_digest == before
    question = editor.get(asked["Location"]).content.decode()
    assert question.count('name="kind"') == 3
    assert "checked" not in BeautifulSoup(question, "html.parser").select_one("fieldset").decode()
    assert "<ins>" in question
    assert editor.post(asked["Location"]).status_code == 422
    assert page_of(SLUG, "en").words_digest == before

    answered = editor.post(asked["Location"], {"kind": "unsafe"})

    assert answered.status_code == 302
    kept = EnglishChange.objects.get()
    assert (kept.kind, kept.said_by, kept.made_by) == (Kind.UNSAFE, people[0], people[0])
    assert page_of(SLUG, "en").promise == "Another promise."
    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "en-GB"


def test_publishing_the_same_words_asks_nothing(people: list[User]) -> None:
    page, editor = page_of(SLUG, "en"), signed_in_as(people[0])
    page.body = page.body.stream_block.to_python([{"type": "heading", "value": "What helps", "id": page.body[0].id}])
    page.save_revision().publish()

    published = edited(editor, page_of(SLUG, "en"), page.promise, **{"action-publish": "action-publish"})

    assert published.status_code == 302
    assert "/changes/" not in published["Location"]
    assert EnglishChange.objects.count() == 1


def test_a_draft_that_somebody_changed_meanwhile_is_not_published(people: list[User]) -> None:
    page, editor = page_of(SLUG, "en"), signed_in_as(people[0])
    page.promise = "One."
    first = page.save_revision()
    page.promise = "Two."
    page.save_revision()

    shown = editor.post(f"/admin/changes/publish/{page.pk}/{first.pk}/", {"kind": "wording"})

    assert "Somebody has changed the draft" in shown.content.decode()
    assert not EnglishChange.objects.exists()


def test_who_may_not_publish_is_not_asked(people: list[User]) -> None:
    page = page_of(SLUG, "en")
    page.promise = "One."
    revision = page.save_revision()
    writer = User.objects.create_user("wilma")
    writer.groups.add(Group.objects.get(name="Editors"))

    answer = signed_in_as(writer).post(f"/admin/changes/publish/{page.pk}/{revision.pk}/", {"kind": "wording"})

    assert answer.status_code in {302, 403}
    assert not EnglishChange.objects.exists()


def test_a_second_person_confirms_and_never_the_first(people: list[User]) -> None:
    change(kind="unsafe", by=people[0])
    kept = EnglishChange.objects.get()
    assert list(EnglishChange.objects.waiting()) == [kept]

    own = signed_in_as(people[0]).post(f"/admin/changes/{kept.pk}/", {"confirm": "yes"})
    assert own.status_code in {302, 403}
    assert EnglishChange.objects.waiting().exists()
    assert "waiting for a second person" in signed_in_as(people[1]).get("/admin/changes/").content.decode()
    assert "1." in signed_in_as(people[1]).get("/admin/").content.decode()
    signed_in_as(people[1]).post(f"/admin/changes/{kept.pk}/", {"confirm": "yes"})

    assert not EnglishChange.objects.waiting().exists()
    assert "waiting for a second person" not in signed_in_as(people[1]).get("/admin/changes/").content.decode()


def test_a_change_of_meaning_can_be_called_unsafe_afterwards_at_once(
    client: CheckingClient, people: list[User]
) -> None:
    change()
    kept = EnglishChange.objects.get()
    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "pl"

    signed_in_as(people[0]).post(f"/admin/changes/{kept.pk}/", {"kind": "unsafe"})

    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "en-GB"


def test_who_called_words_unsafe_can_not_take_it_back_alone(client: CheckingClient, people: list[User]) -> None:
    change(kind="unsafe", by=people[0])
    address = f"/admin/changes/{EnglishChange.objects.get().pk}/"

    signed_in_as(people[0]).post(address, {"kind": "wording"})
    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "en-GB"
    signed_in_as(people[1]).post(address, {"kind": "wording"})

    page = soup(client, f"/pl/guidance/{SLUG}/")
    assert page.article["lang"] == "pl"
    assert not marks(page)


def test_a_withdrawn_page_is_gone_in_every_language_and_waits_for_a_second_person(
    client: CheckingClient, as_production: None, people: list[User]
) -> None:
    make_live(SLUG, ["en", "pl"], people)

    signed_in_as(people[0]).post(f"/admin/pages/{page_of(SLUG, 'en').pk}/unpublish/")

    assert client.get(f"/pl/guidance/{SLUG}/").status_code == 404
    kept = EnglishChange.objects.get()
    assert (kept.kind, kept.made_by) == (Kind.WITHDRAWN, people[0])
    assert list(EnglishChange.objects.waiting()) == [kept]
    assert signed_in_as(people[1]).get(f"/admin/changes/{kept.pk}/").status_code == 200
    with pytest.raises(services.NotAllowed):
        services.say(kept, "wording", user=people[1])


def test_a_translation_that_is_withdrawn_waits_for_a_second_person_and_leaves_the_others(
    client: CheckingClient, people: list[User]
) -> None:
    with_user(people[0], page_of(SLUG, "pl").unpublish)

    assert soup(client, f"/pl/guidance/{SLUG}/").article["lang"] == "en-GB"
    assert soup(client, f"/lt/guidance/{SLUG}/").article["lang"] == "lt"
    assert EnglishChange.objects.waiting().get().made_by == people[0]


def test_a_page_can_be_deleted_with_all_that_was_changed_in_it(people: list[User]) -> None:
    change(kind="meaning", by=people[0])

    page_of(SLUG, "en").delete()

    assert not EnglishChange.objects.exists()


def test_a_corrected_number_stands_at_once_and_waits_for_a_second_person(
    client: CheckingClient, people: list[User]
) -> None:
    line = Helpline.objects.get(key="lifeline")
    was = line.phone
    line.phone = "0800 000 0000"
    with_user(people[0], line.save)
    line.hours_en = "Any time"
    line.save()

    assert "0800 000 0000" in soup(client, "/en/help/").main.get_text()
    number = NumberChange.objects.get()
    assert number.before.startswith(was)
    assert signed_in_as(people[0]).post(f"/admin/changes/number/{number.pk}/").status_code in {302, 403}
    assert NumberChange.objects.waiting().exists()
    signed_in_as(people[1]).post(f"/admin/changes/number/{number.pk}/")

    assert not NumberChange.objects.waiting().exists()


def test_another_directory_owner_finds_the_number_and_no_page(client: CheckingClient, people: list[User]) -> None:
    owner = User.objects.create_user("owner", "owner@example.org", "a long password")
    owner.groups.add(Group.objects.get(name="Directory owners"))
    line = Helpline.objects.get(key="lifeline")
    line.phone = "0800 000 0000"
    with_user(people[0], line.save)
    kept = change(kind="unsafe", by=people[0]) and EnglishChange.objects.get()
    browser = signed_in_as(owner)

    dashboard = browser.get("/admin/").content.decode()
    listed = BeautifulSoup(browser.get("/admin/changes/").content, "html.parser")
    confirm = listed.select_one("form[action*='/changes/number/']")

    assert "Waiting for a second person to confirm: 1." in dashboard
    assert "0800 000 0000" in listed.get_text()
    assert page_of(SLUG, "en").title not in listed.get_text()
    assert browser.get(f"/admin/changes/{kept.pk}/").status_code in {302, 403}
    assert confirm is not None
    browser.post(str(confirm["action"]))
    assert not NumberChange.objects.waiting().exists()
    assert "waiting" not in browser.get("/admin/").content.decode().lower()


def with_user(user: User, act: Any) -> None:
    from wagtail.log_actions import LogContext

    with LogContext(user=user):
        act()


# --- For translators ------------------------------------------------------------------------------------------------


def test_a_translator_sees_old_and_new_english_beside_the_translation(people: list[User]) -> None:
    make_live(SLUG, ["en", "pl"], people)
    change(kind="meaning", by=people[0])
    change(kind="wording", by=people[0], words=" And then.")
    page = page_of(SLUG, "pl")
    translator = signed_in_as(people[0])
    assert f"/admin/changes/since-translated/{page.pk}/" in translator.get(f"/admin/sign/{page.pk}/").content.decode()

    shown = BeautifulSoup(
        translator.get(f"/admin/changes/since-translated/{page.pk}/").content, "html.parser"
    ).select_one(".differences")

    (row,) = shown.select("tbody tr")
    before, after, translation = row.select("td")
    assert not before.select("del, ins")
    assert "And then" in "".join(run.get_text() for run in after.select("ins"))
    assert "Now" in "".join(run.get_text() for run in after.select("ins"))
    assert translation["lang"] == "pl"
    assert translation.get_text(strip=True)


def test_where_nothing_has_changed_it_says_so(editor_client: Client) -> None:
    page = page_of(SLUG, "pl")

    assert (
        "Nothing: the English says" in editor_client.get(f"/admin/changes/since-translated/{page.pk}/").content.decode()
    )


def test_where_the_old_words_are_gone_it_says_so(editor_client: Client) -> None:
    change()
    page_of(SLUG, "en").revisions.all().delete()
    page = page_of(SLUG, "pl")

    assert "not kept any more" in editor_client.get(f"/admin/changes/since-translated/{page.pk}/").content.decode()


def test_a_change_is_kept_in_the_history_of_the_page(people: list[User]) -> None:
    change(kind="meaning", by=people[0])

    history = signed_in_as(people[0]).get(f"/admin/pages/{page_of(SLUG, 'en').pk}/history/").content.decode()

    assert "Said what a change of the English means" in history


def test_a_translation_that_gave_way_has_no_live_state(people: list[User]) -> None:
    make_live(SLUG, ["en", "pl"], people)

    change(kind="unsafe", by=people[0])

    assert page_of(SLUG, "pl").state is PageState.PREVIEW
