"""Lighthouse's four scores for pages that are signed. It comes from npm, into a folder that is removed again."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from good_beginnings.bench.phone import FLAGS, LANGUAGES, chromium, signed_site
from good_beginnings.bench.tables import Table

PACKAGE = "lighthouse@12"
#: One survey is one family's, and never in a search engine: its list is.
PAGES = {"home": "", "guidance": "guidance/why-babies-cry/", "surveys": "surveys/", "directory": "services/"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = 100
_TITLE = "Lighthouse, as signed pages"
_COLUMNS = ("Page, language", *CATEGORIES)
#: Seconds for npm, and for one page on a busy machine.
_LONGEST_INSTALL, _LONGEST_RUN = 300, 180


class NoLighthouse(Exception):
    """Why there are no scores, as a sentence."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of 100 each, and the names of the audits that cost points."""

    scores: tuple[int, ...]
    failed: tuple[str, ...]


def read_report(report: Mapping[str, Any]) -> Scores:
    """Return what a report says."""
    categories = [report["categories"][name] for name in CATEGORIES]
    failed = {
        each["id"]
        for category in categories
        for each in category["auditRefs"]
        if each["weight"] and (score := report["audits"][each["id"]]["score"]) is not None and score < 1
    }
    return Scores(tuple(round(100 * (each["score"] or 0)) for each in categories), tuple(sorted(failed)))


def install(folder: Path) -> Path:
    """Install Lighthouse in a folder; return its program.

    Raises:
        NoLighthouse: npm is not there, or reaches no registry.
    """
    npm, browser = shutil.which("npm"), chromium()
    if npm is None or browser is None:
        raise NoLighthouse("Not measured: it needs Chromium, Node and npm.")
    command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_LONGEST_INSTALL)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise NoLighthouse(f"Not measured: npm could not fetch {PACKAGE} (is there a network?).") from error
    return folder / "node_modules" / ".bin" / "lighthouse"


def scores_of(program: Path, address: str) -> Scores:
    """Ask Lighthouse about one page; twice, if it breaks down: on a busy machine its browser may start too late.

    Raises:
        NoLighthouse: it broke down both times.
    """
    report = _report(program, address) or _report(program, address)
    if report is None:
        raise NoLighthouse(f"Not measured: Lighthouse broke down at {address}.")
    return read_report(report)


def _report(program: Path, address: str) -> dict[str, Any] | None:
    command = [
        str(program),
        address,
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
    ]
    environment = os.environ | {"CHROME_PATH": str(chromium())}
    try:
        done = subprocess.run(  # noqa: S603
            command, check=True, capture_output=True, timeout=_LONGEST_RUN, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return None
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def lighthouse_table() -> Table:
    """Return the four scores of each page; where there can be none, why. About three minutes."""
    with tempfile.TemporaryDirectory(prefix="good-beginnings-lighthouse-") as folder:
        try:
            program = install(Path(folder))
            with signed_site() as place:
                found = {
                    f"{name}, {language}": scores_of(program, f"{place.address}{language}/{path}")
                    for name, path in PAGES.items()
                    for language in LANGUAGES
                }
        except NoLighthouse as why:
            return Table(_TITLE, _COLUMNS, [], (str(why),))
    failed = sorted({audit for each in found.values() for audit in each.failed})
    return Table(
        _TITLE,
        _COLUMNS,
        [(name, *map(str, each.scores)) for name, each in found.items()],
        (
            f"Wanted: {WANTED} in each. Performance depends on the machine; the others do not.",
            f"Audits that cost points: {', '.join(failed) or 'none'}.",
        ),
    )
