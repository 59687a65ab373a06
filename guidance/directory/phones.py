"""Telephone numbers as people read them and as a telephone dials them. Pure."""

import re

_SHAPE = re.compile(r"\+?[0-9](?:[0-9 ]*[0-9])?")
#: From 999 to an international number, text relay's own digits before it included.
_SHORTEST, _LONGEST = 3, 18
#: Childline's: the one number that begins with 0 and is shorter than the others.
_SHORT = "08001111"


class BadPhone(ValueError):
    """Not a number that a telephone could dial."""


def dialled(number: str) -> str:
    """Return the number as a telephone dials it, without spaces.

    Raises:
        BadPhone: it holds anything but digits and spaces, or too few or too many digits.
    """
    digits = number.replace(" ", "")
    if not _SHAPE.fullmatch(number) or not number.isascii() or not _SHORTEST <= len(digits.lstrip("+")) <= _LONGEST:
        raise BadPhone("Write digits and spaces only, as people read them aloud: 028 3756 7100")
    if digits.startswith("0") and digits != _SHORT and not 10 <= len(digits) <= 11:
        raise BadPhone("A number that begins with 0 has ten or eleven digits.")
    return digits


def in_e164(number: str) -> str:
    """Return a number of the United Kingdom as other machines want it: `+442837567100`; short ones as they are."""
    digits = dialled(number)
    return f"+44{digits[1:]}" if digits.startswith("0") and digits != _SHORT else digits
