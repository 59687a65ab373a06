"""What every format promises to whoever asks for it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import ClassVar, Protocol

from guidance.document import Document
from home.languages import Language


class Why(Enum):
    """Why a format can't be made: the editor's words for each are in `guidance/format_views.py`."""

    NO_TABLE = "no-table"
    NO_VOICE = "no-voice"
    NO_FONT = "no-font"
    NO_BRAILLE_LIBRARY = "no-braille-library"
    NO_SPEECH_LIBRARY = "no-speech-library"
    NOTHING_TO_READ = "nothing-to-read"
    NO_VOICE_FOR_NOTICE = "no-voice-for-notice"


class CannotMake(Exception):
    """A format could not be made; ``why`` says it for an editor, the message for whoever looks after the machine."""

    def __init__(self, why: Why, message: str = "") -> None:
        super().__init__(message or why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A character that a braille table or a font does not know, and the words around it."""

    character: str
    place: str


def _none(name: str) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a producer is given besides the words.

    ``drawing`` returns one of the site's drawings as SVG with its colours resolved, ``picture`` the bytes of an
    editor's picture by its name in storage, none where it is gone. ``voice_files`` names a Piper voice
    (`.onnx`) for a language's code, or nothing. ``is_checked`` says whether a named person has passed this computer
    voice or braille table: until then the file says so itself. Cells and lines are those of a braille page.
    """

    drawing: Callable[[str], str]
    picture: Callable[[str], bytes] = _none
    is_checked: bool = False
    cells_per_line: int = 40
    lines_per_page: int = 25
    voice_files: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file.

    ``seconds`` is the length of what is heard, 0 for what is not; ``extras`` go beside it by suffix: `{".vtt": b"…"}`.
    """

    data: bytes
    seconds: float = 0.0
    extras: Mapping[str, bytes] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


class Producer(Protocol):
    """One format.

    ``kind`` names it in the database and in addresses. Raise ``version`` when the same words would be made differently
    now: every file is made again.
    """

    kind: ClassVar[str]
    version: ClassVar[int]
    extension: ClassVar[str]
    media_type: ClassVar[str]

    def why_not(self, language: Language) -> Why | None:
        """Return why this format can't be made in a language here and now; ``None`` where it can."""

    def make(self, document: Document, kit: Kit) -> Made:
        """Return the file.

        Raises:
            CannotMake: it can't be made of these words, or not on this machine.
        """
