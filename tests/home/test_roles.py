"""Each role can do its own work and nobody else's, and nobody approves their own words."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Workflow
from wagtail_localize.models import StringTranslation

from guidance.models import EasyRead, GuidancePage
from home.authorship import last_editor
from home.models import HomePage, SecondPersonApproval, SignOff
from home.roles import SECOND_READERS, TRANSLATORS
from home.states import Step
from tests.journeys.test_honesty import page_of

pytestmark = pytest.mark.django_db

SLUG = "calm-together"


def member(name: str, *groups: str) -> User:
    user = User.objects.create_user(name)
    user.groups.set([Group.objects.get(name=group) for group in groups])
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- What each may open ---------------------------------------------------------------------------------------------

SCREENS = {
    "english page": lambda: f"/admin/pages/{page_of(SLUG, 'en').pk}/edit/",
    "polish page": lambda: f"/admin/pages/{page_of(SLUG, 'pl').pk}/edit/",
    "arabic page": lambda: f"/admin/pages/{page_of(SLUG, 'ar').pk}/edit/",
    "signatures": lambda: f"/admin/sign/{page_of(SLUG, 'en').pk}/",
    "languages": lambda: "/admin/languages/",
    "files": lambda: "/admin/languages/files/",
    "helplines": lambda: "/admin/snippets/home/helpline/add/",
    "services": lambda: "/admin/snippets/guidance/service/add/",
    "doors": lambda: "/admin/snippets/guidance/door/add/",
    "surveys": lambda: "/admin/snippets/feedback/survey/add/",
    "comments": lambda: "/admin/comments/",
    "figures": lambda: "/admin/snippets/feedback/indicatorvalue/add/",
    "replies": lambda: "/admin/snippets/feedback/reply/add/",
    "site languages": lambda: "/admin/snippets/home/sitelanguage/add/",
    "accounts": lambda: "/admin/users/new/",
    "groups": lambda: "/admin/groups/new/",
}
PAGES = {"english page", "polish page", "arabic page", "signatures", "languages", "files"}
RECORDS = {"helplines", "doors"}
MAY: dict[str, set[str]] = {
    "Editors": PAGES | {"doors"},
    "Moderators": PAGES | {"doors"},
    "Translators: Polish": {"polish page", "languages", "files"},
    "Second readers: Polish": {"polish page", "languages", "files"},
    "Translators: Arabic": {"arabic page", "languages", "files"},
    "Clinical reviewers": {"signatures", "languages"},
    "Directory owners": {"helplines", "services"},
    "Survey editors": {"surveys"},
    "Survey moderators": {"comments"},
    "Safeguarding leads": {"comments"},
    "Outcomes analysts": {"figures"},
    "Strategic group": {"replies"},
    "Practitioners": set(),
    "Administrators": PAGES | RECORDS | {"services", "site languages", "accounts", "groups"},
}


@pytest.mark.parametrize("group", MAY)
def test_each_role_opens_its_own_screens_and_no_other(group: str) -> None:
    client = client_of(member("somebody", group))

    opened = {name for name, address in SCREENS.items() if client.get(address()).status_code == 200}

    assert opened == MAY[group]


def test_every_language_with_pages_has_its_translators_and_second_readers() -> None:
    homes = HomePage.objects.exclude(locale__language_code="en").select_related("locale")

    for home in homes:
        for role in (TRANSLATORS, SECOND_READERS):
            group = Group.objects.filter(name__startswith=role, page_permissions__page=home).distinct().get()
            assert {permission.page_id for permission in group.page_permissions.all()} == {home.pk}
    assert len(homes) > 7


def test_a_language_that_gets_its_first_page_gets_its_groups() -> None:
    latvian = Locale.objects.create(language_code="lv")

    HomePage.objects.get(locale__language_code="en").copy_for_translation(latvian)

    assert Group.objects.filter(name="Translators: Latvian", permissions__codename="access_admin").exists()


def test_what_an_administrator_has_taken_from_a_group_stays_away() -> None:
    group = Group.objects.get(name="Translators: Polish")
    group.page_permissions.all().delete()

    HomePage.objects.get(locale__language_code="pl").save()

    assert not group.page_permissions.exists()


@pytest.mark.parametrize("group", ["Translators: Polish", "Directory owners", "Survey editors", "Clinical reviewers"])
def test_none_of_them_publishes(group: str) -> None:
    page = page_of(SLUG, "pl")

    assert not page.permissions_for_user(member("somebody", group)).can_publish()


# --- Who signs what -------------------------------------------------------------------------------------------------


def signs(user: User, page: Page, step: Step) -> bool:
    data = {"step": step.value, "role": "Somebody"}
    client_of(user).post(f"/admin/sign/{page.pk}/", data)
    return SignOff.objects.filter(page=page, step=step.value, signed_by=user).exists()


@pytest.mark.parametrize(
    ("groups", "code", "step", "may"),
    [
        (["Translators: Polish"], "pl", Step.TRANSLATED, True),
        (["Translators: Polish"], "pl", Step.SECOND_READ, False),
        (["Translators: Polish"], "ar", Step.TRANSLATED, False),
        (["Translators: Polish"], "en", Step.CHECKED, False),
        (["Second readers: Polish"], "pl", Step.SECOND_READ, True),
        (["Second readers: Polish"], "pl", Step.TRANSLATED, False),
        (["Translators: Polish", "Second readers: Polish"], "pl", Step.SECOND_READ, True),
        # Who has a role in a language signs there for that alone, whatever else they may do.
        (["Moderators", "Translators: Polish"], "pl", Step.SECOND_READ, False),
        (["Moderators", "Translators: Polish"], "ar", Step.SECOND_READ, True),
        (["Moderators"], "en", Step.CHECKED, True),
        (["Editors"], "en", Step.CHECKED, False),
        (["Directory owners"], "en", Step.CHECKED, False),
        (["Administrators"], "en", Step.CHECKED, True),
    ],
)
def test_each_step_is_signed_by_its_own_people(groups: list[str], code: str, step: Step, may: bool) -> None:
    assert signs(member("somebody", *groups), page_of(SLUG, code), step) is may


def edited(slug: str, *, by: User | None) -> GuidancePage:
    page = page_of(slug, "en")
    page.promise = "It gets easier."
    page.save_revision(user=by).publish()
    return page_of(slug, "en")


@pytest.mark.parametrize("step", [Step.CHECKED, Step.CLINICAL])
def test_who_changed_the_words_last_signs_for_no_check(step: Step) -> None:
    author, other = (member(name, "Moderators", "Clinical reviewers") for name in ("anna", "bernie"))
    page = edited("why-babies-cry", by=author)

    assert not signs(author, page, step)
    assert signs(other, page, step)


def test_it_says_why(administrator: User) -> None:
    page = edited(SLUG, by=administrator)

    response = client_of(administrator).post(f"/admin/sign/{page.pk}/", {"step": "checked", "role": "Editor"})

    assert response.status_code == 422
    assert "You changed these words last." in response.content.decode()


def test_publishing_somebody_elses_words_makes_nobody_their_author() -> None:
    author, publisher = member("anna", "Editors"), member("bernie", "Moderators")
    page = page_of(SLUG, "en")
    page.promise = "It gets easier."
    page.save_revision(user=author)
    page.get_latest_revision().as_object().save_revision(user=publisher).publish()

    assert last_editor(page_of(SLUG, "en")) == author.pk


def test_whoever_wrote_the_newest_string_does_not_read_it_a_second_time() -> None:
    translator, reader = member("anna", "Moderators"), member("bernie", "Moderators")
    page = page_of(SLUG, "pl")
    row = StringTranslation.objects.get(
        context__object_id=page.translation_key, context__path="title", locale=page.locale
    )
    row.last_translated_by = translator
    row.save()

    assert not signs(translator, page, Step.SECOND_READ)
    assert signs(reader, page, Step.SECOND_READ)


def test_who_wrote_the_rows_of_an_easy_read_does_not_check_them(editor_client: Client, administrator: User) -> None:
    easy = EasyRead.objects.filter(page__locale__language_code="en").first()
    log(instance=easy, action="wagtail.edit", user=administrator)

    response = editor_client.post(f"/admin/sign/easy-read/{easy.pk}/", {"step": "checked", "role": "Editor"})

    assert response.status_code == 422


# --- Workflows ------------------------------------------------------------------------------------------------------


def submitted(author: User) -> GuidancePage:
    page = page_of(SLUG, "en")
    page.promise = "It gets easier."
    page.save_revision(user=author)
    workflow = Workflow.objects.get(active=True)
    workflow.start(page, author)
    return page_of(SLUG, "en")


def approve(user: User, page: GuidancePage) -> None:
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    client_of(user).post(address, {"comment": ""})


def test_the_workflow_that_comes_with_the_site_asks_for_a_second_person() -> None:
    [task] = Workflow.objects.get(active=True).tasks

    assert isinstance(task.specific, SecondPersonApproval)
    assert [group.name for group in task.specific.groups.all()] == ["Moderators"]


def test_the_last_editor_can_not_approve_in_the_workflow() -> None:
    author, other = member("anna", "Moderators"), member("bernie", "Moderators")
    page = submitted(author)

    approve(author, page)
    assert page_of(SLUG, "en").promise != "It gets easier."

    approve(other, page)
    assert page_of(SLUG, "en").promise == "It gets easier."


def test_an_administrator_is_no_exception(administrator: User) -> None:
    page = submitted(administrator)

    approve(administrator, page)

    assert page_of(SLUG, "en").promise != "It gets easier."


def test_who_changes_the_words_while_approving_them_is_their_last_editor(administrator: User) -> None:
    page = submitted(member("anna", "Editors"))
    state = page.current_workflow_task_state
    page.promise = "Another promise."
    page.save_revision(user=administrator)

    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, administrator, "approve")

    assert page_of(SLUG, "en").promise not in ("It gets easier.", "Another promise.")
