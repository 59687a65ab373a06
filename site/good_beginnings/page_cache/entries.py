"""A page as it is kept: once plain, once as gzip, once as Brotli, each with its headers. Pure."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

Headers = list[tuple[str, str]]

PLAIN, GZIP, BROTLI = "", "gzip", "br"
#: What a reader's browser is given where it takes several equally gladly: the smallest first.
ENCODINGS = (BROTLI, GZIP, PLAIN)
#: Higher takes ten times as long for two per cent; somebody waits for the first answer.
_BROTLI_QUALITY, _GZIP_LEVEL = 6, 6
#: Headers that belong to one answer, or that are said anew for each encoding.
_OF_ONE_ANSWER = {"content-length", "content-encoding", "date", "etag", "vary", "connection", "server"}
#: What a browser is told again when its copy is still right.
_OF_NOT_MODIFIED = {"etag", "vary", "cache-control", "cdn-cache-control", "content-language"}
#: The longest `Accept-Encoding` that is remembered: browsers send 30 characters.
_USUAL_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Body:
    """One encoding of a page. ``mtime`` is the time its file is given: nginx makes an ETag of time and size."""

    data: bytes
    mtime: int
    headers: Headers
    not_modified: Headers

    @property
    def etag(self) -> str:
        return etag_of(self.mtime, len(self.data))


@dataclass(frozen=True, slots=True)
class Entry:
    """One page. ``asks`` are the parameters that it read, `*` for all; ``headers`` those of every encoding."""

    headers: Headers
    asks: frozenset[str]
    bodies: dict[str, Body]

    @property
    def size(self) -> int:
        return sum(len(body.data) for body in self.bodies.values())


def etag_of(mtime: int, size: int) -> str:
    """Return the ETag that nginx gives a file, so that it makes no difference who answers."""
    return f'"{mtime:x}-{size:x}"'


def make_entry(headers: Headers, plain: bytes, asks: Iterable[str]) -> Entry:
    """Return a page in every encoding. About ten milliseconds."""
    datas = {
        PLAIN: plain,
        GZIP: gzip.compress(plain, _GZIP_LEVEL, mtime=0),
        BROTLI: brotli.compress(plain, quality=_BROTLI_QUALITY),
    }
    kept = sorted((name, _in_order(name, value)) for name, value in headers if name.lower() not in _OF_ONE_ANSWER)
    if not any(name.lower() == "cache-control" for name, _value in kept):
        # It may be kept, and is asked for again each time: a correction is seen at once.
        kept.append(("Cache-Control", "no-cache"))
    return entry_of(kept, datas, asks)


def _in_order(name: str, value: str) -> str:
    """Return a header as every process would say it: django-csp has its directives in no order."""
    return "; ".join(sorted(value.split("; "))) if name.lower() == "content-security-policy" else value


def entry_of(headers: Headers, datas: dict[str, bytes], asks: Iterable[str]) -> Entry:
    bodies = {encoding: _body(headers, encoding, data) for encoding, data in datas.items()}
    return Entry(headers, frozenset(asks), bodies)


def _body(headers: Headers, encoding: str, data: bytes) -> Body:
    mtime = _mtime(headers, encoding, data)
    said = [*headers, ("Vary", "Accept-Encoding"), ("ETag", etag_of(mtime, len(data)))]
    if encoding:
        said.append(("Content-Encoding", encoding))
    again = [(name, value) for name, value in said if name.lower() in _OF_NOT_MODIFIED]
    return Body(data, mtime, [*said, ("Content-Length", str(len(data)))], again)


def _mtime(headers: Headers, encoding: str, data: bytes) -> int:
    """Return a time made of what is said and how, not of when: 31 bits, as much as every file system takes."""
    digest = hashlib.sha256(repr((headers, encoding)).encode() + data).digest()
    return int.from_bytes(digest[:4]) >> 1


# --- What a browser asks for ----------------------------------------------------------------------------------------


def encoding_for(accepted: str) -> str:
    """Return the encoding for an `Accept-Encoding` header (RFC 9110, 12.5.3)."""
    return _usual(accepted) if len(accepted) <= _USUAL_LENGTH else _encoding_for(accepted)


def _encoding_for(accepted: str) -> str:
    if not accepted.strip():
        return PLAIN
    weights = dict(_weights(accepted))
    others = weights.get("*", 0.0)
    # Plain is taken by everybody who does not refuse it, but by those who do not name it only for want of another.
    plain = weights.get("identity", others or 0.001)
    wanted = {BROTLI: weights.get("br", others), GZIP: weights.get("gzip", weights.get("x-gzip", others)), PLAIN: plain}
    best = max(wanted.values())
    return next(encoding for encoding in ENCODINGS if wanted[encoding] == best) if best else PLAIN


_usual = lru_cache(maxsize=200)(_encoding_for)


def _weights(accepted: str) -> Iterable[tuple[str, float]]:
    for part in accepted.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        yield name, min([_weight(each) for each in parameters], default=1.0)


def _weight(parameter: str) -> float:
    """Return a weight; 0 for one that can't be read: what was not understood was not asked for."""
    name, _sign, value = parameter.partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


def is_still_right(if_none_match: str, etag: str) -> bool:
    """Tell whether a browser has this body already (RFC 9110, 13.1.2: a weak comparison, of each in a list)."""
    if if_none_match.strip() == "*":
        return True
    return any(each.strip().removeprefix("W/") == etag for each in if_none_match.split(","))
