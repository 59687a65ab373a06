"""A page as it is heard: every sentence spoken, with its times. Costs about a second of one core for five minutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from guidance.document import Document, Text, plain
from guidance.formats import mp3, reading
from guidance.formats.contract import CannotMake, Kit, Why
from guidance.formats.reading import Passage, Role
from guidance.formats.speech import Said, Voice, voice_for
from guidance.formats.speech.spoken_text import phone, prepare, tidy
from home import languages
from home.languages import Language

if TYPE_CHECKING:
    from guidance.formats.speech import Samples

#: Seconds of silence after a sentence inside a passage, after a passage, and before a new heading.
AFTER_SENTENCE = 0.3
AFTER_PASSAGE = 0.6
BEFORE_HEADING = 0.5
#: The loudness of the whole is set by so many sentences: enough to know a voice, few enough to hold.
_SENTENCES_MEASURED = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage: its words as they are shown, and from when to when it is heard, in seconds."""

    passage: Passage
    words: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Narration:
    """A page read aloud: an MP3 without tags, and its sentences in order. They leave no gap."""

    mp3: bytes
    sentences: tuple[Sentence, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Line:
    """What is said in one go, and the seconds of silence after it."""

    passage: Passage
    text: Text
    rest: float


def narrate(document: Document, kit: Kit) -> Narration:
    """Return a page as the computer reads it. The last two are kept: audio and e-book are made of the same.

    Raises:
        CannotMake: there is nothing to read, or nobody to read it.
    """
    if not reading.has_words(document):
        raise CannotMake(Why.NOTHING_TO_READ)
    return _narrated(document, voice_for(document.language, kit), voice_words(document, kit))


def voice_words(document: Document, kit: Kit) -> tuple[str, ...]:
    """Return what a listener is told first: that a computer reads, and that nobody has checked it yet."""
    labels = document.labels
    words = (labels.computer_voice,) if kit.is_checked else (labels.computer_voice, labels.unchecked_voice)
    return tuple(sentence for sentence in words if sentence.strip())


@lru_cache(maxsize=2)
def _narrated(document: Document, voice: Voice, voice_says: tuple[str, ...]) -> Narration:
    spoken = _spoken(reading.read(document, voice_says), document.language, voice)
    opening = list(islice(spoken, _SENTENCES_MEASURED))
    gain = _gain(opening)
    writer = mp3.Writer(voice.rate)
    sentences: list[Sentence] = []
    for line, samples in chain(opening, spoken):
        start = writer.seconds
        writer.add(mp3.amplified(samples, gain))
        sentences.append(Sentence(line.passage, " ".join(plain(line.text).split()), start, writer.seconds))
    return Narration(writer.finish(), tuple(sentences), writer.seconds)


def _gain(opening: "list[tuple[_Line, Samples]]") -> float:
    import numpy as np

    return mp3.gain_for(np.concatenate([samples for _, samples in opening]))


def _spoken(passages: tuple[Passage, ...], language: Language, voice: Voice) -> "Iterator[tuple[_Line, Samples]]":
    """Yield each sentence with the silence that follows it."""
    import numpy as np

    lines = tuple(_lines(passages))
    for line, spoken in zip(lines, voice.speak(said(line.text, language) for line in lines), strict=True):
        yield line, np.concatenate([spoken, np.zeros(round(line.rest * voice.rate), dtype=np.int16)])


def _lines(passages: tuple[Passage, ...]) -> Iterator[_Line]:
    for passage, following in zip(passages, [*passages[1:], None], strict=True):
        first, *others = passage.sentences
        texts = [(*passage.lead, *first), *others]
        rests = [AFTER_SENTENCE] * len(others) + [_rest(following)]
        yield from (_Line(passage, text, rest) for text, rest in zip(texts, rests, strict=True))


def _rest(following: Passage | None) -> float:
    is_heading = following is not None and following.role is Role.HEADING
    return AFTER_PASSAGE + (BEFORE_HEADING if is_heading else 0.0)


def said(text: Text, language: Language) -> tuple[Said, ...]:
    """Return a text prepared for a voice: numbers to ring digit by digit, each language by itself."""
    stretches: list[list[str]] = []
    for run in text:
        code, is_phone = _code(run.language, language), run.href.startswith(("tel:", "sms:"))
        if stretches and stretches[-1][0] == code and not is_phone and stretches[-1][1] == "words":
            stretches[-1][2] += run.text
        else:
            stretches.append([code, "phone" if is_phone else "words", run.text])
    return _joined((code, (phone if kind == "phone" else prepare)(words, code)) for code, kind, words in stretches)


def _joined(prepared: Iterator[tuple[str, str]]) -> tuple[Said, ...]:
    """Put neighbours in one language together, that the voice may not stop inside a sentence."""
    joined: list[Said] = []
    for code, words in prepared:
        if joined and joined[-1].code == code:
            joined[-1] = Said(tidy(f"{joined[-1].words} {words}"), code)
        elif words:
            joined.append(Said(words, code))
    return tuple(joined)


def _code(tag: str, language: Language) -> str:
    """Return the registry's code for a BCP 47 tag: the same tag, else the same main language, else the document's."""
    if not tag:
        return language.code
    known = {each.tag.lower(): each.code for each in languages.REGISTRY}
    main = tag.lower().partition("-")[0]
    mains = {each.code.partition("-")[0]: each.code for each in languages.REGISTRY}
    return known.get(tag.lower()) or mains.get(main) or language.code
