"""Where uploads lie, as a backup sees it: in a folder on a disk, or in a bucket that machines share."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Protocol

from django.core.files import File

from feedback.keeping.copying import CannotCopy, CannotRestore, to_the_disk


class Uploads(Protocol):
    """A place of files. As text: what it is called."""

    @property
    def beside(self) -> Path:
        """Return a folder of the site's own, with room for all of them."""

    def names(self) -> Iterator[str]:
        """Yield the name of every file.

        Raises:
            OSError: some of them can't be read.
            CannotCopy: there is what can't be kept.
        """

    def opened(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open a file.

        Raises:
            FileNotFoundError: it was deleted since we looked.
        """

    def is_empty(self) -> bool:
        """Tell whether nothing is there."""

    def put_back(self, folder: Path) -> AbstractContextManager[None]:
        """Put all that is in the folder there. Where the block fails, all of it is taken away again."""


class Folder:
    """Uploads on this machine's disk."""

    def __init__(self, path: Path) -> None:
        self.path, self.beside = path, path.parent

    def __str__(self) -> str:
        return str(self.path)

    def names(self) -> Iterator[str]:
        # A site that has no file yet has no folder for them.
        for file in sorted(_files_in(self.path)) if self.path.exists() else []:
            yield file.relative_to(self.path).as_posix()

    def opened(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return (self.path / name).open("rb")

    def is_empty(self) -> bool:
        return not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir()))

    @contextmanager
    def put_back(self, folder: Path) -> Iterator[None]:
        # It takes the place of an empty folder, and of no other.
        folder.rename(self.path)
        try:
            to_the_disk(self.beside)
            yield
        except Exception:
            self.path.rename(folder)
            raise


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield every file.

    Raises:
        OSError: a folder can't be read.
        CannotCopy: something is neither file nor folder, such as a link.
    """
    for place, folders, files in os.walk(folder, onerror=_raise):
        for path in (Path(place, name) for name in [*folders, *files]):
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield path
            elif not stat.S_ISDIR(mode):
                # What a link leads to would not be in the backup, nor would the link lead there on another machine.
                raise CannotCopy(f"{path} is a link or no file. Put in its place what it leads to, or take it away.")


def _raise(error: OSError) -> None:
    raise error


class Bucket:
    """Uploads in a bucket, as `home.bucket.Bucket` knows it; ``beside`` is where they pass through."""

    def __init__(self, storage: Any, *, beside: Path) -> None:
        self.storage, self.beside = storage, beside

    def __str__(self) -> str:
        return "the bucket"

    def names(self, folder: str = "") -> Iterator[str]:
        folders, files = self.storage.listdir(folder)
        for name in sorted(files):
            yield f"{folder}{name}"
        for name in sorted(folders):
            yield from self.names(f"{folder}{name}/")

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        # All of it first: one that can't be fetched must not be half in a backup.
        with TemporaryFile(dir=self.beside) as fetched:
            for piece in self.storage.whole(name):
                fetched.write(piece)
            fetched.seek(0)
            yield fetched

    def is_empty(self) -> bool:
        return next(self.names(), None) is None

    @contextmanager
    def put_back(self, folder: Path) -> Iterator[None]:
        there: list[str] = []
        try:
            for file in sorted(_files_in(folder)):
                there.append(self._put(file, file.relative_to(folder).as_posix()))
            yield
        except Exception:
            for name in there:
                self.storage.delete(name)
            raise

    def _put(self, file: Path, name: str) -> str:
        with file.open("rb") as opened:
            given = str(self.storage.save(name, File(opened)))
        if given != name:
            self.storage.delete(given)
            raise CannotRestore(f"Somebody else has put {name} into the bucket meanwhile. Empty it, and begin again.")
        return given
