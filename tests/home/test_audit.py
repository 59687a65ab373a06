"""What staff do is in the log, and nothing and nobody can change it from the site."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations import Migration
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail_localize.models import StringTranslation

from feedback.comments.services import decide, describe, take_out
from feedback.groups import STRATEGIC_GROUP
from feedback.models import Comment, Wave
from feedback.outcomes.open_data.tokens import make_token, revoke_token
from guidance.models import GuidancePage, Story
from guidance.practice import stories
from home import wellness
from home.audit import guard
from home.audit.actions import SIGNED, note
from home.signals import after_migrating, before_migrating

pytestmark = pytest.mark.django_db

WORDS = "The nurse on Elm Street"


@pytest.fixture
def page() -> GuidancePage:
    return GuidancePage.objects.filter(locale__language_code="en").first()


@pytest.fixture
def entry(page: GuidancePage, administrator: User) -> PageLogEntry:
    return log(page, "wagtail.publish", user=administrator)


@pytest.fixture
def about_a_record(administrator: User) -> ModelLogEntry:
    return log(administrator, "wagtail.edit", user=administrator)


def said_of(record: Any) -> list[str]:
    entries = ModelLogEntry.objects.for_instance(record).order_by("pk")
    return [f"{entry.label} | {entry.message}" for entry in entries]


# --- It can only be added to ----------------------------------------------------------------------------------------


def _save(entry: Any) -> None:
    entry.label = "other"
    entry.save()


def _by_hand(sql: str) -> Callable[[Any], None]:
    def run(entry: Any) -> None:
        # PostgreSQL empties no table whose keys it has still to look at, and that is not what this asks.
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(sql.format(table=entry._meta.db_table), [entry.pk])

    return run


CHANGES: dict[str, Callable[[Any], Any]] = {
    "save": _save,
    "delete": lambda entry: entry.delete(),
    "update many": lambda entry: type(entry).objects.filter(pk=entry.pk).update(user=None),
    "delete many": lambda entry: type(entry).objects.filter(pk=entry.pk).delete(),
    "bulk": lambda entry: type(entry).objects.bulk_update([entry], ["label"]),
    "upsert": lambda entry: type(entry).objects.bulk_create(
        [entry], update_conflicts=True, unique_fields=["id"], update_fields=["label"]
    ),
    "update by hand": _by_hand("UPDATE {table} SET label = 'other' WHERE id = %s"),
    "delete by hand": _by_hand("DELETE FROM {table} WHERE id = %s"),
}
if connection.vendor == "sqlite":
    CHANGES["replace by hand"] = _by_hand("INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s")
else:
    CHANGES["truncate by hand"] = _by_hand("TRUNCATE {table} /* %s */")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("kind", ["entry", "about_a_record"])
def test_no_line_can_be_changed_or_deleted(
    change: Callable[[Any], Any], kind: str, request: pytest.FixtureRequest
) -> None:
    entry = request.getfixturevalue(kind)

    with pytest.raises(IntegrityError, match="can only be added to"), transaction.atomic():
        change(entry)

    kept = type(entry).objects.get(pk=entry.pk)
    assert (kept.label, kept.user) == (entry._meta.model.objects.get(pk=entry.pk).label, entry.user)


def test_what_is_written_of_is_deleted_and_its_lines_stay(
    page: GuidancePage, entry: PageLogEntry, about_a_record: ModelLogEntry
) -> None:
    page.delete(user=entry.user)
    entry.user.delete()

    kept = PageLogEntry.objects.get(pk=entry.pk)
    assert (kept.label, kept.user_id, kept.page_id) == (entry.label, about_a_record.user_id, entry.page_id)
    assert ModelLogEntry.objects.filter(pk=about_a_record.pk).exists()


def test_old_lines_go_by_one_command_that_says_so_in_the_log(entry: PageLogEntry, page: GuidancePage) -> None:
    old = log(page, "wagtail.publish", timestamp=timezone.now() - timedelta(days=3 * 366 + 1))

    call_command("forget_log", older_than=3, verbosity=0)

    assert not PageLogEntry.objects.filter(pk=old.pk).exists()
    assert PageLogEntry.objects.filter(pk=entry.pk).exists()
    last = ModelLogEntry.objects.latest("pk")
    assert (last.label, last.action) == ("Log of who did what", "home.forgotten")
    assert last.message.startswith("Deleted old lines of this log: 1, from before ")
    assert guard.stands(connection)


@pytest.mark.parametrize("years", [0, -1])
def test_the_last_year_can_not_be_deleted(years: int) -> None:
    with pytest.raises(CommandError):
        call_command("forget_log", older_than=years, verbosity=0)


def test_a_deletion_that_fails_leaves_the_guard_up(entry: PageLogEntry) -> None:
    key = entry.pk
    with pytest.raises(ValueError, match="id attribute"), guard.lifted(connection):
        [each.delete() for each in (entry, entry)]

    assert guard.stands(connection)
    assert PageLogEntry.objects.filter(pk=key).exists()


def test_a_migration_of_wagtails_may_rewrite_it_and_others_may_not() -> None:
    home = apps.get_app_config("home")
    plan = [(Migration("0001", app), False) for app in ("home", "wagtailcore")]

    before_migrating(home, using="default", plan=plan[:1])
    assert guard.stands(connection)
    before_migrating(home, using="default", plan=plan)
    assert not guard.stands(connection)
    after_migrating(home, using="default")
    assert guard.stands(connection)


def test_whether_the_guard_stands_is_told(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR = tmp_path
    said = {line.sentence: line for line in wellness.lines(now=timezone.now())}
    assert said["The log of who did what can only be added to."].is_well

    guard.take_down(connection)
    said = {line.sentence: line for line in wellness.lines(now=timezone.now())}
    assert said["The log of who did what can be changed."].tone is wellness.Tone.ACT


# --- What is in it --------------------------------------------------------------------------------------------------


@pytest.fixture
def comment() -> Comment:
    return Comment.objects.create(
        wave=Wave.objects.filter(survey__key="parent-voice").get(),
        question="change",
        language="en",
        original=f"{WORDS} was kind.",
        purge_original_on=timezone.localdate() + timedelta(days=100),
    )


def test_what_moderators_decide_is_in_it_without_a_word_of_the_family(comment: Comment, administrator: User) -> None:
    decide(comment, "screened", administrator)
    decide(comment, "clear", administrator, words=f"I know her: {WORDS}")
    take_out(comment, administrator, [(0, len(WORDS))])
    describe(comment, administrator, redacted="She was kind", may_be_quoted=True)

    assert said_of(comment) == [
        "Comment | Decided: read once",
        "Comment | Decided: nothing to worry about",
        "Comment | Prepared its words",
        "Comment | Prepared its words: to be quoted",
    ]
    assert {entry.user for entry in ModelLogEntry.objects.for_instance(comment)} == {administrator}
    assert not any("Elm Street" in f"{row}" for row in ModelLogEntry.objects.values_list())


def test_a_story_is_let_through_in_it_without_its_title(administrator: User) -> None:
    story = Story.objects.create(title=WORDS, written_by=User.objects.create_user("author"))

    stories.decide(story, Story.State.APPROVED, by=administrator)

    [line] = said_of(story)
    assert line.startswith("Story | Decided: ")


def test_who_may_do_what_is_in_it_from_either_side(administrator: User) -> None:
    person = User.objects.create_user("pat")
    group = Group.objects.create(name="Testers")
    permission = Permission.objects.get(codename="view_modellogentry")

    person.groups.add(group)
    group.user_set.remove(person)
    group.permissions.add(permission)
    person.user_permissions.set([permission])
    person.groups.set([group])
    person.groups.clear()
    person.is_superuser = True
    person.save()
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.save(update_fields=["last_login"])

    assert [line.partition(" | ")[2] for line in said_of(person)] == [
        "Changed what may be done: given: Testers",
        f"Changed what may be done: given: {permission}",
        "Changed what may be done: given: Testers",
        "Changed what may be done: all taken away: groups",
        "Changed what may be done: administrator: yes",
        "Changed what may be done: may sign in: no",
    ]
    assert said_of(group) == [
        "Testers | Changed what may be done: taken away: pat",
        f"Testers | Changed what may be done: given: {permission}",
    ]
    assert said_of(administrator) == ["admin | Changed what may be done: administrator: yes"]


def test_where_a_group_may_do_something_is_in_it(page: GuidancePage) -> None:
    group = Group.objects.create(name="Testers")
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    given = group.page_permissions.create(page=page, permission=permission)
    given.delete()
    group.page_permissions.create(page=page, permission=permission)
    group.delete()

    lines = ModelLogEntry.objects.filter(label="Testers").order_by("pk")
    assert [line.message.split(": ")[1] for line in lines] == ["given", "taken away", "given"]


def test_every_file_that_is_taken_out_of_the_admin_is_in_it(editor_client: Client, administrator: User) -> None:
    editor_client.get("/admin/services/services.csv")
    editor_client.get("/admin/reports/site-history/?export=csv")
    editor_client.get("/admin/reports/site-history/")

    taken = ModelLogEntry.objects.filter(action="home.taken_out").order_by("pk")
    assert [entry.message.partition(": ")[2].partition("-")[0] for entry in taken] == ["services.csv", "audit"]
    assert {entry.user for entry in taken} == {administrator}


def test_a_file_that_families_fetch_is_not() -> None:
    before = ModelLogEntry.objects.count()

    assert Client().get("/en/figures/", follow=True).status_code == 200

    assert ModelLogEntry.objects.count() == before


def test_tokens_that_are_made_and_revoked_are_in_it_without_their_secret(administrator: User) -> None:
    token, secret = make_token("Dashboard", expires_on=timezone.localdate(), user=administrator)
    revoke_token(token, administrator)
    revoke_token(token, administrator)

    assert said_of(token) == ["Dashboard | Made", "Dashboard | Revoked"]
    assert not any(secret in f"{row}" for row in ModelLogEntry.objects.values_list())


def test_whoever_changes_a_translation_is_in_it_once_however_many_texts(
    editor_client: Client, administrator: User
) -> None:
    from wagtail.log_actions import LogContext

    rows = list(StringTranslation.objects.filter(locale__language_code="pl")[:200])
    target = rows[0].context.object_id
    texts = [row for row in rows if row.context.object_id == target]

    for row in texts:
        row.save()
    with LogContext(user=administrator):
        for row in texts:
            row.save()

    changed = PageLogEntry.objects.filter(action="home.translated")
    assert len(texts) > 1
    assert [(entry.user, entry.page.locale.language_code) for entry in changed] == [(administrator, "pl")]


# --- Who reads it ---------------------------------------------------------------------------------------------------


def client_of(*groups: str) -> Client:
    user = User.objects.create_user(f"member {len(groups)}")
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("group", [STRATEGIC_GROUP, "Administrators"])
def test_the_strategic_group_and_administrators_read_all_of_it(
    group: str, comment: Comment, entry: PageLogEntry, administrator: User
) -> None:
    note(SIGNED, comment, user=administrator, title="Comment", said="so that there is one")
    client = client_of(group)

    text = BeautifulSoup(client.get("/admin/reports/log/").text, "html.parser").get_text(" ", strip=True)

    assert "Signed: so that there is one" in text
    assert entry.label in text
    assert "Log of who did what" in client.get("/admin/").text
    assert client.get("/admin/reports/log/results/?action=home.signed").status_code == 200
    table = b"".join(client.get("/admin/reports/log/?export=csv").streaming_content).decode()
    assert "Comment" in table


def test_others_read_only_what_they_work_on() -> None:
    assert client_of("Editors").get("/admin/reports/log/").status_code == 302


def test_no_screen_changes_it(administrator: User) -> None:
    from django.urls import get_resolver

    named = [str(pattern.pattern) for pattern in _all(get_resolver())]
    assert [each for each in named if "logentry" in each.lower()] == []


def _all(resolver: Any) -> Any:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _all(pattern)
        else:
            yield pattern
