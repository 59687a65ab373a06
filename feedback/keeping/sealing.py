"""Backups that only their key opens, as age files (https://age-encryption.org/v1): other programs read them too.

The site has the public half alone, so that whoever breaks into it, or finds a backup, can open none.
"""

import hashlib
import os
from pathlib import Path
from typing import IO

import pyrage

_CHUNK = 1024 * 1024
_FIRST_LINE = b"age-encryption.org/v1\n"


class BadKey(Exception):
    """It is no key, or not the one for this file; the message says which."""


def new_key() -> tuple[str, str]:
    """Return a new key: the half that is kept away from the site, and the public half that it is given."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_half(words: str) -> pyrage.x25519.Recipient:
    """Return the public half of a key from what was set.

    Raises:
        BadKey: it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(words)
    except pyrage.RecipientError as error:
        raise BadKey("it is not the public half of a key, which begins with age1") from error


def is_sealed(file: Path) -> bool:
    """Tell it by the first line of a file."""
    with file.open("rb") as opened:
        return opened.read(len(_FIRST_LINE)) == _FIRST_LINE


def seal(plain: Path, target: Path, key: str) -> None:
    """Write a sealed copy into a new file that only its owner may read, and read back what is on the disk.

    Raises:
        BadKey: the key is none.
        OSError: it can't be written, or other bytes than were written come back.
    """
    recipient = public_half(key)
    with open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as opened, plain.open("rb") as source:
        written = _Hashing(opened)
        pyrage.encrypt_io(source, written, [recipient])
        opened.flush()
        opened.seek(0)
        found = hashlib.sha256()
        while chunk := opened.read(_CHUNK):
            found.update(chunk)
    if found.digest() != written.digest.digest():
        raise OSError(f"{target} holds other bytes than were written")


class _Hashing:
    """A file to write to, with the digest of what was written."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._opened.write(data)

    def flush(self) -> None:
        self._opened.flush()


def unseal(file: Path, target: Path, key_file: Path) -> None:
    """Write what a sealed file holds into a new one that only its owner may read.

    Raises:
        BadKey: there is no key in the key file, or it opens another file.
        OSError: one of them can't be read or written.
    """
    lines = [line.strip() for line in key_file.read_text(encoding="utf-8", errors="replace").splitlines()]
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BadKey(f"{key_file} holds no key, which begins with AGE-SECRET-KEY-1") from error
    with file.open("rb") as source, open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        try:
            pyrage.decrypt_io(source, opened, identities)
        except pyrage.DecryptError as error:
            raise BadKey(f"{key_file} does not open it, or it is damaged: {error}") from error
        except OSError as error:
            # One of the system has a number; this says that a piece is not what it was.
            if error.errno is not None:
                raise
            raise BadKey(f"it is damaged or was cut short: {error}") from error
