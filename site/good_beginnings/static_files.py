"""Static files as a parent's phone gets them: one style sheet, joined and minified, with a digest in its name."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The style sheet that imports all others. On a slow phone each import would be a round trip of its own.
MAIN_SHEET = "css/main.css"

_IMPORT = re.compile(r'@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>[a-z-]+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r" ?([{};,>]) ?")


def minified(css: str) -> str:
    """Return the sheet without comments and needless space."""
    return _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css))).replace(";}", "}").strip()


def joined(css: str, read: Callable[[str], str]) -> str:
    """Return the sheet with every import replaced by the file it names, in its layer."""
    whole = _IMPORT.sub(lambda match: f"@layer {match['layer']} {{{read(match['file'])}}}", css)
    return minified(whole)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Joins what the main sheet imports into one file when static files are collected."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the name with its digest; the plain name for a missing file: it costs its picture, never the page."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name

    def post_process(
        self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        """Join the main sheet, then do all that the storage does."""
        if MAIN_SHEET in paths and not dry_run:
            self._join(paths)
        yield from super().post_process(paths, dry_run, **options)

    def _join(self, paths: dict[str, tuple[Any, str]]) -> None:
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        css = joined(read(MAIN_SHEET), lambda name: read(f"css/{name}"))
        if self.exists(MAIN_SHEET):
            self.delete(MAIN_SHEET)
        self.save(MAIN_SHEET, ContentFile(css.encode()))
        paths[MAIN_SHEET] = (self, MAIN_SHEET)
