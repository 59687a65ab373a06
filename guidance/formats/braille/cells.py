"""Braille cells, and where a line of them may end. Pure."""

from dataclasses import dataclass

BLANK = "\u2800"
#: Six-dot cells are the first 64 of Unicode's braille patterns.
LAST_SIX_DOT = "\u283f"


@dataclass(frozen=True, slots=True)
class Cells:
    """A stretch of braille.

    ``dots`` holds six-dot Unicode braille patterns only. A new line may begin at each of ``breaks``: they come from the
    print text, for in some languages' braille the blank after a comma goes while the place to break stays.
    """

    dots: str = ""
    breaks: tuple[int, ...] = ()

    def __add__(self, other: "Cells") -> "Cells":
        moved = (len(self.dots) + place for place in other.breaks)
        return Cells(self.dots + other.dots, (*self.breaks, *moved))

    def __len__(self) -> int:
        return len(self.dots)
