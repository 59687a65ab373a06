"""What an editor does in the admin, and what the site makes of it."""

from datetime import timedelta

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.blocks import Block
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from guidance.blocks import guidance_blocks
from guidance.content.load import CONTENT_DIR
from guidance.models import GuidancePage
from home.models import Helpline, SignOff, TimedJob
from tests.journeys.test_honesty import page_of
from tests.journeys.test_reading import soup
from tests.markup import CheckingClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "block"), guidance_blocks())
def test_every_block_introduces_itself_before_it_is_chosen(editor_client: Client, name: str, block: Block) -> None:
    assert block.is_previewable
    assert str(block.get_description())
    assert block.meta.icon != "placeholder"
    known = GuidancePage.body.field.stream_block.child_blocks[name]

    response = editor_client.get(f"/admin/block-preview/?id={known.definition_prefix}")

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert len(page.main.get_text(strip=True)) > 5 or page.main.svg


def upload(client: Client, translation: Translation, content: bytes) -> str:
    response = client.post(
        f"/admin/localize/translate/{translation.pk}/pofile/upload/",
        {"file": SimpleUploadedFile("calm-together.po", content)},
        follow=True,
    )
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


@pytest.fixture
def translation(db: None) -> Translation:
    english = page_of("calm-together", "en")
    polish = Locale.objects.get(language_code="pl")
    return Translation.objects.get(source__object_id=english.translation_key, target_locale=polish)


def test_a_translator_uploads_the_po_file_of_a_page(editor_client: Client, translation: Translation) -> None:
    po = polib.pofile(str(CONTENT_DIR / "pl" / "calm-together.po"))
    po[0].msgstr = "Nowy tytuł"

    said = upload(editor_client, translation, str(po).encode())

    assert f"{len(po)} translations are in" in said
    assert StringTranslation.objects.filter(data="Nowy tytuł", translation_type="manual").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'msgid "a"\nmsgstr "b\n', "line"),
        (b"\xff\xfe not a po file", "Nothing was imported"),
        (b'msgctxt "body.nowhere"\nmsgid "Hello"\nmsgstr "Witaj"\n', "body.nowhere"),
        (b'msgctxt "title"\nmsgid "Something else"\nmsgstr "Co innego"\n', "Something else"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_a_bad_po_file_is_refused_whole_with_its_reason(
    editor_client: Client, translation: Translation, content: bytes, said: str
) -> None:
    before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data"))

    message = upload(editor_client, translation, content)

    assert "Nothing was imported" in message
    assert said in message
    assert list(StringTranslation.objects.order_by("pk").values_list("pk", "data")) == before


def test_an_upload_without_a_file_says_so(editor_client: Client, translation: Translation) -> None:
    response = editor_client.post(f"/admin/localize/translate/{translation.pk}/pofile/upload/", follow=True)

    assert "Choose a PO file first." in response.content.decode()


def test_a_file_of_wagtails_own_button_in_another_language_is_refused(
    editor_client: Client, translation: Translation
) -> None:
    po = translation.export_po()
    po[0].msgstr = "Спокойствие передаётся от родителя к ребёнку, когда вы рядом"

    said = upload(editor_client, translation, str(po).encode())

    assert "Nothing was imported." in said
    assert "It looks like Cyrillic letters." in said


def test_a_file_of_wagtails_own_button_overwrites_nobody(editor_client: Client, translation: Translation) -> None:
    po = translation.export_po()
    row = StringTranslation.objects.get(
        context__path="title", context__object_id=translation.source.object_id, locale=translation.target_locale
    )
    row.data = "Od kogoś innego"
    row.save()

    said = upload(editor_client, translation, str(po).encode())

    row.refresh_from_db()
    assert "somebody has changed it on the site since" in said
    assert row.data == "Od kogoś innego"


def test_a_published_change_is_found_by_the_next_search(client: CheckingClient) -> None:
    page = page_of("bouncing-back", "en")
    page.title = "Helping your child with a hullabaloo"
    page.save_revision().publish()

    assert soup(client, "/en/search/?q=hullabaloo").select("main a[href='/en/guidance/bouncing-back/']")
    page.unpublish()
    assert not soup(client, "/en/search/?q=hullabaloo").select("main a[href='/en/guidance/bouncing-back/']")


def test_a_clinician_who_edits_nothing_signs_a_safety_page() -> None:
    clinician = User.objects.create_user("clinician", password="a long password for tests")
    clinician.groups.add(Group.objects.get(name="Clinical reviewers"))
    signed_in = Client()
    signed_in.force_login(clinician)
    page = page_of("why-babies-cry", "en")

    response = signed_in.post(f"/admin/sign/{page.pk}/", {"step": "clinical", "role": "Perinatal consultant"})

    assert response.status_code == 302
    assert SignOff.objects.get(step="clinical").role == "Perinatal consultant"


def test_a_page_that_is_not_published_can_not_be_signed(editor_client: Client) -> None:
    page = page_of("calm-together", "en")
    page.unpublish()

    editor_client.post(f"/admin/sign/{page.pk}/", {"step": "checked", "role": "Editor"})

    assert not SignOff.objects.exists()


def test_an_editor_who_is_no_administrator_may_edit_the_records() -> None:
    editor = User.objects.create_user("editor", password="a long password for tests")
    editor.groups.add(Group.objects.get(name="Editors"))
    signed_in = Client()
    signed_in.force_login(editor)

    for address in ("home/helpline", "guidance/door", "guidance/glossaryterm", "guidance/source"):
        assert signed_in.get(f"/admin/snippets/{address}/").status_code == 200


def test_a_checked_line_is_due_again_after_its_own_interval() -> None:
    line = Helpline.objects.get(key="lifeline")
    line.last_checked = timezone.localdate()

    line.save()

    assert (line.next_check_due - line.last_checked).days == line.check_every_days == 30


def test_the_dashboard_names_jobs_that_are_late(editor_client: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    TimedJob.objects.update_or_create(
        name="publish_scheduled", defaults={"next_run": long_ago, "interval": timedelta(minutes=1)}
    )

    assert "Timed jobs are late: publish scheduled" in editor_client.get("/admin/").content.decode()


def test_timed_jobs_can_be_looked_at_and_not_made_by_hand(editor_client: Client) -> None:
    job, _made = TimedJob.objects.get_or_create(name="publish_scheduled", defaults={"interval": timedelta(minutes=1)})
    jobs = "/admin/snippets/home/timedjob"

    shown = editor_client.get(f"{jobs}/")

    assert "publish_scheduled" in shown.content.decode()
    assert f"{jobs}/add/" not in shown.content.decode()
    for address in (f"{jobs}/add/", f"{jobs}/edit/{job.pk}/", f"{jobs}/delete/{job.pk}/"):
        assert editor_client.get(address).status_code == 302, address


def test_the_check_names_a_locale_that_the_registry_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    Locale.objects.create(language_code="tlh")

    call_command("check", "--database", "default")

    printed = capsys.readouterr()
    assert "tlh" in printed.out + printed.err
