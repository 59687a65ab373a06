"""Every format there is. To add one: write its module, a line here, and its name in `guidance/ready_formats.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from guidance.formats.audio import Audio
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.producers import BrailleFile, ContractedBrailleFile, EBraille, PortableEmbosserFile
from guidance.formats.contract import Producer
from guidance.formats.epub import Epub
from guidance.formats.pdf import EasyReadPdf, LargePrint, Pdf
from guidance.formats.speech import voice_name
from guidance.formats.text import PlainText
from home.languages import Language

VoiceFiles: TypeAlias = Mapping[str, Path]


class EasyReadAudio(Audio):
    """The Easy Read rows, read aloud by the computer."""

    kind = "easy-read-audio"


@dataclass(frozen=True, slots=True)
class Quality:
    """What has to be passed by a person, language by language, before a format is as good as it says.

    ``subject`` is "voice", "braille" or "braille-contracted"; ``name`` names the voice or table, with its version where
    it has one: another has to be passed anew.
    """

    subject: str
    name: Callable[[Language, VoiceFiles], str]


def _voice(language: Language, voice_files: VoiceFiles) -> str:
    file = voice_files.get(language.code)
    return f"Piper {file.stem}" if file else voice_name(language)


def _table(language: Language, voice_files: VoiceFiles) -> str:
    return f"liblouis {liblouis.version()} {tables.uncontracted(language.code)}"


def _contracted_table(language: Language, voice_files: VoiceFiles) -> str:
    return f"liblouis {liblouis.version()} {tables.contracted(language.code)}"


VOICE = Quality("voice", _voice)
BRAILLE = Quality("braille", _table)
CONTRACTED = Quality("braille-contracted", _contracted_table)


@dataclass(frozen=True, slots=True)
class Offer:
    """A format; which words of a page it is made of ("page" or "easy-read"); what its quality stands on."""

    producer: Producer
    reads: str = "page"
    quality: Quality | None = None

    @property
    def kind(self) -> str:
        return self.producer.kind


OFFERS: tuple[Offer, ...] = (
    Offer(Audio(), quality=VOICE),
    Offer(Pdf()),
    Offer(LargePrint()),
    Offer(Epub(), quality=VOICE),
    Offer(PlainText()),
    Offer(BrailleFile(), quality=BRAILLE),
    Offer(ContractedBrailleFile(), quality=CONTRACTED),
    Offer(PortableEmbosserFile(), quality=BRAILLE),
    Offer(EBraille(), quality=BRAILLE),
    Offer(EasyReadPdf(), reads="easy-read"),
    Offer(EasyReadAudio(), reads="easy-read", quality=VOICE),
)
BY_KIND = {offer.kind: offer for offer in OFFERS}
KINDS = frozenset(BY_KIND)
EASY_READ_KINDS = frozenset(offer.kind for offer in OFFERS if offer.reads == "easy-read")
