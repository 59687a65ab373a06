"""What a computer voice says before a person's recording: that the page is a draft. Pure."""

from typing import TYPE_CHECKING

from guidance.document import Document, Run
from guidance.formats import speech
from guidance.formats.contract import Kit, Why
from guidance.formats.recordings.joining import Section
from guidance.formats.recordings.sound import RATE, Sound
from guidance.formats.speech.narration import AFTER_SENTENCE, said
from home.languages import Language

if TYPE_CHECKING:
    from guidance.formats.speech import Samples


def why_no_notice(language: Language, kit: Kit) -> Why | None:
    """Return why nobody can say here that a page is a draft; ``None`` where a voice can."""
    if kit.voice_files.get(language.code) or speech.why_not(language) is None:
        return None
    return Why.NO_VOICE_FOR_NOTICE


def spoken_notice(document: Document, kit: Kit) -> Section | None:
    """Return the page's notice as the computer says it; ``None`` where there is nothing to say.

    Raises:
        CannotMake: there is no voice, or its library isn't here.
    """
    import numpy as np

    if not document.notice:
        return None
    voice = speech.voice_for(document.language, kit)
    rest = np.zeros(round(AFTER_SENTENCE * voice.rate), dtype=np.int16)
    spoken = voice.speak(said((Run(sentence),), document.language) for sentence in document.notice)
    samples = np.concatenate([part for sentence in spoken for part in (sentence, rest)])
    return Section(" ".join(document.notice), Sound(_at_our_rate(samples, voice.rate)))


def _at_our_rate(samples: "Samples", rate: int) -> "Samples":
    import numpy as np

    if rate == RATE:
        return samples
    times = np.arange(0, len(samples), rate / RATE)
    stretched: Samples = np.interp(times, np.arange(len(samples)), samples).astype(np.int16)
    return stretched
