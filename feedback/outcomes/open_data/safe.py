"""Words that no spreadsheet program takes for a formula. Pure.

A cell that begins with one of a few signs is worked out when a file is opened, and can call programs or send what
stands beside it away (OWASP, "CSV Injection"). An apostrophe before the sign makes it words.
"""

import re

#: Also as some keyboards write them. The sign for what is hidden, an en dash, is none of them.
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−"
#: Where a cell could begin: at the start, and after a semicolon, at which many European programs part a line.
_BEGINS = re.compile(rf"(^|;)(?=[\s\"\u200b-\u200f\u2060\ufeff]*[{re.escape(SIGNS)}])")
#: A tab or a line's end would part cells, too.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def safe_words(text: str) -> str:
    """Return the words as a cell may hold them: on one line, and no formula."""
    return _BEGINS.sub(r"\1'", _CONTROLS.sub(" ", text).strip())
