"""Packs on paper: what is printed, what never is, and codes that a camera reads, from a cracked screen too."""

import io
import time
from functools import lru_cache

import numpy
import pypdfium2
import pytest
import typst
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from guidance.models import GuidancePage, Pack, PackCard
from guidance.signposting.choice import Choice
from guidance.signposting.codes import VERSION_LENGTH, read
from guidance.signposting.paper import Printed, Size, print_pack, qr_svg, short_address, typed_address
from guidance.signposting.queries import contents_of
from home.languages import get
from home.models import Helpline
from tests.guidance.formats.pdf_words import opened, tags_of, words_of
from tests.guidance.packs import EXIT, a_pack, page_in

pytestmark = pytest.mark.django_db
SLUGS = ("why-babies-cry", "calm-together", "looking-after-you")
LANGUAGES = ("en", "pl", "lt", "pt", "ro", "bg", "ar", "uk", "ru")
MILLIMETRES_AN_INCH = 25.4


def paper(pack: Pack, size: Size = Size.CARD) -> Printed:
    choice = Choice.read(pack.choice)
    return print_pack(pack, contents_of(choice, get(choice.language)), size)


def words(printed: Printed) -> str:
    return words_of(opened(printed.pdf))


def pixels(pdf: bytes, *, dpi: int = 300) -> Image.Image:
    """Return the first page as a printer would put it on paper."""
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("L")


def read_from(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(numpy.asarray(picture.convert("L")))
    return found[0].text if found else ""


@lru_cache
def printed_code(address: str, *, millimetres: float = 25, dpi: int = 300) -> Image.Image:
    """Return a QR code of this width with the white around it, as it comes out of a printer."""
    width = f"{millimetres}mm"
    source = f"#set page(width: {width}, height: {width}, margin: 0pt)\n#image(bytes(sys.inputs.qr), width: {width})"
    data = typst.compile(source.encode(), format="png", ppi=dpi, sys_inputs={"qr": qr_svg(address)})
    return Image.open(io.BytesIO(data)).convert("L")


# --- What is printed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("code", LANGUAGES)
def test_each_is_a_pdf_for_everybody_in_the_familys_language(code: str, size: Size) -> None:
    pdf = opened(paper(a_pack(*SLUGS, language=code, services=("sure-start",)), size).pdf)

    assert str(pdf.Root.Lang).split("-")[0] == code
    assert pdf.Root.MarkInfo.Marked
    assert "pdfuaid:part" in pdf.Root.Metadata.read_bytes().decode()
    assert [tag.name for tag in tags_of(pdf)].count("H1") == 1
    assert len(pdf.pages) <= (2 if size is Size.CARD else 1)


@pytest.mark.parametrize(
    ("size", "width", "height"), [(Size.CARD, 105, 148), (Size.LEAFLET, 148, 210), (Size.POSTER, 210, 297)]
)
def test_each_has_its_size(size: Size, width: int, height: int) -> None:
    pdf = opened(paper(a_pack(*SLUGS), size).pdf)

    millimetres = [float(side) / 72 * MILLIMETRES_AN_INCH for side in list(pdf.pages[0].MediaBox)[2:]]
    assert millimetres == pytest.approx([width, height], abs=0.5)


@pytest.mark.parametrize("size", Size)
def test_it_says_pages_address_numbers_and_version(size: Size) -> None:
    pack = a_pack(*SLUGS, services=("home-start-tiny-steps",))
    printed = paper(pack, size)
    said = "".join(words(printed).split())

    for slug in SLUGS:
        assert "".join(page_in("pl", slug).title.split()) in said
    assert typed_address(pack.pk) in said
    for line in Helpline.objects.urgent():
        assert line.phone.replace(" ", "") in said
    assert len(read(printed.version, length=VERSION_LENGTH)) == VERSION_LENGTH
    everything = pypdfium2.PdfDocument(printed.pdf)[0].get_textpage().get_text_bounded()
    assert printed.version in everything


def test_a_number_that_may_have_changed_says_so_on_paper() -> None:
    Helpline.objects.urgent().update(evidence=Helpline.Evidence.FOUND)
    pack = a_pack(*SLUGS, language="en")
    assert "may have changed" not in words(paper(pack))

    Helpline.objects.filter(key="gp-out-of-hours").update(evidence=Helpline.Evidence.DOUBTFUL)

    assert words(paper(pack)).count("may have changed") == 1


def test_the_most_that_a_pack_holds_loses_nothing() -> None:
    whole = GuidancePage.objects.filter(locale__language_code="lt", alias_of=None)
    slugs = whole.exclude(slug=EXIT).values_list("slug", flat=True)[:8]
    said = "".join(words(paper(a_pack(*slugs, language="lt"))).split())

    for slug in slugs:
        assert "".join(page_in("lt", slug).title.split()) in said


def test_a_draft_says_so_on_paper_too() -> None:
    assert "wersja robocza" in words(paper(a_pack(*SLUGS)))


def test_words_in_english_say_that_they_are() -> None:
    GuidancePage.objects.filter(slug="calm-together", locale__language_code="pl").update(live=False)

    tags = tags_of(opened(paper(a_pack(*SLUGS)).pdf))

    english = [tag for tag in tags if tag.language and tag.language.startswith("en")]
    assert any(page_in("en", "calm-together").title in tag.words for tag in english), [t for t in tags if t.language]


@pytest.mark.parametrize("size", Size)
def test_an_exit_page_is_named_on_no_paper(size: Size) -> None:
    pack = a_pack("why-babies-cry", EXIT, services=("sure-start",))
    page = page_in("pl", EXIT)
    line = Helpline.objects.get(key="abuse-helpline")
    said = words(paper(pack, size))

    for telling in (page.title, line.name_pl, line.name_en, line.phone, page_in("pl").title, "Sure Start"):
        assert telling not in said
    assert said.startswith("Informacje dla rodzin")
    assert "999" in said
    assert page.title not in opened(paper(pack, size).pdf).Root.Metadata.read_bytes().decode()


def test_the_same_pack_is_the_same_bytes() -> None:
    pack = a_pack(*SLUGS)

    assert paper(pack).pdf == paper(pack).pdf


def test_none_takes_a_second() -> None:
    pack = a_pack(*SLUGS, language="ar")
    paper(pack)
    begun = time.perf_counter()
    for size in Size:
        paper(pack, size)

    assert time.perf_counter() - begun < 3


# --- Versions -------------------------------------------------------------------------------------------------------


def test_a_version_stands_for_the_words_it_carried() -> None:
    pack = a_pack(*SLUGS)
    first = paper(pack).version
    assert paper(pack, Size.POSTER).version == first
    assert PackCard.objects.count() == 1

    GuidancePage.objects.filter(pk=page_in("pl").pk).update(words_digest="other")

    assert paper(pack).version != first
    assert set(PackCard.objects.values_list("version", flat=True)) == {first, paper(pack).version}


def test_another_number_is_another_version() -> None:
    pack = a_pack(*SLUGS)
    first = paper(pack).version
    Helpline.objects.filter(key="lifeline").update(phone="0808 000 0000")

    assert paper(pack).version != first


# --- Codes that are photographed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("code", ["pl", "ar"])
def test_the_code_on_paper_leads_to_the_pack_and_says_which_card(code: str, size: Size) -> None:
    pack = a_pack(*SLUGS, language=code)
    printed = paper(pack, size)

    assert read_from(pixels(printed.pdf)) == short_address(pack.pk, printed.version)
    assert read_from(pixels(printed.pdf, dpi=150)) == short_address(pack.pk, printed.version)


def test_an_arabic_card_is_set_from_right_to_left() -> None:
    """Seen as pixels: the code stands on the right, and the title begins there."""
    picture = pixels(paper(a_pack(*SLUGS, language="ar")).pdf, dpi=100)
    found = zxingcpp.read_barcodes(numpy.asarray(picture))[0].position
    ink = numpy.asarray(picture) < 128
    top = ink[: found.top_left.y - 20]

    assert (found.top_left.x + found.bottom_right.x) / 2 > picture.width / 2
    assert top[:, picture.width // 2 :].sum() > 2 * top[:, : picture.width // 2].sum()


ADDRESS = "https://www.good-beginnings.hscni.net/go/K4M7-9RTX/3P7HW/"


def test_a_code_is_read_at_25_mm() -> None:
    assert read_from(printed_code(ADDRESS)) == ADDRESS


@pytest.mark.parametrize("blur", [1.0, 1.5, 2.0])
def test_a_code_is_read_out_of_focus(blur: float) -> None:
    assert read_from(printed_code(ADDRESS).filter(ImageFilter.GaussianBlur(blur))) == ADDRESS


@pytest.mark.parametrize("part", [0.5, 0.66, 1.7, 3.0])
def test_a_code_is_read_from_near_and_far(part: float) -> None:
    code = printed_code(ADDRESS)

    assert read_from(code.resize([round(side * part) for side in code.size], Image.Resampling.BILINEAR)) == ADDRESS


@pytest.mark.parametrize("turn", [7, 23, 90, 180])
def test_a_code_is_read_askew(turn: int) -> None:
    assert read_from(printed_code(ADDRESS).rotate(turn, expand=True, fillcolor=255)) == ADDRESS


@pytest.mark.parametrize("colour", [0, 255])
def test_a_code_is_read_from_a_cracked_screen(colour: int) -> None:
    code = printed_code(ADDRESS, millimetres=40).copy()
    side = code.width
    draw = ImageDraw.Draw(code)
    # A star of cracks below the middle, and its splinters.
    centre = (round(side * 0.62), round(side * 0.6))
    for end in ((0, 0.72), (0.35, 1), (1, 0.75), (0.9, 1), (1, 0.4)):
        draw.line([centre, (round(end[0] * side), round(end[1] * side))], fill=colour, width=round(side * 0.012))
    draw.ellipse(
        [centre[0] - side * 0.05, centre[1] - side * 0.05, centre[0] + side * 0.05, centre[1] + side * 0.05],
        fill=colour,
    )

    assert read_from(code.filter(ImageFilter.GaussianBlur(1.2))) == ADDRESS


def test_a_code_that_is_torn_in_half_is_not_read() -> None:
    # So that the tests above say something.
    code = printed_code(ADDRESS).copy()
    ImageDraw.Draw(code).rectangle([0, code.height // 2, code.width, code.height], fill=255)

    assert read_from(code) == ""


def test_every_language_of_the_site_can_be_printed_or_says_that_it_cannot() -> None:
    pack = a_pack(*SLUGS, language="zh-hans")
    contents = contents_of(Choice.read(pack.choice), get("zh-hans"))

    with pytest.raises(ValueError, match="No font"):
        print_pack(pack, contents, Size.CARD)
