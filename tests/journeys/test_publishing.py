"""Words that hurt are not published, whichever way they go, unless a named person lets them stand and says why."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Locale, PageLogEntry, Workflow, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from guidance.models import AvoidedPhrase, GuidancePage, Waiver
from home.models.base import NOT_PUBLISHED
from home.publishing import CannotPublish
from tests.guidance.urgent_help import complete_urgent_help
from tests.journeys.test_honesty import page_of
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db

GUILT = "You are spoiling your baby."
HOPE = "Your baby needs you close."


@pytest.fixture
def page() -> GuidancePage:
    return page_of("calm-together", "en")


def said(page: GuidancePage, words: str) -> GuidancePage:
    """Put a paragraph with an id of its own after the page's words."""
    page.body.append(("text", f"<p>{words}</p>"))
    page.body[len(page.body) - 1].id = "said"
    return page


def is_read(page: GuidancePage, words: str) -> bool:
    return words in str(GuidancePage.objects.get(pk=page.pk).body)


def form_of(page: GuidancePage, words: str) -> dict[str, Any]:
    """Return what an editor's form sends for a page of one paragraph."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "promise": page.promise,
            "drawing": page.drawing,
            "drawing_description": page.drawing_description,
            "body": streamfield([("heading", "What helps"), ("text", rich_text(f"<p>{words}</p>"))]),
            "related": [],
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "comments-MIN_NUM_FORMS": 0,
            "comments-MAX_NUM_FORMS": 0,
        }
    )


def messages_in(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(each.get_text(" ", strip=True) for each in page.select(".messages li, .messages .error"))


# --- Code -----------------------------------------------------------------------------------------------------------


def test_code_can_not_publish_a_revision_that_hurts(page: GuidancePage) -> None:
    revision = said(page, GUILT).save_revision()

    with pytest.raises(CannotPublish, match="spoiling"):
        revision.publish()

    assert not is_read(page, GUILT)


def test_code_can_not_save_words_that_hurt_into_a_published_page(page: GuidancePage) -> None:
    with pytest.raises(CannotPublish):
        said(page, GUILT).save()

    assert not is_read(page, GUILT)


def test_code_can_not_add_a_published_page_that_hurts(page: GuidancePage) -> None:
    new = GuidancePage(title="Do not spoil your baby", locale=page.locale, slug="spoilt")

    with pytest.raises(CannotPublish):
        page.get_parent().add_child(instance=new)


def test_a_draft_may_say_what_it_likes(page: GuidancePage) -> None:
    said(page, GUILT).save_revision()

    assert not is_read(page, GUILT)
    assert "spoiling" in str(page.get_latest_revision_as_object().body)


def test_a_published_page_stays_as_it_is_when_a_rule_is_new(page: GuidancePage) -> None:
    GuidancePage.objects.filter(pk=page.pk).update(title="Do not spoil your baby")
    found = page_of("calm-together", "en")
    GuidancePage.objects.filter(pk=page.pk).update(words_digest=found.compute_words_digest())
    found.refresh_from_db()

    found.save()

    assert GuidancePage.objects.get(pk=page.pk).live


# --- The form -------------------------------------------------------------------------------------------------------


def test_the_form_says_it_beside_the_block_and_publishes_nothing(editor_client: Client, page: GuidancePage) -> None:
    data = form_of(page, GUILT) | {"action-publish": "action-publish"}

    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)

    assert response.status_code == 200
    errors = response.context["form"].errors.as_data()["body"][0].block_errors
    assert list(errors) == [1]
    assert "spoiling" in str(errors[1])
    assert "needs you" in str(errors[1])
    assert not is_read(page, GUILT)


def test_the_form_saves_the_same_words_as_a_draft(editor_client: Client, page: GuidancePage) -> None:
    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", form_of(page, GUILT))

    assert response.status_code == 302
    assert "spoiling" in str(page_of("calm-together", "en").get_latest_revision_as_object().body)


def test_the_form_publishes_words_that_were_mended(editor_client: Client, page: GuidancePage) -> None:
    data = form_of(page, HOPE) | {"action-publish": "action-publish"}

    asked = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert asked.status_code == 302, asked.context["form"].errors
    editor_client.post(asked.url, {"kind": "meaning"})

    assert is_read(page, HOPE)


def test_to_say_what_a_change_means_publishes_no_words_that_block(editor_client: Client, page: GuidancePage) -> None:
    editor_client.post(f"/admin/pages/{page.pk}/edit/", form_of(page, GUILT))
    draft = page_of("calm-together", "en").latest_revision_id

    response = editor_client.post(f"/admin/changes/publish/{page.pk}/{draft}/", {"kind": "wording"}, follow=True)

    assert "is not published" in response.content.decode()
    assert not is_read(page, GUILT)


def test_a_new_page_is_held_to_the_same(editor_client: Client, page: GuidancePage) -> None:
    data = form_of(page, GUILT) | {"action-publish": "action-publish", "slug": "new-one", "title": "New one"}

    response = editor_client.post(f"/admin/pages/add/guidance/guidancepage/{page.get_parent().pk}/", data)

    assert response.status_code == 200
    assert not GuidancePage.objects.filter(slug="new-one").exists()


def test_a_picture_without_a_description_is_said_beside_its_field(editor_client: Client, page: GuidancePage) -> None:
    data = form_of(page, HOPE) | {"action-publish": "action-publish", "drawing_description": ""}

    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)

    assert "drawing_description" in response.context["form"].errors


def test_a_safety_page_that_says_nobody_to_ring_is_refused(editor_client: Client, page: GuidancePage) -> None:
    data = form_of(page, HOPE) | {"action-publish": "action-publish", "safety": "on"}

    response = editor_client.post(f"/admin/pages/{page.pk}/edit/", data)

    assert "whom to ring" in str(response.context["form"].non_field_errors())


# --- A workflow -----------------------------------------------------------------------------------------------------


@pytest.fixture
def workflow(page: GuidancePage, administrator: User) -> Workflow:
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.add(Group.objects.get(name="Moderators"))
    workflow = Workflow.objects.create(name="Reading")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow


def test_a_workflow_does_not_end_in_publishing_words_that_hurt(
    editor_client: Client, page: GuidancePage, workflow: Workflow, administrator: User
) -> None:
    said(page, GUILT).save_revision(user=administrator)
    state = workflow.start(page, administrator)

    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.current_task_state.pk}/"
    response = editor_client.post(address, follow=True)

    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    assert "spoiling" in messages_in(response)
    assert response.redirect_chain[-1][0] == f"/admin/pages/{page.pk}/edit/"
    assert not is_read(page, GUILT)


def test_approving_in_a_dialog_leads_back_to_the_page(
    editor_client: Client, page: GuidancePage, workflow: Workflow, administrator: User
) -> None:
    said(page, GUILT).save_revision(user=administrator)
    state = workflow.start(page, administrator)

    address = f"/admin/pages/workflow/action/{page.pk}/approve/{state.current_task_state.pk}/"
    response = editor_client.post(address, headers={"X-Requested-With": "XMLHttpRequest"})

    assert response.json() == {"step": "success", "redirect": f"/admin/pages/{page.pk}/edit/"}
    assert not is_read(page, GUILT)


# --- An hour that was set -------------------------------------------------------------------------------------------


def at_an_hour_that_has_come(page: GuidancePage, minutes: int) -> None:
    revision = page.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=minutes)
    revision.save()


def test_an_hour_that_comes_for_words_that_hurt_is_given_up_and_holds_up_nobody(
    editor_client: Client, page: GuidancePage
) -> None:
    other = said(page_of("bouncing-back", "en"), HOPE)
    at_an_hour_that_has_come(said(page, GUILT), 2)
    at_an_hour_that_has_come(other, 1)

    call_command("publish_scheduled", verbosity=0)

    assert not is_read(page, GUILT)
    assert is_read(other, HOPE)
    assert not page.revisions.exclude(approved_go_live_at=None).exists()
    assert "spoiling" in PageLogEntry.objects.get(action=NOT_PUBLISHED).data["why"]
    history = editor_client.get(f"/admin/pages/{page.pk}/history/").content.decode()
    assert "Could not be published at the hour that was set" in history


# --- Many at once ---------------------------------------------------------------------------------------------------


def test_of_many_pages_those_that_may_be_are_published_and_the_others_named(
    editor_client: Client, page: GuidancePage
) -> None:
    other = said(page_of("bouncing-back", "en"), HOPE)
    other.save_revision()
    said(page, GUILT).save_revision()

    address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&id={other.pk}&next=/admin/pages/"
    response = editor_client.post(address, {"include_descendants": ""}, follow=True)

    assert is_read(other, HOPE)
    assert not is_read(page, GUILT)
    assert "1 page has been published" in messages_in(response)
    assert f"“{page.title}” is not published" in messages_in(response)
    assert "spoiling" in messages_in(response)


def test_what_lies_below_a_page_is_held_to_the_same(editor_client: Client, page: GuidancePage) -> None:
    page.unpublish()
    said(page, GUILT).save_revision()
    above = page.get_parent()

    response = editor_client.post(
        f"/admin/bulk/wagtailcore/page/publish/?id={above.pk}&next=/admin/pages/",
        {"include_descendants": "on"},
        follow=True,
    )

    assert not GuidancePage.objects.get(pk=page.pk).live
    assert "spoiling" in messages_in(response)


# --- wagtail-localize -----------------------------------------------------------------------------------------------


def translated(page: GuidancePage, words: str) -> Translation:
    """Return the Polish translation with another title."""
    source, _made = TranslationSource.update_or_create_from_instance(page)
    polish = Locale.objects.get(language_code="pl")
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=polish)
    title = StringSegment.objects.get(source=source, context__path="title")
    StringTranslation.objects.update_or_create(
        translation_of=title.string, locale=polish, context=title.context, defaults={"data": words}
    )
    return translation


def test_wagtail_localize_publishes_no_picture_that_nobody_described(editor_client: Client, page: GuidancePage) -> None:
    translation = translated(page, "Spokój razem")
    description = StringSegment.objects.get(source=translation.source, context__path="drawing_description")
    StringTranslation.objects.update_or_create(
        translation_of=description.string,
        locale=translation.target_locale,
        context=description.context,
        defaults={"data": "IMG_1234.jpg"},
    )
    target = translation.get_target_instance()

    response = editor_client.post(f"/admin/pages/{target.pk}/edit/", {"action": "publish"}, follow=True)

    assert "Say in one sentence who is seen" in messages_in(response)
    assert page_of("calm-together", "pl").drawing_description != "IMG_1234.jpg"


@pytest.fixture
def new_page(page: GuidancePage) -> GuidancePage:
    """An English page that nobody has translated yet."""
    new: GuidancePage = page.copy(update_attrs={"slug": "calm-again", "title": "Calm again"})
    new.save_revision().publish()
    return GuidancePage.objects.get(pk=new.pk)


def wholly_translated(page: GuidancePage, words: str) -> Translation:
    """Return a Polish translation of every string, each with these words."""
    translation = translated(page, words)
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={"data": words},
        )
    translation.save_target(publish=False)
    return translation


@pytest.mark.parametrize(
    ("words", "is_let_through"),
    [
        ("Jesteś złą matką.", False),
        # English rules have nothing to say of Polish words.
        ("To jest spoiling.", True),
    ],
)
def test_a_translation_is_held_to_the_rules_of_its_own_language_from_the_first_time(
    new_page: GuidancePage, words: str, is_let_through: bool
) -> None:
    complete_urgent_help("pl")
    # A rule that nobody who speaks the language has checked only warns.
    AvoidedPhrase.objects.filter(language="pl").update(checked_by="Polish health visitor", severity="block")
    target = wholly_translated(new_page, words).get_target_instance()

    if is_let_through:
        target.get_latest_revision().publish()
    else:
        with pytest.raises(CannotPublish, match="złą matką"):
            target.get_latest_revision().publish()

    assert GuidancePage.objects.get(pk=target.pk).live is is_let_through


def test_many_pages_published_at_once_are_published_with_their_translated_words(
    editor_client: Client, new_page: GuidancePage
) -> None:
    complete_urgent_help("pl")
    translation = wholly_translated(new_page, "Spokojnie i razem")
    target = translation.get_target_instance()
    # The draft still says it in English; the strings have come since.
    target.title = "Calm again"
    target.save_revision()

    address = f"/admin/bulk/wagtailcore/page/publish/?id={target.pk}&next=/admin/"
    editor_client.post(address, {"include_descendants": False})

    published = GuidancePage.objects.get(pk=target.pk)
    assert (published.live, published.title, published.words_language) == (True, "Spokojnie i razem", "pl")


def test_the_words_of_a_translation_that_was_never_published_are_read_in_its_own_language(
    editor_client: Client, new_page: GuidancePage
) -> None:
    target = wholly_translated(new_page, "Jesteś złą matką.").get_target_instance()

    screen = BeautifulSoup(editor_client.get(words_screen(target)).content, "html.parser")

    assert "jest w trudnym czasie; uczy się" in screen.get_text()


# --- Let stand with a reason ----------------------------------------------------------------------------------------


def words_screen(page: GuidancePage) -> str:
    return f"/admin/words/{page.pk}/"


def the_digest_on(client: Client, page: GuidancePage) -> str:
    screen = BeautifulSoup(client.get(words_screen(page)).content, "html.parser")
    return str(screen.select_one("input[name=digest]")["value"])


def test_what_a_person_lets_stand_is_published_and_kept_with_who_and_why(
    editor_client: Client, page: GuidancePage, administrator: User
) -> None:
    said(page, GUILT).save_revision()

    answer = {"digest": the_digest_on(editor_client, page), "reason": "It quotes a myth in order to answer it."}
    response = editor_client.post(words_screen(page), answer, follow=True)

    waiver = Waiver.objects.get(page=page)
    assert (waiver.code, waiver.words, waiver.waived_by) == ("avoid.22", GUILT, administrator)
    assert "It quotes a myth" in response.content.decode()
    page.get_latest_revision().publish()
    assert is_read(page, GUILT)
    assert "It quotes a myth" in editor_client.get(f"/admin/pages/{page.pk}/history/").content.decode()


def test_a_waiver_lapses_when_its_sentence_changes(editor_client: Client, page: GuidancePage) -> None:
    said(page, GUILT).save_revision()
    editor_client.post(words_screen(page), {"digest": the_digest_on(editor_client, page), "reason": "A myth."})
    page.body[len(page.body) - 1].value.source = "<p>You are really spoiling your baby.</p>"

    with pytest.raises(CannotPublish):
        page.save_revision().publish()


def test_what_may_stand_in_english_may_stand_where_a_translation_still_says_it_in_english(
    editor_client: Client, page: GuidancePage
) -> None:
    said(page, GUILT).save_revision()
    editor_client.post(words_screen(page), {"digest": the_digest_on(editor_client, page), "reason": "A myth."})
    polish = page_of("calm-together", "pl")
    polish.words_language = "en"

    said(polish, GUILT).save_revision().publish()

    assert is_read(polish, GUILT)


def test_nothing_stands_without_a_reason(editor_client: Client, page: GuidancePage) -> None:
    said(page, GUILT).save_revision()

    response = editor_client.post(words_screen(page), {"digest": the_digest_on(editor_client, page), "reason": " "})

    assert response.status_code == 422
    assert not Waiver.objects.exists()


def test_words_that_have_changed_meanwhile_are_not_let_stand(editor_client: Client, page: GuidancePage) -> None:
    said(page, GUILT).save_revision()

    response = editor_client.post(words_screen(page), {"digest": "of other words", "reason": "A myth."})

    assert response.status_code == 422
    assert "changed meanwhile" in response.content.decode()


def test_who_may_not_publish_lets_nothing_stand(page: GuidancePage) -> None:
    editor = User.objects.create_user("editor", password="a long password for tests")
    editor.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(editor)
    said(page, GUILT).save_revision()

    screen = client.get(words_screen(page))
    response = client.post(words_screen(page), {"digest": "any", "reason": "Because"})

    assert "Stops publishing" in screen.content.decode()
    assert "Let it stand" not in screen.content.decode()
    assert response.status_code in {302, 403}
    assert not Waiver.objects.exists()


# --- While an editor types ------------------------------------------------------------------------------------------


def preview_of(client: Client, page: GuidancePage, words: str) -> BeautifulSoup:
    address = f"/admin/pages/{page.pk}/edit/preview/"
    assert client.post(address, form_of(page, words)).json()["is_valid"]
    return BeautifulSoup(client.get(f"{address}?in_preview_panel=true").content, "html.parser")


def test_the_preview_carries_what_there_is_to_change(editor_client: Client, page: GuidancePage) -> None:
    data = preview_of(editor_client, page, GUILT).select_one("script#words-to-change[type='application/json']")

    found = next(each for each in json.loads(data.string) if each["words"] == "spoiling")
    assert found["place"] == "Text, under “What helps”"
    assert found["blocks"]
    assert found["better"] == "comforted; needs you"
    assert found["reason"]
    assert "score" not in data.string


def test_readers_and_finished_previews_carry_nothing(
    client: CheckingClient, editor_client: Client, page: GuidancePage
) -> None:
    said(page, GUILT).save_revision()

    shown = editor_client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    read = client.get("/en/guidance/calm-together/").content.decode()

    assert "spoiling" in shown
    assert "words-to-change" not in shown
    assert "words-to-change" not in read


def test_the_editor_has_a_place_for_it_and_shows_no_score(editor_client: Client, page: GuidancePage) -> None:
    screen = BeautifulSoup(editor_client.get(f"/admin/pages/{page.pk}/edit/").content, "html.parser")

    panel = screen.select_one("[data-words]")
    assert panel["lang"] == "en-GB"
    assert panel.select_one(f"a[href='{words_screen(page)}']")
    assert not screen.select("[data-content-readability-score]")
    assert screen.select("script[src*='admin/words']")
