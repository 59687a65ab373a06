"""A person's recording of a page: the parts they read, what they sent as sound, and the file it becomes. Pure.

`parts` says what is to be recorded, `sound` decodes what came, `notice` says what a listener must know first, and
`joining` makes the MP3.
"""

from guidance.formats.recordings.joining import PAUSE, Mark, Section, assemble, assemble_whole
from guidance.formats.recordings.notice import spoken_notice, why_no_notice
from guidance.formats.recordings.parts import Part, digest_of, sections_of, touched
from guidance.formats.recordings.sound import LIMIT, LONGEST, RATE, SHORTEST, NotARecording, Reason, Sound, decode

__all__ = [
    "LIMIT",
    "LONGEST",
    "PAUSE",
    "RATE",
    "SHORTEST",
    "Mark",
    "NotARecording",
    "Part",
    "Reason",
    "Section",
    "Sound",
    "assemble",
    "assemble_whole",
    "decode",
    "digest_of",
    "sections_of",
    "spoken_notice",
    "touched",
    "why_no_notice",
]
