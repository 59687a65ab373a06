"""What the question in a page is about: the same bytes for every reader, so that the page can be kept whole."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

_SALT = "feedback.reactions.ticket"
LONGEST = 500


class BadTicket(Exception):
    """It is none of ours."""


@dataclass(frozen=True, slots=True)
class PageTicket:
    """A page's words as they were read: which page, which words, in which language and format."""

    page_key: UUID
    words_digest: str
    language: str
    format: str

    def __str__(self) -> str:
        """Return it as it stands in the form."""
        return _signer().sign(f"{self.page_key.hex} {self.words_digest} {self.language} {self.format}")


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def read_ticket(text: str) -> PageTicket:
    """Return the ticket that stands in a form.

    Raises:
        BadTicket: it was not made here, or has been changed.
    """
    try:
        key, digest, language, kind = _signer().unsign(text[:LONGEST]).split(" ")
        return PageTicket(UUID(key), digest, language, kind)
    except (signing.BadSignature, ValueError) as error:
        raise BadTicket(type(error).__name__) from error
