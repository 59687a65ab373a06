"""From recorded parts to one file. Pure.

Nothing is held but the part in hand and the MP3 so far: a page's parts may be 25 minutes long together.
"""

from collections.abc import Iterable, Sequence
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

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Section:
    """One part as it was recorded."""

    title: str
    sound: Sound


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a section begins in a recording of the whole page, in seconds."""

    title: str
    start: float


def assemble(sections: Iterable[Section], *, title: str, language: Language, lead: Section | None = None) -> Made:
    """Return the parts as one MP3, equally loud, with a chapter for each; `.vtt` beside it names them at their times.

    ``sections`` are asked for one by one, so that they need not all be decoded at once. ``title`` is what metadata may
    show: `Document.outside_title`. A player shows the sections' titles on a locked screen as well: for a neutral
    document give them numbers. ``lead`` is heard first and has no chapter of its own: the notice that it is a draft.

    Raises:
        ValueError: there are no sections.
    """
    writer = mp3.Writer(RATE)
    cues = _begin(writer, lead)
    chapters: list[mp3.Chapter] = []
    for section in sections:
        if chapters:
            _rest(writer)
            chapters[-1] = _ended(chapters[-1], writer)
        start = writer.seconds
        _say(writer, section.sound)
        # Whatever is heard before the first part belongs to it, so that chapters leave no gap.
        chapters.append(mp3.Chapter(section.title, start if chapters else 0.0, writer.seconds))
    if not chapters:
        raise ValueError("a recording needs at least one section")
    times = [(max(chapter.start, cues[-1].end if cues else 0.0), chapter.end) for chapter in chapters]
    cues += [mp3.Cue(chapter.title, *time) for chapter, time in zip(chapters, times, strict=True)]
    return _made(writer, title, language, chapters, cues)


def assemble_whole(
    sound: Sound, marks: Sequence[Mark] = (), *, title: str, language: Language, lead: Section | None = None
) -> Made:
    """Return a recording of the whole page as one MP3, with a chapter from each mark to the next.

    Without marks it has none. For ``title``, ``lead`` and the titles of marks see `assemble`.
    """
    writer = mp3.Writer(RATE)
    cues = _begin(writer, lead)
    begins = writer.seconds
    _say(writer, sound)
    starts = [begins + mark.start for mark in marks]
    times = list(zip(starts, [*starts[1:], writer.seconds], strict=False))
    chapters = [mp3.Chapter(mark.title, *time) for mark, time in zip(marks, times, strict=True)]
    cues += [mp3.Cue(mark.title, *time) for mark, time in zip(marks, times, strict=True)]
    return _made(writer, title, language, chapters, cues)


def _begin(writer: mp3.Writer, lead: Section | None) -> list[mp3.Cue]:
    """Say what comes first, if anything; return its cue."""
    if lead is None:
        return []
    _say(writer, lead.sound)
    _rest(writer)
    return [mp3.Cue(lead.title, 0.0, writer.seconds)]


def _say(writer: mp3.Writer, sound: Sound) -> None:
    gain = mp3.gain_for(sound.samples)
    # Piece by piece: 25 minutes of sound is never held twice.
    for start in range(0, len(sound.samples), _BLOCK):
        writer.add(mp3.amplified(sound.samples[start : start + _BLOCK], gain))


def _rest(writer: mp3.Writer) -> None:
    writer.add(_silence())


def _silence() -> "Samples":
    import numpy as np

    return np.zeros(int(PAUSE * RATE), dtype=np.int16)


def _ended(chapter: mp3.Chapter, writer: mp3.Writer) -> mp3.Chapter:
    """Return the chapter with the pause after it."""
    return mp3.Chapter(chapter.title, chapter.start, writer.seconds)


def _made(
    writer: mp3.Writer, title: str, language: Language, chapters: Sequence[mp3.Chapter], cues: Sequence[mp3.Cue]
) -> Made:
    data = mp3.tag(writer.finish(), title, language.tag, chapters)
    return Made(data, seconds=writer.seconds, extras={".vtt": mp3.vtt(cues)} if cues else {})
