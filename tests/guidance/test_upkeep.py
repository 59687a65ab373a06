"""What is due, what rests on what, and links that lead nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from wagtail.models import Page, ReferenceIndex

from guidance.directory.models import Service
from guidance.jobs import check_links, tell_what_is_due
from guidance.models import Claim, GuidancePage, LinkCheck, Source, WorkTold
from guidance.upkeep import letters, links
from guidance.upkeep.dates import Due, Span, due_within, told_to_group, told_to_owners
from home.models import Helpline, SignOff, SiteLanguage, StandardPage

TODAY = date(2026, 11, 30)
REPORT = "/admin/upkeep/"


def due(days: int, *, owner: int = 0, name: str = "Crying") -> Due:
    return Due("Page", name, TODAY + timedelta(days=days), "/admin/", owner)


def english(slug: str = "why-babies-cry") -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code="en")


def screen_of(client: Client, address: str = REPORT) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


# --- Days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span.OVERDUE, [-20, -1]),
        (Span.MONTH, [-20, -1, 0, 30]),
        (Span.TWO_MONTHS, [-20, -1, 0, 30, 31, 60]),
        (Span.THREE_MONTHS, [-20, -1, 0, 30, 31, 60, 90]),
    ],
)
def test_what_is_due_within_a_span_is_listed_by_its_day(span: Span, expected: list[int]) -> None:
    items = [due(days) for days in (91, 90, 60, 31, 30, 0, -1, -20)]

    assert [(item.on - TODAY).days for item in due_within(items, span, TODAY)] == expected


def test_an_owner_is_told_before_the_day_and_the_group_after_it() -> None:
    items = [due(-15, owner=1), due(-13, owner=1), due(30, owner=2), due(31, owner=2), due(30), due(31)]

    owners = told_to_owners(items, TODAY)

    assert {owner: [(item.on - TODAY).days for item in told] for owner, told in owners.items()} == {
        1: [-15, -13],
        2: [30],
    }
    assert [(item.on - TODAY).days for item in told_to_group(items, TODAY)] == [-15, 30]


# --- The report -----------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_long_ago(administrator: User) -> GuidancePage:
    """A page that two people signed for, so long ago that it is to be read again."""
    SiteLanguage.objects.filter(code="en").update(state="live")
    page = english()
    page.owner = administrator
    page.save()
    other = User.objects.create_user("other")
    for step, person in ((SignOff.StepChoices.CHECKED, administrator), (SignOff.StepChoices.CLINICAL, other)):
        SignOff.objects.create(
            page=page, step=step, signed_by=person, role="Health visitor", signed_on=date(2025, 1, 2),
            words_digest=page.words_digest,
        )  # fmt: skip
    return page


def test_a_page_comes_back_with_its_owner(editor_client: Client, signed_long_ago: GuidancePage) -> None:
    row = screen_of(editor_client).find("a", string=signed_long_ago.title).find_parent("tr")

    assert "Overdue: 2" in " ".join(row.get_text().split())
    assert row.find_all("td")[-1].get_text() == signed_long_ago.owner.username


def test_only_mine(editor_client: Client, signed_long_ago: GuidancePage) -> None:
    Page.objects.filter(pk=signed_long_ago.pk).update(owner=User.objects.get(username="other"))

    assert not screen_of(editor_client, f"{REPORT}?mine=1").find("a", string=signed_long_ago.title)


def test_the_report_is_for_those_who_edit(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("nobody"))

    assert client.get(REPORT).status_code == 302


def test_the_report_takes_as_many_queries_whatever_is_due(
    editor_client: Client, signed_long_ago: GuidancePage, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        screen_of(editor_client)
    Helpline.objects.update(next_check_due=TODAY)
    Source.objects.update(last_checked=date(2020, 1, 1))
    with django_assert_max_num_queries(40):
        screen_of(editor_client)


def test_owners_and_editors_get_a_letter(settings: Any, signed_long_ago: GuidancePage) -> None:
    settings.TELLS_BY_MAIL = True
    User.objects.filter(pk=signed_long_ago.owner_id).update(email="owner@example.org")
    editor = User.objects.create_user("editor", email="editor@example.org")
    editor.groups.add(Group.objects.get(name=letters.EDITORS))

    tell_what_is_due()

    by_address = {letter.to[0]: letter for letter in mail.outbox}
    assert set(by_address) == {"owner@example.org", "editor@example.org"}
    assert signed_long_ago.title in by_address["owner@example.org"].body
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/" in by_address["owner@example.org"].body


def test_what_is_due_of_the_directory_goes_to_who_may_mend_it(settings: Any, db: None) -> None:
    settings.TELLS_BY_MAIL = True
    for name, group in (("editor", letters.EDITORS), ("keeper", "Directory owners")):
        User.objects.create_user(name, email=f"{name}@example.org").groups.add(Group.objects.get(name=group))
    Helpline.objects.filter(key="lifeline").update(next_check_due=TODAY)
    Service.objects.filter(key="sure-start").update(next_check_due=TODAY)

    letters.tell_what_is_due(today=TODAY)

    (letter,) = mail.outbox
    assert letter.to == ["keeper@example.org"]
    assert "Service: Sure Start" in letter.body
    assert "Helpline: Lifeline" in letter.body


def test_without_a_mail_server_nobody_is_written_to_and_the_report_says_so(
    editor_client: Client, signed_long_ago: GuidancePage
) -> None:
    User.objects.update(email="somebody@example.org")

    tell_what_is_due()

    assert mail.outbox == []
    assert "E-mail is not set up" in screen_of(editor_client).get_text()


def test_who_may_sign_is_told_once_and_again_after_two_weeks(settings: Any, db: None) -> None:
    settings.TELLS_BY_MAIL = True
    moderator = User.objects.create_user("moderator", email="moderator@example.org")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    nobody = User.objects.create_user("nobody", email="nobody@example.org")

    assert letters.tell_of_work(today=TODAY) == 1
    assert letters.tell_of_work(today=TODAY + timedelta(days=13)) == 0
    assert letters.tell_of_work(today=TODAY + timedelta(days=14)) == 1

    first, second = mail.outbox
    assert [first.to, second.to] == [[moderator.email]] * 2
    assert nobody.email not in str([letter.to for letter in mail.outbox])
    assert "new for you" in first.subject
    assert "late for you" in second.subject
    assert f"{settings.WAGTAILADMIN_BASE_URL}/admin/languages/?mine=1" in first.body


def test_work_that_was_done_is_forgotten_and_new_when_it_comes_again(settings: Any, db: None) -> None:
    moderator = User.objects.create_user("moderator", email="moderator@example.org")
    moderator.groups.add(Group.objects.get(name="Moderators"))
    letters.tell_of_work(today=TODAY)
    page = english()
    told = WorkTold.objects.get(page=page, work="en checked")

    SignOff.objects.create(
        page=page, step="checked", signed_by=moderator, role="Editor", signed_on=TODAY, words_digest=page.words_digest
    )
    letters.tell_of_work(today=TODAY)

    assert not WorkTold.objects.filter(pk=told.pk).exists()


# --- Sources --------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(db: None) -> Source:
    return Source.objects.create(key="T99", title="A report that was taken back")


def test_a_withdrawn_source_shows_every_page_and_language_that_rests_on_it(
    editor_client: Client, source: Source
) -> None:
    claim = Claim.objects.create(words="Holding a crying baby helps.", source=source)
    claim.pages.add(english())
    source.withdrawn_on, source.withdrawn_why = TODAY, "Replaced by T100."
    source.full_clean()
    source.save()

    told = screen_of(editor_client)
    uses = screen_of(editor_client, f"/admin/upkeep/source/{source.pk}/")

    assert "Replaced by T100." in told.get_text()
    assert claim.words in uses.get_text()
    assert english().title in uses.get_text()
    assert "Polish" in uses.get_text()
    assert "Arabic" in uses.get_text()


def test_editors_keep_sources_and_claims(db: None) -> None:
    editor = User.objects.create_user("editor")
    editor.groups.add(Group.objects.get(name="Editors"))

    assert editor.has_perms(["guidance.change_source", "guidance.add_claim", "guidance.change_claim"])
    assert not editor.has_perm("guidance.delete_source")


def test_a_withdrawal_says_why(source: Source) -> None:
    source.withdrawn_on = TODAY

    with pytest.raises(ValidationError, match="what replaces it"):
        source.full_clean()


def test_a_withdrawn_source_is_not_due_and_its_link_is_not_asked_for(source: Source) -> None:
    source.last_checked, source.address = date(2020, 1, 1), "https://example.org/report"
    assert source.next_check_due == date(2020, 12, 31)
    source.withdrawn_on, source.withdrawn_why = TODAY, "Gone."
    source.save()

    assert not source.next_check_due
    assert source.address not in links.addresses()


# --- Nothing is deleted from under a page ---------------------------------------------------------------------------


def refused(client: Client, address: str) -> str:
    response = client.post(address)
    assert response.status_code == 409
    return BeautifulSoup(response.content, "html.parser").get_text()


def test_a_page_that_others_lead_to_is_not_deleted(editor_client: Client) -> None:
    page, other = english("why-babies-cry"), GuidancePage.objects.filter(locale__language_code="en").first()
    assert other
    assert other != page
    other.related.add(page)
    other.save()

    told = refused(editor_client, f"/admin/pages/{page.pk}/delete/")

    assert other.title in told
    assert GuidancePage.objects.filter(pk=page.pk).exists()


def test_a_page_that_a_text_links_to_is_not_deleted(editor_client: Client) -> None:
    page = english("why-babies-cry")
    about = StandardPage.objects.filter(locale__language_code="en").first()
    assert about
    about.body = [("text", f'<p><a linktype="page" id="{page.pk}">Why babies cry</a></p>')]
    about.save()
    # After the change is certain, the worker does this.
    ReferenceIndex.create_or_update_for_object(about)
    GuidancePage.related.through.objects.all().delete()

    told = refused(editor_client, f"/admin/pages/{page.pk}/delete/")

    assert about.title in told


def test_a_page_that_nobody_leads_to_is_deleted(editor_client: Client) -> None:
    parent = english().get_parent()
    lonely = parent.add_child(instance=GuidancePage(title="Lonely", slug="lonely", locale=parent.locale))

    response = editor_client.post(f"/admin/pages/{lonely.pk}/delete/")

    assert response.status_code == 302
    assert not GuidancePage.objects.filter(pk=lonely.pk).exists()


def test_many_pages_at_once_are_not_deleted_either(editor_client: Client) -> None:
    page, other = english("why-babies-cry"), GuidancePage.objects.filter(locale__language_code="en").first()
    assert other
    other.related.add(page)
    other.save()

    refused(editor_client, f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/")

    assert GuidancePage.objects.filter(pk=page.pk).exists()


def test_a_helpline_that_pages_name_is_not_deleted(editor_client: Client) -> None:
    line = Helpline.objects.create(key="new-line", name="A new line", group="support", evidence="found", owner="x")
    page = english()
    page.body.append(("ask_for_help", {"text": "<p>you are worried.</p>", "lines": [line.key]}))
    page.save()

    told = refused(editor_client, f"/admin/snippets/home/helpline/delete/{line.pk}/")

    assert page.title in told
    assert Helpline.objects.filter(pk=line.pk).exists()


def test_an_urgent_line_is_not_deleted(editor_client: Client) -> None:
    line = Helpline.objects.urgent().first()
    assert line

    assert "Every page" in refused(editor_client, f"/admin/snippets/home/helpline/delete/{line.pk}/")


def test_a_source_with_claims_is_not_deleted(editor_client: Client, source: Source) -> None:
    Claim.objects.create(words="Holding helps.", source=source)

    assert "Holding helps." in refused(editor_client, f"/admin/snippets/guidance/source/delete/{source.pk}/")
    with pytest.raises(ProtectedError):
        source.delete()


# --- Links ----------------------------------------------------------------------------------------------------------


class Answers(BaseHTTPRequestHandler):
    """Answers as its path says: /200, /404, /301/200 …"""

    def do_GET(self) -> None:
        status, _, onward = self.path.partition("?")[0].strip("/").partition("/")
        self.send_response(int(status))
        if status.startswith("3"):
            self.send_header("Location", f"/{onward or '302'}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.LINKS_MAY_BE_LOCAL = True
    with serving() as address:
        yield address


@pytest.mark.parametrize(
    ("path", "state", "told"),
    [
        ("/200", "good", ""),
        ("/302/200", "good", ""),
        ("/301/200", "moved", "/200"),
        ("/301/302/200", "good", ""),
        ("/404", "gone", "404"),
        ("/410", "gone", "410"),
        ("/301/404", "gone", "404"),
        ("/403", "silent", "403"),
        ("/503", "silent", "503"),
        ("/302", "silent", "on and on"),
    ],
)
def test_what_came_back(site: str, path: str, state: str, told: str) -> None:
    look = links.look_at(site + path)

    assert (look.state, look.was_reached) == (state, True)
    assert told in look.told


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/"])
def test_nobody_can_send_this_server_into_the_network_behind_it(address: str) -> None:
    look = links.look_at(address)

    assert look.state == "silent"
    assert "not a public address" in look.told


@pytest.fixture
def given(site: str, db: None) -> str:
    """A page whose text gives an address that is gone, and no other address anywhere."""
    Source.objects.update(address="")
    Helpline.objects.update(web="")
    Service.objects.update(web="")
    for kind in links.KINDS:
        kind.objects.update(live=False)
    page = english()
    page.safety = False
    page.body = [("text", f'<p><a href="{site}/404?a=1&amp;b=2">a page</a></p>')]
    page.live = True
    page.save()
    return f"{site}/404?a=1&b=2"


def test_a_link_that_is_gone_is_listed_with_its_page_and_what_to_do(editor_client: Client, given: str) -> None:
    assert links.check_some() == 1

    row = screen_of(editor_client).find("a", href=given).find_parent("tr")
    assert "It is gone" in row.get_text()
    assert "take the link out" in row.get_text()
    assert row.find("a", string=english().title)["href"] == f"/admin/pages/{english().pk}/edit/"


def test_an_address_is_asked_for_once_a_week(given: str) -> None:
    assert links.check_some(today=TODAY) == 1
    assert links.check_some(today=TODAY + timedelta(days=6)) == 0
    assert links.check_some(today=TODAY + timedelta(days=7)) == 1


def test_an_address_that_no_page_gives_any_more_is_forgotten(given: str) -> None:
    links.check_some()
    page = english()
    page.body = []
    page.save()

    links.check_some()

    assert not LinkCheck.objects.exists()


def test_no_answer_is_listed_after_a_second_week(given: str) -> None:
    first = {"state": "silent", "checked_on": TODAY, "failing_since": TODAY}
    LinkCheck.objects.create(address=given, **first)
    assert links.broken(links.addresses()) == []

    LinkCheck.objects.update(checked_on=TODAY + timedelta(days=7))

    assert [each.check.address for each in links.broken(links.addresses())] == [given]


def test_where_nothing_can_be_reached_nothing_is_said_of_the_links(given: str, settings: Any) -> None:
    settings.LINKS_MAY_BE_LOCAL = False

    assert links.check_some() == 1
    assert not LinkCheck.objects.exists()


def test_the_job_asks_only_where_it_may(given: str, settings: Any) -> None:
    check_links()
    assert not LinkCheck.objects.exists()

    settings.CHECK_LINKS = True
    check_links()
    assert LinkCheck.objects.get().state == "gone"
