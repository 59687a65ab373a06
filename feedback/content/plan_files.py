"""Read the starter content of the plan: English in TOML, a PO file for each language. What is wrong is named. Pure.

A text is known by its place: `priority.evidence.title`, `recommendation.hope-not-guilt.text`. The format is described
in `docs/content-files.md`.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guidance.content.files import BadContent
from guidance.content.po import read_po
from home.languages import REGISTRY, SOURCE

#: The file of the plan; it is no survey.
PLAN = "action-plan"
_PLAN_FACTS = {"key", "first_year", "last_year"}
_TEXTS = ("title", "summary")

#: Words by language.
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class StarterRecommendation:
    key: str
    text: Words


@dataclass(frozen=True, slots=True)
class StarterPriority:
    key: str
    title: Words
    summary: Words
    recommendations: tuple[StarterRecommendation, ...]


@dataclass(frozen=True, slots=True)
class StarterPlan:
    """The plan as it is shipped: what the strategy says, and no action."""

    key: str
    first_year: int
    last_year: int
    priorities: tuple[StarterPriority, ...]

    @property
    def digest(self) -> str:
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def read_plan(folder: Path) -> StarterPlan | None:
    """Return the plan of the folder with its translations; ``None`` where the folder has none.

    Raises:
        BadContent: a file can't be used; the message names it, and what is wrong.
    """
    file = folder / SOURCE.code / f"{PLAN}.toml"
    if not file.is_file():
        return None
    data = _read_toml(file)
    words = {place: {SOURCE.code: text} for place, text in _english_of(data)}
    for language in REGISTRY:
        po = folder / language.code / f"{PLAN}.po"
        if language != SOURCE and po.is_file():
            _read_translation(po, words, language.code)
    return StarterPlan(
        data["plan"]["key"],
        data["plan"]["first_year"],
        data["plan"]["last_year"],
        tuple(_priority(key, facts, words) for key, facts in data["priority"].items()),
    )


def plan_texts(folder: Path) -> list[tuple[str, str]]:
    """Return what a translator of the plan has to say, as (place, English), in order.

    Raises:
        BadContent: the file can't be used.
    """
    return list(_english_of(_read_toml(folder / SOURCE.code / f"{PLAN}.toml")))


def _read_toml(file: Path) -> Mapping[str, Any]:
    name = f"{file.parent.name}/{file.name}"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise BadContent(f"{name}: not saved as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{name} can't be read: {error}") from error
    if set(data) != {"plan", "priority"} or set(data["plan"]) != _PLAN_FACTS:
        raise BadContent(f"{name}: it holds [plan] with {', '.join(sorted(_PLAN_FACTS))}, and priorities")
    for key, facts in data["priority"].items():
        if set(facts) != {*_TEXTS, "recommendation"}:
            raise BadContent(f"{name}: [priority.{key}] holds title, summary and recommendation")
    for place, text in _english_of(data):
        if not (isinstance(text, str) and text.strip()):
            raise BadContent(f"{name}: {place} has no words")
    return data


def _english_of(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, facts in data["priority"].items():
        yield from ((f"priority.{key}.{name}", facts[name]) for name in _TEXTS)
        yield from ((f"recommendation.{each}.text", text) for each, text in facts["recommendation"].items())


def _read_translation(po: Path, words: dict[str, Words], code: str) -> None:
    for entry in read_po(po):
        # A doubtful translation is none.
        if entry.obsolete or entry.fuzzy or not entry.msgstr.strip():
            continue
        where = f"{code}/{po.name}: line {entry.linenum}"
        english = words.get(entry.msgctxt or "", {}).get(SOURCE.code)
        if english is None:
            raise BadContent(f"{where}: the plan has no place {entry.msgctxt!r} (for “{entry.msgid[:60]}”)")
        if english != entry.msgid:
            raise BadContent(f"{where}: the plan does not say “{entry.msgid[:60]}” at {entry.msgctxt} (any more)")
        words[entry.msgctxt][code] = entry.msgstr.strip()


def _priority(key: str, facts: Mapping[str, Any], words: Mapping[str, Words]) -> StarterPriority:
    recommendations = tuple(
        StarterRecommendation(each, words[f"recommendation.{each}.text"]) for each in facts["recommendation"]
    )
    title, summary = (words[f"priority.{key}.{name}"] for name in _TEXTS)
    return StarterPriority(key, title, summary, recommendations)
