"""Surveys that tests build: small, whole, in English and Polish."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import count
from typing import Any

from feedback.content.files import StarterSurvey
from feedback.content.load import write_rows
from feedback.surveys.definition import SURVEY_TEXTS, Condition, Definition, Kind, Missing, Option, Part, Question
from feedback.surveys.models import Survey

SERIES = "6c1f6d0e-6f0c-4a55-9a3c-0d0f5f0b7a01"
YES_NO = (
    Option("yes", {"label": {"en": "Yes", "pl": "Tak"}}),
    Option("no", {"label": {"en": "No", "pl": "Nie"}}),
)


def a_question(
    key: str = "overall", *, label: Mapping[str, str] | None = None, kind: Kind = Kind.SINGLE, **other: Any
) -> Question:
    """Return a question with two options, unless told otherwise."""
    texts = {"label": label or {"en": "How was it?", "pl": "Jak było?"}}
    options = YES_NO if kind.has_options else ()
    return Question(**{"key": key, "kind": kind, "series": SERIES, "texts": texts, "options": options} | other)


def a_definition(*questions: Question) -> Definition:
    texts = {"title": {"en": "Your view", "pl": "Twoje zdanie"}}
    return Definition("your-view", texts, questions or (a_question(),))


#: What a file may spoil: line ends, quotes, formulas, leading zeros, escapes, other directions, joiners, emoji.
NASTY = (
    "=1+1",
    "+44",
    "-1",
    "@here",
    "007",
    'She said "yes"',
    "it's",
    "one\ntwo\n\nthree",
    "back\\slash \\n \\t",
    "tab\tbetween",
    "نعم، ٣ مرات",
    "می\u200cخواهم",
    "👩🏽\u200d🍼 👶",
    "_x0041_ &amp; <b>",
    "%(name)s {0} %",
    "#, fuzzy",
    "msgid",
    "3-6m",
    "TRUE",
    "1e999",
    "ŠČ 简体 ےێ",
    "a  b   c",
    "x" * 110,
)


def a_survey_in(codes: Iterable[str]) -> Definition:
    """Return a survey of every kind of question, said in these languages in words that are easily spoiled."""
    said = (f"{NASTY[number % len(NASTY)]}" for number in count())

    def words() -> dict[str, str]:
        return {code: next(said) for code in codes}

    def options(*given: str) -> tuple[Option, ...]:
        return tuple(Option(code, {"label": words()}, exclusive=code == "none") for code in given)

    rating = (*options("good", "0-3m", "none"), Option("dont-know", {"label": words()}, Missing.DONT_KNOW))
    question = partial(Question, series="")
    return Definition(
        "your-view",
        {name: words() for name in SURVEY_TEXTS},
        (
            question("seen", Kind.SINGLE, texts={"section_title": words(), "label": words(), "hint": words()},
                     option_set="rating", options=rating),
            question("how", Kind.SCALE, texts={"label": words()}, option_set="rating", options=rating,
                     show_if=Condition("seen", ("good", "0-3m")), required=True),
            question("what", Kind.MULTIPLE, texts={"section_title": words(), "label": words()}, option_set="other",
                     options=options("a", "b")),
            question("months", Kind.NUMBER, texts={"label": words()}, lowest=0, highest=36),
            question("why", Kind.INFORMATION, texts={"label": words()}, part=Part.EQUALITY),
            question("change", Kind.TEXT, texts={"label": words(), "hint": words()}, longest=500),
        ),
    )  # fmt: skip


def rows_of(definition: Definition) -> Survey:
    """Return a survey whose rows say this."""
    names = {question.option_set: question.option_set for question in definition.questions}
    return write_rows(StarterSurvey(definition, names, services=(), is_sensitive=False, is_by_link=False))
