"""Translations go out in files and come back: what is right is taken, what is not is named, and nothing goes live."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from guidance.content.load import CONTENT_DIR
from guidance.exchange import package, po
from guidance.exchange.judge import why_not
from guidance.exchange.services import BY_MACHINE, Taken, files_of, take_in
from guidance.exchange.texts import Fate
from guidance.exchange.tongue import other_tongue
from guidance.models import GuidancePage
from home import languages
from home.languages import REGISTRY
from tests.journeys.test_honesty import page_of

pytestmark = pytest.mark.django_db

POLISH = languages.get("pl")
SLUG = "calm-together"
IN, OUT = "/admin/languages/files/", "/admin/languages/files/out/"


def sent(slug: str = SLUG, language: languages.Language = POLISH) -> polib.POFile:
    """Return the file of a page, as a translator gets it."""
    [(_name, data)] = files_of([page_of(slug, "en")], language, "po")
    return polib.pofile(data.decode())


def took(po_file: polib.POFile | bytes, user: User, *, name: str = "a.po") -> Taken:
    data = po_file if isinstance(po_file, bytes) else str(po_file).encode()
    [taken] = take_in(data, name=name, user=user, into=REGISTRY)
    return taken


def kept(place: str = "title", code: str = "pl", slug: str = SLUG) -> StringTranslation:
    key = page_of(slug, "en").translation_key
    return StringTranslation.objects.get(context__object_id=key, context__path=place, locale__language_code=code)


def refused(taken: Taken) -> list[str]:
    return [outcome.why for outcome in taken.outcomes if outcome.fate is Fate.REFUSED]


# --- One text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "words", "why"),
    [
        ("<b>Calm</b> <i>helps</i>", "<b>Spokój</b> <i>pomaga</i>", ""),
        ("<b>Calm</b> <i>helps</i>", "<i>Pomaga</i> <b>spokój</b>", ""),
        ("<b>Calm</b> <i>helps</i>", "<b>Spokój <i>pomaga</b></i>", "Its tags"),
        ("<b>Calm</b> helps", "</b>Spokój<b> pomaga", "Its tags"),
        ('<a id="a1">Calm</a>', '<a id="a2">Spokój</a>', "Its tags"),
        ("One<br/>two", "Jeden<br/>dwa", ""),
        ("Fewer than 5", "5 < 6", "A < or >"),
        ("{count} left", "zostało {count}", ""),
        ("{count} left", "zostało {liczba}", "Its placeholders"),
        ("%(count)s left", "zostało", "Its placeholders"),
        ("Parentline NI", "Parentline NI", ""),
        ("Health and Social Care Trust", "Health and Social Care Trust", ""),
    ],
)
def test_one_text_is_judged_by_what_a_program_would_stumble_over(english: str, words: str, why: str) -> None:
    said = why_not(english, words, "pl")

    assert said.startswith(why) if why else said == ""


def starter_words(code: str) -> list[str]:
    files = [*(CONTENT_DIR / code).glob("*.po")]
    return [entry.msgstr for file in files for entry in polib.pofile(str(file)) if entry.msgstr]


STARTER = ["pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru"]


@pytest.mark.parametrize("code", STARTER)
def test_no_translation_that_ships_is_taken_for_another_language(code: str) -> None:
    words = [each for each in starter_words(code) if len(each.split()) > 5]

    assert len(words) > 200
    assert [each for each in words if other_tongue(each, code)] == []


@pytest.mark.parametrize("code", [*STARTER, "ga", "lv"])
def test_a_page_in_any_other_language_is_noticed(code: str) -> None:
    pages = {other: " ".join(starter_words(other)[:60]) for other in STARTER if other != code}

    assert [other for other, words in pages.items() if not other_tongue(words, code)] == []


# --- Out ------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
@pytest.mark.parametrize("code", ["pl", "ar", "zh-hans"])
def test_gettext_has_nothing_to_say_against_the_files(code: str, tmp_path: Path) -> None:
    files = files_of([page_of(SLUG, "en"), page_of("why-babies-cry", "en")], languages.get(code), "po")

    for number, (_name, data) in enumerate(files):
        file = tmp_path / f"{number}.po"
        file.write_bytes(data)
        said = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", file], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stderr) == (0, "")


def test_a_translator_is_told_what_a_machine_wrote(administrator: User) -> None:
    StringTranslation.objects.filter(pk=kept("title").pk).update(translation_type="manual")
    StringTranslation.objects.filter(pk=kept("promise").pk).update(translation_type="machine")

    told = {entry.msgctxt: entry.comment for entry in sent()}

    assert (told["title"], told["promise"]) == ("", BY_MACHINE)


# --- In -------------------------------------------------------------------------------------------------------------


def test_a_file_that_comes_back_as_it_went_out_changes_nothing(administrator: User) -> None:
    before = list(StringTranslation.objects.order_by("pk").values())

    taken = took(sent(), administrator)

    assert {outcome.fate for outcome in taken.outcomes} == {Fate.SAME}
    assert list(StringTranslation.objects.order_by("pk").values()) == before


def test_a_new_word_is_kept_and_no_reader_sees_it(administrator: User) -> None:
    page = page_of(SLUG, "pl")
    po_file = sent()
    po_file[0].msgstr = "Spokojnie i razem"

    taken = took(po_file, administrator)

    after = page_of(SLUG, "pl")
    assert (taken.count(Fate.TAKEN), taken.count(Fate.REFUSED)) == (1, 0)
    assert kept(po_file[0].msgctxt).data == "Spokojnie i razem"
    assert kept(po_file[0].msgctxt).last_translated_by == administrator
    assert (after.title, after.words_digest, after.live) == (page.title, page.words_digest, True)


def with_tag(po_file: polib.POFile) -> None:
    po_file[1].msgstr = f"<b>{po_file[1].msgstr}"


def with_placeholder(po_file: polib.POFile) -> None:
    po_file[1].msgstr += " %(name)s"


def too_long(po_file: polib.POFile) -> None:
    next(each for each in po_file if each.msgctxt == "title").msgstr = "P" * 256


def garbled(po_file: polib.POFile) -> None:
    po_file[1].msgstr = "Spokój udziela się. Żółć, łąka".encode().decode("cp1250")


def lost_letters(po_file: polib.POFile) -> None:
    po_file[1].msgstr = "Spok\ufffdj"


def unseen(po_file: polib.POFile) -> None:
    po_file[1].msgstr += "\u202e"


def elsewhere(po_file: polib.POFile) -> None:
    po_file[1].msgctxt = "vow"


def other_english(po_file: polib.POFile) -> None:
    po_file[1].msgid += " And more."


def in_russian(po_file: polib.POFile) -> None:
    po_file[1].msgstr = "Спокойствие передаётся от родителя к ребёнку, когда вы рядом"


def in_english(po_file: polib.POFile) -> None:
    po_file[1].msgstr = "The calm of a parent is what the child will feel, and it gets easier for both of you"


def doubtful(po_file: polib.POFile) -> None:
    po_file[1].msgstr += "!"
    po_file[1].flags.append("fuzzy")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (with_tag, "Its tags are not those of the English"),
        (with_placeholder, "Its placeholders are not those of the English"),
        (too_long, "There is room for 255 letters here, not 256."),
        (garbled, "Letters were lost"),
        (lost_letters, "Letters were lost"),
        (unseen, "It holds signs that nobody can see."),
        (elsewhere, "The English page has no such place"),
        (other_english, "The English page does not say this there"),
        (in_russian, "It looks like Cyrillic letters."),
        (in_english, "It looks like English."),
        (doubtful, "It is marked as unfinished"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_taken(
    administrator: User, spoil: Callable[[polib.POFile], None], why: str
) -> None:
    po_file = sent("why-babies-cry")
    good = next(each for each in po_file if each.msgctxt == "drawing_description")
    good.msgstr = "Rodzic trzyma dziecko."
    before = {row.pk: row.data for row in StringTranslation.objects.all()}
    spoil(po_file)

    taken = took(po_file, administrator)

    changed = [row for row in StringTranslation.objects.all() if before.get(row.pk) != row.data]
    assert [said.startswith(why) for said in refused(taken)] == [True]
    assert [row.data for row in changed] == ["Rodzic trzyma dziecko."]


def header(name: str, value: str) -> Callable[[polib.POFile], bytes]:
    def spoil(po_file: polib.POFile) -> bytes:
        po_file.metadata[name] = value
        return str(po_file).encode()

    return spoil


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (header(po.PAGE, ""), "does not say which page it is of"),
        (header(po.PAGE, "not-a-key"), "does not say which page it is of"),
        (header(po.PAGE, "6a1c7f0e-5d0b-5b0e-9d5e-2f4f5a3c9b11"), "of a page that this site does not have"),
        (header(po.LANGUAGE, "xx"), "does not translate into 'xx'"),
        (header(po.LANGUAGE, "en"), "does not translate into 'en'"),
        (header(po.LANGUAGE, "ro"), "should be in Romanian, and looks like Polish"),
        (header(po.TAKEN, "yesterday"), "does not say when it left"),
        (lambda po_file: str(po_file).encode("cp1250", errors="replace"), "not saved as UTF-8"),
        (lambda po_file: str(po_file).encode("utf-16"), "not saved as UTF-8"),
        (lambda po_file: b"", "empty"),
        (lambda po_file: str(po_file).replace('msgstr "', "msgstr ").encode(), "can't be read"),
    ],
)
def test_a_file_that_can_not_be_trusted_is_refused_whole(
    administrator: User, spoil: Callable[[polib.POFile], bytes], problem: str
) -> None:
    before = list(StringTranslation.objects.order_by("pk").values())

    taken = took(spoil(sent("why-babies-cry")), administrator)

    assert problem in taken.problem
    assert list(StringTranslation.objects.order_by("pk").values()) == before


def test_what_somebody_has_written_since_is_not_overwritten(administrator: User) -> None:
    po_file = sent()
    row = kept("title")
    row.data = "Od kogoś innego"
    row.save()
    next(each for each in po_file if each.msgctxt == "title").msgstr = "Z pliku"

    taken = took(po_file, administrator)

    assert refused(taken) == ["Somebody has changed it on the site since: “Od kogoś innego”."]
    assert kept("title").data == "Od kogoś innego"


def test_a_file_of_older_english_gives_what_still_says_the_same(administrator: User) -> None:
    po_file = sent()
    english = page_of(SLUG, "en")
    english.promise = "Another promise."
    english.save_revision().publish()
    next(each for each in po_file if each.msgctxt == "title").msgstr = "Spokojnie i razem"

    taken = took(po_file, administrator)

    assert taken.is_older
    assert refused(taken) == ["The English page does not say this there (any more)."]
    assert kept("title").data == "Spokojnie i razem"


def test_a_page_that_is_missing_is_made_and_not_published(administrator: User) -> None:
    page_of(SLUG, "pl").delete()
    po_file = sent()
    po_file[0].msgstr = "Spokojnie i razem"

    taken = took(po_file, administrator)

    page = GuidancePage.objects.get(pk=taken.page_id)
    assert (page.locale.language_code, page.live) == ("pl", False)


def test_a_language_without_pages_gets_its_first_one_as_a_draft(administrator: User) -> None:
    latvian = languages.get("lv")
    po_file = sent(language=latvian)
    po_file[0].msgstr = "Mierīgi kopā"

    taken = took(po_file, administrator)

    page = GuidancePage.objects.get(pk=taken.page_id)
    assert (page.locale, page.live) == (Locale.objects.get(language_code="lv"), False)


@pytest.mark.parametrize("how", ["taken over", "made by hand"])
def test_a_page_that_is_written_by_hand_is_left_alone(administrator: User, how: str) -> None:
    po_file = sent()
    po_file[0].msgstr = "Spokojnie i razem"
    key = page_of(SLUG, "en").translation_key
    followed = Translation.objects.filter(source__object_id=key, target_locale__language_code="pl")
    if how == "taken over":
        followed.update(enabled=False)
    else:
        followed.delete()

    taken = took(po_file, administrator)

    assert taken.problem == "a.po: this page is written by hand in Polish: edit it there"
    assert files_of([page_of(SLUG, "en")], POLISH, "po") == []


def test_a_language_that_is_not_theirs_is_refused(administrator: User) -> None:
    [taken] = take_in(str(sent()).encode(), name="a.po", user=administrator, into=[languages.get("ro")])

    assert taken.problem == "a.po: you may not translate into Polish"


# --- Zips -----------------------------------------------------------------------------------------------------------


def zip_of(*files: tuple[str, bytes]) -> bytes:
    return package.write_zip(files)


def test_one_bad_file_of_a_zip_keeps_out_no_other(administrator: User) -> None:
    po_file = sent()
    po_file[0].msgstr = "Spokojnie i razem"
    data = zip_of(
        ("pl/a.po", b"nonsense"), ("pl/b.po", str(po_file).encode()), ("c.exe", b""), ("__MACOSX/._b.po", b"x")
    )

    taken = take_in(data, name="back.zip", user=administrator, into=REGISTRY)

    assert [(each.name, bool(each.problem)) for each in taken] == [("a.po", True), ("b.po", False), ("c.exe", True)]
    assert kept(po_file[0].msgctxt).data == "Spokojnie i razem"


@pytest.mark.parametrize(
    "data", [b"no zip", zip_of(*[(f"{number}.po", b"") for number in range(package.MOST_FILES + 1)])]
)
def test_a_zip_that_is_none_or_holds_too_much_is_refused(
    administrator: User, editor_client: Client, data: bytes
) -> None:
    response = editor_client.post(IN, {"file": SimpleUploadedFile("back.zip", data)})

    assert response.status_code == 422
    assert "Nothing was taken. back.zip: " in response.content.decode()


def test_a_zip_that_swells_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, editor_client: Client) -> None:
    monkeypatch.setattr(package, "LARGEST_UNPACKED", 1000)

    response = editor_client.post(IN, {"file": SimpleUploadedFile("a.zip", zip_of(("a.po", b"a" * 1001)))})

    assert "far larger than translations are" in response.content.decode()


# --- Screens --------------------------------------------------------------------------------------------------------


def names_in(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_ticked_pages_go_out_in_one_zip(editor_client: Client) -> None:
    pages = [page_of(SLUG, "en"), page_of("why-babies-cry", "en")]

    response = editor_client.post(
        OUT, {"language": "pl", "kind": "po", "page": [page.pk for page in pages], "ticked": ""}
    )

    assert response["Content-Type"] == "application/zip"
    assert sorted(names_in(response.content)) == ["pl/calm-together.po", "pl/why-babies-cry.po"]


def test_all_that_is_behind_or_missing_goes_out_in_one_zip(editor_client: Client) -> None:
    page_of("why-babies-cry", "pl").delete()
    english = page_of(SLUG, "en")
    english.promise = "Another promise."
    english.save_revision().publish()

    response = editor_client.post(OUT, {"language": "pl", "kind": "po", "open": ""})

    in_polish = set(Page.objects.filter(locale__language_code="pl").values_list("slug", flat=True))
    in_english = set(Page.objects.filter(locale__language_code="en", depth__gt=2).values_list("slug", flat=True))
    wanted = {SLUG, *(in_english - in_polish)}
    assert set(names_in(response.content)) == {f"pl/{slug}.po" for slug in wanted}


@pytest.mark.parametrize(
    "asked",
    [
        {"language": "xx", "kind": "po", "open": ""},
        {"language": "pl", "kind": "exe", "open": ""},
        {"language": "pl", "kind": "po", "ticked": ""},
        {"language": "pl", "kind": "po", "ticked": "", "page": "0"},
    ],
)
def test_what_can_not_be_made_is_said_on_the_desk(editor_client: Client, asked: dict[str, str]) -> None:
    response = editor_client.post(OUT, asked, follow=True)

    assert "Nothing was made" in response.content.decode()


def test_a_zip_goes_round_and_every_text_is_named(editor_client: Client) -> None:
    page = page_of(SLUG, "en")
    asked = {"language": "pl", "kind": "po", "page": page.pk, "ticked": ""}
    zipped = zipfile.ZipFile(io.BytesIO(editor_client.post(OUT, asked).content))
    po_file = polib.pofile(zipped.read("pl/calm-together.po").decode())
    po_file[0].msgstr = "Spokojnie i razem"
    po_file[1].msgstr = "<i>Spokój"

    response = editor_client.post(
        IN, {"file": SimpleUploadedFile("b.zip", zip_of(("pl/calm-together.po", str(po_file).encode())))}
    )

    screen = BeautifulSoup(response.content, "html.parser")
    rows = [row.get_text(" ", strip=True) for row in screen.select("tbody tr")]
    assert screen.select_one("section.translation-file").find_previous("p").get_text().startswith("1 taken, 1 refused")
    assert ["Taken" in rows[0], "Refused" in rows[1]] == [True, True]
    assert screen.select_one("tbody span[lang=pl]").get_text() == "Spokojnie i razem"


def test_the_desk_offers_pages_to_tick_to_those_who_translate(editor_client: Client) -> None:
    screen = BeautifulSoup(editor_client.get("/admin/languages/").content, "html.parser")

    tick = screen.select_one("input[name=page]")
    assert tick["form"] == screen.select_one(f"form[action='{OUT}']")["id"]
    assert screen.select_one(f"label[for='{tick['id']}']").get_text(strip=True)


def test_who_translates_nothing_can_neither_fetch_nor_send() -> None:
    client = Client()
    client.force_login(User.objects.create_user("somebody"))

    assert client.get(IN).status_code == 302
    assert client.post(OUT).status_code == 302
    assert Page.objects.exists()
