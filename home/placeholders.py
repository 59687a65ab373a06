"""What a program fills in in a text. Pure."""

import re
from collections import Counter

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def placeholders(text: str) -> Counter[str]:
    """Return the placeholders of a text, and how often each stands in it: `%(count)s`, `%s`, `{name}`."""
    return Counter(_PLACEHOLDER.findall(text))
