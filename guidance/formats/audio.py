"""A page as MP3, read by a computer voice: with chapters, and its words as WebVTT. Pure."""

from collections.abc import Iterator
from typing import ClassVar

from guidance.document import Document, plain
from guidance.formats import mp3, speech
from guidance.formats.contract import Kit, Made, Why
from guidance.formats.reading import Role
from guidance.formats.speech.narration import Narration, Sentence, narrate
from home.languages import Language


class Audio:
    """The page read aloud by the computer."""

    kind: ClassVar[str] = "audio"
    version: ClassVar[int] = 2
    extension: ClassVar[str] = "mp3"
    media_type: ClassVar[str] = "audio/mpeg"

    def why_not(self, language: Language) -> Why | None:
        """Return why there is no voice for a language; ``None`` where there is one."""
        return speech.why_not(language)

    def make(self, document: Document, kit: Kit) -> Made:
        """Return the MP3, and beside it what is heard when (`.vtt`), sentence by sentence.

        Raises:
            CannotMake: there is nothing to read, or nobody to read it.
        """
        narration = narrate(document, kit)
        chapters = tuple(_chapters(document, narration))
        data = mp3.tag(narration.mp3, document.outside_title, document.language.tag, chapters)
        cues = mp3.vtt(mp3.Cue(each.words, each.start, each.end) for each in narration.sentences)
        return Made(data, narration.seconds, {".vtt": cues})


def _chapters(document: Document, narration: Narration) -> Iterator[mp3.Chapter]:
    """Yield a chapter for the title and for each heading; the first begins with the first word of all.

    A neutral document's chapters have numbers for names: a player shows them on a locked screen.
    """
    heads = list(_heads(narration))
    ends = [*(head.start for head in heads[1:]), narration.seconds]
    start = 0.0
    for number, (head, end) in enumerate(zip(heads, ends, strict=False), start=1):
        title = " ".join(plain(head.passage.text).split())
        yield mp3.Chapter(str(number) if document.neutral_title else title, start, end)
        start = end


def _heads(narration: Narration) -> Iterator[Sentence]:
    """Yield the first sentence of each heading."""
    place = ""
    for sentence in narration.sentences:
        if sentence.passage.role in (Role.TITLE, Role.HEADING) and sentence.passage.place != place:
            place = sentence.passage.place
            yield sentence
