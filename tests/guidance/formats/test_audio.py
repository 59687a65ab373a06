"""A page as MP3."""

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import av
import numpy as np
import pytest
from mutagen.id3 import ID3

from guidance.document import Box, Document, Heading, Paragraph
from guidance.formats import mp3
from guidance.formats.audio import Audio
from guidance.formats.contract import CannotMake, Why
from guidance.formats.reading import read
from guidance.formats.speech import narration
from home import languages

from .pages import PAGE, kit, page, said, text


def chapters(data: bytes) -> list[str]:
    return [str(chapter.sub_frames["TIT2"]) for chapter in ID3(BytesIO(data)).getall("CHAP")]


def sentences(document: Document) -> int:
    return sum(len(passage.sentences) for passage in read(document))


def test_there_is_one_cue_for_each_sentence_and_the_last_ends_with_the_sound() -> None:
    made = Audio().make(PAGE, kit())

    captions = made.extras[".vtt"].decode()

    assert captions.count(" --> ") == sentences(PAGE)
    last = captions.rpartition(" --> ")[2].split()[0].split(":")
    assert int(last[0]) * 3600 + int(last[1]) * 60 + float(last[2]) == pytest.approx(made.seconds, abs=0.01)


def test_captions_show_the_words_as_they_are_written() -> None:
    captions = Audio().make(said("Ring 0808 808 8000 at 9.00am 😀."), kit()).extras[".vtt"].decode()

    assert "Ring 0808 808 8000 at 9.00am 😀." in captions


def test_chapters_begin_at_the_title_and_at_each_heading_and_titled_box() -> None:
    box = Box("try", text("One small thing"), (Paragraph(text("Breathe.")),))
    document = page(Heading(text("What helps? Much.")), Paragraph(text("Words.")), box, Box("note", (), box.blocks))

    data = Audio().make(document, kit()).data

    assert chapters(data) == ["Why babies cry", "What helps? Much.", "One small thing"]
    times = [(chapter.start_time, chapter.end_time) for chapter in ID3(BytesIO(data)).getall("CHAP")]
    assert times[0][0] == 0
    assert [end for _, end in times[:-1]] == [start for start, _ in times[1:]]


@pytest.mark.parametrize("code", ["en", "pl", "ar", "uk"])
def test_the_sound_is_as_long_and_as_loud_as_promised(code: str) -> None:
    document = page(
        Paragraph(text("Hold your baby close. Обійміть малюка. Przytul dziecko. احمل طفلك.")), language=code
    )

    made = Audio().make(document, kit())

    assert mp3.length(made.data) == pytest.approx(made.seconds, abs=0.1)
    with av.open(BytesIO(made.data)) as container:
        heard = np.concatenate([frame.to_ndarray().ravel() for frame in container.decode(audio=0)])
    assert 20 * np.log10(np.abs(heard).max()) <= -1
    assert mp3.loudness((np.clip(heard, -1, 0.9999) * 32_768).astype(np.int16)) == pytest.approx(-20, abs=1)


def test_making_it_twice_gives_the_same_bytes() -> None:
    first = Audio().make(PAGE, kit())
    narration._narrated.cache_clear()
    Audio().make(said("Something else."), kit())

    again = Audio().make(PAGE, kit())

    assert again == first


def test_a_neutral_document_shows_its_neutral_title_and_numbers_for_chapters() -> None:
    data = Audio().make(replace(PAGE, neutral_title="Family information"), kit()).data

    assert str(ID3(BytesIO(data))["TIT2"]) == "Family information"
    assert chapters(data) == [str(number) for number in range(1, len(chapters(data)) + 1)]
    assert b"babies" not in data


def test_a_page_without_words_is_not_made() -> None:
    for document in (page(), page(Paragraph(text(" \u00a0")))):
        with pytest.raises(CannotMake) as refused:
            Audio().make(document, kit())
        assert refused.value.why is Why.NOTHING_TO_READ


def test_a_language_without_a_voice_has_no_audio() -> None:
    with pytest.raises(CannotMake) as refused:
        Audio().make(said("Bebe ida tanis.", language="tet"), kit())

    assert refused.value.why is Why.NO_VOICE
    assert Audio().why_not(languages.get("tet")) is Why.NO_VOICE
    assert Audio().why_not(languages.get("pl")) is None


@pytest.mark.parametrize("words", ["😀", "<b>&amp;</b>", "‎שלום ‏عربي mixed", "a" * 3000, "\x00\x07 bell", "…"])
def test_unusual_words_do_not_stop_a_page(words: str) -> None:
    assert Audio().make(page(Paragraph(text(words)), Paragraph(text("Words."))), kit()).seconds > 1


def test_a_page_without_a_title_is_read_and_has_no_empty_chapter() -> None:
    document = replace(said("Words."), title="")

    assert chapters(Audio().make(document, kit()).data) == []


@pytest.mark.slow
def test_a_page_of_ten_thousand_words_is_read_to_its_end() -> None:
    words = "Hold your baby close, and rock, walk, hum or sing. " * 10
    document = page(*(Paragraph(text(words)) for _ in range(100)))

    made = Audio().make(document, kit())

    assert made.extras[".vtt"].decode().count(" --> ") == 1001
    assert mp3.length(made.data) == pytest.approx(made.seconds, abs=0.1)


def test_importing_the_formats_loads_no_voice_and_no_encoder() -> None:
    code = "import sys, guidance.formats.audio, guidance.formats.epub; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"espeakng_loader", "lameenc", "mutagen", "numpy", "piper"} & set(loaded)
