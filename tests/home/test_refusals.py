"""What nobody can make sense of is answered 4xx with a word, in Wagtail's screens too; our own faults stay faults."""

import logging
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from modelsearch.index import insert_or_update_object
from wagtail_localize.models import StringSegment, Translation

from feedback.models import ApiToken
from guidance.models import EasyRead, GlossaryTerm, GuidancePage
from home.refusals import ClearRefusals
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


def test_wagtails_screens_answer_400_to_what_they_can_not_read(editor_client: Client, caplog: Any) -> None:
    pk = EasyRead.objects.order_by("pk").values_list("pk", flat=True)[0]
    page = GuidancePage.objects.order_by("pk").values_list("pk", flat=True)[0]
    nonsense = {
        "a key that is no number": ("get", "/admin/snippets/choose/guidance/door/chosen/x/"),
        "a dialog in which nothing can be made": ("post", "/admin/snippets/choose/guidance/door/create/"),
        "a place to go on to that is none": ("post", f"/admin/pages/{page}/unpublish/?next=1"),
        "a search with a filter that it does not know": ("get", "/admin/pages/1/?q=a&has_child_pages=true"),
        "a search in an order that it does not know": ("get", "/admin/images/?q=a&ordering=file_size"),
        "a form without its hidden fields": ("post", f"/admin/snippets/guidance/easyread/edit/{pk}/"),
    }

    for what, (method, address) in nonsense.items():
        answer = getattr(editor_client, method)(address)

        assert answer.status_code == 400, what
        assert "start again" in answer.content.decode(), what
    # Whoever runs the site can still look where it was.
    assert [record.levelno for record in caplog.records if record.name == "good_beginnings.refusals"] == [
        logging.WARNING
    ] * len(nonsense)


@pytest.mark.parametrize("typed", ['say "no"', '"', 'a" OR "b', "it's", "(", "100%", "*", "\\", '¿"('])
@pytest.mark.parametrize(
    "address",
    [
        *("/admin/pages/1/", "/admin/choose-page/search/", "/admin/images/", "/admin/documents/"),
        *("/admin/snippets/guidance/door/", "/admin/reports/log/"),
    ],
)
def test_whatever_is_typed_is_searched_for_in_the_admin(editor_client: Client, address: str, typed: str) -> None:
    assert editor_client.get(address, {"q": typed}).status_code == 200


def test_a_page_is_found_by_what_stands_between_quotation_marks(editor_client: Client) -> None:
    page = GuidancePage.objects.filter(locale__language_code="en").first()

    insert_or_update_object(page)

    found = editor_client.get(f"/admin/pages/{page.get_parent().pk}/", {"q": f'"{page.title}"'})

    assert f"/admin/pages/{page.pk}/edit/" in found.content.decode()


def test_wagtails_address_for_trying_out_an_error_is_not_there(editor_client: Client) -> None:
    assert editor_client.get("/admin/failwhale/").status_code == 404


def test_lists_of_wagtail_localize_open_in_a_browser(editor_client: Client) -> None:
    answer = editor_client.get("/admin/localize/api/snippets/guidance/door/", headers={"Accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


def test_a_method_that_an_address_does_not_know_is_refused_with_a_word(client: CheckingClient) -> None:
    answer = client.post("/en/search/")

    assert answer.status_code == 405
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_nothing_is_deleted_past_the_form_that_asks(administrator: User, method: str) -> None:
    term = GlossaryTerm.objects.all()[0]
    client = Client()
    client.force_login(administrator)
    address = reverse(GlossaryTerm.snippet_viewset.get_url_name("delete"), args=[term.pk])  # type: ignore[attr-defined]

    answer = client.generic(method, address)

    assert (answer.status_code, client.get(address).status_code) == (405, 200)
    assert GlossaryTerm.objects.filter(pk=term.pk).exists()


def test_an_account_that_signed_is_not_deleted_and_it_is_said_what_to_do(administrator: User) -> None:
    signer = User.objects.create_user("signer")
    ApiToken.objects.create(name="For a map", digest="0" * 64, made_by=signer, expires_on=date(2100, 1, 1))
    client = Client()
    client.force_login(administrator)

    answer = client.post(reverse("wagtailusers_users:delete", args=[signer.pk]))

    assert answer.status_code == 409
    assert "take away the tick at" in answer.content.decode()
    assert User.objects.filter(pk=signer.pk).exists()


def test_the_editor_of_translations_may_ask_otherwise(administrator: User) -> None:
    page = GuidancePage.objects.get(slug="why-babies-cry", locale__language_code="pl")
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=page.locale)
    segment = StringSegment.objects.filter(source=translation.source)[0]
    client = Client()
    client.force_login(administrator)

    answer = client.delete(reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]))

    assert answer.status_code == 200


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "٣"])
def test_a_length_that_is_no_number_is_refused(client: CheckingClient, length: str) -> None:
    assert client.generic("POST", "/leave/", CONTENT_LENGTH=length).status_code == 400


def test_a_key_that_no_row_can_have_is_not_found(editor_client: Client) -> None:
    for address in (f"/admin/formats/{2**63}/", f"/admin/outcomes/releases/{10**40}/"):
        assert editor_client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("modules", "status"),
    [
        (["guidance.somewhere"], None),
        (["wagtail.somewhere", "guidance.somewhere"], None),
        (["guidance.somewhere", "wagtail.somewhere"], 400),
        # It looks on at every statement to the database.
        (["wagtail.somewhere", "good_beginnings.page_cache.changes"], 400),
    ],
)
def test_whose_fault_it_is_says_the_innermost_code(modules: list[str], status: int | None) -> None:
    def trip() -> None:
        raise ValueError

    called: Any = trip
    for module in reversed(modules):
        around: dict[str, Any] = {"__name__": module, "called": called}
        exec("def outer():\n    called()", around)
        called = around["outer"]
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        called()

    answer = ClearRefusals(lambda request: HttpResponse()).process_exception(RequestFactory().get("/"), caught.value)

    assert getattr(answer, "status_code", None) == status
