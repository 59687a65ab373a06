"""Zips of translators' files: opened only where that is safe. Pure."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from guidance.content.files import BadContent

EXTENSION = ".zip"
#: Bytes: one file, all of them as they are sent, and unpacked. The longest page has a hundredth of the first.
LARGEST = 2 * 1024 * 1024
LARGEST_ZIP = 20 * 1024 * 1024
LARGEST_UNPACKED = 80 * 1024 * 1024
MOST_FILES = 2_000


def write_zip(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a zip of these files, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files:
            package.writestr(name, data)
    return made.getvalue()


def files_in(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip, without what a computer put in by itself; a file that is no zip is one file.

    Raises:
        BadContent: it is damaged, locked, or far larger than translations are.
    """
    if not name.lower().endswith(EXTENSION):
        yield name, data
        return
    if len(data) > LARGEST_ZIP:
        raise BadContent(f"{name}: larger than {LARGEST_ZIP // 1024 // 1024} MB, which no translation is")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [each for each in package.infolist() if _is_theirs(each)]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > LARGEST_UNPACKED:
                raise BadContent(f"{name}: unpacked it is far larger than translations are")
            for member in members:
                yield member.filename, package.read(member) if member.file_size <= LARGEST else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise BadContent(f"{name}: this is no zip file, or it is damaged or locked with a password") from error


def _is_theirs(member: zipfile.ZipInfo) -> bool:
    last = member.filename.rsplit("/", 1)[-1]
    return not member.is_dir() and not member.filename.startswith("__MACOSX/") and not last.startswith(".")
