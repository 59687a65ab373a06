"""Sound as MP3: its loudness, its chapters and the words that belong to it. Pure.

For the computer's voice and for people's recordings alike. Times are in seconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: One channel, 16 bits a sample.
    Samples: TypeAlias = "NDArray[np.int16]"

#: Kilobits a second: 6 kB for each second heard.
BITRATE = 48
#: dBFS RMS of what is spoken, silences left out.
LOUDNESS = -20.0
#: dBFS. No sample is louder; encoding may add up to half a decibel, and the promise for the file is −1.
PEAK = -2.0

_FULL = 32_768.0
_WINDOW = 441  # 20 ms at 22,050 samples a second
#: Windows this far below the loudest one, in decibels, are silence.
_SILENCE_BELOW = 40.0
#: LAME's own scale: 0 is slow and best, 9 fast. No difference is heard in one voice at this bit rate above 7.
_QUALITY = 7
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Cue:
    """Words, and when they are heard."""

    text: str
    start: float
    end: float


def loudness(samples: "Samples") -> float:
    """Return how loud speech is, in dBFS RMS, silences left out; minus infinity where nothing is heard."""
    import numpy as np

    energies = _energies(samples)
    loudest = float(energies.max(initial=0.0))
    if not loudest:
        return float("-inf")
    speech = energies[energies > loudest * 10 ** (-_SILENCE_BELOW / 10)]
    return float(10 * np.log10(speech.mean()))


def _energies(samples: "Samples") -> "NDArray[np.float64]":
    """Return the mean square of each window, full scale being 1."""
    import numpy as np

    starts = range(0, len(samples), _WINDOW)
    windows = (samples[start : start + _WINDOW].astype(np.float32) / _FULL for start in starts)
    return np.fromiter((float(np.dot(window, window)) / len(window) for window in windows), dtype=np.float64)


def gain_for(samples: "Samples") -> float:
    """Return the factor that brings speech to `LOUDNESS`; 1 where nothing is heard."""
    heard = loudness(samples)
    return 1.0 if heard == float("-inf") else float(10 ** ((LOUDNESS - heard) / 20))


def amplified(samples: "Samples", gain: float) -> "Samples":
    """Return samples at another loudness. Peaks are rounded off below `PEAK`, so that nothing crackles."""
    import numpy as np

    ceiling = _FULL * 10 ** (PEAK / 20)
    knee = ceiling * 0.7
    result = np.empty(len(samples), dtype=np.int16)
    for start in range(0, len(samples), _BLOCK):
        block = samples[start : start + _BLOCK].astype(np.float32) * np.float32(gain)
        size = np.abs(block)
        over = size > knee
        rounded = knee + (ceiling - knee) * np.tanh((size[over] - knee) / (ceiling - knee))
        block[over] = np.sign(block[over]) * rounded
        result[start : start + _BLOCK] = block.astype(np.int16)
    return result


def level(samples: "Samples") -> "Samples":
    """Return speech at `LOUDNESS`, with no sample above `PEAK`."""
    return amplified(samples, gain_for(samples))


class Writer:
    """An MP3 that is written as it is spoken, so that an hour of speech is never held as samples."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.samples = 0
        self._parts: list[bytes] = []
        lameenc: Any = import_module("lameenc")
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_bit_rate(BITRATE)
        self._encoder.set_in_sample_rate(rate)
        self._encoder.set_channels(1)
        self._encoder.set_quality(_QUALITY)

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    def add(self, samples: "Samples") -> None:
        self.samples += len(samples)
        for start in range(0, len(samples), _BLOCK):
            self._parts.append(bytes(self._encoder.encode(samples[start : start + _BLOCK].tobytes())))

    def finish(self) -> bytes:
        return b"".join([*self._parts, bytes(self._encoder.flush())])


def encode(samples: "Samples", rate: int) -> bytes:
    """Return one channel of sound as MP3, `BITRATE` kilobits a second; ``rate`` is in samples a second."""
    writer = Writer(rate)
    writer.add(samples)
    return writer.finish()


def length(mp3: bytes) -> float:
    """Return how long an MP3 is heard, in seconds."""
    mutagen: Any = import_module("mutagen.mp3")
    return float(mutagen.MP3(BytesIO(mp3)).info.length)


def tag(mp3: bytes, title: str, language: str, chapters: Sequence[Chapter]) -> bytes:
    """Return an MP3 with its title, its language (a BCP 47 tag) and its chapters; older tags are left out."""
    named = [(f"c{number}", chapter) for number, chapter in enumerate(chapters[:_MOST_CHAPTERS])]
    frames = [
        _text_frame("TIT2", title),
        _text_frame("TLAN", _three_letters(language)),
        *([_contents_frame([name for name, _ in named])] if named else []),
        *(_chapter_frame(name, chapter) for name, chapter in named),
    ]
    body = b"".join(frames)
    return b"ID3\x04\0\0" + _seven_bits(len(body)) + body + _untagged(mp3)


# ID3 2.4, written here because players show chapters in the order of the file, and mutagen sorts them by their size.

#: The table of contents counts in one byte.
_MOST_CHAPTERS = 255
_UTF8 = b"\x03"
_TOP_LEVEL_IN_ORDER = b"\x03"
_NO_OFFSET = b"\xff" * 8


def _frame(name: str, data: bytes) -> bytes:
    return name.encode() + _seven_bits(len(data)) + b"\0\0" + data


def _text_frame(name: str, words: str) -> bytes:
    return _frame(name, _UTF8 + words.replace("\0", " ").encode(errors="replace"))


def _contents_frame(names: Sequence[str]) -> bytes:
    listed = b"".join(name.encode() + b"\0" for name in names)
    return _frame("CTOC", b"toc\0" + _TOP_LEVEL_IN_ORDER + bytes([len(names)]) + listed)


def _chapter_frame(name: str, chapter: Chapter) -> bytes:
    times = b"".join(round(seconds * 1000).to_bytes(4) for seconds in (chapter.start, chapter.end))
    return _frame("CHAP", name.encode() + b"\0" + times + _NO_OFFSET + _text_frame("TIT2", chapter.title))


def _seven_bits(size: int) -> bytes:
    """Return a size as ID3 writes it: four bytes of seven bits, that none may look like the start of sound."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _untagged(mp3: bytes) -> bytes:
    if not mp3.startswith(b"ID3"):
        return mp3
    size = sum((byte & 0x7F) << shift for byte, shift in zip(mp3[6:10], (21, 14, 7, 0), strict=True))
    return mp3[10 + size :]


#: ID3 names languages by the three letters of ISO 639-2.
_ISO_639_2 = {
    **{"en": "eng", "pl": "pol", "lt": "lit", "pt": "por", "ro": "ron", "bg": "bul", "ar": "ara", "uk": "ukr"},
    **{"ru": "rus", "ga": "gle", "tet": "tet", "so": "som", "sco": "sco", "lv": "lav", "sk": "slk", "hu": "hun"},
    **{"zh": "zho", "es": "spa", "fa": "fas", "ckb": "kur"},
}


def _three_letters(tag: str) -> str:
    return _ISO_639_2.get(tag.partition("-")[0], "und")


def vtt(cues: Iterable[Cue]) -> bytes:
    """Return WebVTT: the words of the sound, each with its time."""
    parts = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_cue_text(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts]).encode()


def _clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds / 1000:06.3f}"


def _cue_text(text: str) -> str:
    """Return words as WebVTT reads them: marks escaped, an empty line would end the cue."""
    words = " ".join(text.split())
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
