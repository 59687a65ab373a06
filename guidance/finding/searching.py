"""What a family may look for: the fixed choices of the form, read from an address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from guidance import queries
from guidance.directory.choices import SIGNED, Locality
from guidance.directory.queries import Outline, Wanted
from guidance.models import Door
from home.languages import REGISTRY, SOURCE, Language


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``tag`` and ``dir`` are those of its words, empty where they are the page's."""

    value: str
    words: str
    is_chosen: bool = False
    tag: str = ""
    dir: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One list to choose from; its first choice is anything."""

    name: str
    label: str
    choices: list[Choice]


def wanted_from(data: QueryDict) -> Wanted:
    """Return what an address asks for. What no form could have sent is anything."""
    codes = {language.code for language in REGISTRY} | set(SIGNED)
    place, language = data.get("place", ""), data.get("language", "")
    return Wanted(
        need=_code(data.get("need", "")),
        stage=_code(data.get("stage", "")),
        place=place if place in Locality.values else "",
        language=language if language in codes and language != SOURCE.code else "",
    )


def _code(text: str) -> str:
    return text if text.isascii() and text.replace("-", "").isalnum() and len(text) <= 50 else ""


def questions(wanted: Wanted, outlines: Iterable[Outline], language: Language) -> list[Question]:
    """Return the four questions of the form with their answers, in this language. One query, for the doors.

    A need that no service answers is not offered.
    """
    doors = queries.door_cards(language)
    answered = {need for outline in outlines for need in outline.needs}
    needs = [door for door in doors if door.kind != Door.Kind.STAGE and door.code in answered]
    stages = [door for door in doors if door.kind == Door.Kind.STAGE]
    return [
        Question("need", _("What do you need help with?"), [Choice("", _("Anything")), *_doors(needs, wanted.need)]),
        Question("stage", _("How old is your child?"), [Choice("", _("Any age")), *_doors(stages, wanted.stage)]),
        Question(
            "place",
            _("Where do you live?"),
            [
                Choice("", _("Anywhere in the Southern area")),
                *(Choice(area.value, str(area.label), area.value == wanted.place) for area in Locality),
            ],
        ),
        Question(
            "language",
            _("Which language do you speak?"),
            [Choice("", _("Any language")), *_languages(wanted.language)],
        ),
    ]


def _doors(doors: Iterable[queries.DoorCard], chosen: str) -> list[Choice]:
    return [
        Choice(door.code, door.title, door.code == chosen, *((door.tag, door.dir) if door.words_differ else ()))
        for door in doors
    ]


def _languages(chosen: str) -> list[Choice]:
    spoken = [
        Choice(each.code, each.own_name, each.code == chosen, each.tag, each.dir) for each in REGISTRY if each != SOURCE
    ]
    return [*spoken, *(Choice(code, str(words), code == chosen) for code, words in SIGNED.items())]
