"""Which braille each language is written in: liblouis's tables, by name. Pure but for asking whether one is there.

Never liblouis's own search by language: for many it gives computer braille, eight dots or an older code. A language
that is not here has no table that its readers can be given: Tetum, Somali and Ulster-Scots have none at all; Persian's
needs eight dots for quotation marks, Latin letters and its half-space; Sorani's has one cell for two letters, ه and ە.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from guidance.formats.braille import liblouis
from home.languages import REGISTRY

_OWN = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Braille:
    """The braille of one language.

    The first of ``uncontracted`` that liblouis has is used; ``contracted`` is empty where there is none. The systems
    are the names that metadata gives.
    """

    uncontracted: tuple[str, ...]
    uncontracted_system: str
    contracted: str = ""
    contracted_system: str = ""


#: By a language's code in the registry.
TABLES: Mapping[str, Braille] = {
    # Unified English Braille, which the United Kingdom and Ireland use; `en-GB-g2` is the code before it.
    "en": Braille(("en-ueb-g1.ctb",), "UEB grade 1", "en-ueb-g2.ctb", "UEB grade 2"),
    "pl": Braille(("Pl-Pl-g1.utb",), "Polish uncontracted"),
    # `lt.ctb`, `bg.ctb`, `ru.ctb` and `ro.ctb` are computer braille.
    "lt": Braille(("lt-6dot.utb",), "Lithuanian uncontracted"),
    "pt": Braille(("pt-pt-g1.utb",), "Portuguese grade 1", "pt-pt-g2.ctb", "Portuguese grade 2"),
    # From liblouis 3.27; before it, our own.
    "ro": Braille(("ro-g0.utb", str(_OWN / "ro-site.utb")), "Romanian uncontracted"),
    "bg": Braille(("bg.utb",), "Bulgarian uncontracted"),
    "ar": Braille(("ar-ar-g1.utb",), "Arabic grade 1", "ar-ar-g2.ctb", "Arabic grade 2"),
    "uk": Braille(("uk.utb",), "Ukrainian uncontracted"),
    "ru": Braille(("ru-litbrl.ctb",), "Russian uncontracted", "ru-ru-g1.ctb", "Russian contracted"),
    "ga": Braille(("ga-g1.utb",), "Irish grade 1", "ga-g2.ctb", "Irish grade 2"),
    "lv": Braille(("Lv-Lv-g1.utb",), "Latvian uncontracted"),
    # `sk-sk-g1` writes another full stop.
    "sk": Braille(("sk-g1.ctb",), "Slovak grade 1"),
    "hu": Braille(("hu-hu-g1.ctb",), "Hungarian grade 1", "hu-hu-g2.ctb", "Hungarian grade 2"),
    "zh-hans": Braille(
        ("zhcn-cbs.ctb", "zhcn-g1.ctb"), "Chinese current braille", "zhcn-g2.ctb", "Chinese double-phonic braille"
    ),
    "es": Braille(("es-g1.ctb",), "Spanish grade 1", "es-g2.ctb", "Spanish grade 2"),
}


def uncontracted(code: str) -> str | None:
    """Return the table for a language's uncontracted braille; ``None`` where there is none here."""
    braille = TABLES.get(code)
    return next(filter(liblouis.accepts, braille.uncontracted), None) if braille else None


def contracted(code: str) -> str | None:
    """Return the table for a language's contracted braille; ``None`` where there is none here."""
    braille = TABLES.get(code)
    return braille.contracted if braille and braille.contracted and liblouis.accepts(braille.contracted) else None


def code_of(tag: str) -> str | None:
    """Return the registry's code for a BCP 47 tag: "en" for "en-GB". ``None`` for a language that it does not have."""
    lowered = tag.lower()
    codes = [language.code for language in REGISTRY if lowered in (language.code, language.tag.lower())]
    main = lowered.split("-")[0]
    codes += [language.code for language in REGISTRY if language.tag.lower().split("-")[0] == main]
    return codes[0] if codes else None
