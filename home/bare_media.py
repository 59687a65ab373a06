"""Films and sounds without what a phone or a camera writes into them: place, device, time. Pure.

Nothing of picture or sound is decoded or moved. In an MP4 file what goes is overwritten where it stands, so that all
that points into the file still points to the same place.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from mutagen import MutagenError, apev2, id3

_CHUNK = 1024 * 1024
#: What a film is made of, level by level. All else is blanked: boxes of cameras have many names.
_KEPT = {
    "file": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx", b"mfra"},
    b"moov": {b"mvhd", b"trak", b"mvex"},
    b"trak": {b"tkhd", b"edts", b"mdia"},
    b"mdia": {b"mdhd", b"hdlr", b"elng", b"minf"},
    b"minf": {b"vmhd", b"smhd", b"nmhd", b"sthd", b"gmhd", b"dinf", b"stbl"},
}
#: Picture, sound, subtitles. Other tracks hold places, movements of the camera, or the time of day.
_TRACKS = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"}
_DATED = {b"mvhd", b"tkhd", b"mdhd"}
#: Tags that stand one behind the other, at most.
_MOST_TAGS = 8


class Unreadable(Exception):
    """A file is not built as its kind is: what else it holds can't be told."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A piece of an MP4 file: its kind, where it starts, where its content starts, where it ends."""

    kind: bytes
    start: int
    content: int
    end: int


def bare_mp4(file: IO[bytes]) -> None:
    """Blank all of an MP4 file that is neither picture, sound nor subtitles, in the file itself.

    Raises:
        Unreadable: it is no whole MP4 file, or one that can't be made bare.
    """
    top = list(_boxes(file, 0, file.seek(0, 2)))
    films = [box for box in top if box.kind == b"moov"]
    if len(films) != 1 or top[0].kind != b"ftyp":
        raise Unreadable
    tracks = [box for box in _boxes(file, films[0].content, films[0].end) if box.kind == b"trak"]
    others = [track for track in tracks if _kind_of_track(file, track) not in _TRACKS]
    if len(others) == len(tracks) or (others and any(box.kind == b"moof" for box in top)):
        raise Unreadable
    for track in others:
        for start, length in _samples(file, track):
            _zero(file, start, start + length)
        _blank(file, track)
    for track in tracks:
        if track not in others and _kind_of_track(file, track) == b"vide":
            _blank_encoder(file, track)
    for box in top:
        _bare(file, box, kept=_KEPT["file"])
    file.seek(0)


def bare_mp3(file: IO[bytes]) -> None:
    """Take all tags off an MP3 file.

    Raises:
        Unreadable: a tag can't be read.
    """
    try:
        for _tag in range(_MOST_TAGS):
            file.seek(0)
            id3.delete(file)
            file.seek(0)
            apev2.delete(file)
            file.seek(0)
            if file.read(3) != b"ID3":
                break
        else:
            raise Unreadable
    except MutagenError as error:
        raise Unreadable from error
    file.seek(0)


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[_Box]:
    while start < end:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            raise Unreadable
        size, kind, content = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1:
            size, content = int.from_bytes(head[8:16], "big"), start + 16
        stop = start + size if size else end
        if not content <= stop <= end:
            raise Unreadable
        yield _Box(kind, start, content, stop)
        start = stop


def _bare(file: IO[bytes], box: _Box, *, kept: set[bytes]) -> None:
    if box.kind not in kept:
        _blank(file, box)
    elif box.kind in _DATED:
        # Made and changed; both are twice as long in the newer form.
        file.seek(box.content)
        length = 16 if file.read(1) == b"\x01" else 8
        _zero(file, box.content + 4, min(box.content + 4 + length, box.end))
    elif box.kind == b"hdlr":
        # Its name is often that of the camera.
        _zero(file, box.content + 24, box.end)
    elif box.kind in _KEPT:
        for inner in _boxes(file, box.content, box.end):
            _bare(file, inner, kept=_KEPT[box.kind])


def _blank(file: IO[bytes], box: _Box) -> None:
    file.seek(box.start + 4)
    file.write(b"free")
    _zero(file, box.content, box.end)


def _zero(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    for at in range(start, end, _CHUNK):
        file.write(bytes(min(_CHUNK, end - at)))


def _kind_of_track(file: IO[bytes], track: _Box) -> bytes:
    handler = _find(file, track, b"mdia", b"hdlr")
    file.seek(handler.content + 8)
    return file.read(4)


def _blank_encoder(file: IO[bytes], track: _Box) -> None:
    """Blank the name of what made the picture: cameras put theirs there."""
    described = _find(file, track, b"mdia", b"minf", b"stbl", b"stsd")
    for entry in _boxes(file, described.content + 8, described.end):
        if entry.end - entry.content < 74:
            raise Unreadable
        _zero(file, entry.content + 42, entry.content + 74)


def _find(file: IO[bytes], box: _Box, *path: bytes) -> _Box:
    for kind in path:
        inner = [each for each in _boxes(file, box.content, box.end) if each.kind == kind]
        if len(inner) != 1:
            raise Unreadable
        box = inner[0]
    return box


def _samples(file: IO[bytes], track: _Box) -> Iterator[tuple[int, int]]:
    """Yield where the pieces of a track lie in the file, and how long each is."""
    table = _find(file, track, b"mdia", b"minf", b"stbl")
    kinds = {box.kind: box for box in _boxes(file, table.content, table.end)}
    if b"stsz" not in kinds or b"stsc" not in kinds or not {b"stco", b"co64"} & set(kinds):
        raise Unreadable
    # Together they are no longer than the file, so that blanking them ends.
    length = left = file.seek(0, 2)
    sizes = _sizes(file, kinds[b"stsz"])
    places = [at for (at,) in _rows(file, kinds.get(b"stco") or kinds[b"co64"], ">I" if b"stco" in kinds else ">Q")]
    runs = _rows(file, kinds[b"stsc"], ">III")
    for number, at in enumerate(places, start=1):
        in_chunk = next((amount for first, amount, _ in reversed(runs) if first <= number), 0)
        # One after the other within a chunk.
        for _sample in range(in_chunk):
            size = next(sizes, None)
            if size is None:
                return
            left -= size
            if at + size > length or left < 0:
                raise Unreadable
            yield at, size
            at += size


def _sizes(file: IO[bytes], box: _Box) -> Iterator[int]:
    file.seek(box.content + 4)
    same, count = struct.unpack(">II", _read(file, 8))
    if same:
        return iter([same] * min(count, 1_000_000))
    return iter([size for (size,) in struct.iter_unpack(">I", _read(file, 4 * count, most=box.end))])


def _rows(file: IO[bytes], box: _Box, form: str) -> list[tuple[int, ...]]:
    file.seek(box.content + 4)
    (count,) = struct.unpack(">I", _read(file, 4))
    return list(struct.iter_unpack(form, _read(file, struct.calcsize(form) * count, most=box.end)))


def _read(file: IO[bytes], length: int, *, most: int | None = None) -> bytes:
    if most is not None and file.tell() + length > most:
        raise Unreadable
    data = file.read(length)
    if len(data) != length:
        raise Unreadable
    return data
