"""A person's voice for tests: sound as a browser would send it, and pages that are recorded."""

import io
import wave
from collections.abc import Iterable

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from guidance import recorded, services
from guidance.document import Document
from guidance.formats.recordings import Part, sections_of
from guidance.linearise import document_of
from guidance.models import FormatFile, GuidancePage, RecordedPart

_RATE = 8_000


def wav(seconds: float = 1.0, *, amplitude: float = 0.3, pitch: int = 440) -> bytes:
    """Return a tone as a WAV file."""
    times = np.arange(int(seconds * _RATE)) / _RATE
    samples = (amplitude * 32_767 * np.sin(2 * np.pi * pitch * times)).astype(np.int16)
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return data.getvalue()


def upload(data: bytes | None = None, *, name: str = "sound.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, wav() if data is None else data, content_type="audio/wav")


def document(page: GuidancePage) -> Document:
    return document_of(GuidancePage.objects.get(pk=page.pk))


def sections(page: GuidancePage) -> tuple[Part, ...]:
    return sections_of(document(page))


def send(page: GuidancePage, part: Part, data: bytes | None = None, **about: object) -> RecordedPart:
    """Send a recording of one part, as the admin does."""
    return recorded.keep_sent(page, part, upload(data), by=None, **about)


def record(page: GuidancePage, parts: Iterable[Part] | None = None, data: bytes | None = None) -> None:
    """Record parts of a page, all sections unless told, and have the worker take them in."""
    for part in sections(page) if parts is None else parts:
        assert recorded.take_in(send(page, part, data).pk), part.title


def audio(page: GuidancePage) -> FormatFile:
    """Ask for the page's audio as it should be now, make it if it waits, and return its row."""
    services.request_formats(GuidancePage.objects.get(pk=page.pk), kinds=["audio"])
    row = FormatFile.objects.get(page=page, kind="audio")
    if row.status == FormatFile.Status.WAITING:
        services.make_format(row.pk)
        row.refresh_from_db()
    return row
