"""Sound as MP3: loudness, chapters, captions."""

from io import BytesIO

import av
import numpy as np
import pytest
from mutagen.id3 import ID3

from guidance.formats.mp3 import Chapter, Cue, encode, length, level, loudness, tag, vtt

RATE = 22_050


def tone(seconds: float, size: float) -> np.ndarray:
    return (size * 32_767 * np.sin(np.arange(int(seconds * RATE)) / 20)).astype(np.int16)


def decoded(mp3: bytes) -> np.ndarray:
    with av.open(BytesIO(mp3)) as container:
        return np.concatenate([frame.to_ndarray().ravel() for frame in container.decode(audio=0)])


@pytest.mark.parametrize("size", [0.001, 0.05, 0.9])
def test_speech_is_brought_to_the_same_loudness_and_silence_does_not_count(size: float) -> None:
    sound = np.concatenate([tone(1, size), np.zeros(5 * RATE, dtype=np.int16)])

    spoken = level(sound)[:RATE].astype(float) / 32_768

    assert 10 * np.log10(np.mean(spoken**2)) == pytest.approx(-20, abs=0.5)
    assert loudness(sound) == pytest.approx(loudness(sound[:RATE]), abs=0.1)


def test_no_peak_is_louder_than_one_decibel_below_full_scale_once_encoded() -> None:
    sound = np.concatenate([tone(3, 0.02), tone(0.05, 1.0), tone(3, 0.02)])

    levelled = level(sound)

    assert 20 * np.log10(np.abs(levelled.astype(float)).max() / 32_768) <= -2
    assert 20 * np.log10(np.abs(decoded(encode(levelled, RATE))).max()) <= -1


def test_silence_stays_silence() -> None:
    assert not level(np.zeros(RATE, dtype=np.int16)).any()
    assert not len(level(np.zeros(0, dtype=np.int16)))


def test_the_length_of_an_mp3_is_that_of_its_sound() -> None:
    assert length(encode(tone(7.3, 0.1), RATE)) == pytest.approx(7.3, abs=0.1)


def test_a_minute_takes_360_kilobytes() -> None:
    assert len(encode(tone(60, 0.1), RATE)) == pytest.approx(360_000, rel=0.01)


def test_title_language_and_chapters_are_read_back() -> None:
    chapters = [Chapter("Wstęp", 0, 1.5), Chapter("Co pomaga <b>", 1.5, 2)]

    tags = ID3(BytesIO(tag(encode(tone(2, 0.1), RATE), "Płacz", "pl", chapters)))

    assert (str(tags["TIT2"]), str(tags["TLAN"])) == ("Płacz", "pol")
    named = [(each.start_time, each.end_time, str(each.sub_frames["TIT2"])) for each in tags.getall("CHAP")]
    assert named == [(0, 1500, "Wstęp"), (1500, 2000, "Co pomaga <b>")]
    assert tags["CTOC:toc"].child_element_ids == ["c0", "c1"]


def test_tagging_again_replaces_the_tags_and_leaves_the_sound() -> None:
    sound = encode(tone(1, 0.1), RATE)

    once = tag(sound, "New", "zh-Hans", [])
    twice = tag(tag(sound, "Old", "en-GB", [Chapter("Old", 0, 1)]), "New", "zh-Hans", [])

    assert once == twice
    assert once.endswith(sound)


def test_captions_hold_their_words_whatever_they_look_like() -> None:
    cues = [Cue("A <b> & \n\n1 --> 2", 0, 1.25), Cue("Later", 3661.5, 3662)]

    lines = vtt(cues).decode()

    assert lines == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nA &lt;b&gt; &amp; 1 --&gt; 2\n\n"
        "01:01:01.500 --> 01:01:02.000\nLater\n"
    )
