"""The starter content's Easy Read pages: a file of rows beside each page's words."""

import json
import tomllib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from guidance.content.files import BadContent, block_id
from guidance.models import EasyRead, GuidancePage
from home.drawings import drawing_names
from home.models import Helpline
from home.publishing import CannotPublish


def read_rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a file, each with `drawing`, `description`, and `sentence` or `helpline`.

    Raises:
        BadContent: it is broken, or a row lacks something; the message names file, row and what is wrong.
    """
    name = f"{file.parent.name}/{file.name}"
    try:
        rows: list[dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8")).get("row", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadContent(f"{name}: {error}") from error
    for number, row in enumerate(rows, start=1):
        if set(row) not in ({"sentence", "drawing", "description"}, {"helpline", "drawing", "description"}):
            raise BadContent(f"{name}: row {number} needs a sentence or a helpline, a drawing and a description")
        if row["drawing"] not in drawing_names():
            raise BadContent(f"{name}: row {number}: there is no drawing called {row['drawing']!r}")
    return rows


def fill_easy_read(page: GuidancePage, file: Path) -> EasyRead:
    """Give the page its Easy Read as the file has it.

    Raises:
        BadContent: a row can't be used.
    """
    name = f"{file.parent.name}/{file.name}"
    rows = read_rows(file)
    lines = {row["helpline"] for row in rows if "helpline" in row}
    missing = lines - set(Helpline.objects.filter(key__in=lines).values_list("key", flat=True))
    if missing:
        raise BadContent(f"{name}: no helpline is called {', '.join(sorted(missing))}")
    easy = EasyRead.objects.filter(page=page).first() or EasyRead(page=page)
    easy.rows = json.dumps([_block(page.slug, number, row) for number, row in enumerate(rows, start=1)])
    try:
        easy.rows.stream_block.clean(easy.rows)
    except ValidationError as error:
        raise BadContent(f"{name}: a sentence has more than fifteen words, or a description is missing") from error
    try:
        easy.save()
    except CannotPublish as refused:
        raise BadContent(f"{name}: {refused}") from refused
    return easy


def _block(slug: str, number: int, row: dict[str, str]) -> dict[str, Any]:
    value: dict[str, Any] = {"drawing": row["drawing"], "image": None, "description": row["description"]}
    if "helpline" in row:
        kind, value = "lines", {**value, "lines": [row["helpline"]]}
    else:
        kind, value = "row", {**value, "sentence": row["sentence"]}
    return {"id": block_id(slug, "easy-read", number), "type": kind, "value": value}
