"""Read the starter surveys: a TOML file of English each, a PO file for each language. What is wrong is named.

Pure. A text is known by its name in the survey's definition: `question.overall.label`. The format is described in
`docs/content-files.md`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from feedback.content.plan_files import PLAN
from feedback.content.toml import Table, TomlFile, check_code, read_toml, translated
from feedback.surveys.definition import (
    OPTION_TEXTS,
    QUESTION_TEXTS,
    SOURCE,
    SURVEY_TEXTS,
    Condition,
    Definition,
    Kind,
    Missing,
    Option,
    Part,
    Polarity,
    Question,
    Room,
    faults_of,
    room_of,
)
from guidance.content.files import BadContent
from home.languages import REGISTRY

Choice = TypeVar("Choice", bound=Enum)

#: The file of what several surveys share; it is no survey itself.
SHARED = "shared"
_SURVEY_FACTS = {*SURVEY_TEXTS, "by_link", "sensitive", "services"}
_NUMBERS = ("lowest", "highest", "longest")
_QUESTION_FACTS = {*QUESTION_TEXTS, *_NUMBERS, "kind", "options", "only_if", "equality", "required"}
_OPTION_FACTS = {"code", "label", "missing", "polarity", "exclusive", "drawing"}


@dataclass(frozen=True, slots=True)
class StarterSurvey:
    """One survey of the starter content; ``set_names`` are what editors call its sets of options.

    ``is_by_link``: it is not for families, and not listed among theirs: who is to answer is sent its short link.
    """

    definition: Definition
    set_names: Mapping[str, str]
    services: tuple[str, ...]
    is_sensitive: bool
    is_by_link: bool


@dataclass(frozen=True, slots=True)
class _Texts:
    """Every text by name and language, and how long it may be."""

    room: Room
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, ref: str, code: str, words: str, where: str) -> None:
        """Take in a text.

        Raises:
            BadContent: it is too long, or the same text is there already in other words.
        """
        place = ref.rsplit(".", 1)[1]
        longest = room_of(ref, self.room)
        if len(words) > longest:
            raise BadContent(f"{where}: {place} has room for {longest} letters, not {len(words)}")
        if self.words.setdefault(ref, {}).setdefault(code, words) != words:
            raise BadContent(f"{where}: {place} is given twice, in other words")

    def of(self, prefix: str, names: tuple[str, ...]) -> dict[str, dict[str, str]]:
        """Return the texts of one thing by field, as a definition has them; those without words are left out."""
        found = {name: self.words[f"{prefix}.{name}"] for name in names if f"{prefix}.{name}" in self.words}
        order = [language.code for language in REGISTRY]
        return {
            name: dict(sorted(words.items(), key=lambda pair: order.index(pair[0]))) for name, words in found.items()
        }


def read_surveys(folder: Path, *, room: Room, drawings: list[str]) -> list[StarterSurvey]:
    """Return every survey of the folder with its translations, in order of their keys.

    Raises:
        BadContent: a file can't be used; the message names it, the line, and what is wrong.
    """
    files = [_read_survey(file) for file in sorted((folder / SOURCE).glob("*.toml")) if file.stem != PLAN]
    texts = _Texts(room)
    sets = _sets(files, texts, drawings)
    for file in files:
        _read_english(file, texts)
    _read_translations(folder, files, texts)
    return [_survey(file, texts, sets) for file in files if file.stem != SHARED]


def template_texts(folder: Path, key: str) -> list[tuple[str, str]]:
    """Return what a translator of one English file has to say, as (name, English), in order.

    Raises:
        BadContent: the file can't be used.
    """
    return [(ref, words) for ref, words in _english_of(_read_survey(folder / SOURCE / f"{key}.toml")) if words]


# --- English --------------------------------------------------------------------------------------------------------


def _read_survey(file: Path) -> TomlFile:
    read = read_toml(file)
    data, name = read.data, read.name
    allowed = {"set"} if read.stem == SHARED else {"survey", "set", "question"}
    read.refuse_unknown(data, allowed, "table")
    if "survey" in allowed and not isinstance(data.get("survey"), dict):
        raise BadContent(f"{name}: line 1: a survey begins with [survey]")
    read.refuse_unknown(data.get("survey", {}), _SURVEY_FACTS, "fact of a survey", "[survey]")
    for key, facts in data.get("question", {}).items():
        read.refuse_unknown(facts, _QUESTION_FACTS, "fact of a question", f"[question.{key}]")
    return read


def _sets(files: list[TomlFile], texts: _Texts, drawings: list[str]) -> dict[str, tuple[str, tuple[Option, ...]]]:
    """Return the sets of options of all files by key: their name for editors, and options still without words."""
    found: dict[str, tuple[str, tuple[Option, ...]]] = {}
    for file in files:
        for key, facts in file.data.get("set", {}).items():
            mark = f"[set.{key}]"
            check_code(key, file.where(mark))
            if key in found:
                raise BadContent(f"{file.where(mark)}: another file has a set of options called {key}")
            file.refuse_unknown(facts, {"name", "options"}, "fact of a set", mark)
            options = tuple(_option(file, mark, each, drawings) for each in facts.get("options", ()))
            found[key] = (str(facts.get("name") or key), options)
    return found


def _option(file: TomlFile, mark: str, facts: Table, drawings: list[str]) -> Option:
    code = str(facts.get("code", ""))
    where = file.where(mark, f'code = "{code}"')
    file.refuse_unknown(facts, _OPTION_FACTS, "fact of an option", mark, f'code = "{code}"')
    check_code(code, where)
    missing = _chosen(Missing, facts.get("missing", ""), where)
    usual = Polarity.EXCLUDED if missing is not Missing.NO else Polarity.NEUTRAL
    drawing = facts.get("drawing", "")
    if drawing and drawing not in drawings:
        raise BadContent(f"{where}: there is no drawing called {drawing!r}")
    return Option(
        code=code,
        texts={},
        missing=missing,
        polarity=_chosen(Polarity, facts.get("polarity", usual.value), where),
        exclusive=bool(facts.get("exclusive", False)),
        drawing=drawing,
    )


def _chosen(choices: type[Choice], value: Any, where: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(repr(choice.value) for choice in choices)
        raise BadContent(f"{where}: {value!r} is none of {known}") from None


def _english_of(file: TomlFile) -> Iterator[tuple[str, str]]:
    """Yield the file's English by name."""
    if "survey" in file.data:
        yield from ((f"survey.{name}", file.data["survey"].get(name, "")) for name in SURVEY_TEXTS)
    for key, facts in file.data.get("question", {}).items():
        for name in QUESTION_TEXTS:
            yield f"question.{key}.{name}", facts.get(name, "")
    for key, facts in file.data.get("set", {}).items():
        for option in facts.get("options", ()):
            yield f"option.{key}.{option.get('code', '')}.label", option.get("label", "")


def _read_english(file: TomlFile, texts: _Texts) -> None:
    for ref, words in _english_of(file):
        parts = ref.split(".")
        mark = "[survey]" if parts[0] == "survey" else f"[{'set' if parts[0] == 'option' else parts[0]}.{parts[1]}]"
        where = file.where(mark, f'"{parts[2]}"' if parts[0] == "option" else parts[-1])
        if not isinstance(words, str):
            raise BadContent(f"{where}: {ref} is a text in quotes")
        if words.strip():
            texts.add(_owned(ref, file), SOURCE, words.strip(), where)
        elif parts[0] == "survey" or parts[-1] == "label":
            raise BadContent(f"{where}: {ref} has no words")


def _owned(ref: str, file: TomlFile) -> str:
    """Return the name under which a text is kept here: questions of two surveys may share their keys."""
    return ref if ref.startswith("option.") else f"{ref.split('.')[0]}.{file.stem}.{ref.partition('.')[2]}"


# --- Translations ---------------------------------------------------------------------------------------------------


def _read_translations(folder: Path, files: list[TomlFile], texts: _Texts) -> None:
    for language in REGISTRY:
        for file in files:
            po = folder / language.code / f"{file.stem}.po"
            if language.code != SOURCE and po.is_file():
                _read_translation(po, file, language.code, texts)


def _read_translation(po: Path, file: TomlFile, code: str, texts: _Texts) -> None:
    english = {ref: words.strip() for ref, words in _english_of(file) if words.strip()}
    for ref, words, where in translated(po, english, file.name):
        texts.add(_owned(ref, file), code, words, where)


# --- Into definitions -----------------------------------------------------------------------------------------------


def _survey(file: TomlFile, texts: _Texts, sets: Mapping[str, tuple[str, tuple[Option, ...]]]) -> StarterSurvey:
    key, facts = file.stem, file.data["survey"]
    check_code(key, f"{file.name}: line 1")
    rows = file.data.get("question", {}).items()
    questions = tuple(_question(file, each, told, texts, sets) for each, told in rows)
    definition = Definition(key, texts.of(f"survey.{key}", SURVEY_TEXTS), questions)
    for fault in faults_of(definition):
        about = fault.partition(":")[0]
        raise BadContent(f"{file.where(f'[question.{about}]')}: {fault}")
    names = {question.option_set: sets[question.option_set][0] for question in questions if question.option_set}
    is_sensitive, is_by_link = (bool(facts.get(name, False)) for name in ("sensitive", "by_link"))
    return StarterSurvey(definition, names, tuple(facts.get("services", ())), is_sensitive, is_by_link)


def _question(
    file: TomlFile, key: str, facts: Table, texts: _Texts, sets: Mapping[str, tuple[str, tuple[Option, ...]]]
) -> Question:
    mark = f"[question.{key}]"
    where = file.where(mark)
    check_code(key, where)
    named = facts.get("options", "")
    if named and named not in sets:
        raise BadContent(f"{file.where(mark, 'options')}: no set of options is called {named!r}")
    numbers = {name: facts[name] for name in _NUMBERS if name in facts}
    if not all(type(number) is int for number in numbers.values()):
        raise BadContent(f"{where}: {', '.join(numbers)} are whole numbers")
    options = sets[named][1] if named else ()
    return Question(
        key=key,
        kind=_chosen(Kind, facts.get("kind"), file.where(mark, "kind")),
        series="",
        texts=texts.of(f"question.{file.stem}.{key}", QUESTION_TEXTS),
        option_set=named,
        options=tuple(replace(each, texts=texts.of(f"option.{named}.{each.code}", OPTION_TEXTS)) for each in options),
        show_if=_condition(facts.get("only_if"), file.where(mark, "only_if")),
        part=Part.EQUALITY if facts.get("equality") else Part.MAIN,
        required=bool(facts.get("required", False)),
        **numbers,
    )


def _condition(facts: Table | None, where: str) -> Condition | None:
    if facts is None:
        return None
    if set(facts) != {"question", "answers"}:
        raise BadContent(f'{where}: write only_if = {{ question = "key", answers = ["code"] }}')
    return Condition(facts["question"], tuple(facts["answers"]))
