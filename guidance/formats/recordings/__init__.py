"""A person's recording of a page: the parts they read, what they sent as sound, and the file it becomes. Pure.

`parts` says what is to be recorded, `sound` decodes what came, `joining` makes the MP3.
"""

from guidance.formats.recordings.joining import PAUSE, Section, assemble
from guidance.formats.recordings.parts import Part, sections_of, touched
from guidance.formats.recordings.sound import LIMIT, LONGEST, RATE, SHORTEST, NotARecording, Reason, Sound, decode

__all__ = [
    "LIMIT",
    "LONGEST",
    "PAUSE",
    "RATE",
    "SHORTEST",
    "NotARecording",
    "Part",
    "Reason",
    "Section",
    "Sound",
    "assemble",
    "decode",
    "sections_of",
    "touched",
]
