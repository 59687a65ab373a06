"""Read the starter framework: outcomes, indicators with their figures, measures with their rules. Pure.

A text is known by its place: `measure.service-good.name`. The format is described in `docs/content-files.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from feedback.content.toml import Table, TomlFile, check_code, read_toml, translated
from feedback.surveys.definition import SOURCE, Definition, Texts
from guidance.content.files import BadContent
from home.languages import REGISTRY

FILE = "framework"
#: The kinds of records, in the order in which they need each other.
KINDS = ("outcome", "indicator", "measure")

_FACTS = {
    "outcome": {"order"},
    "indicator": {"outcome", "order", "unit", "direction", "source_name", "source_url", "cadence", "values"},
    "measure": {"outcome", "order", "service", "box", "form", "direction", "source", "figure", "rule"},
}
_NEEDED = {
    "outcome": ("order",),
    "indicator": ("outcome", "order", "unit", "direction", "source_name"),
    "measure": ("outcome", "order", "box", "form", "direction", "source"),
}
_PUBLICATION_FACTS = {"name", "address", "note", "check"}
_VALUE_FACTS = {"period", "year", "area", "group", "value", "publication", "note", "check", "starts_anew"}
_RULE_FACTS = {"survey", "question", "numerator", "denominator"}
#: The month in which each kind of year begins, and what is said of it.
_YEARS = {
    "calendar": (1, "Calendar year."),
    "financial": (4, "Financial year, 1 April to 31 March."),
    "school": (9, "School year, 1 September to 31 August."),
}
_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What the site knows.

    ``room`` is how long each text of a record may be, by kind and field, in the order of the fields; ``choices`` are
    the codes that a fact can have, by kind and fact.
    """

    room: Mapping[tuple[str, str], int]
    choices: Mapping[tuple[str, str], frozenset[str]]
    services: frozenset[str]
    surveys: Mapping[str, Definition]

    def texts(self, kind: str) -> tuple[str, ...]:
        return tuple(field for each, field in self.room if each == kind)


@dataclass(frozen=True, slots=True)
class StarterFigure:
    """One figure of an indicator. ``note`` says which kind of year its period is."""

    where: str
    area: str
    group: str
    period_label: str
    first_day: date
    last_day: date
    value: Decimal
    source: str
    source_url: str
    note: str
    to_check: str
    starts_anew: bool


@dataclass(frozen=True, slots=True)
class StarterRule:
    """Which answers are counted for a measure."""

    survey: str
    question: str
    numerator: tuple[str, ...]
    denominator: str


@dataclass(frozen=True, slots=True)
class StarterRecord:
    """One outcome, indicator or measure; ``facts`` are its columns that nobody translates."""

    kind: str
    key: str
    where: str
    texts: Texts
    facts: Mapping[str, Any]
    figures: tuple[StarterFigure, ...] = ()
    rule: StarterRule | None = None


def read_framework(folder: Path, known: Known) -> list[StarterRecord]:
    """Return every record of the framework with its translations: outcomes first, then indicators, then measures.

    Raises:
        BadContent: a file can't be used; the message names it, the line, and what is wrong.
    """
    file = _read(folder, known)
    texts = _texts(folder, file, known)
    return [
        _record(kind, key, facts, file, texts, known)
        for kind in KINDS
        for key, facts in file.data.get(kind, {}).items()
    ]


def framework_texts(folder: Path, known: Known) -> list[tuple[str, str]]:
    """Return what a translator has to say, as (place, English), in order.

    Raises:
        BadContent: the file can't be used.
    """
    return [(ref, words) for ref, words, _where in _english_of(_read(folder, known), known)]


# --- Texts ------------------------------------------------------------------------------------------------------------


def _read(folder: Path, known: Known) -> TomlFile:
    file = read_toml(folder / SOURCE / f"{FILE}.toml")
    file.refuse_unknown(file.data, {*KINDS, "publication"}, "table")
    for kind in KINDS:
        for key, facts in file.data.get(kind, {}).items():
            mark = f"[{kind}.{key}]"
            check_code(key, file.where(mark))
            file.refuse_unknown(facts, _FACTS[kind] | set(known.texts(kind)), f"fact of an {kind}", mark)
    for key, facts in file.data.get("publication", {}).items():
        mark = f"[publication.{key}]"
        file.refuse_unknown(facts, _PUBLICATION_FACTS, "fact of a publication", mark)
        _need(("name", "address"), facts, file.where(mark))
    return file


def _need(names: tuple[str, ...], facts: Table, where: str) -> None:
    lacking = [name for name in names if facts.get(name, "") == ""]
    if lacking:
        raise BadContent(f"{where}: the facts lack {', '.join(lacking)}")


def _english_of(file: TomlFile, known: Known) -> Iterator[tuple[str, str, str]]:
    """Yield the English texts: place, words, and the line they stand in."""
    for kind in KINDS:
        for key, facts in file.data.get(kind, {}).items():
            for name in known.texts(kind):
                where = file.where(f"[{kind}.{key}]", f"\n{name} = ", name)
                words = facts.get(name, "")
                if not isinstance(words, str):
                    raise BadContent(f"{where}: {name} is a text in quotes")
                if words.strip():
                    yield f"{kind}.{key}.{name}", words.strip(), where
                elif kind != "outcome" or name == known.texts(kind)[0]:
                    raise BadContent(f"{file.where(f'[{kind}.{key}]')}: {name} has no words")


def _texts(folder: Path, file: TomlFile, known: Known) -> dict[str, dict[str, str]]:
    """Return every text by place and language, in the order of the languages."""
    found: dict[str, dict[str, str]] = {}
    for ref, words, where in _english_of(file, known):
        found[ref] = {SOURCE: _fitting(ref, words, where, known)}
    english = {ref: words[SOURCE] for ref, words in found.items()}
    for language in REGISTRY:
        po = folder / language.code / f"{FILE}.po"
        if language.code != SOURCE and po.is_file():
            for ref, words, where in translated(po, english, file.name):
                found[ref][language.code] = _fitting(ref, words, where, known)
    return found


def _fitting(ref: str, words: str, where: str, known: Known) -> str:
    kind, _key, name = ref.split(".")
    longest = known.room[kind, name]
    if len(words) > longest:
        raise BadContent(f"{where}: {name} has room for {longest} letters, not {len(words)}")
    return words


# --- Records ----------------------------------------------------------------------------------------------------------


def _record(
    kind: str, key: str, facts: Table, file: TomlFile, texts: Mapping[str, dict[str, str]], known: Known
) -> StarterRecord:
    where = file.where(f"[{kind}.{key}]")
    _need(_NEEDED[kind], facts, where)
    _check_facts(kind, key, facts, file, known)
    names = known.texts(kind)
    return StarterRecord(
        kind=kind,
        key=key,
        where=where,
        texts={name: texts[f"{kind}.{key}.{name}"] for name in names if f"{kind}.{key}.{name}" in texts},
        facts={name: facts[name] for name in sorted(facts) if name not in {*names, "values", "rule"}},
        figures=_figures(key, facts, file, known),
        rule=_rule(key, facts, file, known) if kind == "measure" else None,
    )


def _check_facts(kind: str, key: str, facts: Table, file: TomlFile, known: Known) -> None:
    def where(name: str) -> str:
        return file.where(f"[{kind}.{key}]", f"\n{name} = ", name)

    if type(facts["order"]) is not int:
        raise BadContent(f"{where('order')}: order is a whole number")
    outcomes = set(file.data.get("outcome", {}))
    allowed = {"outcome": outcomes, "service": known.services} | {
        name: codes for (each, name), codes in known.choices.items() if each == kind
    }
    for name, codes in allowed.items():
        if name in facts and facts[name] not in codes:
            raise BadContent(f"{where(name)}: {facts[name]!r} is none of {', '.join(sorted(codes))}")


def _rule(key: str, facts: Table, file: TomlFile, known: Known) -> StarterRule | None:
    mark = f"[measure.{key}]"
    rule = facts.get("rule")
    is_survey = facts["source"] == "survey"
    where = file.where(mark, "\nrule = ", "rule") if rule else file.where(mark)
    if is_survey != (rule is not None):
        raise BadContent(f"{where}: a measure of answers has a rule, and no other has one")
    if rule is None:
        return None
    if set(rule) != _RULE_FACTS:
        raise BadContent(f'{where}: write rule = {{ survey = "", question = "", numerator = [""], denominator = "" }}')
    if rule["survey"] not in known.surveys:
        raise BadContent(f"{where}: no survey is called {rule['survey']!r}")
    question = known.surveys[rule["survey"]].question(rule["question"])
    if question is None:
        raise BadContent(f"{where}: {rule['survey']} has no question {rule['question']!r}")
    codes = {option.code for option in question.options}
    unknown = [code for code in rule["numerator"] if code not in codes]
    if unknown or not rule["numerator"]:
        raise BadContent(f"{where}: {', '.join(unknown) or 'nothing'} is no answer to {rule['question']}")
    denominators = known.choices["rule", "denominator"]
    if rule["denominator"] not in denominators:
        raise BadContent(f"{where}: {rule['denominator']!r} is none of {', '.join(sorted(denominators))}")
    return StarterRule(rule["survey"], rule["question"], tuple(rule["numerator"]), rule["denominator"])


# --- Figures ----------------------------------------------------------------------------------------------------------


def _figures(key: str, facts: Table, file: TomlFile, known: Known) -> tuple[StarterFigure, ...]:
    found: list[StarterFigure] = []
    for number, each in enumerate(facts.get("values", ()), start=1):
        where = file.where(f"[indicator.{key}]", *["{ period"] * number)
        figure = _figure(each, file, where, known)
        if figure.value > 100 and facts["unit"] == "percent":
            raise BadContent(f"{where}: a percent is at most 100, not {figure.value}")
        for other in found:
            if _overlap(figure, other):
                raise BadContent(f"{where}: {figure.period_label} overlaps {other.period_label}")
        found.append(figure)
    return tuple(found)


def _figure(facts: Table, file: TomlFile, where: str, known: Known) -> StarterFigure:
    unknown = sorted(set(facts) - _VALUE_FACTS)
    if unknown:
        raise BadContent(f"{where}: no fact of a figure is called {unknown[0]}; there are {sorted(_VALUE_FACTS)}")
    _need(("period", "year", "area", "value", "publication"), facts, where)
    publications = file.data.get("publication", {})
    if facts["publication"] not in publications:
        raise BadContent(f"{where}: no publication is called {facts['publication']!r}")
    if facts["area"] not in known.choices["figure", "area"]:
        raise BadContent(f"{where}: {facts['area']!r} is none of {', '.join(sorted(known.choices['figure', 'area']))}")
    if facts.get("group"):
        check_code(facts["group"], where)
    if type(facts["value"]) not in (int, float) or facts["value"] < 0:
        raise BadContent(f"{where}: {facts['value']!r} is no figure: write a number from 0")
    publication = publications[facts["publication"]]
    first, last, kind = _period(facts["period"], facts["year"], where)
    note = " ".join(part for part in (kind, publication.get("note", ""), facts.get("note", "")) if part)
    if len(note) > _LONGEST_NOTE:
        raise BadContent(f"{where}: its notes have room for {_LONGEST_NOTE} letters together, not {len(note)}")
    return StarterFigure(
        where=where,
        area=facts["area"],
        group=facts.get("group", ""),
        period_label=facts["period"],
        first_day=first,
        last_day=last,
        value=Decimal(str(facts["value"])),
        source=publication["name"],
        source_url=publication["address"],
        note=note,
        to_check=" ".join(filter(None, (publication.get("check", ""), facts.get("check", "")))),
        starts_anew=facts.get("starts_anew") is True,
    )


def _period(label: str, year: str, where: str) -> tuple[date, date, str]:
    """Return the first and the last day of a year, and what is said of its kind."""
    if year not in _YEARS:
        raise BadContent(f"{where}: {year!r} is none of {', '.join(_YEARS)}")
    month, said = _YEARS[year]
    begins = int(label[:4]) if label[:4].isdecimal() and len(label[:4]) == 4 else 0
    wanted = str(begins) if month == 1 else f"{begins}/{(begins + 1) % 100:02}"
    if not begins or label != wanted:
        raise BadContent(f"{where}: {label!r} is no {year} year: write {'2014' if month == 1 else '2014/15'}")
    return date(begins, month, 1), date(begins + 1, month, 1) - timedelta(days=1), said


def _overlap(one: StarterFigure, other: StarterFigure) -> bool:
    is_same = (one.area, one.group) == (other.area, other.group)
    return is_same and one.first_day <= other.last_day and other.first_day <= one.last_day
