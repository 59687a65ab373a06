"""XML from outside, opened only where that is safe, and XML of our own. Pure."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from guidance.content.files import BadContent

#: What XML 1.0 can't hold at all.
_IMPOSSIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parse(data: bytes, name: str) -> Any:
    """Return the root element.

    Raises:
        BadContent: it is no XML, or declares a document type or entities: these can grow without end.
    """
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, ValueError, LookupError, DefusedXmlException) as error:
        raise BadContent(f"{name}: this file can't be read: {type(error).__name__}") from error


def text(words: str) -> str:
    """Return words as they stand between tags."""
    return escape(_IMPOSSIBLE.sub("", words))


def attribute(words: str) -> str:
    """Return words as they stand in an attribute, with the quotes around them."""
    return quoteattr(_IMPOSSIBLE.sub("", words))
