"""Loading: once, whole, with a name for what is broken, and never over an editor's work."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page, Revision
from wagtail_localize.models import String, StringTranslation, Translation, TranslationSource

from guidance.content.files import BadContent, block_id, read
from guidance.content.load import CONTENT_DIR, FIRST_LANGUAGES, Report, load_everything, write_template
from guidance.content.po import read_po
from guidance.models import Door, GlossaryTerm, GuidancePage, LoadedFile, SearchWord, Source
from home import languages
from home.models import Helpline, SiteLanguage
from tests.guidance.conftest import Folder
from tests.guidance.translated import TRANSLATED_PAGES

pytestmark = pytest.mark.django_db
TABLES = (
    Page, Revision, TranslationSource, Translation, String, StringTranslation,
    LoadedFile, SearchWord, Door, GlossaryTerm, Source, Helpline, SiteLanguage,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """Return how many rows each table has, and what each page says."""
    counts: dict[str, Any] = {model.__name__: model._default_manager.count() for model in TABLES}
    pages = GuidancePage.objects.values_list("pk", "words_digest", "latest_revision_id", "live_revision_id")
    return counts | {"pages": sorted(pages)}


def page_in(code: str, slug: str = Folder.slug) -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)


def load(folder: Folder) -> Report:
    return load_everything(folder.path)


def refused(folder: Folder) -> str:
    """Load what can't be loaded; return why, having seen that nothing at all came of it."""
    before = everything()
    with pytest.raises(BadContent) as error:
        load(folder)
    assert everything() == before
    return str(error.value)


# --- Twice ----------------------------------------------------------------------------------------------------------


def test_loading_the_starter_content_again_changes_nothing() -> None:
    before = everything()

    report = load_everything()

    assert everything() == before
    assert (report.loaded, report.kept) == ([], [])
    assert report.unchanged == LoadedFile.objects.exclude(path__regex="^(surveys|framework|plan|phrases)/").count()


def test_a_new_page_is_loaded_with_its_translation_and_then_left_alone(folder: Folder) -> None:
    assert load(folder).loaded == ["en/quiet-evenings.md"]
    folder.write_translation()
    assert load(folder).loaded == ["pl/quiet-evenings.po"]
    before = everything()

    report = load(folder)

    assert everything() == before
    assert (report.loaded, report.kept, report.unchanged) == ([], [], 2)
    assert page_in("en").live
    assert page_in("pl").live
    assert page_in("pl").title == "PL Quiet evenings"


def test_a_changed_file_is_loaded_over_an_untouched_page(folder: Folder) -> None:
    load(folder)
    folder.write_page(title="Quieter evenings")

    report = load(folder)

    assert report.loaded == ["en/quiet-evenings.md"]
    assert page_in("en").title == "Quieter evenings"


def test_a_changed_translation_is_loaded_over_an_untouched_one(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    load(folder)
    folder.write_translation(mark="better")

    load(folder)

    assert page_in("pl").title == "better Quiet evenings"


def test_a_changed_record_is_loaded_over_an_untouched_one(folder: Folder) -> None:
    folder.write_line("0800 111 111")
    load(folder)
    folder.write_line("0800 222 222")

    load(folder)

    assert Helpline.objects.get(key="test-line").phone == "0800 222 222"


def test_records_are_loaded_in_every_language_that_has_them(folder: Folder) -> None:
    folder.write_line("0800 111 111")
    folder.write_record_translation("helpline.test-line.who", "Anyone", "Każdy")

    load(folder)

    line = Helpline.objects.get(key="test-line")
    assert (line.who_en, line.who_pl, line.who_lt or "") == ("Anyone", "Każdy", "")


# --- An editor's work -----------------------------------------------------------------------------------------------


def edit(page: GuidancePage, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def test_an_edited_page_is_kept_and_named(folder: Folder) -> None:
    load(folder)
    edit(page_in("en"), "An editor's title")
    folder.write_page(title="The file's title")

    report = load(folder)

    assert report.kept == ["en/quiet-evenings.md"]
    assert report.loaded == []
    assert page_in("en").title == "An editor's title"


def test_an_edited_translation_is_kept_and_named(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    load(folder)
    edit(page_in("pl"), "Tytuł redaktora")
    folder.write_translation(mark="new")

    report = load(folder)

    assert report.kept == ["pl/quiet-evenings.po"]
    assert page_in("pl").title == "Tytuł redaktora"


def test_loading_goes_on_after_an_editor_has_changed_the_english_of_a_translated_page(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    load(folder)
    edit(page_in("en"), "An editor's title")

    report = load(folder)

    assert report.loaded == []
    assert page_in("en").title == "An editor's title"
    assert page_in("pl").title == "PL Quiet evenings"


def test_a_new_translation_of_words_that_an_editor_has_changed_is_left_out_and_named(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    edit(page_in("en"), "An editor's title")

    report = load(folder)

    assert report.kept == ["pl/quiet-evenings.po"]
    assert not GuidancePage.objects.filter(slug=folder.slug, locale__language_code="pl").exists()


def test_an_edited_record_is_kept_and_named(folder: Folder) -> None:
    folder.write_line("0800 111 111")
    load(folder)
    Helpline.objects.filter(key="test-line").update(phone="0800 333 333")
    folder.write_line("0800 222 222")

    report = load(folder)

    assert report.kept == ["records/helpline/test-line"]
    assert Helpline.objects.get(key="test-line").phone == "0800 333 333"


def test_an_edited_word_of_a_record_in_one_language_keeps_the_record(folder: Folder) -> None:
    folder.write_line("0800 111 111")
    load(folder)
    Helpline.objects.filter(key="test-line").update(who_pl="Każdy z nas")
    folder.write_record_translation("helpline.test-line.who", "Anyone", "Każdy")

    report = load(folder)

    assert report.kept == ["records/helpline/test-line"]
    assert Helpline.objects.get(key="test-line").who_pl == "Każdy z nas"


def test_a_page_that_an_editor_took_off_the_site_stays_off(folder: Folder) -> None:
    load(folder)
    page_in("en").unpublish()

    load(folder)

    assert not page_in("en").live


# --- Broken files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("helplines: lifeline", "helplines: lifeline, nobody", "no helpline is called nobody"),
        ("[text: why]", "[term: nonsense]\n\n[text: why]", "no glossary term is called 'nonsense'"),
        ('"breathing-together"', '"no-such-drawing"', "no-such-drawing"),
        ("Your calm is catching.", "[x](page:nowhere)", "page:nowhere"),
        ('sources = ["STRAT"]', 'sources = ["STRAT", "HEARSAY"]', "HEARSAY"),
        ('topics = ["calm"]', 'topics = ["knitting"]', "knitting"),
        ("related = []", 'related = ["nowhere"]', "nowhere"),
        ("- Sit down beside your child.", "Sit down beside your child.", "Sit down"),
        ("[text: why]", "[carousel: why]", "no block is called [carousel]"),
        ("Quiet evenings", "Q" * 300, "at most 255"),
        ("What helps", "W" * 300, "quiet-evenings.md"),
        ("[text: why]\nYour calm is catching.", "[picture: why | drawing: no-such-drawing]\nA cat.", "no-such-drawing"),
    ],
)
def test_a_content_file_that_cannot_be_used_is_named_and_nothing_is_loaded(
    folder: Folder, old: str, new: str, named: str
) -> None:
    folder.write_page(slug="another-page", title="Another page")
    folder.write_line("0800 111 111")
    folder.write_page(old=old, new=new)

    message = refused(folder)

    assert message.startswith("quiet-evenings.md: ")
    assert named in message


def broken_quote(po: str) -> str:
    return po.replace('msgstr "PL What helps"', "msgstr PL What helps")


def unknown_place(po: str) -> str:
    return po.replace('msgctxt "promise"', 'msgctxt "vow"')


def unknown_words(po: str) -> str:
    return po.replace('msgid "What helps"', 'msgid "What worked before"')


def conflict(po: str) -> str:
    return po.replace('msgctxt "promise"', '<<<<<<< HEAD\nmsgctxt "promise"')


def open_tag(po: str) -> str:
    return po.replace('msgstr "PL Your calm is catching."', 'msgstr "PL <b>Your calm"')


def too_long(po: str) -> str:
    return po.replace('msgstr "PL Quiet evenings"', f'msgstr "{"P" * 300}"')


@pytest.mark.parametrize(
    ("breaking", "line_of", "named"),
    [
        (broken_quote, "msgstr PL What helps", "can't be read"),
        (conflict, "<<<<<<< HEAD", "can't be read"),
        (unknown_place, 'msgctxt "vow"', "'vow'"),
        (unknown_words, 'msgid "What worked before"', "What worked before"),
        (open_tag, "PL <b>Your calm", "<b>"),
        (too_long, "", "title"),
    ],
)
def test_a_broken_translation_is_named_with_its_line_and_nothing_is_loaded(
    folder: Folder, breaking: Callable[[str], str], line_of: str, named: str
) -> None:
    load(folder)
    file = folder.write_translation()
    text = breaking(file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    line = text[: text.index(line_of)].count("\n") + 1
    folder.write_page(slug="another-page", title="Another page")

    message = refused(folder)

    assert message.startswith("pl/quiet-evenings.po: ")
    assert named in message
    # An entry is named by the line it begins on, a fault of grammar by its own.
    assert not line_of or any(f"line {near}" in message for near in range(line - 3, line + 2)), message


def test_a_translation_that_is_not_utf_8_is_named_with_its_line(folder: Folder) -> None:
    load(folder)
    file = folder.write_translation(mark="Ćma:")
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.encode("iso-8859-2"))

    message = refused(folder)

    assert message.startswith("pl/quiet-evenings.po: ")
    assert "UTF-8" in message
    assert f"line {text[: text.index('Ćma:')].count(chr(10)) + 1}" in message


def test_a_translation_left_behind_by_its_english_is_named(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    load(folder)
    folder.write_page(old="Your calm is catching.", new="Calm is catching.")

    assert "does not say “Your calm is catching.”" in refused(folder)


def test_a_translation_of_a_record_that_does_not_exist_is_named(folder: Folder) -> None:
    folder.write_record_translation("helpline.nobody.who", "Anyone", "Każdy")

    message = refused(folder)

    assert message.startswith("pl/records.po: line ")
    assert "helpline.nobody.who" in message


@pytest.mark.parametrize(
    ("records", "named"),
    [
        ("[helpline.x\n", "line 1"),
        ('[spaceship.x]\nname = "X"\n', "spaceship"),
        ('[helpline.x]\nname = "X"\ngroup = "support"\nstatus = "found"\nowner = "A"\nphone = "call me"\n', "phone"),
        ('[helpline.x]\nname = "X"\ngroup = "unknown"\nstatus = "found"\nowner = "A"\n', "unknown"),
        ('[helpline.x]\nname = "X"\nfone = "123"\n', "fone"),
        ('[service.x]\nname = "X"\ndoors = ["nonsense"]\n', "nonsense"),
        ('[service.x]\nname = "X"\nlocalities = ["belfast"]\n', "no such area"),
    ],
)
def test_a_record_that_cannot_be_used_is_named(folder: Folder, records: str, named: str) -> None:
    folder.write("en/records.toml", records)

    message = refused(folder)

    assert "records.toml" in message
    assert named in message


def test_records_that_are_not_utf_8_are_named(folder: Folder) -> None:
    file = folder.write_line("0800 111 111")
    file.write_bytes(file.read_text(encoding="utf-8").replace("Anyone", "Głowa").encode("iso-8859-2"))

    message = refused(folder)

    assert "records.toml" in message
    assert "UTF-8" in message


def test_missing_records_are_named(folder: Folder) -> None:
    (folder.path / "en" / "records.toml").unlink()

    assert refused(folder) == "en/records.toml is missing"


# --- Translations that are not finished -----------------------------------------------------------------------------


def test_a_page_with_gaps_says_which_parts_are_english(folder: Folder) -> None:
    load(folder)
    folder.write_translation(without=("Your calm is catching.",))

    load(folder)

    page = page_in("pl")
    assert page.words_language == "pl"
    assert page.untranslated == [f"body.{block_id(folder.slug, 'why')}"]


def test_a_page_without_a_translated_title_is_an_english_page(folder: Folder) -> None:
    load(folder)
    folder.write_translation(without=("Quiet evenings",))

    load(folder)

    assert page_in("pl").words_language == "en"


def test_a_whole_translation_has_no_gaps(folder: Folder) -> None:
    load(folder)
    folder.write_translation()

    load(folder)

    assert (page_in("pl").words_language, page_in("pl").untranslated) == ("pl", [])


def test_a_doubtful_translation_counts_as_a_gap(folder: Folder) -> None:
    load(folder)
    file = folder.write_translation()
    po = read_po(file)
    doubtful = next(entry for entry in po if entry.msgid == "Your calm is catching.")
    doubtful.flags.append("fuzzy")
    po.save()

    load(folder)

    assert page_in("pl").untranslated == [f"body.{block_id(folder.slug, 'why')}"]


def test_a_doubtful_translation_of_a_record_counts_as_a_gap(folder: Folder) -> None:
    folder.write_line("0800 111 111")
    file = folder.write_record_translation("helpline.test-line.who", "Anyone", "Może każdy")
    po = read_po(file)
    po[0].flags.append("fuzzy")
    po.save()

    load(folder)

    assert not Helpline.objects.get(key="test-line").who_pl


def test_entries_that_a_tool_has_retired_are_passed_over(folder: Folder) -> None:
    load(folder)
    file = folder.write_translation()
    retired = '\n#~ msgctxt "title"\n#~ msgid "Loud evenings"\n#~ msgstr "Głośne wieczory"\n'
    file.write_text(file.read_text(encoding="utf-8") + retired, encoding="utf-8")

    load(folder)

    assert page_in("pl").title == "PL Quiet evenings"


def test_a_file_exported_on_another_installation_is_loaded_all_the_same(folder: Folder) -> None:
    # Wagtail's own exports carry that installation's id, and its import passes over a file with a foreign one.
    load(folder)
    file = folder.write_translation()
    po = read_po(file)
    po.metadata["X-WagtailLocalize-TranslationID"] = "11111111-1111-1111-1111-111111111111"
    po.save()

    load(folder)

    assert page_in("pl").title == "PL Quiet evenings"


# --- What is shipped ------------------------------------------------------------------------------------------------

SHIPPED = sorted(file.stem for file in (CONTENT_DIR / "en").glob("*.md"))


@pytest.mark.parametrize("slug", TRANSLATED_PAGES)
def test_shipped_translations_have_the_places_that_any_installation_makes(slug: str) -> None:
    page = Page.objects.get(slug=slug, locale__language_code="en").specific
    places = {(entry.msgctxt, entry.msgid) for entry in write_template(page, languages.get("pl"))}

    for code in FIRST_LANGUAGES[1:]:
        po = read_po(CONTENT_DIR / code / f"{slug}.po")
        assert {(entry.msgctxt, entry.msgid) for entry in po if not entry.obsolete} == places, code


@pytest.mark.parametrize("slug", SHIPPED)
def test_block_ids_in_the_database_are_those_the_file_gives(slug: str) -> None:
    page = Page.objects.get(slug=slug, locale__language_code="en").specific
    if not hasattr(page, "body"):
        pytest.skip("a page without blocks")
    file = read(CONTENT_DIR / "en" / f"{slug}.md")

    wanted = [block_id(slug, f"term-{block.key}" if block.kind == "term" else block.key) for block in file.blocks]

    assert [block["id"] for block in page.body.raw_data] == wanted


def test_every_shipped_page_is_there_in_english_and_the_translated_ones_in_every_language_whole() -> None:
    guidance = {file.stem for file in (CONTENT_DIR / "en").glob("*.md") if read(file).type == "guidance"}
    for code in FIRST_LANGUAGES:
        pages = GuidancePage.objects.filter(locale__language_code=code, live=True, alias_of=None)
        wanted = guidance if code == "en" else guidance & set(TRANSLATED_PAGES)
        assert {page.slug for page in pages} == wanted, code
        assert {page.words_language for page in pages} == {code}
        assert all(page.untranslated == [] for page in pages), code


def test_every_shipped_page_leads_on_to_others() -> None:
    for page in GuidancePage.objects.filter(locale__language_code="en"):
        assert 2 <= page.related.count() <= 3, page.slug


def test_nothing_shipped_claims_to_have_been_checked() -> None:
    assert not Helpline.objects.exclude(last_checked=None, checked_by="").exists()
    assert not SiteLanguage.objects.filter(state=SiteLanguage.State.LIVE).exists()


def test_a_folder_without_a_language_loads_the_others(folder: Folder, tmp_path: Path) -> None:
    load(folder)
    folder.write_translation("lt")

    assert load(folder).loaded == ["lt/quiet-evenings.po"]


def test_a_page_that_an_editor_deleted_does_not_come_back(folder: Folder) -> None:
    load(folder)
    folder.write_translation()
    load(folder)
    page_in("en").delete()

    report = load(folder)

    assert report.loaded == []
    assert not GuidancePage.objects.filter(slug=folder.slug, locale__language_code="en").exists()
