"""axe-core, the accessibility checker that the `axe-playwright-python` package carries."""

import importlib.resources
from typing import Any

from playwright.sync_api import Page

_SCRIPT = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: All that are on from the start, and these, which are not: 24 px for every target, and names that can be spoken.
_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {name: {"enabled": True} for name in ("target-size", "label-content-name-mismatch", "p-as-heading")},
}


#: Half of axe's time would go into the paths of the drawings. One that says or does something keeps its insides.
_LIGHTEN = """() => document.querySelectorAll("svg").forEach(svg => {
    const speaks = svg.querySelector("title, desc, text, a, foreignObject, [role], [tabindex], [aria-label]");
    if (!speaks) svg.replaceChildren();
})"""


def inject(page: Page) -> None:
    """Put axe into the page through the debugging protocol: the page's policy allows no script of others."""
    page.evaluate(_LIGHTEN)
    page.evaluate(_SCRIPT)


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with a page that it was injected into, one line for each element."""
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", _OPTIONS)
    return [_line(rule, node) for rule in found for node in rule["nodes"]]


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']}: {node['html'][:160]} ({node['failureSummary']})"


def ours(page: Page) -> list[str]:
    """Return what axe finds wrong with what is ours on a page of the admin; the frame around it is Wagtail's."""
    # What is still fading in has other colours than it will have. One that runs for half a minute changes none.
    page.evaluate("""() => Promise.allSettled(
        document.getAnimations()
            .filter(animation => animation.effect.getComputedTiming().endTime <= 2000)
            .map(animation => animation.finished)
    ).then(() => null)""")
    inject(page)
    return [fault for fault in violations(page) if "w-" not in fault.split("(")[0]]
