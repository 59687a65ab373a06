"""Films and sounds as phones and cameras make them: with a place, a camera and an hour in them."""

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import av
import numpy as np
from mutagen.id3 import COMM, ID3, TIT2

from home.bare_media import bare_mp4

PLACE = "+54.3503-006.6528/"
SECRET = "Camera of a family"
#: How a device may lay out a film: its table behind, before, tags of its own, in pieces.
LAYOUTS: Mapping[str, str] = {
    "behind": "",
    "before": "faststart",
    "own tags": "use_metadata_tags",
    "in pieces": "frag_keyframe+empty_moov",
}


def a_film(layout: str = "", *, said: Mapping[str, str] | None = None) -> bytes:
    """Return half a second of an MP4 film with sound, and what is said in it of itself."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "film.mp4")
        with av.open(str(path), "w", options={"movflags": layout} if layout else {}) as film:
            film.metadata.update(said or {})
            picture = film.add_stream("libx264", rate=25)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"  # type: ignore[attr-defined]
            sound = film.add_stream("aac", rate=44_100)
            if said:
                picture.metadata["handler_name"] = SECRET
            for number in range(12):
                points = np.full((48, 64, 3), number * 20, dtype=np.uint8)
                film.mux(picture.encode(av.VideoFrame.from_ndarray(points)))  # type: ignore[attr-defined]
            for number in range(20):
                silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.int16), layout="mono")
                silence.sample_rate, silence.pts = 44_100, number * 1024
                film.mux(sound.encode(silence))  # type: ignore[attr-defined]
            film.mux(picture.encode(None))  # type: ignore[attr-defined]
            film.mux(sound.encode(None))  # type: ignore[attr-defined]
        return path.read_bytes()


def a_bare_film() -> bytes:
    """Return one of which nothing has to be taken off."""
    film = io.BytesIO(a_film())
    bare_mp4(film)
    return film.getvalue()


def a_telling_film(layout: str = "") -> bytes:
    said = {
        "location": PLACE,
        "title": SECRET,
        "creation_time": "2026-01-02T03:04:05Z",
        # The hour of the day, in a track of its own.
        "timecode": "03:04:05:06",
    }
    return a_film(layout, said=said)


def a_telling_sound(sound: bytes) -> bytes:
    """Return an MP3 with two tags before it and one behind."""
    for _tag in range(2):
        file = io.BytesIO()
        tags = ID3()
        tags.add(TIT2(encoding=3, text=SECRET))
        tags.add(COMM(encoding=3, lang="eng", desc="place", text=PLACE))
        tags.save(file)
        sound = file.getvalue() + sound
    return sound + b"TAG" + SECRET.encode().ljust(125, b"\0")
