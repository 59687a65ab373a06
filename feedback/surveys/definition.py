"""A survey as families see it: frozen, in every language it has, and known by its digest. Pure.

An answer is a question's key and an option's code. Both are free of language and never change; labels are texts.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from functools import cached_property
from typing import Any

#: Words by language code: `{"en": "Yes", "pl": "Tak"}`.
Words = Mapping[str, str]
#: The texts of one thing by field: `{"label": {"en": "…"}, "hint": {…}}`. Fields without English are left out.
Texts = Mapping[str, Words]

#: Room for a text, in letters, by the thing and the field it belongs to: `("question", "label")`.
Room = Mapping[tuple[str, str], int]

SOURCE = "en"

#: The texts of each thing, in the order families read them.
SURVEY_TEXTS = ("title", "who_asks", "why", "what_is_kept", "what_next")
QUESTION_TEXTS = ("section_title", "label", "hint")
OPTION_TEXTS = ("label",)


class Kind(Enum):
    """What a question asks for."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    #: One of a few worded points in order.
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"
    #: Asks nothing: words to read before going on.
    INFORMATION = "information"

    @property
    def has_options(self) -> bool:
        return self in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE)


class Missing(Enum):
    """What an option says where it is no answer to the question."""

    NO = ""
    DONT_KNOW = "dont-know"
    NOT_APPLICABLE = "not-applicable"
    PREFER_NOT = "prefer-not"


class Polarity(Enum):
    """Which way an option points, for measures: none of it is shown to a family."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    #: Neither, and in no denominator.
    EXCLUDED = "excluded"


class Part(Enum):
    """Where the answers to a question are kept."""

    #: With the other answers of the same family.
    MAIN = "main"
    #: By themselves, with nothing that says whose they are (Section 75).
    EQUALITY = "equality"


class BadDefinition(Exception):
    """A definition can't be read; the message says what is wrong and where."""


class CannotPublish(Exception):
    """A survey can't be published as it is; ``faults`` say why, by question key ("" for the survey itself)."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{key}: {words}" if key else words for key, words in self.faults))


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. ``drawing`` is for people who do not read; ``exclusive`` lets no other choice stand beside it."""

    code: str
    texts: Texts
    missing: Missing = Missing.NO
    polarity: Polarity = Polarity.NEUTRAL
    exclusive: bool = False
    drawing: str = ""

    def label(self, language: str) -> str:
        return _in(self.texts, "label", language)


@dataclass(frozen=True, slots=True)
class Condition:
    """Show a question only where an earlier one was answered with one of these codes."""

    question: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    ``series`` says what it means: answers under the same series may be added up, whatever the version. ``option_set``
    names the shared set its options were taken from. A new section begins where there is a section title.
    """

    key: str
    kind: Kind
    series: str
    texts: Texts
    option_set: str = ""
    options: tuple[Option, ...] = ()
    show_if: Condition | None = None
    part: Part = Part.MAIN
    required: bool = False
    lowest: int | None = None
    highest: int | None = None
    longest: int = 1000

    def label(self, language: str) -> str:
        return _in(self.texts, "label", language)

    def hint(self, language: str) -> str:
        return _in(self.texts, "hint", language)

    def section_title(self, language: str) -> str:
        return _in(self.texts, "section_title", language)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Definition:
    """A whole survey: its own texts, and its questions in order."""

    survey: str
    texts: Texts
    questions: tuple[Question, ...]

    def text(self, name: str, language: str) -> str:
        return _in(self.texts, name, language)

    def question(self, key: str) -> Question | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Question]:
        return {question.key: question for question in self.questions}

    # --- Texts ------------------------------------------------------------------------------------------------------
    def refs(self) -> Iterator[tuple[str, Words]]:
        """Yield every visible text with its name: `survey.title`, `question.overall.label`, `option.rating.good.label`.

        A set's options come once, however many questions share it.
        """
        for name, words in self.texts.items():
            yield f"survey.{name}", words
        seen: set[str] = set()
        for question in self.questions:
            for name, words in question.texts.items():
                yield f"question.{question.key}.{name}", words
            if question.option_set not in seen:
                seen.add(question.option_set)
                for option in question.options:
                    for name, words in option.texts.items():
                        yield f"option.{question.option_set}.{option.code}.{name}", words

    def lacking(self, language: str) -> list[str]:
        """Return the names of the texts that this language has not."""
        return [name for name, words in self.refs() if not words.get(language)]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which every text is there, English first."""
        codes = dict.fromkeys(code for _, words in self.refs() for code in words)
        return tuple(
            sorted((code for code in codes if not self.lacking(code)), key=lambda code: (code != SOURCE, code))
        )

    def words_digest(self, language: str) -> str:
        """Return the digest of everything this language says: what a signature is given for."""
        return _sha256([[name, words.get(language, "")] for name, words in self.refs()])

    # --- To and from JSON -------------------------------------------------------------------------------------------
    def as_json(self) -> dict[str, Any]:
        return {
            "survey": self.survey,
            "texts": _texts_json(self.texts),
            "questions": [_dump(q) for q in self.questions],
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of the whole: equal exactly when a family would see the same."""
        return _sha256(self.as_json())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Definition":
        """Return the definition that was kept.

        Raises:
            BadDefinition: it is not one.
        """
        try:
            questions = tuple(_load_question(each) for each in data["questions"])
            definition = cls(survey=str(data["survey"]), texts=_load_texts(data["texts"]), questions=questions)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadDefinition(f"{type(error).__name__}: {error}") from error
        if faults := faults_of(definition):
            raise BadDefinition("; ".join(faults))
        return definition


def faults_of(definition: Definition) -> list[str]:
    """Return what makes this no survey that can be answered, a sentence each; empty where it is one."""
    return [f"{key}: {fault}" if key else fault for key, fault in faults_by_question(definition)]


def faults_by_question(definition: Definition) -> list[tuple[str, str]]:
    """Return what makes this no survey that can be answered, by question key ("" for the survey itself)."""
    faults = [("", f"{name} has no English") for name in definition.lacking(SOURCE)]
    if not definition.texts.get("title"):
        faults.append(("", "it has no title"))
    if not any(question.kind is not Kind.INFORMATION for question in definition.questions):
        faults.append(("", "it asks nothing"))
    earlier: dict[str, Question] = {}
    for question in definition.questions:
        faults += ((question.key, fault) for fault in _question_faults(question, earlier))
        earlier[question.key] = question
    return faults


def _question_faults(question: Question, earlier: Mapping[str, Question]) -> Iterator[str]:
    codes = [option.code for option in question.options]
    if question.key in earlier:
        yield "its key is another question's"
    if not question.texts.get("label"):
        yield "it has no words"
    if question.kind.has_options and len(codes) < 2:
        yield "it needs two options or more"
    if len(set(codes)) < len(codes):
        yield "two of its options have the same code"
    if question.lowest is not None and question.highest is not None and question.lowest > question.highest:
        yield "its lowest number is above its highest"
    if question.show_if is not None:
        asked = earlier.get(question.show_if.question)
        known = {option.code for option in asked.options} if asked else set()
        if asked is None:
            yield "it depends on a question that does not come before it"
        elif not question.show_if.codes or not set(question.show_if.codes) <= known:
            yield f"it depends on an answer that {asked.key} does not offer"


def room_of(ref: str, room: Room) -> int:
    """Return how many letters a text may have: `option.rating.good.label` → that of an option's label."""
    return room[(ref.split(".")[0], ref.rsplit(".", 1)[1])]


def _in(texts: Texts, name: str, language: str) -> str:
    return texts.get(name, {}).get(language, "")


def _sha256(value: Any) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _texts_json(texts: Texts) -> dict[str, dict[str, str]]:
    return {name: dict(words) for name, words in texts.items()}


def _dump(thing: Question | Option) -> dict[str, Any]:
    """Return what is not left at its default, so that a new field changes no digest of an old version."""
    data: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if value != each.default:
            data[each.name] = _dump_value(value)
    return data


def _dump_value(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case Condition(question, codes):
            return {"question": question, "codes": list(codes)}
        case tuple():
            return [_dump(option) for option in value]
        case Mapping():
            return _texts_json(value)
    return value


def _load_texts(data: Mapping[str, Mapping[str, str]]) -> Texts:
    return {str(name): {str(code): str(words) for code, words in by_code.items()} for name, by_code in data.items()}


def _load_question(data: Mapping[str, Any]) -> Question:
    condition = data.get("show_if")
    known = dict(data) | {
        "kind": Kind(data["kind"]),
        "texts": _load_texts(data["texts"]),
        "options": tuple(_load_option(option) for option in data.get("options", ())),
        "show_if": Condition(condition["question"], tuple(condition["codes"])) if condition else None,
        "part": Part(data.get("part", Part.MAIN.value)),
    }
    return Question(**known)


def _load_option(data: Mapping[str, Any]) -> Option:
    known = dict(data) | {
        "texts": _load_texts(data["texts"]),
        "missing": Missing(data.get("missing", Missing.NO.value)),
        "polarity": Polarity(data.get("polarity", Polarity.NEUTRAL.value)),
    }
    return Option(**known)
