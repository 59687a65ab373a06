"""The admin's search, to which a quotation mark is nothing special (`WAGTAILSEARCH_BACKENDS`).

On SQLite the library puts what was typed between quotation marks as it is: one in it ends the search with an error.
"""

from typing import Any

from modelsearch.backends.database import SearchBackend as LibrarysBackend


def SearchBackend(params: Any) -> Any:
    """Return the library's search for this database, which is given no quotation marks."""
    backend = LibrarysBackend(params)
    kind = type(backend)

    class WithoutQuotes(kind):  # type: ignore[misc, valid-type]
        def search(self, query: Any, *args: Any, **options: Any) -> Any:
            return super().search(_without_quotes(query), *args, **options)

        def autocomplete(self, query: Any, *args: Any, **options: Any) -> Any:
            return super().autocomplete(_without_quotes(query), *args, **options)

    return WithoutQuotes(params)


def _without_quotes(query: Any) -> Any:
    """Return what was typed; a query that was made otherwise is the library's to read."""
    return query.replace('"', " ").strip() if isinstance(query, str) else query
