"""What may be uploaded: pictures are drawn anew, and a document is what its name says, or neither comes in.

Whatever else lay in a picture's, a film's or a sound's file stays outside: where it was taken, by whom, with what.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from pathlib import PurePath
from threading import Lock
from typing import IO, Any
from zipfile import is_zipfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

from home.bare_media import Unreadable, bare_mp3, bare_mp4

KB, MB = 1024, 1024 * 1024
#: Pillow's name of each format, by the ending of a file's name.
FORMATS: Mapping[str, str] = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "avif": "AVIF",
    "gif": "GIF",
}
#: High enough that nobody sees it; pages are given smaller files in any case.
_QUALITY: Mapping[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 85},
    "GIF": {},
}
_MODES: Mapping[str, frozenset[str]] = {
    "JPEG": frozenset({"L", "RGB"}),
    "PNG": frozenset({"1", "L", "LA", "P", "RGB", "RGBA"}),
    "WEBP": frozenset({"RGB", "RGBA"}),
    "AVIF": frozenset({"RGB", "RGBA"}),
    "GIF": frozenset({"1", "L", "P"}),
}
#: A picture of 50 million points takes 150 MB while it is drawn anew, twice: one at a time.
_drawing = Lock()


def clean_picture(upload: UploadedFile) -> None:
    """Draw an uploaded picture anew, in the file that it came in: whoever uses that later uses the new one.

    Raises:
        ValidationError: it is too big, too large, moves, or is not what its name says. The file is as it was.
    """
    ending = ending_of(upload)
    if ending not in settings.WAGTAILIMAGES_EXTENSIONS:
        raise ValidationError(f"This is no picture that can be used here. Save it as {_listed(FORMATS)}.")
    _check_weight(upload, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    upload.seek(0)
    with _drawing:
        drawn = _drawn_anew(BytesIO(upload.read()), FORMATS[ending])
    upload.seek(0)
    upload.truncate()
    upload.write(drawn)
    upload.seek(0)
    upload.size = len(drawn)


def _drawn_anew(file: BytesIO, format: str) -> bytes:
    try:
        # Our own limit is asked below: Pillow would only warn.
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            # Reads the head of the file alone.
            image: Image.Image = Image.open(file, formats=[format])
        _check_size(image)
        out = BytesIO()
        bare = _bare(image, format)
        bare.save(out, format, **_QUALITY[format], **_lossless(file, format))
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except Exception as error:
        # Pillow's decoders raise whatever a broken file leads them to.
        raise ValidationError(
            f"This file can't be read as a {format} picture, as its name says it is. Save it anew, and try again."
        ) from error
    return out.getvalue()


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_large()
    # Two pictures in one JPEG are what some phones make of one photograph: the first is the photograph.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ValidationError("This picture moves. Save one still of it, or make a film of it.")


def _too_large() -> ValidationError:
    millions = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return ValidationError(f"This picture has more than {millions} million points. Save it smaller.")


def _bare(image: Image.Image, format: str) -> Image.Image:
    """Return the picture upright, in the colours of the web, and nothing but its points."""
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if profile:
        image = _in_web_colours(image, profile)
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    transparency = image.info.get("transparency")
    if image.mode not in _MODES[format]:
        has_alpha = image.has_transparency_data and "RGBA" in _MODES[format]
        image, transparency = image.convert("RGBA" if has_alpha else "RGB"), None
        if image.mode not in _MODES[format]:
            image = image.convert("P", palette=Image.Palette.ADAPTIVE)
    bare = image.copy()
    bare.info = {} if transparency is None else {"transparency": transparency}
    return bare


def _in_web_colours(image: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture as it would look with its profile, which need not be kept then."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    colours = image if image.mode in {"RGB", "CMYK"} and mode == "RGB" else image.convert("RGB")
    try:
        seen = ImageCms.profileToProfile(
            colours, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        # Broken, or of other colours than the picture's: browsers pass over it too.
        return image
    if seen is None:
        return image
    if mode == "RGBA":
        seen.putalpha(image.convert("RGBA").getchannel("A"))
    return seen


def _lossless(file: BytesIO, format: str) -> dict[str, bool]:
    is_lossless = format == "WEBP" and b"VP8L" in file.getvalue()[:64]
    return {"lossless": True} if is_lossless else {}


# --- Documents ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: how much it may weigh, and whether a file is one by its first and last bytes."""

    name: str
    heaviest: int
    is_one: Callable[[bytes, bytes], bool]
    #: Takes off what a phone or a camera wrote into it.
    bare: Callable[[IO[bytes]], None] | None = None


def _is_pdf(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"%PDF-") and b"%%EOF" in tail


def _is_mp3(head: bytes, tail: bytes) -> bool:
    # A tag, or a frame: eleven bits that are set, then version and layer III.
    return head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2)


def _is_mp4(head: bytes, tail: bytes) -> bool:
    return head[4:8] == b"ftyp"


def _is_text(head: bytes, tail: bytes) -> bool:
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A letter that is cut in two at the end of what was read is none of the file's faults.
        if error.start < len(head) - 3:
            return False
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)


def _is_captions(head: bytes, tail: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and _is_text(head, tail)


#: By the ending of the name. `WAGTAILDOCS_EXTENSIONS` are these. No office files: they can hold programs.
DOCUMENTS: Mapping[str, Kind] = {
    "pdf": Kind("PDF file", 20 * MB, _is_pdf),
    "txt": Kind("text file in UTF-8", MB, _is_text),
    "vtt": Kind("file of captions (WebVTT)", MB, _is_captions),
    "mp3": Kind("MP3 sound", 100 * MB, _is_mp3, bare_mp3),
    "m4a": Kind("MPEG-4 sound", 100 * MB, _is_mp4, bare_mp4),
    "mp4": Kind("MP4 film", 200 * MB, _is_mp4, bare_mp4),
}
_TAIL = KB


def clean_document(upload: UploadedFile) -> None:
    """Look whether an uploaded document is of a kind that is allowed, and what its name says; make sound and film bare.

    Raises:
        ValidationError: it is not, or is too big.
    """
    kind = DOCUMENTS.get(ending_of(upload))
    if kind is None:
        raise ValidationError(f"Files of this kind can't be put here. Save it as {_listed(DOCUMENTS)}.")
    _check_weight(upload, kind.heaviest)
    # Texts are small, and looked at whole.
    head = _read(upload, 0, MB if kind.heaviest == MB else KB)
    tail = _read(upload, max(0, (upload.size or 0) - _TAIL), _TAIL)
    # A second file behind the first: office files, and programs that some readers would run, are such archives.
    if not kind.is_one(head, tail) or is_zipfile(upload):
        upload.seek(0)
        raise ValidationError(f"The name says {kind.name}, and this is something else. Save it anew, and try again.")
    upload.seek(0)
    if kind.bare:
        make_bare(upload, kind.bare)


def make_bare(upload: Any, bare: Callable[[IO[bytes]], None]) -> None:
    """Take what a phone or a camera wrote into a film or a sound off it, in the very file that it came in.

    Raises:
        ValidationError: it is built in a way that leaves open what else it holds.
    """
    try:
        bare(upload)
    except Unreadable as error:
        raise ValidationError(
            "This file is damaged, or holds something beside picture and sound that can't be taken off. Save it anew, "
            "and try again."
        ) from error
    upload.size = upload.seek(0, SEEK_END)
    upload.seek(0)


def _read(upload: UploadedFile, start: int, length: int) -> bytes:
    upload.seek(start)
    return bytes(upload.read(length))


# --- Both -----------------------------------------------------------------------------------------------------------


def ending_of(upload: UploadedFile) -> str:
    """Return the ending of a file's name in small letters, without the dot."""
    return PurePath(upload.name or "").suffix.lower().removeprefix(".")


def _check_weight(upload: UploadedFile, most: int) -> None:
    if not upload.size:
        raise ValidationError("This file is empty.")
    if upload.size > most:
        raise ValidationError(f"This file is bigger than {most // MB} MB. Save it smaller.")


def _listed(endings: Mapping[str, Any]) -> str:
    *first, last = sorted({ending.upper() for ending in endings if ending != "jpeg"})
    return f"{', '.join(first)} or {last}"
