"""Recordings: what is let in and what is refused, the parts that are read, and the file they become.

Every file here is written by FFmpeg itself, in the containers that phones, browsers and computers send.
"""

import subprocess
import sys
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from mutagen.id3 import ID3

from guidance.document import (
    Block,
    Box,
    Document,
    Heading,
    Helpline,
    Items,
    Labels,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Run,
    Steps,
    Table,
    Text,
)
from guidance.formats import mp3
from guidance.formats.contract import Kit, Why
from guidance.formats.recordings import (
    LIMIT,
    LONGEST,
    PAUSE,
    RATE,
    Mark,
    NotARecording,
    Part,
    Reason,
    Section,
    Sound,
    assemble,
    assemble_whole,
    decode,
    notice,
    sections_of,
    spoken_notice,
    touched,
    why_no_notice,
)
from guidance.formats.recordings import sound as decoding
from home.languages import get

ENGLISH = get("en")

#: File name: container, codec, what the container is told.
SENT: dict[str, tuple[str, str, dict[str, str]]] = {
    "computer.mp3": ("mp3", "libmp3lame", {}),
    "iphone.m4a": ("ipod", "aac", {}),
    "safari.mp4": ("mp4", "aac", {"movflags": "frag_keyframe+empty_moov"}),
    "lossless.m4a": ("ipod", "alac", {}),
    "recorder.wav": ("wav", "pcm_s16le", {}),
    "recorder-24-bit.wav": ("wav", "pcm_s24le", {}),
    "vorbis.ogg": ("ogg", "libvorbis", {}),
    "firefox.ogg": ("ogg", "libopus", {}),
    "chrome.webm": ("webm", "libopus", {"live": "1"}),
    "phone.aac": ("adts", "aac", {}),
}


def tone(seconds: float, *, amplitude: float = 0.2, rate: int = RATE) -> np.ndarray:
    times = np.arange(int(seconds * rate)) / rate
    return (amplitude * 32_767 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)


def write(
    path: Path, samples: np.ndarray, *, container: str, codec: str, options: dict[str, str], rate: int = 48_000
) -> Path:
    """Write one channel of sound as stereo, as most phones do."""
    with av.open(str(path), "w", format=container, options=options) as output:
        stream = output.add_stream(codec, rate=rate, layout="stereo")
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.codec_context.format.name, "stereo", rate)
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            output.mux(stream.encode(part))
    return path


def sent(folder: Path, name: str, seconds: float = 2.0, amplitude: float = 0.2) -> Path:
    container, codec, options = SENT[name]
    samples = tone(seconds, amplitude=amplitude, rate=48_000)
    return write(folder / name, samples, container=container, codec=codec, options=options)


def cut_short(file: Path, share: float = 0.6) -> Path:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    return file


def reason(file: Path) -> Reason:
    with pytest.raises(NotARecording) as caught:
        decode(file)
    return caught.value.reason


# --- What is let in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SENT)
def test_what_people_send_becomes_one_channel_of_sound(name: str, tmp_path: Path) -> None:
    file = sent(tmp_path, name)

    sound = decode(file)

    assert sound.samples.dtype == np.int16
    assert sound.samples.ndim == 1
    assert sound.seconds == pytest.approx(2.0, abs=0.1)
    middle = sound.samples[RATE // 2 : RATE // 2 + RATE].astype(float)
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(440, abs=1)


def test_a_video_gives_its_sound_and_its_picture_is_never_decoded(tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    samples = tone(2.0, rate=48_000)
    with av.open(str(file), "w") as output:
        pictures = output.add_stream("libx264", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        voice = output.add_stream("aac", rate=48_000, layout="mono")
        for number in range(20):
            picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), number * 12, np.uint8), format="rgb24")
            output.mux(pictures.encode(picture))
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 48_000
        for part in [*av.AudioResampler("fltp", "mono", 48_000).resample(frame), None]:
            output.mux(voice.encode(part))
        output.mux(pictures.encode(None))

    assert decode(file).seconds == pytest.approx(2.0, abs=0.1)
    with file.open("rb") as opened, decoding._opened(file, opened) as container:
        assert container.streams.video[0].codec_context.pix_fmt is None  # known only to who has decoded one


def test_not_a_sample_is_lost_at_the_end(tmp_path: Path) -> None:
    file = sent(tmp_path, "recorder.wav", seconds=2.0)

    assert len(decode(file).samples) == pytest.approx(2 * RATE, abs=1)


def test_a_wav_that_states_no_length_is_read_to_its_end(tmp_path: Path) -> None:
    file = sent(tmp_path, "recorder.wav")
    data = bytearray(file.read_bytes())
    at = data.index(b"data") + 4
    data[4:8] = data[at : at + 4] = b"\xff" * 4
    file.write_bytes(data)

    assert decode(file).seconds == pytest.approx(2.0, abs=0.1)


def test_one_recording_after_another_in_one_file_may_change_its_rate(tmp_path: Path) -> None:
    options: dict[str, str] = {}
    first = write(tmp_path / "a.ogg", tone(2, rate=48_000), container="ogg", codec="libvorbis", options=options)
    other = tone(2, rate=32_000)
    second = write(tmp_path / "b.ogg", other, container="ogg", codec="libvorbis", options=options, rate=32_000)
    both = tmp_path / "both.ogg"
    both.write_bytes(first.read_bytes() + second.read_bytes())

    assert decode(both).seconds == pytest.approx(4.0, abs=0.3)


def test_a_crackle_in_a_long_file_is_let_go(tmp_path: Path) -> None:
    file = sent(tmp_path, "computer.mp3", seconds=5)
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xaa" * 400
    file.write_bytes(data)

    assert decode(file).seconds == pytest.approx(5, abs=0.3)


def test_somebody_who_speaks_rarely_and_softly_is_heard(tmp_path: Path) -> None:
    samples = np.zeros(48_000 * 20, dtype=np.int16)
    samples[48_000:72_000] = tone(0.5, amplitude=0.01, rate=48_000)
    file = write(tmp_path / "soft.wav", samples, container="wav", codec="pcm_s16le", options={})

    assert decode(file).seconds == pytest.approx(20, abs=0.1)


# --- What is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("letter.mp3", b"Dear parents, this is not a recording.\n" * 200),
        ("noise.mp3", np.random.default_rng(1).bytes(200_000)),
        ("paper.m4a", b"%PDF-1.7\n" + np.random.default_rng(2).bytes(50_000)),
        ("picture.wav", b"\x89PNG\r\n\x1a\n" + bytes(5_000)),
        ("empty.mp3", b""),
        ("one-byte.webm", b"\x1a"),
    ],
)
def test_what_is_no_sound_is_refused_whatever_its_name_says(name: str, data: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)

    assert reason(file) is Reason.NOT_AUDIO


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{}\n#EXT-X-ENDLIST\n"),
        ("list.mp3", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{}\n#EXT-X-ENDLIST\n"),
        ("list.wav", "ffconcat version 1.0\nfile {}\n"),
        ("list.m4a", '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{}</BaseURL></MPD>'),
        ("list.ogg", "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n"),
    ],
)
def test_a_list_that_names_other_files_or_addresses_opens_none_of_them(name: str, text: str, tmp_path: Path) -> None:
    other = sent(tmp_path, "recorder.wav")
    file = tmp_path / name
    file.write_text(text.format(other.name))

    assert reason(file) is Reason.NOT_AUDIO


def test_a_container_that_is_not_listed_is_refused_though_it_holds_sound(tmp_path: Path) -> None:
    file = write(tmp_path / "sound.flv", tone(2, rate=44_100), container="flv", codec="aac", options={}, rate=44_100)

    assert reason(file) is Reason.NOT_AUDIO


def test_a_decoder_that_is_not_listed_is_refused_in_a_container_that_is(tmp_path: Path) -> None:
    file = write(tmp_path / "sound.mka", tone(2, rate=48_000), container="matroska", codec="ac3", options={})

    assert reason(file) is Reason.NOT_AUDIO


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "silent-film.mp4"
    with av.open(str(file), "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))

    assert reason(file) is Reason.NOT_AUDIO


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path) is Reason.NOT_AUDIO


def test_a_file_of_half_a_gigabyte_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "huge.wav"
    with file.open("wb") as sparse:
        sparse.truncate(500_000_000)

    assert reason(file) is Reason.TOO_BIG


def test_the_limit_itself_is_not_too_big(tmp_path: Path) -> None:
    file = tmp_path / "zeros.wav"
    with file.open("wb") as sparse:
        sparse.truncate(LIMIT)

    assert reason(file) is Reason.NOT_AUDIO


def test_more_than_25_minutes_is_refused(tmp_path: Path) -> None:
    minute = np.zeros(8_000 * 60, dtype=np.int16)
    file = tmp_path / "long.wav"
    with av.open(str(file), "w", format="wav") as output:
        stream = output.add_stream("pcm_mulaw", rate=8_000, layout="mono")
        for _ in range(LONGEST // 60 + 1):
            frame = av.AudioFrame.from_ndarray(minute[None], format="s16", layout="mono")
            frame.sample_rate = 8_000
            output.mux(stream.encode(frame))

    assert reason(file) is Reason.TOO_LONG


def test_a_file_that_hides_its_length_is_stopped_when_it_gets_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "LONGEST", 3)

    assert reason(sent(tmp_path, "chrome.webm", seconds=4)) is Reason.TOO_LONG
    assert decode(sent(tmp_path, "chrome.webm", seconds=2)).seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("rate", [0, 1, 2_000])
def test_a_small_file_that_claims_few_samples_a_second_is_refused_before_it_grows(rate: int, tmp_path: Path) -> None:
    file = sent(tmp_path, "recorder.wav")
    data = bytearray(file.read_bytes())
    data[24:28] = rate.to_bytes(4, "little")
    file.write_bytes(data)

    assert reason(file) is Reason.BROKEN


def test_less_than_half_a_second_is_refused(tmp_path: Path) -> None:
    assert reason(sent(tmp_path, "recorder.wav", seconds=0.3)) is Reason.TOO_SHORT


@pytest.mark.parametrize("name", ["recorder.wav", "iphone.m4a", "chrome.webm"])
def test_a_muted_microphone_is_refused(name: str, tmp_path: Path) -> None:
    assert reason(sent(tmp_path, name, amplitude=0)) is Reason.SILENT


def test_a_quiet_room_with_nobody_speaking_is_refused(tmp_path: Path) -> None:
    hiss = np.random.default_rng(3).normal(0, 32_768 * 10 ** (-58 / 20), 48_000 * 3).astype(np.int16)
    file = write(tmp_path / "room.wav", hiss, container="wav", codec="pcm_s16le", options={})

    assert reason(file) is Reason.SILENT


def test_a_click_and_a_steady_offset_are_not_taken_for_a_voice(tmp_path: Path) -> None:
    samples = np.full(48_000 * 3, 900, dtype=np.int16)
    samples[60_000:60_400] = 30_000
    file = write(tmp_path / "click.wav", samples, container="wav", codec="pcm_s16le", options={})

    assert reason(file) is Reason.SILENT


@pytest.mark.parametrize("name", ["computer.mp3", "iphone.m4a", "safari.mp4", "recorder.wav", "phone.aac"])
def test_a_file_that_was_cut_off_on_its_way_is_broken(name: str, tmp_path: Path) -> None:
    assert reason(cut_short(sent(tmp_path, name, seconds=3))) is Reason.BROKEN


def test_a_file_of_which_a_part_is_rubbish_is_broken(tmp_path: Path) -> None:
    file = sent(tmp_path, "iphone.m4a", seconds=5)
    data = bytearray(file.read_bytes())
    data[len(data) // 4 : len(data) // 2] = np.random.default_rng(4).bytes(len(data) // 2 - len(data) // 4)
    file.write_bytes(data)

    assert reason(file) is Reason.BROKEN


def test_decoding_takes_memory_for_the_sound_and_little_more(tmp_path: Path) -> None:
    file = sent(tmp_path, "recorder.wav", seconds=300)
    script = (
        "import resource, sys\n"
        "import av, numpy\n"
        "from pathlib import Path\n"
        "from guidance.formats.recordings import decode\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "sound = decode(Path(sys.argv[1]))\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print((after - before) * (1 if sys.platform == 'darwin' else 1024), sound.samples.nbytes)\n"
    )

    ran = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)

    grown, sound = map(int, ran.stdout.split())
    assert grown < sound * 2 + 20_000_000


# --- From parts to a file -------------------------------------------------------------------------------------------


def test_sections_become_one_mp3_with_a_chapter_each_and_true_seconds() -> None:
    sections = [Section("Why babies cry", Sound(tone(3))), Section("What helps", Sound(tone(2, amplitude=0.9)))]

    made = assemble(sections, title="Why babies cry", language=ENGLISH)

    tags = ID3(BytesIO(made.data))
    chapters = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert made.seconds == pytest.approx(5 + PAUSE, abs=0.001)
    assert mp3.length(made.data) == pytest.approx(made.seconds, abs=0.15)
    assert [chapter.sub_frames["TIT2"].text[0] for chapter in chapters] == ["Why babies cry", "What helps"]
    assert [chapter.start_time for chapter in chapters] == [0, round((3 + PAUSE) * 1000)]
    assert chapters[-1].end_time == round(made.seconds * 1000)
    assert tags["TIT2"].text == ["Why babies cry"]
    assert made.extras[".vtt"].decode().count("-->") == 2


def test_a_soft_section_and_a_loud_one_sound_alike(tmp_path: Path) -> None:
    sections = [Section("Soft", Sound(tone(3, amplitude=0.01))), Section("Loud", Sound(tone(3, amplitude=0.9)))]
    file = tmp_path / "made.mp3"

    file.write_bytes(assemble(sections, title="Loudness", language=ENGLISH).data)

    samples = decode(file).samples
    soft, loud = samples[RATE : 2 * RATE], samples[int((4 + PAUSE) * RATE) : int((5 + PAUSE) * RATE)]
    assert mp3.loudness(soft) == pytest.approx(mp3.LOUDNESS, abs=0.7)
    assert mp3.loudness(loud) == pytest.approx(mp3.LOUDNESS, abs=0.7)
    assert np.abs(samples.astype(int)).max() < 32_768 * 10 ** (-1 / 20)


def test_a_pause_stands_between_sections_and_none_at_the_end() -> None:
    one = [Section("One", Sound(tone(1)))]

    assert assemble(one, title="One", language=ENGLISH).seconds == pytest.approx(1)
    assert assemble(one * 3, title="Three", language=ENGLISH).seconds == pytest.approx(3 + 2 * PAUSE, abs=0.001)


def chapters_of(data: bytes) -> list[tuple[str, int, int]]:
    found = sorted(ID3(BytesIO(data)).getall("CHAP"), key=lambda chapter: chapter.start_time)
    return [(chapter.sub_frames["TIT2"].text[0], chapter.start_time, chapter.end_time) for chapter in found]


def test_what_is_said_first_belongs_to_the_first_chapter_and_has_a_cue_of_its_own() -> None:
    sections = [Section("One", Sound(tone(2))), Section("Two", Sound(tone(1)))]

    made = assemble(sections, title="One", language=ENGLISH, lead=Section("This is a draft.", Sound(tone(1))))

    cues = made.extras[".vtt"].decode()
    assert made.seconds == pytest.approx(4 + 2 * PAUSE, abs=0.001)
    assert chapters_of(made.data)[0][:2] == ("One", 0)
    assert "00:00:00.000 --> 00:00:01.800\nThis is a draft." in cues
    assert "00:00:01.800 --> 00:00:04.600\nOne" in cues


def test_a_recording_of_the_whole_page_has_a_chapter_from_each_mark_to_the_next() -> None:
    marks = [Mark("One", 0), Mark("Two", 1.5)]

    made = assemble_whole(Sound(tone(4)), marks, title="Whole", language=ENGLISH)
    unmarked = assemble_whole(Sound(tone(4)), title="Whole", language=ENGLISH)

    assert chapters_of(made.data) == [("One", 0, 1500), ("Two", 1500, 4000)]
    assert chapters_of(unmarked.data) == []
    assert unmarked.extras == {}


def test_marks_move_with_what_is_said_before_them() -> None:
    lead = Section("This is a draft.", Sound(tone(1)))

    made = assemble_whole(Sound(tone(4)), [Mark("One", 0)], title="Whole", language=ENGLISH, lead=lead)

    assert chapters_of(made.data) == [("One", 1800, 5800)]


def test_the_notice_is_spoken_where_there_is_a_voice_and_not_where_there_is_nothing_to_say() -> None:
    kit = Kit(drawing=str)

    spoken = spoken_notice(PAGE, kit)

    assert spoken is not None
    assert spoken.title == "This page is a draft."
    assert 1 < spoken.sound.seconds < 5
    assert spoken_notice(replace(PAGE, notice=()), kit) is None


def test_where_no_voice_speaks_the_language_nobody_can_say_that_it_is_a_draft(tmp_path: Path) -> None:
    tetum = get("tet")

    assert why_no_notice(ENGLISH, Kit(drawing=str)) is None
    assert why_no_notice(tetum, Kit(drawing=str)) is Why.NO_VOICE_FOR_NOTICE
    assert why_no_notice(tetum, Kit(drawing=str, voice_files={"tet": tmp_path / "tet.onnx"})) is None


def test_a_voice_of_another_rate_keeps_its_length_and_pitch() -> None:
    slower = tone(2, rate=16_000)

    samples = notice._at_our_rate(slower, 16_000)

    middle = samples[RATE // 2 : RATE // 2 + RATE].astype(float)
    assert len(samples) == pytest.approx(2 * RATE, abs=2)
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(440, abs=1)


def test_nothing_recorded_makes_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        assemble([], title="Empty", language=ENGLISH)


# --- From a page to its parts ---------------------------------------------------------------------------------------


def text(words: str) -> Text:
    return (Run(words),)


def paragraph(words: str) -> Paragraph:
    return Paragraph(text(words))


LABELS = Labels(**{field.name: "label" for field in fields(Labels)})


def page(*blocks: Block) -> Document:
    return Document(
        slug="page",
        language=ENGLISH,
        title="Why babies cry",
        promise=text("It will get less."),
        blocks=blocks,
        labels=replace(LABELS, picture="Picture:"),
        address="https://example.org/page/",
        notice=("This page is a draft.",),
        sources=(text("A source"),),
        help=(Helpline(text("Lifeline"), "0808 808 8000"),),
    )


def urgent(words: str) -> Box:
    return Box("urgent", text("Important"), (paragraph(words),))


PAGE = page(
    paragraph("Before any heading."),
    Heading(text("What helps")),
    Steps((text("Hold your baby close."), text("Rock or walk."))),
    urgent("Ring your GP."),
    Heading(text("When does it get less?")),
    paragraph("After a few weeks."),
    Heading(text("A smaller heading"), 3),
    urgent("Never shake a baby."),
)


def by_key(document: Document) -> dict[str, str]:
    return {part.key: part.digest for part in sections_of(document)}


def words(parts: tuple[Part, ...]) -> list[str]:
    return [part.title for part in parts]


def test_a_part_begins_with_the_title_each_heading_and_each_titled_box() -> None:
    parts = sections_of(PAGE)

    assert words(parts) == ["Why babies cry", "What helps", "Important", "When does it get less?", "Important"]
    assert parts[0].paragraphs == ("Why babies cry", "It will get less.", "Before any heading.")
    assert parts[1].paragraphs == ("What helps", "Hold your baby close.", "Rock or walk.")
    assert parts[3].paragraphs == ("When does it get less?", "After a few weeks.", "A smaller heading")


def test_notice_sources_and_urgent_helplines_are_not_recorded() -> None:
    everything = " ".join(" ".join(part.paragraphs) for part in sections_of(PAGE))

    assert "draft" not in everything
    assert "source" not in everything
    assert "0808" not in everything


def test_keys_are_different_even_where_titles_are_the_same() -> None:
    assert len(by_key(PAGE)) == len(sections_of(PAGE))


def test_every_block_gives_its_words_in_reading_order() -> None:
    everything = page(
        Items((text("First"), text("Second")), ordered=True),
        Items((text("Third"),)),
        Table((text("Age"), text("Sleep")), ((text("1 month"), text("14 hours")),)),
        Picture("A baby sleeps.", "safe-cot"),
        Picture(""),
        Quotation(text("It got better."), text("A mum")),
        Helpline(text("Lifeline"), "0808 808 8000", (text("Free"),)),
        Box("note", (), (paragraph("No title."),)),
        Row(text("Babies cry."), Picture("A baby cries.", "crying-baby")),
    )

    (only,) = sections_of(everything)

    assert only.paragraphs[2:] == (
        *("1. First", "2. Second", "Third", "Age: 1 month", "Sleep: 14 hours", "Picture: A baby sleeps."),
        *("It got better.", "A mum", "Lifeline", "0808 808 8000", "Free", "No title.", "Babies cry."),
    )


def test_words_in_another_language_keep_it_on_the_screen_they_are_read_from() -> None:
    polish = (Run("Dzień dobry", language="pl"), Run(" means good day."))

    (only,) = sections_of(page(Paragraph(polish)))

    assert only.texts[-1] == polish
    assert only.paragraphs[-1] == "Dzień dobry means good day."


def test_an_unchanged_page_asks_for_nothing() -> None:
    assert touched(by_key(PAGE), PAGE) == ()


def test_a_page_that_nobody_recorded_asks_for_everything() -> None:
    assert touched({}, PAGE) == sections_of(PAGE)


def test_a_changed_word_asks_again_for_its_own_section_only() -> None:
    blocks = tuple(
        paragraph("After many weeks.") if block == paragraph("After a few weeks.") else block for block in PAGE.blocks
    )

    asked = touched(by_key(PAGE), replace(PAGE, blocks=blocks))

    assert words(asked) == ["When does it get less?"]


def test_a_new_section_in_the_middle_asks_for_itself_only() -> None:
    new = (Heading(text("Take a break")), paragraph("Walk away."))
    changed = replace(PAGE, blocks=(*PAGE.blocks[:4], *new, *PAGE.blocks[4:]))

    assert words(touched(by_key(PAGE), changed)) == ["Take a break"]


def test_a_new_promise_asks_for_the_title_part() -> None:
    assert words(touched(by_key(PAGE), replace(PAGE, promise=text("It passes.")))) == ["Why babies cry"]


def test_marks_and_spaces_are_not_heard_and_ask_for_nothing() -> None:
    first, *others = PAGE.blocks
    marked = Paragraph((Run("Before  any ", strong=True), Run("heading.", href="https://example.org/")))

    assert first != marked
    assert touched(by_key(PAGE), replace(PAGE, blocks=(marked, *others), notice=())) == ()


def test_an_empty_page_still_has_its_title_to_read() -> None:
    assert words(sections_of(page())) == ["Why babies cry"]


def test_a_page_without_a_title_is_one_part() -> None:
    (only,) = sections_of(replace(page(paragraph("Words.")), title=" "))

    assert only.paragraphs == ("It will get less.", "Words.")
