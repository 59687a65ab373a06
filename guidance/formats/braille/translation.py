"""Print into cells: each run by its own language's table, and what no table knows gathered for the editor. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from guidance.document import Run, Text
from guidance.formats.braille import liblouis, tables
from guidance.formats.braille.cells import Cells
from guidance.formats.braille.characters import spelt, tidy, unknown_in, unreadable
from guidance.formats.braille.substitutes import SIGNS
from guidance.formats.contract import Unreadable

_SPACES = re.compile("[ \u00a0]+")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some characters, how they are marked, and the table that will write them."""

    text: str
    is_strong: bool
    table: str


@dataclass
class Translator:
    """Writes a language's braille, contracted or not, and remembers what could not be written.

    ``table`` is the language's own; runs of another language take that one's uncontracted table.
    """

    code: str
    table: str
    unreadable: dict[Unreadable, None] = field(default_factory=dict)

    def cells(self, text: Text) -> Cells:
        """Return a text in braille; empty where nothing of it can be read.

        Raises:
            LouisError: liblouis could not do it.
        """
        cells = Cells()
        stretches = _single_spaces(stretch for run in text for stretch in self._stretches(run))
        for table, group in groupby(stretches, key=lambda stretch: stretch.table):
            cells += self._translated(table, list(group))
        return cells

    def plain_cells(self, words: str) -> Cells:
        return self.cells((Run(words),))

    def _stretches(self, run: Run) -> Iterator[_Stretch]:
        """Yield a run cut where the table changes, without what no table knows."""
        code, table = self._braille_of(run)
        text = spelt(tidy(run.text), table, code)
        unknown = unknown_in(text, table)
        start = 0
        for index, character in enumerate(text) if unknown else ():
            if character not in unknown:
                continue
            yield _Stretch(text[start:index], run.strong, table)
            start = index + 1
            other = _table_of_script(character, text)
            if other:
                yield _Stretch(character, run.strong, other)
            else:
                self.unreadable[unreadable(text, index)] = None
        yield _Stretch(text[start:], run.strong, table)

    def _translated(self, table: str, stretches: list[_Stretch]) -> Cells:
        text = "".join(stretch.text for stretch in stretches)
        try:
            return liblouis.translate(table, text, _strong(stretches))
        except liblouis.EightDotsError as error:
            if not error.characters:
                raise
            return self._translated(table, self._without(error.characters, stretches))

    def _without(self, characters: frozenset[str], stretches: list[_Stretch]) -> list[_Stretch]:
        """Return the stretches with other signs for these characters; without those that have none, which are noted."""
        text = "".join(stretch.text for stretch in stretches)
        others = {character: next(iter(SIGNS.get(character, ())), "") for character in characters}
        for character in sorted(character for character, other in others.items() if not other):
            self.unreadable[unreadable(text, text.index(character))] = None
        plain = {ord(character): other for character, other in others.items()}
        return [replace(stretch, text=stretch.text.translate(plain)) for stretch in stretches]

    def _braille_of(self, run: Run) -> tuple[str, str]:
        """Return a run's language and table: the document's own where its language has no braille."""
        code = tables.code_of(run.language) if run.language else None
        table = tables.uncontracted(code) if code and code != self.code else None
        return (code, table) if code and table else (self.code, self.table)


def _strong(stretches: list[_Stretch]) -> list[bool]:
    """Return for each character whether it is bold; nothing, where none is."""
    if not any(stretch.is_strong for stretch in stretches):
        return []
    return [stretch.is_strong for stretch in stretches for _ in stretch.text]


def _table_of_script(character: str, text: str) -> str | None:
    """Return a table for a letter of another script, met where nobody said that the language changes."""
    if "\u0400" <= character <= "\u04ff":
        code = "uk" if set("іїєґІЇЄҐ") & set(text) else "ru"
    elif "\u0600" <= character <= "\u06ff":
        code = "ar"
    elif "\u3400" <= character <= "\u9fff":
        code = "zh-hans"
    else:
        return None
    table = tables.uncontracted(code)
    return table if table and liblouis.knows(table, character) else None


def _single_spaces(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Return the stretches without spaces at either end or twice in a row: dropped signs leave some behind."""
    single: list[_Stretch] = []
    ends_in_space = True
    for stretch in stretches:
        text = _SPACES.sub(_one_space, stretch.text)
        text = text.lstrip(" \u00a0") if ends_in_space else text
        if text:
            single.append(replace(stretch, text=text))
            ends_in_space = text[-1] in " \u00a0"
    if single and ends_in_space:
        single[-1] = replace(single[-1], text=single[-1].text.rstrip(" \u00a0"))
    return [stretch for stretch in single if stretch.text]


def _one_space(spaces: re.Match[str]) -> str:
    # Of several, one that holds two words together wins.
    return "\u00a0" if "\u00a0" in spaces[0] else " "
