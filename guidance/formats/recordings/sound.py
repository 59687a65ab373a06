"""From what a person sent to sound, or to the reason why it can't be used. Pure.

What was sent comes from outside and may be anything. FFmpeg therefore reads local files only, never a name it could
take for an address, and may use only the containers and decoders listed here: a playlist that names other files is
refused before it is read, and the picture of a video is never decoded. FFmpeg and numpy are loaded where sound is
decoded, so that a web process, which only asks for the parts of a page, stays small.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from os import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import av
    import numpy as np
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

    Samples: TypeAlias = "NDArray[np.int16]"

#: Samples a second of every `Sound`. Speech needs no more, and the computer voice speaks at the same rate.
RATE = 22_050
#: Bytes. An hour of speech as M4A is 30 MB; an uncompressed WAV of ten minutes in stereo is just over 100.
LIMIT = 100_000_000
#: Samples a second.
LOWEST_RATE = 4_000
#: Seconds. While it is decoded and made, a file so long takes some 120 MB; a worker may need 350 in all.
LONGEST = 25 * 60
SHORTEST = 0.5
#: A tenth of a second counts as heard above −50 dBFS RMS. Speech held far from a phone lies above −45; a muted
#: microphone, or a quiet room recorded with nobody speaking, below −55.
HEARD_ABOVE = 32_768 * 10 ** (-50 / 20)
#: Seconds that must be heard, all together: the click of a button is shorter, a spoken "yes" longer.
HEARD_AT_LEAST = 0.3

_WINDOW = RATE // 10
_CONTAINERS = "mp3,mov,wav,ogg,matroska,aac"
_COMPRESSED = ("mp3", "mp3float", "aac", "alac", "vorbis", "opus", "libopus", "flac")
_UNCOMPRESSED = ("u8", "s16le", "s24le", "s32le", "f32le", "f64le", "alaw", "mulaw")
_DECODERS = frozenset(_COMPRESSED) | {f"pcm_{name}" for name in _UNCOMPRESSED}
#: How a file of each container begins: such a file that can't be opened is broken, any other is no recording at all.
_BEGINNINGS = (b"ID3", b"RIFF", b"OggS", b"\x1aE\xdf\xa3")


class Reason(Enum):
    """Why a file is refused as a recording."""

    NOT_AUDIO = "not-audio"
    TOO_BIG = "too-big"
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"
    SILENT = "silent"
    BROKEN = "broken"


class NotARecording(Exception):
    """A file can't be used; ``reason`` says why, for the words an editor sees."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What is heard: one channel of 16-bit samples, `RATE` of them a second."""

    samples: "Samples"

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def decode(path: Path) -> Sound:
    """Return what is heard in an MP3, M4A, MP4, WAV, Ogg or WebM file; of a video, its sound.

    The file is read piece by piece: memory grows with the sound that comes out (2.6 MB a minute), never with the file.

    Raises:
        NotARecording: it can't be used, and why. A WebM, Ogg or AAC file that was cut off between two pieces and does
            not state its length looks finished: whoever sent it must hear it back.
        OSError: there is no such file, or it can't be read.
    """
    if path.stat().st_size > LIMIT:
        raise NotARecording(Reason.TOO_BIG)
    if not path.is_file():
        raise NotARecording(Reason.NOT_AUDIO)
    sound = _decoded(path)
    _refuse_what_is_not_heard(sound)
    return sound


def _decoded(path: Path) -> Sound:
    with path.open("rb") as file, _opened(path, file) as container:
        _refuse_without_a_voice(container)
        promised = _promised_seconds(file, container)
        if promised > LONGEST:
            raise NotARecording(Reason.TOO_LONG)
        sound = _sound_of(container)
        # Lengths are rounded up to whole frames, and a frame or two may be let go.
        if sound.seconds < promised * 0.95 - 0.5 or _ends_before_its_riff(file):
            raise NotARecording(Reason.BROKEN)
    return sound


def _opened(path: Path, file: IO[bytes]) -> "InputContainer":
    import av

    options = {
        "format_whitelist": _CONTAINERS,
        "protocol_whitelist": "file",
        "codec_whitelist": ",".join(sorted(_DECODERS)),
    }
    try:
        # With the protocol named, no file name can be taken for an address.
        return av.open(f"file:{path.resolve()}", mode="r", options=options)
    except av.FFmpegError as error:
        raise NotARecording(_reason_it_does_not_open(file)) from error


def _reason_it_does_not_open(file: IO[bytes]) -> Reason:
    start = file.read(12)
    is_sound = start.startswith(_BEGINNINGS) or start[4:8] == b"ftyp"
    return Reason.BROKEN if is_sound else Reason.NOT_AUDIO


def _refuse_without_a_voice(container: "InputContainer") -> None:
    streams = container.streams.audio
    if not streams or streams[0].codec_context is None or streams[0].codec_context.name not in _DECODERS:
        raise NotARecording(Reason.NOT_AUDIO)
    # Nothing records below 8,000: a file that claims one sample a second would blow up to gigabytes.
    if 0 < streams[0].codec_context.sample_rate < LOWEST_RATE:
        raise NotARecording(Reason.BROKEN)


def _sound_of(container: "InputContainer") -> Sound:
    """Decode the first audio track into one growing buffer."""
    import numpy as np

    buffer = bytearray()
    seconds = 0.0
    mixer = _Mixer()
    for frame in _frames(container):
        seconds += frame.samples / frame.sample_rate
        if seconds > LONGEST:
            raise NotARecording(Reason.TOO_LONG)
        buffer += mixer.mix(frame)
    buffer += mixer.rest()
    if not buffer:
        raise NotARecording(Reason.NOT_AUDIO)
    return Sound(np.frombuffer(buffer, dtype=np.int16))


def _frames(container: "InputContainer") -> Iterator["av.AudioFrame"]:
    """Yield what can be decoded.

    One damaged piece in a hundred is let go: it is a crackle of a fortieth of a second. Where most are, it never was
    sound: almost any bytes look like MP3 somewhere.
    """
    import av

    stream = container.streams.audio[0]
    packets = bad = 0
    try:
        for packet in container.demux(stream):
            packets += 1
            try:
                frames = stream.decode(packet)
            except av.FFmpegError:
                bad += 1
                continue
            yield from frames
    except av.FFmpegError as error:
        raise NotARecording(Reason.BROKEN) from error
    if bad * 100 > packets:
        raise NotARecording(Reason.NOT_AUDIO if bad * 2 > packets else Reason.BROKEN)


class _Mixer:
    """Mixes frames down to one channel at `RATE`; begins anew where a file changes its own rate or channels midway."""

    def __init__(self) -> None:
        self._resampler = _resampler()
        self._kind: tuple[str, str, int] | None = None

    def mix(self, frame: "av.AudioFrame") -> bytes:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        before = b""
        if kind != self._kind:
            before = self.rest()
            self._resampler, self._kind = _resampler(), kind
        return before + self._mixed(frame)

    def rest(self) -> bytes:
        """Return what is still held back."""
        return self._mixed(None)

    def _mixed(self, frame: "av.AudioFrame | None") -> bytes:
        import av

        try:
            parts = self._resampler.resample(frame)
        except (av.FFmpegError, ValueError) as error:
            raise NotARecording(Reason.BROKEN) from error
        return b"".join(part.to_ndarray().tobytes() for part in parts)


def _resampler() -> "av.AudioResampler":
    import av

    return av.AudioResampler(format="s16", layout="mono", rate=RATE)


def _promised_seconds(file: IO[bytes], container: "InputContainer") -> float:
    """Return how long the file says it is, or 0 where it does not say, or only FFmpeg guesses."""
    import av

    stream = container.streams.audio[0]
    match container.format.name.split(",")[0]:
        case "mov" | "wav":
            return _seconds_of(stream)
        case "matroska" if len(container.streams) == 1 and container.duration:
            return container.duration / av.time_base
        case "mp3" if _counts_its_frames(file):
            return _seconds_of(stream)
    return 0.0


def _seconds_of(stream: "AudioStream") -> float:
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0


def _counts_its_frames(file: IO[bytes]) -> bool:
    """Tell whether an MP3 holds the number of its frames, in a header named Xing or Info within the first of them."""
    file.seek(0)
    tag = file.read(10)
    size = sum((byte & 0x7F) << shift for byte, shift in zip(tag[6:10], (21, 14, 7, 0), strict=True))
    file.seek(10 + size if tag.startswith(b"ID3") else 0)
    first = file.read(2_000)
    return b"Xing" in first or b"Info" in first


def _ends_before_its_riff(file: IO[bytes]) -> bool:
    """Tell whether a WAV file holds less than it states; one written as it was recorded may state 0 or the maximum."""
    file.seek(0)
    name, stated = file.read(4), int.from_bytes(file.read(4), "little")
    return name == b"RIFF" and stated < 0xFFFF_FF00 and file.seek(0, SEEK_END) < stated * 0.95


def _refuse_what_is_not_heard(sound: Sound) -> None:
    if sound.seconds < SHORTEST:
        raise NotARecording(Reason.TOO_SHORT)
    if _heard_seconds(sound.samples) < HEARD_AT_LEAST:
        raise NotARecording(Reason.SILENT)


def _heard_seconds(samples: "Samples") -> float:
    """Return how long anything is heard, in tenths of a second. A steady offset of a bad microphone is not sound."""
    import numpy as np

    loud = 0
    # A minute at a time: the deviation is worked out in numbers four times as wide.
    for start in range(0, len(samples) - _WINDOW + 1, _WINDOW * 600):
        piece = samples[start : start + _WINDOW * 600]
        windows = piece[: len(piece) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
        loud += int(np.count_nonzero(windows.std(axis=1) > HEARD_ABOVE))
    return loud * _WINDOW / RATE
