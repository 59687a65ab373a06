"""Which parameters of its address a page reads: with all others it is the same page."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from good_beginnings.page_cache.wrapper import ALL, ASKED

Handler = Callable[[HttpRequest], HttpResponse]


class NotesParameters:
    """Note for the page cache which parameters are read while a request is answered."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.META:
            # Nothing is to be kept of the answer.
            return self.get_response(request)
        given = AskedFor(request.META.get("QUERY_STRING", ""), encoding=request.encoding)
        request.META[ASKED] = given.names
        request.GET = given  # type: ignore[assignment]
        return self.get_response(request)


class AskedFor(QueryDict):
    """Parameters that note which of them are asked for, whether they are there or not.

    What else can be asked of a `QueryDict` comes down to these.
    """

    def __init__(self, query_string: str = "", mutable: bool = False, encoding: str | None = None) -> None:
        self.names: set[str] = set()
        super().__init__(query_string, mutable, encoding)
        self.names.clear()

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().getlist(key, default)

    # Read whole; also to see whether there is anything.

    def __iter__(self) -> Iterator[str]:
        self.names.add(ALL)
        return super().__iter__()

    def __len__(self) -> int:
        self.names.add(ALL)
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self.names.add(ALL)
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def keys(self) -> Any:
        self.names.add(ALL)
        return super().keys()

    def lists(self) -> Any:
        self.names.add(ALL)
        return super().lists()
