"""Films and sounds lose place, device and time, and nothing of picture and sound."""

import io
import struct
from typing import Any

import av
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from home.bare_media import Unreadable, bare_mp3, bare_mp4
from home.uploads import clean_document
from tests.films import LAYOUTS, PLACE, SECRET, a_film, a_telling_film, a_telling_sound

SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 8


def told(data: bytes) -> tuple[list[str], dict[str, str]]:
    """Return the tracks of a film, and all that it says of itself."""
    with av.open(io.BytesIO(data)) as film:
        said = dict(film.metadata)
        for stream in film.streams:
            said |= stream.metadata
        return [stream.type for stream in film.streams], said


def seen_and_heard(data: bytes) -> list[bytes]:
    frames = []
    for kind in ("video", "audio"):
        with av.open(io.BytesIO(data)) as film:
            frames += [frame.to_ndarray().tobytes() for frame in film.decode(**{kind: 0})]
    return frames


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_film_keeps_picture_and_sound_and_nothing_else(layout: str) -> None:
    film = a_telling_film(layout)
    before, said = told(film)
    bare = io.BytesIO(film)
    if "data" in before and "frag" in layout:
        with pytest.raises(Unreadable):
            bare_mp4(bare)
        return

    bare_mp4(bare)

    assert SECRET in said.values()
    assert PLACE in said.values()
    tracks, left = told(bare.getvalue())
    assert set(left) <= {"major_brand", "minor_version", "compatible_brands", "language", "vendor_id"}
    assert tracks == ["video", "audio"]
    assert SECRET.encode() not in bare.getvalue()
    assert len(bare.getvalue()) == len(film)
    assert seen_and_heard(bare.getvalue()) == seen_and_heard(film)


def test_what_a_track_of_its_own_holds_is_blanked_too() -> None:
    film = a_telling_film()
    assert told(film)[0] == ["video", "audio", "data"]
    # The hour of the day is counted in pictures, at 25 a second.
    hour = struct.pack(">I", ((3 * 60 + 4) * 60 + 5) * 25 + 6)
    assert hour in film

    bare = io.BytesIO(film)
    bare_mp4(bare)

    assert hour not in bare.getvalue()


def test_boxes_of_a_camera_are_blanked_wherever_they_stand() -> None:
    box = struct.pack(">I4s", 8 + len(SECRET), b"uuid") + SECRET.encode()
    film = a_film()
    bare = io.BytesIO(film + box + struct.pack(">I4sQ", 1, b"skip", 16 + len(SECRET)) + SECRET.encode())

    bare_mp4(bare)

    assert SECRET.encode() not in bare.getvalue()
    assert seen_and_heard(bare.getvalue()) == seen_and_heard(film)


FILM = a_film()


@pytest.mark.parametrize(
    "data",
    [
        FILM[:-20],
        FILM + b"left over behind it",
        FILM + FILM,
        FILM[FILM.index(b"ftyp") + 28 :],
        b"\0\0\0\x18ftypmp42" + bytes(600),
        FILM.replace(b"vide", b"meta").replace(b"soun", b"meta"),
        FILM.replace(b"soun", b"meta").replace(b"stsz", b"none"),
    ],
)
def test_a_film_of_which_it_can_not_be_told_what_it_holds_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError, match="Save it anew"):
        clean_document(SimpleUploadedFile("a.mp4", data))


@pytest.mark.timeout(60)
def test_no_film_however_broken_breaks_more_than_itself() -> None:
    film = a_telling_film()
    start = film.index(b"moov")

    for at in range(start, len(film), 3):
        broken = io.BytesIO(film[:at] + b"\xff\xff\xff" + film[at + 3 :])
        try:
            bare_mp4(broken)
        except Unreadable:
            continue
        assert len(broken.getvalue()) == len(film)


def test_a_sound_keeps_what_is_heard_and_nothing_else() -> None:
    bare = io.BytesIO(a_telling_sound(SOUND))

    bare_mp3(bare)

    assert bare.getvalue() == SOUND


@pytest.mark.parametrize("kind", [SimpleUploadedFile, TemporaryUploadedFile])
def test_an_upload_is_made_bare_in_its_own_file_small_or_large(kind: Any) -> None:
    data = a_telling_sound(SOUND)
    upload: Any = SimpleUploadedFile("a.mp3", data)
    if kind is TemporaryUploadedFile:
        upload = TemporaryUploadedFile("a.mp3", "audio/mpeg", len(data), None)
        upload.write(data)

    clean_document(upload)

    assert upload.size == len(SOUND)
    assert upload.read() == SOUND
