"""Short words read aloud: made by the worker, and known by what is read, so that no recording says other words.

What is read is a small `Document`: `said` makes one. A web process only looks whether a file is there; it never makes
one.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.html import conditional_escape
from django.views.decorators.http import require_safe

from guidance import document as documents
from guidance import services as formats
from guidance.document import Block, Document, Labels, Paragraph, Text
from guidance.downloads import send as send_file
from guidance.formats.contract import CannotMake
from guidance.formats.producers import BY_KIND, VOICE
from guidance.formats.speech.narration import narrate
from guidance.html_runs import text_of_html
from home.english_names import mark_english
from home.languages import SOURCE, Language
from home.stored import listing, there_of

logger = logging.getLogger(__name__)

FOLDER = "heard"
#: Raise it when the same words would be read differently now: everything is read anew.
VERSION = 2
_NAME = re.compile(r"[0-9a-f]{40}")
_NO_LABELS = Labels(*[""] * 8)


@dataclass(frozen=True, slots=True)
class Sound:
    """Words as they are heard. ``is_checked``: a named person has passed the voice."""

    url: str
    is_checked: bool


def said(key: str, language: Language, *parts: str | Block) -> Document:
    """Return what is read: sentences, each after a pause, and whole blocks. Empty sentences are passed over."""
    blocks = (Paragraph(marked(part, language)) if isinstance(part, str) else part for part in parts if part)
    return Document(
        slug=key, language=language, title="", promise=(), blocks=tuple(blocks), labels=_NO_LABELS, address=""
    )


def marked(words: str, language: Language) -> Text:
    """Return plain words with the English names in them marked: they are read as English."""
    return text_of_html(mark_english(str(conditional_escape(words)), language))


def translated(message: str, language: Language) -> str:
    """Return an interface text in this language; ``""`` where it has none: no voice reads English as its own."""
    with translation.override(language.code):
        words = translation.gettext(message)
    return "" if words == message and language != SOURCE else words


def sounds_of(wanted: Mapping[str, Document]) -> dict[str, Sound]:
    """Return what can be heard of these, all of one language. A look at the disk each; one query where one is there."""
    digests = {key: digest_of(document) for key, document in wanted.items()}
    files = there_of({_file_of(digest) for digest in digests.values()}, folder=FOLDER)
    there = {key: digest for key, digest in digests.items() if _file_of(digest) in files}
    if not there:
        return {}
    language = next(iter(wanted.values())).language
    is_checked = formats.is_checked(BY_KIND["audio"], language)
    if settings.HIDE_UNCHECKED_FORMATS and not is_checked:
        return {}
    return {key: Sound(reverse("heard", args=[digest]), is_checked) for key, digest in there.items()}


def stored(digest: str) -> str:
    """Return the name of the file with this digest in storage; ``""`` where there is none."""
    name = _name_of(digest)
    return name if _NAME.fullmatch(digest) and default_storage.exists(name) else ""


def _name_of(digest: str) -> str:
    return f"{FOLDER}/{_file_of(digest)}"


def _file_of(digest: str) -> str:
    return f"{digest}.mp3"


def digest_of(document: Document) -> str:
    """Return what a recording is known by: the words, who reads them, and how."""
    voice = VOICE.name(document.language, settings.VOICE_FILES)
    read = json.dumps([VERSION, voice, document.language.code, documents.digest(document)])
    return hashlib.sha256(read.encode()).hexdigest()[:40]


def make_missing(wanted: Iterable[Document]) -> int:
    """Read aloud all of these that have no sound yet; return how many were made.

    Also deletes the sounds of words that are not wanted any more. About a second for six questions.
    """
    by_digest = {digest_of(document): document for document in wanted}
    made = sum(_make(digest, document) for digest, document in by_digest.items() if not stored(digest))
    for file in listing(FOLDER)[1]:
        if file.removesuffix(".mp3") not in by_digest:
            default_storage.delete(f"{FOLDER}/{file}")
    return made


def _make(digest: str, document: Document) -> bool:
    offer = BY_KIND["audio"]
    if formats.why_not(offer, document.language):
        return False
    try:
        narration = narrate(document, formats.kit_for(offer, document.language))
    except CannotMake:
        return False
    except Exception:
        # What can't be read must not keep the rest from being heard; it is tried again at the next turn.
        logger.exception("%s could not be read aloud in %s", document.slug, document.language.code)
        return False
    default_storage.save(_name_of(digest), ContentFile(narration.mp3))
    return True


@require_safe
def heard(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Hand out words as they are heard.

    Raises:
        Http404: there is no such recording.
    """
    name = stored(digest)
    if not name:
        raise Http404("There is no such recording")
    response = send_file(request, name, f'"{digest}"')
    response.headers["Content-Type"] = "audio/mpeg"
    response.headers["ETag"] = f'"{digest}"'
    # Its address says what is in it: other words are at another one.
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
