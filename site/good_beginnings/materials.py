"""What the site is made of that others have made: packages, fonts, programs; each with its licence.

Names, versions and digests come from requirements.txt, licences from what is installed, word for word: where a package
states none, that is said. Written as CycloneDX, for programs, and as a table, for people.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements.txt"
FONTS = ROOT / "guidance" / "formats" / "pdf" / "fonts"
BILL = ROOT / "docs" / "bill-of-materials.json"
LICENCES = ROOT / "docs" / "licences.md"
NOT_STATED = "not stated in the package"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\\n]+?))?\s*(?:\\|$)", re.MULTILINE)
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_OFL = "SIL Open Font License, Version 1.1"
#: Longer than any name: some packages put the whole text there.
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Material:
    """One thing of somebody else's; ``where`` says which machines need it, in the words of requirements.txt."""

    name: str
    version: str
    licence: str
    digests: tuple[str, ...] = ()
    where: str = ""
    kind: str = "library"


#: What our files do not hold, and a machine brings: no version of it is ours to say.
FROM_THE_SYSTEM = (
    Material("python", "", "Python Software Foundation License", where="the system", kind="platform"),
    Material("liblouis", "", "LGPL-2.1-or-later", where="the system, for braille", kind="library"),
)
#: Carried inside a package, under another licence than its own.
CARRIED = {
    "av": "FFmpeg, built with x264 and x265 (GPL-2.0-or-later)",
    "espeakng-loader": "eSpeak NG (GPL-3.0-or-later)",
    "lameenc": "LAME (LGPL-2.0-or-later)",
    "pillow-heif": "libheif (LGPL-3.0-or-later), and x265 (GPL-2.0-or-later)",
}


def packages() -> list[Material]:
    """Return what requirements.txt pins, in its order.

    Raises:
        ValueError: a line of it is read by nobody.
    """
    text = REQUIREMENTS.read_text(encoding="utf-8")
    pins = list(_PINNED.finditer(text))
    if len(pins) != len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)):
        raise ValueError("A line of requirements.txt is none of `name==version`")
    ends = [*(pin.start() for pin in pins[1:]), len(text)]
    return [
        Material(pin[1], pin[2], licence_of(pin[1]), tuple(_DIGEST.findall(text[pin.end() : end])), pin[3] or "")
        for pin, end in zip(pins, ends, strict=True)
    ]


def licence_of(name: str) -> str:
    """Return the licence of an installed package as it states it."""
    try:
        stated: Any = metadata(name)
    except PackageNotFoundError:
        # For other machines than this one: the same on all, or the bill would change with who writes it.
        return NOT_STATED
    named = stated.get("License-Expression") or stated.get("License") or ""
    if named and len(named) <= _LONGEST_NAME and "\n" not in named:
        return named
    classes = [each for each in stated.get_all("Classifier") or [] if each.startswith("License ::")]
    return classes[0].rpartition(" :: ")[2] if classes else NOT_STATED


def fonts() -> list[Material]:
    """Return the fonts that lie in the repository, by the digest of each file."""
    return [
        Material(file.stem, "", _licence_beside(file), (hashlib.sha256(file.read_bytes()).hexdigest(),), kind="file")
        for file in sorted(FONTS.glob("*.ttf"))
    ]


def _licence_beside(font: Path) -> str:
    """Return the licence of a font.

    Raises:
        ValueError: none lies beside it, or another.
    """
    text = font.with_name(f"{font.stem.partition('-')[0]}-OFL.txt").read_text(encoding="utf-8")
    if _OFL not in text:
        raise ValueError(f"{font.name} has another licence beside it than the {_OFL}")
    return "OFL-1.1"


# --- For programs ---------------------------------------------------------------------------------------------------


def bill() -> str:
    """Return the bill as CycloneDX 1.6. It has no time and no number of its own: the same is the same file."""
    components = [
        *(_package(each) for each in packages()),
        *(_component(each, f"font:{each.name}") for each in fonts()),
        *(_component(each, f"system:{each.name}") for each in FROM_THE_SYSTEM),
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "good-beginnings", "name": "good-beginnings"}},
        "components": components,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _component(material: Material, ref: str) -> dict[str, Any]:
    told: dict[str, Any] = {"type": material.kind, "bom-ref": ref, "name": material.name}
    if material.version:
        told["version"] = material.version
    if material.licence != NOT_STATED:
        told["licenses"] = [{"license": {"name": material.licence}}]
    if material.digests and material.kind == "file":
        told["hashes"] = _hashes(material)
    return told


def _package(material: Material) -> dict[str, Any]:
    purl = f"pkg:pypi/{material.name.lower()}@{material.version}"
    # A package has a file for each kind of machine: which one was installed is not known, so all are named.
    files = {
        "type": "distribution",
        "url": f"https://pypi.org/project/{material.name}/{material.version}/",
        "hashes": _hashes(material),
    }
    told = _component(material, purl) | {"purl": purl, "externalReferences": [files]}
    if material.where:
        told["properties"] = [{"name": "good-beginnings:where", "value": material.where}]
    return told


def _hashes(material: Material) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest} for digest in material.digests]


# --- For people -----------------------------------------------------------------------------------------------------

_HEAD = """# Licences of what the site is made of

Written by `./run bill_of_materials --write`: don't type here. Names and versions are those of `requirements.txt`;
licences are what each package states of itself, word for word. Digests stand in
[bill-of-materials.json](bill-of-materials.json) (CycloneDX). Nothing here is legal advice: some licences ask something
of whoever passes the software on.
"""


_ASKED = """
## What the GPL and the like ask of a trust that runs the site

In plain words, and **not legal advice**: the licences themselves count, and a trust's lawyers read them.

- **To run it asks nothing.** GPL-2.0 covers copying, changing and passing on, and says that running is not restricted;
  GPL-3.0 says the same, and that people who use a program over a network have not been handed a copy of it. So a trust
  that installs the site on its own servers, and lets families read it, has to publish nothing, whether it has changed
  it or not. No package states the AGPL, which asks more of whoever runs a site.
- **What is made with a program is not under its licence**: sounds, PDF files and braille are as free as before.
- **To pass it on asks something.** The repository holds none of these parts: `./run` fetches them. Whoever hands on a
  copy with them inside, such as a container image, a virtual machine or a folder with `.venv`, to another organisation,
  passes them on. A company that runs servers for the trust, and installs there for the trust alone, is a question to ask.

| Part | Licence | Asks of whoever passes it on |
| --- | --- | --- |
| x264, x265 (in `av`; x265 in `pillow-heif`) | GPL-2.0-or-later | hand on the licence, and the source of exactly that version, or a written offer of it. FFmpeg as built into `av` is then under the GPL as well |
| mutagen | GPL-2.0-or-later | the same. The site imports it, so that site and mutagen passed on together are to be under terms that the GPL allows |
| eSpeak NG (in `espeakng-loader`) | GPL-3.0-or-later | the same, under version 3: together with it, the GPL-2.0-or-later parts are used under version 3 too |
| psycopg, LAME, libheif | LGPL | hand on the licence, and the source of these libraries; whoever is given it must be able to put in another version of them |
| certifi | MPL-2.0 | its own files stay under the MPL, and their source can be had |
"""  # noqa: E501


def licences() -> str:
    """Return the table of licences as Markdown."""
    parts = [
        _HEAD,
        _table("Packages", packages()),
        _table("Fonts, in the repository", fonts()),
        _table("From the system", list(FROM_THE_SYSTEM)),
        "## Carried inside a package, under another licence\n",
        "\n".join(f"- {name}: {what}" for name, what in CARRIED.items()),
        _ASKED,
        "Style sheets, scripts and drawings are the site's own; nothing is loaded from elsewhere. Voices for Piper\n"
        "and models for translation are not part of it: who installs one looks at its licence.\n",
    ]
    return "\n".join(parts)


def _table(title: str, materials: list[Material]) -> str:
    rows = [f"| {each.name} | {each.version} | {each.licence} | {each.where} |" for each in materials]
    return "\n".join(
        [f"## {title}", "", "| Name | Version | Licence | Where |", "| --- | --- | --- | --- |", *rows, ""]
    )


FILES = {BILL: bill, LICENCES: licences}
