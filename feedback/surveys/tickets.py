"""What a family has answered so far, as it rides in the form: signed, so that nobody else's words are put in its mouth.

No time is in it: the same answers give the same bytes, so that a page can be kept, by us and by the phone.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing

from feedback.surveys.answers import Given

_SALT = "feedback.surveys.ticket"
#: Characters. The longest survey with every box filled stays far below.
LONGEST = 60_000


class BadTicket(Exception):
    """It is none of ours, or no longer whole."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a family came in, which version it was shown, and its answers.

    ``typed`` holds what could not be kept as an answer yet; ``seen`` the questions that it has been asked.
    """

    code: str
    version: int
    given: Given = field(default_factory=dict)
    typed: Given = field(default_factory=dict)
    seen: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as it stands in the form."""
        given = {key: list(answer) for key, answer in self.given.items()}
        typed = {key: list(answer) for key, answer in self.typed.items()}
        data = {"c": self.code, "v": self.version, "g": given, "t": typed, "s": list(self.seen)}
        return _signer().sign_object(data)

    def with_answer(self, key: str, answer: tuple[str, ...]) -> "Ticket":
        """Return it with one question answered, or passed over where the answer is empty."""
        given = {name: kept for name, kept in self.given.items() if name != key} | ({key: answer} if answer else {})
        typed = {name: words for name, words in self.typed.items() if name != key}
        return replace(self, given=given, typed=typed, seen=tuple(dict.fromkeys((*self.seen, key))))

    def with_typed(self, key: str, typed: tuple[str, ...]) -> "Ticket":
        """Return it with something typed that is no answer yet."""
        return replace(self, typed={**self.typed, key: typed})


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def read_ticket(text: str) -> Ticket:
    """Return the ticket that stands in a form.

    Raises:
        BadTicket: it was not made here, or has been changed.
    """
    if len(text) > LONGEST:
        raise BadTicket("too long")
    try:
        data = _signer().unsign_object(text)
        return Ticket(str(data["c"]), int(data["v"]), _given(data["g"]), _given(data["t"]), tuple(data["s"]))
    except (signing.BadSignature, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadTicket(type(error).__name__) from error


def _given(data: Any) -> dict[str, tuple[str, ...]]:
    return {str(key): tuple(str(each) for each in answer) for key, answer in data.items()}
