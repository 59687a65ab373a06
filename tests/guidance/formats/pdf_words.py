"""What a screen reader finds in a PDF: its tags in order, the words under each, and what pictures say.

Words are read as readers read them: the tags lead to marked stretches of the pages, whose glyphs each font's ToUnicode
table turns into characters, unless the stretch itself says what it stands for (ActualText).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf


@dataclass
class Tag:
    """One element of the tree: ``words`` are those of everything under it."""

    name: str
    words: str
    alt: str | None
    language: str | None


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def tags_of(pdf: pikepdf.Pdf) -> list[Tag]:
    """Return all tags, each before those inside it."""
    stretches = {page.objgen: _stretches(page) for page in pdf.pages}
    return [_tag(element, stretches) for element in _elements(pdf.Root.StructTreeRoot)]


def words_of(pdf: pikepdf.Pdf) -> str:
    """Return all words of the tree in reading order, blanks between tags that stand apart."""
    stretches = {page.objgen: _stretches(page) for page in pdf.pages}
    return _plain("".join(_inside(pdf.Root.StructTreeRoot, stretches, None)))


def words_of_pages(pdf: pikepdf.Pdf) -> list[str]:
    """Return the words that are marked to be read on each page: its number is not."""
    return [_plain(" ".join(_stretches(page).values())) for page in pdf.pages]


def fonts_of(pdf: pikepdf.Pdf) -> list[Any]:
    """Return every font of every page, by name."""
    return [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]


def sizes_of(pdf: pikepdf.Pdf) -> set[float]:
    """Return the sizes, in points, that letters are shown in, footers included."""
    return {round(size, 2) for page in pdf.pages for size in _sizes(page)}


def links_of(pdf: pikepdf.Pdf) -> list[str]:
    return [str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]


def _plain(words: str) -> str:
    return " ".join(words.split())


def _elements(node: Any) -> Iterator[Any]:
    for child in _children(node):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _elements(child)


def _children(node: Any) -> list[Any]:
    inside = node.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def _tag(element: Any, stretches: dict[Any, dict[int, str]]) -> Tag:
    words = _plain("".join(_inside(element, stretches, None)))
    alt, language = element.get("/Alt"), element.get("/Lang")
    return Tag(str(element.S)[1:], words, alt and str(alt), language and str(language))


#: Tags within a line: words around them are not parted.
INLINE = {"/Span", "/Link", "/Strong", "/Em", "/Reference"}


def _inside(node: Any, stretches: dict[Any, dict[int, str]], page: Any) -> Iterator[str]:
    page = node.get("/Pg", page)
    if "/ActualText" in node:
        yield str(node.ActualText)
        return
    for child in _children(node):
        if isinstance(child, int):
            yield stretches[page.objgen].get(child, "")
        elif child.get("/Type") == "/MCR":
            yield stretches[child.get("/Pg", page).objgen].get(int(child.MCID), "")
        elif "/S" in child:
            apart = "" if child.S in INLINE else "\n"
            yield apart
            yield from _inside(child, stretches, page)
            yield apart


def _stretches(page: pikepdf.Page) -> dict[int, str]:
    """Return the words of one page by the number of their marked stretch."""
    fonts = {name: _characters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    around: list[tuple[int | None, str | None]] = []
    letters: dict[bytes, str] = {}
    for step in pikepdf.parse_content_stream(page):
        operands: Any = step.operands
        match str(step.operator):
            case "BDC":
                around.append(_marked(operands[1]))
                _add(found, around[:-1], around[-1][1] or "")
            case "BMC":
                around.append((None, None))
            case "EMC":
                around.pop()
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj" | "TJ" if not any(text is not None for _, text in around):
                _add(found, around, _shown(operands[0], letters))
    return found


def _marked(properties: Any) -> tuple[int | None, str | None]:
    """Return the stretch's number and its ActualText."""
    number, text = properties.get("/MCID"), properties.get("/ActualText")
    return (None if number is None else int(number), None if text is None else str(text))


def _add(found: dict[int, str], around: list[tuple[int | None, str | None]], words: str) -> None:
    numbers = [number for number, _ in around if number is not None]
    if numbers:
        found[numbers[-1]] = found.get(numbers[-1], "") + words


def _shown(operand: Any, letters: dict[bytes, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(letters.get(codes[at : at + 2], "\ufffd") for at in range(0, len(codes), 2))


def _characters(font: Any) -> dict[bytes, str]:
    """Return a font's ToUnicode table: what each two-byte code means."""
    table = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    letters: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, meaning in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            letters[bytes.fromhex(code)] = bytes.fromhex(meaning).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, meaning in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(meaning, 16)
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[(int(first, 16) + step).to_bytes(2, "big")] = chr(start + step)
    return letters


def _sizes(page: pikepdf.Page) -> Iterator[float]:
    """Yield the size of each text that is shown: the font's own, scaled by the matrices around it."""
    scale, kept, size, text = 1.0, [], 0.0, 1.0
    for step in pikepdf.parse_content_stream(page):
        operands: Any = step.operands
        match str(step.operator):
            case "q":
                kept.append(scale)
            case "Q":
                scale = kept.pop()
            case "cm":
                scale *= _height(operands)
            case "Tm":
                text = _height(operands)
            case "Tf":
                size = float(operands[1])
            case "Tj" | "TJ":
                yield size * text * scale


def _height(matrix: Any) -> float:
    return float((float(matrix[2]) ** 2 + float(matrix[3]) ** 2) ** 0.5)
