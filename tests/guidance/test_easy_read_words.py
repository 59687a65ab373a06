"""The words of the Easy Read pages: short, pictured, and nothing that the page's own list avoids."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from guidance.wording import find_avoided
from home.drawings import drawing_names

FOLDER = Path(settings.ROOT) / "guidance" / "content" / "en"
FILES = sorted((FOLDER / "easy-read").glob("*.toml"))
HELPLINES = tomllib.loads((FOLDER / "records.toml").read_text(encoding="utf-8"))["helpline"]
MOST_WORDS = 15
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def rows(file: Path) -> list[dict[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))["row"]


def sentences(file: Path) -> list[str]:
    return [row["sentence"] for row in rows(file) if "sentence" in row]


def words_of_page(file: Path) -> str:
    return (FOLDER / f"{file.stem}.md").read_text(encoding="utf-8")


def test_the_pages_that_are_needed_most_have_their_easy_read() -> None:
    wanted = {
        "back-and-forth",
        "big-feelings",
        "calm-together",
        "feeding-and-closeness",
        "feeling-low-after-birth",
        "get-help-fast",
        "looking-after-you",
        "new-here",
        "sleeping-safely",
        "when-crying-gets-too-much",
        "why-babies-cry",
    }

    assert wanted <= {file.stem for file in FILES}


@each_file
def test_an_easy_read_stands_beside_a_page_and_is_short(file: Path) -> None:
    assert (FOLDER / f"{file.stem}.md").is_file()
    assert 12 <= len(rows(file)) <= 20


@each_file
def test_no_sentence_has_more_than_fifteen_words(file: Path) -> None:
    long = [sentence for sentence in sentences(file) if len(sentence.split()) > MOST_WORDS]

    assert long == []


@each_file
def test_a_row_is_either_a_sentence_or_a_helpline_and_nothing_else(file: Path) -> None:
    for row in rows(file):
        assert set(row) in ({"sentence", "drawing", "description"}, {"helpline", "drawing", "description"})


@each_file
def test_every_sentence_is_whole(file: Path) -> None:
    assert [words for words in sentences(file) if not re.fullmatch(r"[A-Z].+[.!?]", words)] == []
    assert len(sentences(file)) == len(set(sentences(file)))


@each_file
def test_every_row_has_a_drawing_that_exists_and_says_what_it_shows(file: Path) -> None:
    for row in rows(file):
        assert row["drawing"] in drawing_names()
        assert re.fullmatch(r"[A-Z].{15,}\.", row["description"])


@each_file
def test_no_two_rows_one_after_the_other_show_the_same(file: Path) -> None:
    drawings = [row["drawing"] for row in rows(file)]

    assert [a for a, b in pairwise(drawings) if a == b] == []


@each_file
def test_its_helplines_are_those_of_the_page(file: Path) -> None:
    named = {row["helpline"] for row in rows(file) if "helpline" in row}
    of_page = re.findall(r"helplines: ([\w, -]+)\]", words_of_page(file))

    assert named <= set(HELPLINES)
    assert named
    assert named <= set(", ".join(of_page).split(", "))


@each_file
def test_it_names_no_number_that_the_page_does_not(file: Path) -> None:
    numbers = set(re.findall(r"\d+", " ".join(sentences(file))))

    assert numbers <= set(re.findall(r"\d+", words_of_page(file)))


@each_file
def test_it_keeps_the_pages_way_to_999(file: Path) -> None:
    assert any("ring 999" in sentence for sentence in sentences(file)) == ("999" in words_of_page(file))


@each_file
def test_it_says_nothing_from_the_list_of_phrases_to_avoid(file: Path) -> None:
    texts = [*sentences(file), *(row["description"] for row in rows(file))]

    assert [str(found) for text in texts for found in find_avoided(text)] == []


def test_never_shake_a_baby_is_said_plainly() -> None:
    said = sentences(FOLDER / "easy-read" / "why-babies-cry.toml")

    assert "Never shake a baby." in said
    assert any("on their back in a clear, flat cot" in sentence for sentence in said)
