"""A survey's words in one language as a PO file, out and back. Pure."""

import polib

from feedback.surveys.definition import SOURCE, Definition, Room, room_of
from feedback.surveys.exchange.form import Said, plain, words_of
from guidance.content.files import BadContent
from guidance.content.po import parse_po, po_file
from home.languages import REGISTRY, Language

EXTENSION = ".po"
MEDIA_TYPE = "text/x-gettext-translation; charset=utf-8"
#: Bytes. The longest survey has a twentieth of this.
LARGEST = 2 * 1024 * 1024
_SURVEY = "Project-Id-Version"


def write(definition: Definition, language: Language, *, room: Room) -> bytes:
    """Return all texts with what this language has of them. A comment says how long each may be."""
    po = po_file(language)
    po.metadata = {_SURVEY: definition.survey, **po.metadata}
    for ref, words in words_of(definition):
        comment = f"At most {room_of(ref, room)} letters"
        said = words.get(language.code, "")
        po.append(polib.POEntry(msgctxt=ref, msgid=words[SOURCE], msgstr=said, comment=comment))
    return str(po).encode()


def read(data: bytes, *, name: str, definition: Definition, room: Room) -> Said:
    """Return the finished translations of the file's language; what is empty or doubtful says nothing.

    Raises:
        BadContent: it is broken, made for another survey, or says what the English does not; the message names the
            line and the reason. Nothing of it may be taken then.
    """
    if not name.lower().endswith(EXTENSION):
        raise BadContent(f"{name}: a PO file's name ends with {EXTENSION}")
    if len(data) > LARGEST:
        raise BadContent(f"{name}: larger than {LARGEST // 1024 // 1024} MB, which no survey is")
    po = parse_po(data, name=name)
    made_for = po.metadata.get(_SURVEY, "")
    if made_for and made_for != definition.survey:
        raise BadContent(f"{name}: made for the survey {made_for}, not for {definition.survey}")
    language = _language(po, name)
    english = {ref: words.get(SOURCE, "") for ref, words in words_of(definition)}
    said: dict[str, str] = {}
    seen: set[str] = set()
    for entry in po:
        if entry.obsolete:
            continue
        where = f"{name}: line {entry.linenum}"
        ref = _known(entry, english, seen, where)
        words = plain(entry.msgstr)
        if len(words) > room_of(ref, room):
            raise BadContent(f"{where}: {ref} has room for {room_of(ref, room)} letters, not {len(words)}")
        if words and not entry.fuzzy:
            said[ref] = words
    return {language.code: said}


def _language(po: polib.POFile, name: str) -> Language:
    tag = po.metadata.get("Language", "")
    found = next((each for each in REGISTRY if each.tag == tag and each.code != SOURCE), None)
    if found is None:
        raise BadContent(f"{name}: its header names {tag or 'no language'}, which is none to translate into here")
    return found


def _known(entry: polib.POEntry, english: dict[str, str], seen: set[str], where: str) -> str:
    """Return the name of the entry's text, which is in the survey with this English and was not met before."""
    ref = entry.msgctxt or ""
    if entry.msgid_plural:
        raise BadContent(f"{where}: no text of a survey has plural forms")
    if ref not in english:
        raise BadContent(f"{where}: the survey has no place {ref!r} (for “{entry.msgid[:60]}”)")
    if ref in seen:
        raise BadContent(f"{where}: {ref} stands in this file twice")
    seen.add(ref)
    if plain(entry.msgid) != english[ref]:
        raise BadContent(
            f"{where}: the survey does not say “{entry.msgid[:60]}” at {ref} (any more): download it again"
        )
    return ref
