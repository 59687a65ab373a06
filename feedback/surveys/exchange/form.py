"""A survey as an XLSForm: which rows its sheets have, and which text stands in which. Pure.

Kobo and ODK read such a form, for workers who ask without a network. Some columns are our own; they pass them over.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from feedback.surveys.definition import SOURCE, Condition, Definition, Kind, Missing, Option, Part, Question
from home.languages import REGISTRY, Language

#: Texts by language and name, as a file says them.
Said = Mapping[str, Mapping[str, str]]

_TYPES = {
    Kind.SINGLE: "select_one",
    Kind.SCALE: "select_one",
    Kind.MULTIPLE: "select_multiple",
    Kind.NUMBER: "integer",
    Kind.TEXT: "text",
    Kind.INFORMATION: "note",
}
#: How a worded scale is told from any other single choice.
_LIKERT = "likert"
_LANGUAGE_COLUMN = re.compile(r"(?P<field>\w+)::.*\((?P<code>[\w-]+)\)")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``cells`` by column, which must stay; ``texts`` by field, each the name of a text."""

    cells: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the columns before and after its texts, the fields of its texts, its rows by key in order."""

    name: str
    before: tuple[str, ...]
    fields: tuple[str, ...]
    after: tuple[str, ...]
    rows: Mapping[str, Row]

    def key_of(self, cells: Mapping[str, str]) -> str:
        """Return what tells a row from the others of this sheet."""
        if self.name == "settings":
            return self.name
        if self.name == "choices":
            return f"{cells.get('list_name', '')}: {cells.get('name', '')}"
        is_end = cells.get("type", "").startswith("end")
        return f"end of {cells.get('name', '')}" if is_end else cells.get("name", "")


def sheets_of(definition: Definition) -> tuple[Sheet, ...]:
    """Return the three sheets. Options must come from sets that have a key, as an editor's do."""
    return (
        _sheet("survey", ("type", "name"), ("label", "hint"), _SURVEY_AFTER, _survey_rows(definition)),
        _sheet("choices", ("list_name", "name"), ("label",), _CHOICES_AFTER, _choice_rows(definition)),
        _sheet("settings", ("form_title", "form_id", "default_language"), (), (), [_settings_row(definition)]),
    )


_SURVEY_AFTER = ("required", "relevant", "constraint", "appearance", "part")
_CHOICES_AFTER = ("no_answer", "points", "stands_alone", "drawing")


def _sheet(
    name: str, before: tuple[str, ...], fields: tuple[str, ...], after: tuple[str, ...], rows: list[Row]
) -> Sheet:
    empty = Sheet(name, before, fields, after, {})
    return Sheet(name, before, fields, after, {empty.key_of(row.cells): row for row in rows})


def _survey_rows(definition: Definition) -> list[Row]:
    rows = [Row({"type": "note", "name": f"survey_{name}"}, {"label": f"survey.{name}"}) for name in definition.texts]
    section = ""
    for question in definition.questions:
        if "section_title" in question.texts:
            rows += _end_of(section)
            # A key has no underscore: no question can have this name.
            section = f"section_{question.key}"
            texts = {"label": f"question.{question.key}.section_title"}
            rows.append(Row({"type": "begin_group", "name": section}, texts))
        rows.append(_question_row(question))
    return rows + _end_of(section)


def _end_of(section: str) -> list[Row]:
    return [Row({"type": "end_group", "name": section})] if section else []


def _question_row(question: Question) -> Row:
    of_set = f" {question.option_set}" if question.kind.has_options else ""
    cells = {
        "type": f"{_TYPES[question.kind]}{of_set}",
        "name": question.key,
        "required": "yes" if question.required else "",
        "relevant": _relevant(question.show_if),
        "constraint": _constraint(question),
        "appearance": _LIKERT if question.kind is Kind.SCALE else "",
        "part": question.part.value if question.part is not Part.MAIN else "",
    }
    texts = {name: f"question.{question.key}.{name}" for name in ("label", "hint") if name in question.texts}
    return Row(cells, texts)


def _relevant(condition: Condition | None) -> str:
    if condition is None:
        return ""
    return " or ".join(f"selected(${{{condition.question}}}, '{code}')" for code in condition.codes)


def _constraint(question: Question) -> str:
    parts = []
    if question.lowest is not None:
        parts.append(f". >= {question.lowest}")
    if question.highest is not None:
        parts.append(f". <= {question.highest}")
    if question.kind is Kind.TEXT:
        parts.append(f"string-length(.) <= {question.longest}")
    return " and ".join(parts)


def _choice_rows(definition: Definition) -> list[Row]:
    sets = {question.option_set: question.options for question in definition.questions if question.options}
    return [_choice_row(key, option) for key, options in sets.items() for option in options]


def _choice_row(option_set: str, option: Option) -> Row:
    cells = {
        "list_name": option_set,
        "name": option.code,
        "no_answer": option.missing.value if option.missing is not Missing.NO else "",
        "points": option.polarity.value,
        "stands_alone": "yes" if option.exclusive else "",
        "drawing": option.drawing,
    }
    return Row(cells, {name: f"option.{option_set}.{option.code}.{name}" for name in option.texts})


def _settings_row(definition: Definition) -> Row:
    title = plain(definition.text("title", SOURCE))
    return Row({"form_title": title, "form_id": definition.survey, "default_language": language_name(REGISTRY[0])})


# --- Languages ------------------------------------------------------------------------------------------------------


def language_name(language: Language) -> str:
    """Return a language as XLSForm names it: `Polski (pl)`."""
    return f"{language.own_name} ({language.code})"


def language_column(header: str) -> tuple[str, str] | None:
    """Return field and code of `label::Polski (pl)`, whatever the language is called; ``None`` for other headers."""
    match = _LANGUAGE_COLUMN.fullmatch(header)
    return (match["field"], match["code"]) if match else None


# --- Words ----------------------------------------------------------------------------------------------------------


def plain(words: str) -> str:
    """Return words as a file can carry them: lines end with LF, and nothing is there that nobody can see."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", words)).strip()


def words_of(definition: Definition) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every text by name, with its words by language as a file can carry them."""
    for ref, words in definition.refs():
        yield ref, {code: plain(said) for code, said in words.items()}
