"""XLIFF files and Word documents go out and come back by the rules of PO files; what is no such file is refused."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from defusedxml import ElementTree
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guidance.content.files import BadContent
from guidance.exchange import po, word, xliff
from guidance.exchange.services import files_of, take_in
from guidance.exchange.texts import Fate, PageTexts, Text
from home import languages
from home.languages import REGISTRY
from tests.guidance.test_exchange import kept
from tests.journeys.test_honesty import page_of

SLUG = "calm-together"
TEXTS = (
    Text("title", "Calm & <b>together</b>", "Spokojnie i <b>razem</b>", hints=["A machine wrote this draft."]),
    Text("body.1", '<a id="a1">Read</a> more<br/>here, %(name)s', ""),
    Text("body.2", "<b>One</b> and <b>two</b>", "<b>Jeden</b> i <b>dwa</b>"),
    Text("body.3", "A “quotation” – and 5 &lt; 6", "„Cytat” – i 5 &lt; 6"),
)
PAGE = PageTexts("6a1c7f0e-5d0b-5b0e-9d5e-2f4f5a3c9b11", "pl", "abc", datetime(2026, 11, 30, 3, 4, 5, 6, UTC), TEXTS)
BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><x>&b;</x>"


def bare(texts: object) -> list[tuple[str, str, str]]:
    return [(each.place, each.english, each.words) for each in texts]  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", [po, xliff, word])
def test_what_goes_out_comes_back_word_for_word(module: object) -> None:
    data = module.write(PAGE)  # type: ignore[attr-defined]

    back = module.read(data, name="a")  # type: ignore[attr-defined]

    assert (back.page, back.language, back.english, back.taken_at) == (PAGE.page, "pl", "abc", PAGE.taken_at)
    assert bare(back.texts) == bare(TEXTS)


# --- XLIFF: what the schema of OASIS asks for (xliff_core_2.0.xsd) ----------------------------------------------------

#: Which attributes an element may have, and which elements stand in it, in this order.
CORE = {
    "xliff": ({"version", "srcLang", "trgLang"}, ["file"]),
    "file": ({"id", "original", "srcDir", "trgDir", "{http://www.w3.org/XML/1998/namespace}space"}, ["notes", "unit"]),
    "notes": (set(), ["note"]),
    "note": ({"id", "category"}, []),
    "unit": ({"id", "name"}, ["notes", "originalData", "segment"]),
    "originalData": (set(), ["data"]),
    "data": ({"id"}, []),
    "segment": ({"state"}, ["source", "target"]),
    "source": (set(), ["ph"]),
    "target": (set(), ["ph"]),
    "ph": ({"id", "dataRef", "disp"}, []),
}


def split(tag: str) -> tuple[str, str]:
    space, _, name = tag.removeprefix("{").partition("}")
    return space, name


def test_the_file_is_built_as_the_schema_asks() -> None:
    root = ElementTree.fromstring(xliff.write(PAGE))

    for element in root.iter():
        space, name = split(element.tag)
        attributes, children = CORE[name]
        places = [children.index(split(child.tag)[1]) for child in element]
        assert space == xliff.NAMESPACE
        assert set(element.attrib) <= attributes
        assert places == sorted(places), name
    assert root.get("version") == "2.0"
    assert {segment.get("state") for segment in root.iterfind(".//{*}segment")} == {"initial", "translated"}


def test_every_box_of_a_unit_is_named_once_and_stands_for_something() -> None:
    for unit in ElementTree.fromstring(xliff.write(PAGE)).iterfind(".//{*}unit"):
        known = {data.get("id") for data in unit.iterfind(".//{*}data")}
        source, target = (
            [box.get("id") for box in unit.iterfind(f".//{{*}}{kind}/{{*}}ph")] for kind in ("source", "target")
        )
        assert len(source) == len(set(source))
        assert set(target) <= set(source)
        assert {box.get("dataRef") for box in unit.iterfind(".//{*}ph")} <= known


def test_a_text_that_a_program_has_cut_into_segments_is_put_together() -> None:
    data = xliff.write(PAGE).decode()
    cut = (
        "<segment><source>A “quotation” </source><target>„Cytat” </target></segment>"
        "<ignorable><source>– </source><target>– </target></ignorable>"
        "<segment><source>and 5 &amp;lt; 6</source>"
        '<target>i <mrk id="m1" type="term">5</mrk> &amp;lt; 6</target></segment>'
    )
    start = data.index('<segment state="translated"><source>A “quot')
    data = data[:start] + cut + data[data.index("</unit>", start) :]

    back = xliff.read(data.encode(), name="a")

    assert bare(back.texts) == bare(TEXTS)


# --- Word -----------------------------------------------------------------------------------------------------------


def rewritten(data: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    document = parts["word/document.xml"].decode()
    assert old in document
    parts["word/document.xml"] = document.replace(old, new).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return made.getvalue()


def test_what_was_struck_out_in_word_is_gone_and_what_was_inserted_is_there() -> None:
    old = '<w:t xml:space="preserve">Spokojnie i &lt;b&gt;razem&lt;/b&gt;</w:t></w:r>'
    new = (
        "<w:t>Spo</w:t></w:r><w:del><w:r><w:delText>kojnie</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>koj i &lt;b&gt;razem&lt;/b&gt;</w:t></w:r></w:ins>"
    )

    back = word.read(rewritten(word.write(PAGE), old, new), name="a")

    assert back.texts[0].words == "Spokoj i <b>razem</b>"


def test_right_to_left_words_stand_right_to_left_in_word() -> None:
    arabic = PageTexts("k", "ar", "", PAGE.taken_at, [Text("title", "Calm", "هدوء")])

    with zipfile.ZipFile(io.BytesIO(word.write(arabic))) as package:
        document = package.read("word/document.xml").decode()

    assert '<w:pPr><w:bidi/></w:pPr><w:r><w:rPr><w:rtl/><w:lang w:bidi="ar"/></w:rPr>' in document


# --- What is no such file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "data"),
    [
        (xliff, b"no xml"),
        (xliff, b"<xliff/>"),
        (xliff, xliff.write(PAGE).replace(b'version="2.0"', b'version="1.2"')),
        (xliff, xliff.write(PAGE).replace(b'category="language"', b'category="other"')),
        (xliff, xliff.write(PAGE).replace(b"2026-11-30", b"yesterday")),
        (xliff, xliff.write(PAGE)[:-20]),
        (xliff, xliff.write(PAGE).replace(b"UTF-8", b"UTF-16")),
        (xliff, BOMB),
        (word, b"no zip"),
        (word, rewritten(word.write(PAGE), "page=", "seite=")),
        (word, rewritten(word.write(PAGE), "<w:document", BOMB.decode()[:60] + "<w:document")),
    ],
)
def test_what_can_not_be_trusted_is_refused_with_its_name(module: object, data: bytes) -> None:
    with pytest.raises(BadContent, match=r"^a\.file: "):
        module.read(data, name="a.file")  # type: ignore[attr-defined]


# --- On the site ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlf", "docx"])
def test_a_file_of_this_kind_goes_round(administrator: User, editor_client: Client, kind: str) -> None:
    [(name, data)] = files_of([page_of(SLUG, "en")], languages.get("pl"), kind)
    before = kept("title").data
    if kind == "xlf":
        data = data.replace(f"<target>{before}".encode(), b"<target>Spokojnie i razem")
    else:
        data = rewritten(data, f">{before}<", ">Spokojnie i razem<")

    [taken] = take_in(data, name=name, user=administrator, into=REGISTRY)

    assert (taken.count(Fate.TAKEN), taken.count(Fate.REFUSED)) == (1, 0)
    assert kept("title").data == "Spokojnie i razem"
    assert editor_client.post("/admin/languages/files/", {"file": SimpleUploadedFile(name, data)}).status_code == 200
