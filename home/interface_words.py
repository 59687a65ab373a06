"""The words of the interface: what each language lacks, and the corrections that editors have made.

A correction is a row. Each process puts the rows into its own message catalogues, and looks for new ones at most every
`INTERFACE_WORDS_SECONDS`; a request in between asks the database nothing.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.utils.translation import to_locale, trans_real

from home import generation, languages
from home.audit.actions import TRANSLATED, note
from home.languages import SOURCE, Language
from home.models.interface_word import InterfaceWord

#: What parts a context from its message in a catalogue.
_PARTED = "\x04"
Key = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the interface. ``plural`` is the English for many, ``""`` where a message counts nothing."""

    context: str
    english: str
    plural: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message and what it says in one language: a text for each plural form, or one. ``""`` where there is none."""

    message: Message
    texts: tuple[str, ...]
    is_corrected: bool = False

    @property
    def is_complete(self) -> bool:
        return all(self.texts)


# --- What there is --------------------------------------------------------------------------------------------------


def plural_count(language: Language) -> int:
    return int(language.plural_forms.split("nplurals=")[1].split(";")[0])


def messages() -> tuple[Message, ...]:
    """Return every message of the interface, in the order of the catalogues: they all hold the same."""
    files = sorted(file for folder in settings.LOCALE_PATHS for file in Path(folder).glob("*/LC_MESSAGES/django.po"))
    return tuple(_read(files[0])) if files else ()


def words_of(language: Language) -> list[Said]:
    """Return what each message says in a language, an editor's correction before the catalogue. One query."""
    kept = _catalogue(language)
    rows = InterfaceWord.objects.filter(language=language.code)
    corrected = {(row.context, row.english, row.form): row.text for row in rows}
    return [_said(message, kept.get(message, ()), corrected, language) for message in messages()]


def missing_in(language: Language) -> list[Said]:
    """Return the messages that say nothing in a language, or not for every number. One query."""
    return [] if language == SOURCE else [said for said in words_of(language) if not said.is_complete]


def _said(message: Message, kept: tuple[str, ...], corrected: dict[tuple[str, str, int], str], to: Language) -> Said:
    count = plural_count(to) if message.plural else 1
    texts, is_corrected = [], False
    for form in range(count):
        text = corrected.get((message.context, message.english, form))
        is_corrected = is_corrected or text is not None
        texts.append(text if text is not None else kept[form] if form < len(kept) else "")
    return Said(message, tuple(texts), is_corrected)


def _catalogue(language: Language) -> dict[Message, tuple[str, ...]]:
    for folder in settings.LOCALE_PATHS:
        file = Path(folder) / language.catalogue / "LC_MESSAGES" / "django.po"
        if file.is_file():
            return _read(file)
    return {}


def _read(file: Path) -> dict[Message, tuple[str, ...]]:
    return _read_once(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read_once(file: Path, _as_of: int) -> dict[Message, tuple[str, ...]]:
    entries = [each for each in polib.pofile(str(file)) if not each.obsolete]
    return {Message(each.msgctxt or "", each.msgid, each.msgid_plural): _texts(each) for each in entries}


def _texts(entry: polib.POEntry) -> tuple[str, ...]:
    if entry.fuzzy:
        return ()
    return tuple(text for _form, text in sorted(entry.msgstr_plural.items())) or (entry.msgstr,)


# --- Corrections ----------------------------------------------------------------------------------------------------


def correct(language: Language, message: Message, texts: Iterable[str], *, by: Any) -> None:
    """Let a message say these texts from now on; an empty one is the catalogue's again. In effect here at once.

    Raises:
        ValidationError: other placeholders than the English has.
    """
    keep(language, message, texts, by=by)
    take_up()


def keep(language: Language, message: Message, texts: Iterable[str], *, by: Any) -> None:
    """Keep what a message shall say; in effect after the next look. For many at once.

    Raises:
        ValidationError: other placeholders than the English has.
    """
    rows = []
    for form, text in enumerate(texts):
        key = {"language": language.code, "context": message.context, "english": message.english, "form": form}
        row = InterfaceWord.objects.filter(**key).first() or InterfaceWord(**key)
        row.text, row.is_plural, row.changed_by = text.strip(), bool(message.plural), by
        if row.text:
            row.full_clean(validate_unique=False)
        rows.append(row)
    for row in rows:
        if row.text:
            row.save()
            note(TRANSLATED, row, user=by)
        elif row.pk:
            note(TRANSLATED, row, user=by, said="taken back")
            row.delete()


class _Applied:
    """What this process has put into its catalogues, and what stood there before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.read_at: float | None = None
        #: The generation of the site that the last look was for.
        self.read_for = ""
        self.texts: dict[tuple[str, Key], str] = {}
        self.before: dict[tuple[str, Key], str | None] = {}


_applied = _Applied()
#: The languages whose texts of this site are on top, by code.
_with_own: set[str] = set()


def keep_up() -> None:
    """Look for new corrections where the last look was too long ago, or something was changed. One query, or none."""
    seconds = settings.INTERFACE_WORDS_SECONDS
    if seconds is None:
        return
    now, shown = time.monotonic(), generation.of_request()
    if _applied.read_at is None or now - _applied.read_at >= seconds or _applied.read_for != shown:
        _applied.read_at = now
        take_up()
        # Not before: another thread would draw a page with the old words, and keep it as a new one.
        _applied.read_for = shown


def take_up() -> None:
    """Put the corrections that there are into this process's catalogues, and take out those that are gone."""
    # Read under the lock: else a thread that read before a change could undo what one that read after it has put in.
    with _applied.lock:
        rows = InterfaceWord.objects.values_list("language", "context", "english", "is_plural", "form", "text")
        wanted = {
            (code, _key(context, english, form if is_plural else None)): text
            for code, context, english, is_plural, form, text in rows
            if languages.find(code)
        }
        for place in _applied.texts.keys() - wanted.keys():
            _put(place, _applied.before.pop(place))
        for place, text in wanted.items():
            if _applied.texts.get(place) != text:
                before = _put(place, text)
                _applied.before.setdefault(place, before)
        _applied.texts = wanted


def _key(context: str, english: str, form: int | None) -> Key:
    message = f"{context}{_PARTED}{english}" if context else english
    return message if form is None else (message, form)


def _own_catalogue(code: str) -> dict[Key, str]:
    """Return the texts of this site in a language, with the plural rule of its registry.

    A language without a catalogue of ours has only those of the libraries on top, and they may count otherwise.
    """
    catalogues: Any = trans_real.translation(code)._catalog  # type: ignore[attr-defined]
    if code not in _with_own and not _has_catalogue(code):
        _rule = languages.get(code).plural_forms.partition("plural=")[2].rstrip(";")
        catalogues._catalogs.insert(0, {})
        catalogues._plurals.insert(0, c2py(_rule))
    _with_own.add(code)
    own: dict[Key, str] = catalogues._catalogs[0]
    return own


def _has_catalogue(code: str) -> bool:
    folder = to_locale(code)
    return any((Path(place) / folder / "LC_MESSAGES" / "django.mo").exists() for place in settings.LOCALE_PATHS)


def _put(place: tuple[str, Key], text: str | None) -> str | None:
    """Let a catalogue say this, and return what it said before; nothing takes a message out."""
    code, key = place
    catalogue = _own_catalogue(code)
    before: str | None = catalogue.get(key)
    if text is None:
        catalogue.pop(key, None)
    else:
        catalogue[key] = text
    return before
