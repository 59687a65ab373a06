"""Packs for tests, and files of pages that nobody had to make."""

from uuid import UUID

from django.utils import timezone

from guidance.models import FormatFile, GuidancePage, Pack
from guidance.signposting.choice import Choice
from guidance.signposting.codes import shown
from guidance.signposting.services import make_pack

EXIT = "feeling-safe-at-home"


def page_in(code: str, slug: str = "why-babies-cry") -> GuidancePage:
    return GuidancePage.objects.get(slug=slug, locale__language_code=code)


def key_of(slug: str) -> UUID:
    return page_in("en", slug).translation_key


def a_pack(
    *slugs: str, language: str = "pl", kind: str = "read", services: tuple[str, ...] = (), survey: str = ""
) -> Pack:
    keys = tuple(map(key_of, slugs))
    return make_pack(Choice(pages=keys, services=services, survey=survey, language=language, format=kind))


def address_of(pack: Pack, code: str = "pl") -> str:
    return f"/{code}/go/{shown(pack.pk)}/"


def put_file(page: GuidancePage, kind: str, *, size: int = 900_000) -> FormatFile:
    """Have a file of this kind stand beside a page: a row, without its bytes."""
    told = {
        "status": FormatFile.Status.READY,
        "wanted": "same",
        "digest": "same",
        "words_digest": page.words_digest,
        "file": f"formats/{page.pk}.{kind}",
        "size": size,
        "seconds": 130,
        "made_at": timezone.now(),
    }
    row, _is_new = FormatFile.objects.update_or_create(page=page, kind=kind, defaults=told)
    return row
