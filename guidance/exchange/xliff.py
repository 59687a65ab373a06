"""Texts of a page as XLIFF 2.0 (OASIS), and back. Pure.

A tag of the English is a `ph`, which translators' programs show as a box that can be moved and not broken.
"""

import re
from collections.abc import Iterator
from typing import Any

from guidance.content.files import BadContent
from guidance.exchange import xml
from guidance.exchange.moments import read_moment
from guidance.exchange.texts import PageTexts, Text
from home import languages
from home.languages import SOURCE

EXTENSION = ".xlf"
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_IN = f"{{{NAMESPACE}}}"
_TAG = re.compile(r"(<[^<>]*>)")


# --- Out ------------------------------------------------------------------------------------------------------------


def write(page: PageTexts) -> bytes:
    """Return the file."""
    language = languages.get(page.language)
    units = "".join(_unit(number, each) for number, each in enumerate(page.texts, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xliff xmlns="{NAMESPACE}" version="2.0" srcLang="{SOURCE.tag}" trgLang="{language.tag}">\n'
        f'<file id="page" original={xml.attribute(page.page)} srcDir="{SOURCE.dir}" trgDir="{language.dir}"'
        ' xml:space="preserve">\n'
        "<notes>"
        f'<note id="language" category="language">{xml.text(page.language)}</note>'
        f'<note id="english" category="english">{xml.text(page.english)}</note>'
        f'<note id="taken" category="taken">{page.taken_at.isoformat(timespec="microseconds")}</note>'
        "</notes>\n"
        f"{units}</file>\n</xliff>\n"
    ).encode()


def _unit(number: int, each: Text) -> str:
    tags = _TAG.findall(each.english)
    kept = "".join(f'<data id="d{place}">{xml.text(tag)}</data>' for place, tag in enumerate(tags, start=1))
    notes = "".join(f"<note>{xml.text(hint)}</note>" for hint in each.hints)
    target = f"<target>{_inline(each.words, tags)}</target>" if each.words else ""
    return (
        f'<unit id="u{number}" name={xml.attribute(each.place)}>'
        + (f"<notes>{notes}</notes>" if notes else "")
        + (f"<originalData>{kept}</originalData>" if kept else "")
        + f'<segment state="{"translated" if target else "initial"}">'
        + f"<source>{_inline(each.english, tags)}</source>{target}</segment></unit>\n"
    )


def _inline(words: str, tags: list[str]) -> str:
    """Return words with each tag as the box that stands for the same tag of the English."""
    left = list(enumerate(tags, start=1))
    parts = []
    for part in _TAG.split(words):
        box = next((each for each in left if each[1] == part), None)
        if box:
            left.remove(box)
            parts.append(f'<ph id="{box[0]}" dataRef="d{box[0]}" disp={xml.attribute(part)}/>')
        else:
            parts.append(xml.text(part))
    return "".join(parts)


# --- In -------------------------------------------------------------------------------------------------------------


def read(data: bytes, *, name: str) -> PageTexts:
    """Return what a translator made of such a file.

    Raises:
        BadContent: it is no XLIFF 2 file, or does not say which page it is of.
    """
    root = xml.parse(data, name)
    if root.tag != f"{_IN}xliff" or not str(root.get("version", "")).startswith("2"):
        raise BadContent(f"{name}: this is no XLIFF 2 file")
    file = root.find(f"{_IN}file")
    said = {note.get("category"): note.text or "" for note in file.iterfind(f"{_IN}notes/{_IN}note")} if file else {}
    if file is None or not file.get("original") or not said.get("language") or not said.get("taken"):
        raise BadContent(f"{name}: it does not say which page it is of: its notes are not those it went out with")
    texts = [_text(unit) for unit in file.iter(f"{_IN}unit")]
    return PageTexts(
        file.get("original"), said["language"], said.get("english", ""), read_moment(said["taken"], name), texts
    )


def _text(unit: Any) -> Text:
    tags = {data.get("id"): data.text or "" for data in unit.iterfind(f"{_IN}originalData/{_IN}data")}
    source, target = (
        "".join("".join(_words(each, tags)) for part in unit for each in part.findall(f"{_IN}{kind}"))
        for kind in ("source", "target")
    )
    return Text(unit.get("name", ""), source, target, where=f"unit {unit.get('id', '')}")


def _words(element: Any, tags: dict[str, str]) -> Iterator[str]:
    """Yield the words of a source or target, and its boxes as the tags they stand for."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_IN}ph":
            yield tags.get(child.get("dataRef", ""), "")
        elif child.tag == f"{_IN}cp":
            # A character that XML can't hold.
            yield "\ufffd"
        else:
            # What a program has marked in it (`mrk`) is words.
            yield from _words(child, tags)
        yield child.tail or ""
