"""An editor sends a survey to translators, sees what comes back before it does anything, and takes it."""

import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feedback.surveys.exchange.services import draft
from feedback.surveys.exchange_views import exchange_button
from feedback.surveys.freeze import written_of
from feedback.surveys.models import Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return Survey.objects.get(key="service-card")


def page_of(survey: Survey) -> str:
    return reverse("survey_exchange", args=[survey.pk])


def po_with(client: Client, survey: Survey, old: str, new: str) -> SimpleUploadedFile:
    """Return the Polish PO file as somebody has changed it."""
    answer = client.get(reverse("survey_po", args=[survey.pk, "pl"]))
    assert answer["Content-Disposition"] == 'attachment; filename="service-card.pl.po"'
    text = answer.content.decode()
    assert old in text
    return SimpleUploadedFile("service-card.pl.po", text.replace(old, new).encode())


def shown(body: str) -> str:
    found = re.search(r'name="shown" type="hidden" value="([^"]+)"', body)
    assert found
    return found[1]


def test_every_language_is_offered_with_how_much_of_it_there_is(editor_client: Client, survey: Survey) -> None:
    body = editor_client.get(page_of(survey)).content.decode()

    whole = len(list(written_of(survey).refs()))
    assert body.count(f"<td>{whole} / {whole}</td>") == 8
    assert body.count(f"<td>0 / {whole}</td>") == 11
    assert reverse("survey_spreadsheet_in", args=[survey.pk, "sco-ulster"]) in body


def test_a_spreadsheet_opens(editor_client: Client, survey: Survey) -> None:
    whole = editor_client.get(reverse("survey_spreadsheet", args=[survey.pk]))
    one = editor_client.get(reverse("survey_spreadsheet_in", args=[survey.pk, "ar"]))

    assert whole["Content-Disposition"] == 'attachment; filename="service-card.xlsx"'
    assert one["Content-Disposition"] == 'attachment; filename="service-card.ar.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(one.content)).sheetnames == ["survey", "choices", "settings"]


def test_what_a_file_changes_is_shown_first_and_taken_only_when_confirmed(
    editor_client: Client, administrator: User, survey: Survey
) -> None:
    file = po_with(editor_client, survey, "Twoja wizyta", "Wizyta <b>")

    preview = editor_client.post(page_of(survey), {"file": file})

    assert preview.status_code == 200
    body = preview.content.decode()
    assert '<td lang="pl" dir="ltr">Twoja wizyta</td>' in body
    assert '<td lang="pl" dir="ltr">Wizyta &lt;b&gt;</td>' in body
    assert draft(survey).latest_revision is None

    answer = editor_client.post(reverse("survey_exchange_confirm", args=[survey.pk]), {"shown": shown(body)})

    assert answer.status_code == 302
    survey.refresh_from_db()
    assert survey.latest_revision.user == administrator
    titles = [row.section_title_pl for row in draft(survey).questions.all()]
    assert titles[0] == "Wizyta <b>"
    assert survey.has_unpublished_changes


def test_a_file_that_changes_nothing_says_so(editor_client: Client, survey: Survey) -> None:
    file = po_with(editor_client, survey, "Twoja wizyta", "Twoja wizyta")

    body = editor_client.post(page_of(survey), {"file": file}).content.decode()

    assert "Nothing: the survey says all of this already." in body
    assert 'name="shown"' not in body


def test_a_bad_file_is_refused_beside_its_field(editor_client: Client, survey: Survey) -> None:
    file = po_with(editor_client, survey, 'msgid "Your visit"', 'msgid "Your holiday"')

    answer = editor_client.post(page_of(survey), {"file": file})

    assert answer.status_code == 422
    body = answer.content.decode()
    assert re.search(
        r"Nothing was taken\. service-card\.pl\.po: line \d+: the survey does not say “Your holiday”", body
    )
    assert "aria-invalid" in body or "w-field__errors" in body


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose a file first."),
        (SimpleUploadedFile("a.po", b""), "This file is empty."),
        (SimpleUploadedFile("a.docx", b"PK"), "neither a spreadsheet (.xlsx) nor a PO file (.po)"),
        (SimpleUploadedFile("a.xlsx", b"x" * (5 * 1024 * 1024 + 1)), "larger than 5 MB"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(
    editor_client: Client, survey: Survey, file: SimpleUploadedFile | None, said: str
) -> None:
    answer = editor_client.post(page_of(survey), {"file": file} if file else {})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_was_shown_is_not_taken_when_the_survey_has_changed_since(editor_client: Client, survey: Survey) -> None:
    file = po_with(editor_client, survey, "Twoja wizyta", "Wizyta")
    body = editor_client.post(page_of(survey), {"file": file}).content.decode()
    survey.questions.filter(key="overall").update(section_title_pl="Spotkanie")

    answer = editor_client.post(reverse("survey_exchange_confirm", args=[survey.pk]), {"shown": shown(body)})

    assert answer.status_code == 422
    assert "The survey has changed since. Put the file in again." in answer.content.decode()
    assert draft(survey).latest_revision is None


@pytest.mark.parametrize("forged", ["", "abc", "eyJzdXJ2ZXkiOjF9:1abc:def"])
def test_a_confirmation_of_nothing_that_was_shown_is_refused(
    editor_client: Client, survey: Survey, forged: str
) -> None:
    answer = editor_client.post(reverse("survey_exchange_confirm", args=[survey.pk]), {"shown": forged})

    assert answer.status_code == 422


def test_what_was_shown_for_one_survey_is_not_taken_into_another(editor_client: Client, survey: Survey) -> None:
    # They share these options, so the change would fit.
    other = Survey.objects.get(key="parent-voice")
    file = po_with(editor_client, survey, 'msgstr "Bardzo dobrze"', 'msgstr "Świetnie"')
    body = editor_client.post(page_of(survey), {"file": file}).content.decode()

    answer = editor_client.post(reverse("survey_exchange_confirm", args=[other.pk]), {"shown": shown(body)})

    assert answer.status_code == 422


def test_a_language_that_is_none_is_not_found(editor_client: Client, survey: Survey) -> None:
    for code in ("tlh", "en"):
        assert editor_client.get(reverse("survey_po", args=[survey.pk, code])).status_code == 404


def test_only_those_who_may_change_surveys_send_and_take(survey: Survey) -> None:
    editor = User.objects.create_user("mary", password="a long password for tests")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(editor)
    addresses = [page_of(survey), reverse("survey_spreadsheet", args=[survey.pk])]
    addresses.append(reverse("survey_po", args=[survey.pk, "pl"]))

    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    assert client.post(reverse("survey_exchange_confirm", args=[survey.pk])).status_code == 302

    editor.user_permissions.add(Permission.objects.get(codename="change_survey"))
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_the_list_of_surveys_leads_here(survey: Survey) -> None:
    assert exchange_button(survey).url == page_of(survey)
