"""Clean what was typed into a search box. Pure."""

import unicodedata

#: Letters; what is longer was not typed by a parent.
LONGEST_QUERY = 200


def clean_query(typed: str) -> str:
    """Return the query without control characters and direction overrides, at most 200 letters long."""
    kept = (
        character if not unicodedata.category(character).startswith("C") else " "
        for character in typed[: LONGEST_QUERY * 2]
    )
    return " ".join("".join(kept).split())[:LONGEST_QUERY]
