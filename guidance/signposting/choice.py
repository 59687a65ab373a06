"""What a practitioner has picked: the whole of a pack. Pure."""

import json
from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

#: Things of one kind in a pack: more would not stand on a card, nor be read.
MOST_PAGES, MOST_SERVICES = 8, 6
#: The format that is nothing but the page itself.
READ = "read"


@dataclass(frozen=True, slots=True)
class Choice:
    """Pages in their order by translation key, services by key, one survey, a language and a format.

    ``survey`` names a survey and a service as `home.shared_surveys` does, not a way in: waves come and go.
    """

    pages: tuple[UUID, ...] = ()
    services: tuple[str, ...] = ()
    survey: str = ""
    language: str = "en"
    format: str = READ

    @property
    def is_empty(self) -> bool:
        return not (self.pages or self.services or self.survey)

    @property
    def canonical(self) -> str:
        """Return the choice as one text, the same for the same choice. Only the order of pages says anything."""
        return json.dumps(
            {
                "format": self.format,
                "language": self.language,
                "pages": [str(key) for key in dict.fromkeys(self.pages)],
                "services": sorted(set(self.services)),
                "survey": self.survey,
            },
            sort_keys=True,
            separators=(",", ":"),
        )

    @classmethod
    def read(cls, canonical: str) -> Self:
        """Return the choice that a text says."""
        kept = json.loads(canonical)
        return cls(
            pages=tuple(map(UUID, kept["pages"])),
            services=tuple(kept["services"]),
            survey=kept["survey"],
            language=kept["language"],
            format=kept["format"],
        )

    def moved_up(self, page: UUID) -> Self:
        """Return the choice with one page before its neighbour."""
        place = self.pages.index(page) if page in self.pages else 0
        if not place:
            return self
        before, after = self.pages[: place - 1], self.pages[place + 1 :]
        return replace(self, pages=(*before, page, self.pages[place - 1], *after))
