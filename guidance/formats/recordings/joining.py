"""From recorded parts to one file. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guidance.formats import mp3
from guidance.formats.contract import Made
from guidance.formats.recordings.sound import RATE, Sound
from home.languages import Language

if TYPE_CHECKING:
    from guidance.formats.recordings.sound import Samples

#: Seconds of silence between two parts.
PAUSE = 0.8


@dataclass(frozen=True, slots=True)
class Section:
    """One part as it was recorded."""

    title: str
    sound: Sound


def assemble(sections: Sequence[Section], *, title: str, language: Language) -> Made:
    """Return the parts as one MP3, equally loud, with a chapter for each; `.vtt` beside it names them at their times.

    ``title`` is what metadata may show: `Document.outside_title`. A player shows the sections' titles on a locked
    screen as well: for a neutral document give them numbers.

    Raises:
        ValueError: there are no sections.
    """
    if not sections:
        raise ValueError("a recording needs at least one section")
    joined, times = _joined(sections)
    chapters = [mp3.Chapter(section.title, *time) for section, time in zip(sections, times, strict=True)]
    cues = [mp3.Cue(section.title, *time) for section, time in zip(sections, times, strict=True)]
    data = mp3.tag(mp3.encode(joined, RATE), title, language.tag, chapters)
    return Made(data, seconds=len(joined) / RATE, extras={".vtt": mp3.vtt(cues)})


def _joined(sections: Sequence[Section]) -> tuple["Samples", list[tuple[float, float]]]:
    """Return the sound of all sections with pauses between, and when each begins and ends, in seconds.

    A pause belongs to the section before it, so that chapters leave no gap.
    """
    import numpy as np

    pause = int(PAUSE * RATE)
    ends = np.cumsum([len(section.sound.samples) + pause for section in sections])
    ends[-1] -= pause
    joined: Samples = np.zeros(int(ends[-1]), dtype=np.int16)
    starts = [0, *ends[:-1]]
    for section, start in zip(sections, starts, strict=True):
        joined[start : start + len(section.sound.samples)] = mp3.level(section.sound.samples)
    return joined, [(int(start) / RATE, int(end) / RATE) for start, end in zip(starts, ends, strict=True)]
