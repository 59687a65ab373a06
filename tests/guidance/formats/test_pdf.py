import re
import struct
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from guidance.document import (
    Block,
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Steps,
    Table,
)
from guidance.formats.contract import CannotMake, Made, Unreadable, Why
from guidance.formats.pdf import EasyReadPdf, LargePrint, Pdf
from guidance.formats.pdf.letters import FONTS_DIR, characters_of
from guidance.formats.pdf.sheet import STAND_IN, Sheet
from home.languages import REGISTRY, Language, get

from .pages import BLOCKS, PAGE, easy_read, kit, page, said, text
from .pdf_words import fonts_of, links_of, opened, sizes_of, tags_of, words_of, words_of_pages

#: Every letter of each language, as its readers list them.
ALPHABETS = {
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż„”",
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž„“",
    "pt": "áâãàçéêíóôõúü«»",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْٰ،؛؟٠١٢٣٤٥٦٧٨٩",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ’«»",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя«»№",
    "ga": "áéíóúḃċḋḟġṁṗṡṫ⁊",
    "tet": "áéíóúñ’",
    "so": "abcdefghijklmnoqrstuwxy’",
    "sco-ulster": "äàèéïöü",
    "lv": "aābcčdeēfgģhiījkķlļmnņoprsštuūvzž",
    "sk": "aáäbcčdďeéfghiíjklĺľmnňoóôpqrŕsštťuúvwxyýzž",
    "hu": "aábcdeéfghiíjklmnoóöőpqrstuúüűvwxyz",
    "es": "áéíñóúü¿¡",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءأؤة\u200c۰۱۲۳۴۵۶۷۸۹",
    "ckb": "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەھوۆیێ",
}


def made(document: Document, producer: Pdf | None = None) -> Made:
    return (producer or Pdf()).make(document, kit())


def pdf_of(document: Document, producer: Pdf | None = None) -> pikepdf.Pdf:
    return opened(made(document, producer).data)


def body(pdf: pikepdf.Pdf) -> str:
    """Return the tags' words after the title."""
    return words_of(pdf).removeprefix(PAGE.title).strip()


def mirrors_of(pdf: pikepdf.Pdf) -> list[float]:
    """Return the widths of all matrices that turn what follows the other way round; the page's own turns it over."""
    steps = (step for sheet in pdf.pages for step in pikepdf.parse_content_stream(sheet))
    matrices = [[float(number) for number in step.operands] for step in steps if str(step.operator) == "cm"]
    return [matrix[0] for matrix in matrices if matrix[0] < 0]


@pytest.fixture(scope="module")
def whole() -> pikepdf.Pdf:
    return pdf_of(PAGE)


# --- What PDF/UA asks for


def test_it_says_that_it_is_pdf_ua_1(whole: pikepdf.Pdf) -> None:
    assert b"<pdfuaid:part>1</pdfuaid:part>" in whole.Root.Metadata.read_bytes()
    assert whole.Root.MarkInfo.Marked


def test_it_names_its_language_and_shows_its_title(whole: pikepdf.Pdf) -> None:
    assert str(whole.Root.Lang) == "en-GB"
    assert str(whole.docinfo.Title) == PAGE.title
    assert whole.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize("language", [each for each in REGISTRY if each.script != "Hans"], ids=lambda each: each.code)
def test_every_language_with_a_font_can_be_set(language: Language) -> None:
    document = said(f"{language.own_name}. {language.card_sentence} {ALPHABETS.get(language.code, '')}")

    result = made(replace(document, language=language))

    assert Pdf().why_not(language) is None
    pdf = opened(result.data)
    assert result.unreadable == ()
    assert str(pdf.Root.Lang).partition("-")[0] == language.tag.partition("-")[0]


def test_a_page_offers_its_headings_to_jump_to(whole: pikepdf.Pdf) -> None:
    assert str(whole.Root.Outlines.First.Title) == "Why babies cry"


def test_there_is_no_font_for_chinese() -> None:
    with pytest.raises(CannotMake) as refused:
        made(said("中文", language="zh-hans"))

    assert Pdf().why_not(get("zh-hans")) is Why.NO_FONT
    assert refused.value.why is Why.NO_FONT


def test_tags_come_in_the_order_of_the_page(whole: pikepdf.Pdf) -> None:
    telling = {"H1", "H2", "H3", "L", "Table", "Figure", "BlockQuote"}

    order = [(tag.name, tag.alt or tag.words) for tag in tags_of(whole) if tag.name in telling]

    address = f"{PAGE.labels.page_address} {PAGE.address}"
    assert order == [
        ("H1", "Why babies cry"),
        ("Figure", "A dad holds a baby."),
        ("H2", "What helps"),
        ("L", "1 Hold your baby close. 2 Hum or sing."),
        ("H3", "A smaller point"),
        ("L", "• warm • fed"),
        ("Table", "Age Crying 2 weeks more 2 months more"),
        ("BlockQuote", "I counted to ten."),
        ("H2", "Ask for help if…"),
        ("Figure", "A baby in a sling."),
        ("Figure", address),
        ("H2", "Where these facts come from"),
        ("L", "• A study, a publisher"),
        ("H2", "Get help now"),
    ]


def test_every_figure_says_what_it_shows(whole: pikepdf.Pdf) -> None:
    figures = [tag for tag in tags_of(whole) if tag.name == "Figure"]

    assert len(figures) == 3
    assert all(figure.alt for figure in figures)


def test_a_table_has_a_row_of_headings_and_all_its_cells(whole: pikepdf.Pdf) -> None:
    rows = [(tag.name, tag.words) for tag in tags_of(whole) if tag.name in {"TH", "TD"}]

    assert rows == [
        *[("TH", words) for words in ("Age", "Crying")],
        *[("TD", words) for words in ("2 weeks", "more", "2 months", "more")],
    ]


@pytest.mark.parametrize("language", ["en", "pl", "uk", "ar"])
def test_every_font_is_inside_and_says_what_its_letters_mean(language: str) -> None:
    pdf = pdf_of(replace(PAGE, language=get(language)))

    assert fonts_of(pdf)
    for font in fonts_of(pdf):
        assert "/ToUnicode" in font
        assert {"/FontFile2", "/FontFile3"} & set(font.DescendantFonts[0].FontDescriptor.keys())


def test_the_draft_notice_is_read_before_anything_else(whole: pikepdf.Pdf) -> None:
    assert words_of(whole).startswith("This page is a draft. Why babies cry")


# --- The same words as the page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "“Talk” – your baby’s brain is listening; office, afflict, fjord: £6.50 or €7 & 50% off."),
        ("pl", "Zażółć gęślą jaźń. „Mów do mnie” — chodź, usiądź; płać 6 € i śpij w łóżeczku."),
        ("uk", "Щебетання їжачка: об’їзд, ґанок, сім’я. «Розмовляйте» — мозок немовляти слухає вас."),
    ],
)
def test_the_words_on_paper_are_the_words_of_the_page(language: str, words: str) -> None:
    blocks = (Heading(text(words)), Paragraph(text(f"{words} " * 20)), Items((text(words), text(words))))

    pdf = pdf_of(page(*blocks, language=language))

    bullets = f"• {words} • {words}"
    assert body(pdf) == " ".join([words] * 21) + f" {bullets}"


def test_every_word_of_a_whole_page_is_there(whole: pikepdf.Pdf) -> None:
    expected = (
        "This page is a draft. Why babies cry It gets less. What helps 1 Hold your baby close. 2 Hum or sing. "
        "Read more if you like A smaller point • warm • fed Age Crying 2 weeks more 2 months more I counted to ten. "
        "— a mum Keep the cot clear. Ask for help if… you are worried. Lifeline 0808 808 8000 Free "
        "This page on the internet: https://good.example/en/why-babies-cry/ "
        "Where these facts come from • A study, a publisher Get help now Emergency 999"
    )

    assert words_of(whole) == expected


MARKUP = "#panic() $x$ *bold* _low_ <b>bold</b> <label> @ref `raw` = head \\n // no /* no */ #{1+1} [x] ~ --- '\" &lt;"


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(text(MARKUP)),
        Heading(text(MARKUP)),
        Steps((text(MARKUP),)),
        Box("urgent", text(MARKUP), ()),
        Quotation(text(MARKUP)),
        Helpline(text(MARKUP), ""),
        Table((text(MARKUP),), ()),
    ],
    ids=lambda block: type(block).__name__,
)
def test_what_looks_like_markup_is_printed_as_it_stands(block: Block) -> None:
    # Words beside the block: a heading or an empty box alone would be nothing to read.
    document = page(block, promise=text("It gets less."))

    assert MARKUP in words_of(pdf_of(document))


def test_markup_in_a_title_is_printed_as_it_stands() -> None:
    pdf = pdf_of(said("words", title=MARKUP))

    assert words_of(pdf) == f"{MARKUP} words"
    assert str(pdf.docinfo.Title) == MARKUP


def test_ten_thousand_words_are_all_there() -> None:
    paragraphs = [Paragraph(text(f"Paragraph {number}. " + "word " * 98)) for number in range(100)]

    pdf = pdf_of(page(*paragraphs))

    assert len(body(pdf).split()) == 10_000


def test_a_box_longer_than_a_page_loses_nothing() -> None:
    pdf = pdf_of(page(Box("help", text("Help"), (Paragraph(text("word " * 2_000 + "end")),))))

    assert body(pdf).endswith("word end")
    assert len(pdf.pages) > 2


def test_words_in_another_language_say_which() -> None:
    pdf = pdf_of(page(Paragraph(text("health visitor", language="en-GB")), language="pl"))

    assert [tag.language for tag in tags_of(pdf) if tag.words == "health visitor"] == ["en-GB"]


def test_a_language_that_nobody_knows_is_the_pages_own() -> None:
    assert body(pdf_of(page(Paragraph(text("words", language="not a language"))))) == "words"


# --- Nothing to read, and bad input


@pytest.mark.parametrize("producer", [Pdf(), LargePrint(), EasyReadPdf()], ids=lambda producer: producer.kind)
def test_a_page_that_says_nothing_is_refused(producer: Pdf) -> None:
    with pytest.raises(CannotMake) as refused:
        made(page(Paragraph(text(" ")), Picture("", drawing="x")), producer)

    assert refused.value.why is Why.NOTHING_TO_READ


def test_empty_blocks_leave_no_empty_tags() -> None:
    empty = (Heading(()), Paragraph(()), Items(()), Steps(((),)), Table((), ()), Quotation(()), Box("note", (), ()))

    pdf = pdf_of(page(*empty, Paragraph(text("words"))))

    assert [tag.name for tag in tags_of(pdf) if tag.name not in {"Document", "Div"}] == ["H1", "P"]


def test_a_heading_never_skips_a_level() -> None:
    pdf = pdf_of(page(Heading(text("Three"), level=3), Heading(text("Three again"), level=3), Paragraph(text("words"))))

    levels = [int(tag.name[1]) for tag in tags_of(pdf) if re.fullmatch("H[1-6]", tag.name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("words", "printed", "characters"),
    [
        ("Hello 👶 there", f"Hello {STAND_IN} there", ["👶"]),
        ("A family 👨‍👩‍👧 here", f"A family {STAND_IN} here", ["👨‍👩‍👧"]),
        ("Say 你好 now", f"Say {STAND_IN}{STAND_IN} now", ["你", "好"]),
        ("Private \ue000 use", f"Private {STAND_IN} use", ["\ue000"]),
        ("Half \ud83d sign", f"Half {STAND_IN} sign", ["\ufffd"]),
        ("Control \x01 sign", f"Control {STAND_IN} sign", ["\ufffd"]),
        ("Mark я\u064e.", f"Mark я{STAND_IN}.", ["\u064e"]),
    ],
)
def test_a_character_without_a_font_is_seen_and_listed(words: str, printed: str, characters: list[str]) -> None:
    result = made(said(words))

    assert body(opened(result.data)) == printed
    assert [each.character for each in result.unreadable] == characters
    assert all(words.split()[0] in each.place for each in result.unreadable)


def test_a_character_is_listed_once_for_each_place() -> None:
    result = made(page(Paragraph(text("one 👶 one 👶")), Paragraph(text("two 👶"))))

    assert result.unreadable == (Unreadable("👶", "one 👶 one 👶"), Unreadable("👶", "two 👶"))


def test_signs_with_a_twin_are_substituted_and_not_listed() -> None:
    result = made(said("✓ done → next"))

    assert body(opened(result.data)) == "√ done › next"
    assert result.unreadable == ()


def test_soft_hyphens_leave_words_whole() -> None:
    assert body(pdf_of(said("grand\u00adparents"))) == "grandparents"


def test_marks_that_typst_refuses_are_listed_and_the_rest_is_set() -> None:
    # In no language, though each is in a font of ours. At the start of a line Typst finds none for the first.
    result = made(said("\u1df7\xb8\u0658 and words"))

    assert body(opened(result.data)).endswith("and words")
    assert result.unreadable


def test_a_picture_without_a_description_is_decoration() -> None:
    pdf = pdf_of(page(Picture("", drawing="x"), Paragraph(text("words"))))

    assert "Figure" not in {tag.name for tag in tags_of(pdf)}
    assert body(pdf) == "words"


def test_a_picture_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    pictures = [Picture("A cot.", file=str(tmp_path / "none.jpg")), Picture("A pram.", file=str(broken))]

    pdf = pdf_of(page(*pictures, Picture("A sling.", drawing="sling")))

    assert body(pdf) == "[Picture: A cot.] [Picture: A pram.]"
    assert [tag.alt for tag in tags_of(pdf) if tag.name == "Figure"] == ["A sling."]


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_photograph_is_printed_with_its_description(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"photo.{ending}"
    Image.new("RGB", (60, 90), "#a8432c").save(file)

    pdf = pdf_of(page(Picture("A kettle.", file=str(file))))

    assert [tag.alt for tag in tags_of(pdf) if tag.name == "Figure"] == ["A kettle."]
    assert any(image.Subtype == "/Image" for image in pdf.pages[0].Resources.XObject.values())


def test_a_drawing_that_nobody_has_is_said_in_words() -> None:
    document = page(Picture("A cot.", drawing="none"))

    pdf = opened(Pdf().make(document, replace(kit(), drawing=lambda name: "")).data)

    assert body(pdf) == "[Picture: A cot.]"


# --- Links and numbers


@pytest.mark.parametrize(
    "href", ["", "#top", "javascript:alert(1)", "page:none", "https://", "https://a.example/" + "x" * 9_000]
)
def test_a_link_to_nowhere_is_its_words(href: str) -> None:
    pdf = pdf_of(page(Paragraph((Run("here", href=href),))))

    assert links_of(pdf) == []
    assert body(pdf) == "here"


def test_links_lead_where_they_say(whole: pikepdf.Pdf) -> None:
    assert links_of(whole) == ["https://www.example.org/more", "tel:08088088000", PAGE.address, "tel:999"]


def test_a_number_that_is_not_one_alone_is_no_link() -> None:
    assert links_of(pdf_of(page(Helpline(text("Emergency"), "999 or 112")))) == []


def test_a_telephone_number_never_breaks_across_lines() -> None:
    pdf = pdf_of(
        page(
            *(
                Paragraph((Run("m" * length + " "), Run("0808 808 8000", href="tel:08088088000")))
                for length in range(20, 60)
            )
        )
    )

    heights = {round(float(note.Rect[3] - note.Rect[1]), 1) for page in pdf.pages for note in page.Annots}
    assert len(links_of(pdf)) == 40
    assert len(heights) == 1


def test_an_address_that_goes_on_in_the_next_line_gets_no_second_hyphen() -> None:
    long = "https://good.example/pl/" + "dlaczego-" * 20

    pdf = pdf_of(said("words", address=long, language="pl"))

    # Signs that are shown and not read are marked by what is to be read instead.
    marks = [str(step.operands) for step in pikepdf.parse_content_stream(pdf.pages[0])]
    assert not [mark for mark in marks if "/ActualText" in mark]
    assert [tag.words for tag in tags_of(pdf) if tag.name == "Link"] == [long]


def test_a_page_without_an_address_has_no_code() -> None:
    pdf = pdf_of(said("words"))

    assert "Figure" not in {tag.name for tag in tags_of(pdf)}


# --- Large print and Easy Read


def test_large_print_has_nothing_under_18_points() -> None:
    sizes = sizes_of(pdf_of(PAGE, LargePrint()))

    assert min(sizes) >= 18


def test_large_print_reads_a_wide_table_row_by_row() -> None:
    wide = Table(tuple(text(f"Head {n}") for n in range(4)), (tuple(text(f"cell {n}") for n in range(4)),))

    assert body(pdf_of(page(wide), LargePrint())) == (
        "• Head 0: cell 0; Head 1: cell 1; Head 2: cell 2; Head 3: cell 3"
    )
    assert "Table" in {tag.name for tag in tags_of(pdf_of(page(wide)))}


def test_easy_read_has_a_picture_before_each_sentence_in_16_points_or_more() -> None:
    pdf = pdf_of(easy_read("Babies cry.", "It is not your fault."), EasyReadPdf())

    assert [tag.alt or tag.words for tag in tags_of(pdf) if tag.name in {"Figure", "P"}] == [
        "Picture of: Babies cry.",
        "Babies cry.",
        "Picture of: It is not your fault.",
        "It is not your fault.",
    ]
    assert min(sizes_of(pdf)) >= 16


def test_a_page_without_rows_is_no_easy_read() -> None:
    with pytest.raises(CannotMake):
        made(PAGE, EasyReadPdf())


# --- Nothing cut off, nothing left alone


@pytest.mark.parametrize("producer", [Pdf(), LargePrint()])
@pytest.mark.parametrize("count", [5, 6, 12])
def test_no_helpline_runs_off_the_foot_of_a_page(producer: Pdf, count: int) -> None:
    lines = tuple(
        Helpline(
            text(f"Line {number}"), f"028 9536 10{number:02}", tuple(text("Words about it. " * 4) for _ in "123456")
        )
        for number in range(count)
    )
    in_a_box = Box("help", text("Ask for help if…"), lines)

    pdf = pdf_of(replace(PAGE, help=lines, blocks=(in_a_box,)), producer)

    margin = 20 / 25.4 * 72
    ends = [float(note.Rect[1]) for sheet in pdf.pages for note in sheet.get("/Annots", [])]
    assert len(links_of(pdf)) == 2 * count + 1
    assert min(ends) >= margin


@pytest.mark.parametrize("producer", [Pdf(), LargePrint()])
@pytest.mark.parametrize(
    "around",
    [
        {"help": PAGE.help * 6, "sources": PAGE.sources * 12},
        {"help": PAGE.help * 6, "sources": ()},
        {"help": (), "sources": PAGE.sources * 12},
        {"help": (), "sources": ()},
    ],
    ids=["both", "no sources", "no help", "neither"],
)
def test_the_code_that_leads_back_never_has_a_page_to_itself(producer: Pdf, around: dict[str, Any]) -> None:
    alone = f"{PAGE.labels.page_address} {PAGE.address}"

    for length in range(8, 40):
        blocks = (Paragraph(text("These are words of a page. " * 9)),) * length
        pages = words_of_pages(pdf_of(replace(PAGE, blocks=blocks, **around), producer))
        assert sum(PAGE.address in words for words in pages) == 1
        assert alone not in pages, length


# --- Right to left


@pytest.mark.parametrize(
    ("language", "picture", "is_mirrored"),
    [
        ("ar", Picture("صورة", drawing="dad"), True),
        ("fa", Picture("تصویر", drawing="dad"), True),
        ("en", Picture("A dad.", drawing="dad"), False),
        ("ar", Picture("A dad.", drawing="dad", language="en-GB"), False),
    ],
)
def test_drawings_look_the_way_the_words_run(language: str, picture: Picture, is_mirrored: bool) -> None:
    pdf = pdf_of(page(Paragraph(text("1")), picture, language=language))

    assert bool(mirrors_of(pdf)) is is_mirrored
    assert [tag.alt for tag in tags_of(pdf) if tag.name == "Figure"] == [picture.description]


def test_a_photograph_and_the_code_are_never_mirrored(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    Image.new("RGB", (60, 90), "#a8432c").save(file)

    pdf = pdf_of(page(Picture("صورة", file=str(file)), language="ar", address=PAGE.address))

    assert len([tag for tag in tags_of(pdf) if tag.name == "Figure"]) == 2
    assert mirrors_of(pdf) == []


def test_a_description_in_another_language_says_so() -> None:
    pdf = pdf_of(page(Picture("A dad.", drawing="dad", language="en-GB"), language="ar"))

    assert [tag.language for tag in tags_of(pdf) if tag.name == "Figure"] == ["en-GB"]


# --- Pages to be read in secret


def test_the_metadata_of_an_exit_page_tell_nothing() -> None:
    secret = replace(PAGE, title="Feeling safe at home", slug="feeling-safe", neutral_title="Family information")

    pdf = pdf_of(replace(secret, address=""))

    outside = str(pdf.docinfo) + pdf.Root.Metadata.read_bytes().decode()
    assert str(pdf.docinfo.Title) == "Family information"
    assert "safe" not in outside
    assert "/First" not in pdf.Root.Outlines


# --- The same again


def test_the_same_words_make_the_same_bytes() -> None:
    assert made(PAGE).data == made(PAGE).data


@pytest.mark.parametrize("language", ["ar", "fa", "ckb"])
def test_languages_in_arabic_script_run_from_right_to_left(language: str) -> None:
    pdf = pdf_of(page(Helpline((), "999"), *BLOCKS, Paragraph(text("لغتي هي العربية.")), language=language))

    at_the_right = pdf.pages[0].MediaBox[2] / 2
    assert str(pdf.Root.Lang) == language
    assert pdf.pages[0].Annots[0].Rect[0] > at_the_right
    assert any("Vazirmatn" in str(font.BaseFont) for font in fonts_of(pdf))


def test_addresses_and_numbers_run_from_left_to_right_in_any_language() -> None:
    sheet = Sheet(page(language="ar"), kit())

    address, words, number = (sheet.words(words)[-1] for words in ("https://a.example/b/", "كلمات", "0808 808 8000"))

    assert not address["rtl"]
    assert words["rtl"]
    assert number["is_number"]


# --- Fonts


def test_fonts_lie_with_their_licences() -> None:
    families = {file.name.partition("-")[0] for file in FONTS_DIR.glob("*.ttf")}

    assert families == {"NotoSans", "Vazirmatn"}
    for family in families:
        assert "SIL Open Font License, Version 1.1" in (FONTS_DIR / f"{family}-OFL.txt").read_text(encoding="utf-8")


def test_a_font_without_unicode_characters_is_an_error() -> None:
    empty = struct.pack(">IHHHH4sIII", 0x10000, 1, 0, 0, 0, b"cmap", 0, 28, 4) + struct.pack(">HH", 0, 0)

    with pytest.raises(ValueError, match="no table"):
        characters_of(empty)
