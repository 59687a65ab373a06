"""Speech: texts prepared for reading aloud, the voices that read them, and a page as it is heard.

Pure. The engines are loaded when something is spoken and never before: a web process must not hold them. Read
`narration.py` first, then `spoken_text.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, TypeAlias

from guidance.formats.contract import CannotMake, Kit, Why
from home.languages import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: One channel of speech, 16 bits a sample.
    Samples: TypeAlias = "NDArray[np.int16]"

#: espeak-ng's voices by our codes, as version 1.52 names them inside a process. Its Kurdish voice speaks Kurmanji,
#: not Sorani, and there is none for Tetum, Somali and Ulster-Scots.
ESPEAK_VOICES = {
    "en": "gmw/en",
    "pl": "pl",
    "lt": "lt",
    "pt": "pt",
    "ro": "ro",
    "bg": "bg",
    "ar": "ar",
    "uk": "uk",
    "ru": "ru",
    "ga": "ga",
    "lv": "lv",
    "sk": "sk",
    "hu": "hu",
    "zh-hans": "cmn",
    "es": "es",
    "fa": "fa",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Prepared words in one language: ``code`` is the registry's."""

    words: str
    code: str


class Voice(Protocol):
    """Something that speaks. ``rate`` is in samples a second; ``name`` is what a listener's decision was about."""

    def __hash__(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def rate(self) -> int: ...

    def speak(self, sentences: "Iterable[Sequence[Said]]") -> "Iterator[Samples]":
        """Yield each sentence as it sounds, without silence before and after; nothing heard for no words."""


def why_not(language: Language) -> Why | None:
    """Return why no computer voice can be promised in a language; ``None`` where espeak-ng has one.

    A voice file for the language is the kit's to know: `voice_for` takes it first.
    """
    if language.code not in ESPEAK_VOICES:
        return Why.NO_VOICE
    return None if find_spec("espeakng_loader") else Why.NO_SPEECH_LIBRARY


def voice_name(language: Language) -> str:
    """Return the name of the voice of a language, and nothing where there is none."""
    voice = ESPEAK_VOICES.get(language.code)
    return f"espeak-ng {voice}" if voice else ""


def voice_for(language: Language, kit: Kit) -> Voice:
    """Return the voice that reads a language: a configured Piper voice, else espeak-ng's.

    Raises:
        CannotMake: there is no voice, or its library isn't here.
    """
    if file := kit.voice_files.get(language.code):
        from guidance.formats.speech.piper import piper_voice

        return piper_voice(file)
    if why := why_not(language):
        raise CannotMake(why, f"no computer voice for {language.code}: {why.value}")
    from guidance.formats.speech.espeak import Espeak

    return Espeak(language.code)
