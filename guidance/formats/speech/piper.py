"""Piper, an optional engine: spoken by a voice file (`.onnx`, its `.onnx.json` beside it) where one is configured."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guidance.formats.contract import CannotMake, Why
from guidance.formats.speech import Said

if TYPE_CHECKING:
    from guidance.formats.speech import Samples


@dataclass(frozen=True, slots=True)
class Piper:
    """One voice file. It speaks words of other languages too, as somebody reads them who knows only their own."""

    file: Path

    @property
    def name(self) -> str:
        return f"piper {self.file.stem}"

    @property
    def rate(self) -> int:
        return int(_model(self.file).config.sample_rate)

    def speak(self, sentences: Iterable[Sequence[Said]]) -> "Iterator[Samples]":
        """Yield each sentence as it sounds.

        Raises:
            CannotMake: the library is missing, or the file can't be read.
        """
        import numpy as np

        for sentence in sentences:
            text = " ".join(said.words for said in sentence).strip()
            chunks = _model(self.file).synthesize(text) if text else ()
            spoken = [np.frombuffer(chunk.audio_int16_bytes, dtype=np.int16) for chunk in chunks]
            yield np.concatenate([np.zeros(0, dtype=np.int16), *spoken])


@lru_cache(maxsize=2)
def _model(file: Path) -> Any:
    try:
        piper: Any = import_module("piper")
        return piper.PiperVoice.load(str(file))
    except ImportError as error:
        raise CannotMake(Why.NO_SPEECH_LIBRARY, "piper-tts is not installed") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise CannotMake(Why.NO_VOICE, f"the voice file {file} can't be read: {error}") from error


def piper_voice(file: Path) -> Piper:
    """Return a voice file's voice.

    Raises:
        CannotMake: the library is missing, or the file can't be read.
    """
    _model(file)
    return Piper(file)
