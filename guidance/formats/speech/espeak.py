"""The voices of espeak-ng, from the wheel `espeakng-loader`: spoken by a process of their own (`speaker.py`).

The library keeps what it spoke last in memory that nothing clears, so that the same words come out a little different
the next time; a new process for each page says them the same. It also keeps what goes wrong there away from us.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guidance.formats.contract import CannotMake, Why
from guidance.formats.speech import ESPEAK_VOICES, Said

if TYPE_CHECKING:
    from guidance.formats.speech import Samples

#: Samples a second, of every voice.
RATE = 22_050
#: Quieter than this is silence before and after: −54 dBFS.
_SILENCE = 64
_SPEAKER = Path(__file__).with_name("speaker.py")


def is_there() -> bool:
    """Return whether the library is here and finds its voices."""
    try:
        with _Speaker() as speaker:
            return speaker.ask("voice", ESPEAK_VOICES["en"], "") == b"yes"
    except CannotMake:
        return False


def phonemes(words: str, code: str) -> str:
    """Return how a language's voice says prepared words, in the signs of the IPA."""
    with _Speaker() as speaker:
        return speaker.ask("spell", ESPEAK_VOICES[code], words).decode().strip()


@dataclass(frozen=True, slots=True)
class Espeak:
    """The voice of the language with this code; words in another language that has a voice take that one."""

    code: str

    @property
    def name(self) -> str:
        return f"espeak-ng {ESPEAK_VOICES[self.code]}"

    @property
    def rate(self) -> int:
        return RATE

    def speak(self, sentences: Iterable[Sequence[Said]]) -> "Iterator[Samples]":
        """Yield each sentence as it sounds.

        Raises:
            CannotMake: the library is missing, or it gave up.
        """
        import numpy as np

        with _Speaker() as speaker:
            for sentence in sentences:
                spoken = [
                    speaker.say(said.words, said.code if said.code in ESPEAK_VOICES else self.code) for said in sentence
                ]
                yield np.concatenate([np.zeros(0, dtype=np.int16), *spoken])


class _Speaker:
    """The process, for as long as one page is spoken."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "_Speaker":
        # -I: nothing from the folder it is started in, or from the environment, is imported by mistake.
        command = [sys.executable, "-I", "-S", str(_SPEAKER), *_library()]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process is not None  # noqa: S101 - entered before it is left
        self._process.kill()
        self._process.communicate()

    def say(self, words: str, code: str) -> "Samples":
        import numpy as np

        samples = np.frombuffer(self.ask("say", ESPEAK_VOICES[code], words), dtype="<i2").astype(np.int16, copy=False)
        loud = np.flatnonzero((samples > _SILENCE) | (samples < -_SILENCE))
        return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]

    def ask(self, what: str, voice: str, words: str) -> bytes:
        assert self._process and self._process.stdin and self._process.stdout  # noqa: S101, PT018 - both are pipes
        try:
            self._process.stdin.write(json.dumps([what, voice, words]).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise CannotMake(Why.NO_SPEECH_LIBRARY, "espeak-ng does not start, or gave up") from error
        length = self._process.stdout.read(4)
        if len(length) < 4:
            raise CannotMake(Why.NO_SPEECH_LIBRARY, f"espeak-ng gave up at: {words[:60]}")
        return self._process.stdout.read(int.from_bytes(length, "little"))


def _library() -> tuple[str, str]:
    """Return the library's file and its data's folder."""
    if not find_spec("espeakng_loader"):
        raise CannotMake(Why.NO_SPEECH_LIBRARY, "espeakng-loader is not installed")
    loader: Any = import_module("espeakng_loader")
    return str(loader.get_library_path()), str(loader.get_data_path())
